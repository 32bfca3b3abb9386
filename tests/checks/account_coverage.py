"""What Cartography will see, as far as the findings tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from carto_wizard.checks.catalogue import BEFORE_ACCOUNTS, Scope, scope_of
from carto_wizard.checks.finding import Finding, Status

# Without these a profile gives no credentials; the rest only leaves gaps.
_FOR_ONE = frozenset({"spoke.assume-role", "spoke.account", "spoke.region"})


def covered(findings: Iterable[Finding], expected: Mapping[str, str]) -> dict[str, str]:
    """The part of the expected account map that Cartography will get."""
    assumed: set[str] = set()
    lost: set[str] = set()
    bad_profiles: set[str] = set()
    for found in findings:
        failed = found.status is Status.FAILED
        if failed and (
            scope_of(found.check) in BEFORE_ACCOUNTS or _is_about_all(found)
        ):
            return {}
        if found.check == "spoke.assume-role" and found.status is Status.OK:
            assumed.add(found.account or "")
        elif failed and found.check in _FOR_ONE:
            lost.add(found.account or "")
        elif failed and scope_of(found.check) is Scope.FILES:
            bad_profiles.add(found.profile or "")
    return {
        profile: account
        for profile, account in expected.items()
        if account in assumed - lost and profile not in bad_profiles
    }


def _is_about_all(found: Finding) -> bool:
    return found.check == "files.account-map" and found.profile is None
