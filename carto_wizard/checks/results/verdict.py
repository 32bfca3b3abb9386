"""Which of the expected accounts Cartography will read, as far as the findings tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from carto_wizard.checks.catalogue import Scope, scope_of
from carto_wizard.checks.finding import COSTLY, Effect, Finding, Status
from carto_wizard.setup.text import count

_NEEDED = {
    Scope.SPOKE: ("assume-role", "account", "describe-regions", "region"),
    Scope.SINGLE: ("credentials", "account", "describe-regions", "region"),
}
"""What must have been answered well for an account to be called verified."""

_FOR_ALL = frozenset({Effect.NOTHING, Effect.ENDS})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all findings of a run come to."""

    findings: Sequence[Finding]
    complete: bool
    """Whether the run came to its end: it was not stopped, and is not going on."""
    expected: Mapping[str, str] | None
    """The account of each profile that the answers name; None: files alone."""
    asked: int
    """How many of them were asked anything."""
    verified: Mapping[str, str]
    """Those of them that have nothing wrong themselves, as everything asked confirms.

    Where Cartography stops at one, it does not come to those after it.
    """
    ok: bool
    """Whether the run is complete, nothing failed and no account is missing."""

    @property
    def alone(self) -> bool:
        """Whether one account is all that the answers name."""
        return self.expected is not None and len(self.expected) == 1

    @property
    def sentence(self) -> str:
        """For a person."""
        if self.expected is None:
            return ""
        total, verified = len(self.expected), f"{len(self.verified):,}"
        accounts = count(total, "account")
        if self.ok:
            exactly = "account" if self.alone else accounts
            return f"Cartography will read exactly the {exactly} expected."
        start = "" if self.complete else "Not finished: "
        if self.alone:
            words = f"{start}the account {self._of_the_account}."
            return words[0].upper() + words[1:]
        if self.complete and self.asked == total:
            return f"{verified} of {accounts} verified."
        return f"{start}{self.asked:,} of {accounts} asked, {verified} verified."

    @property
    def _of_the_account(self) -> str:
        if self.verified:
            return "is verified"
        if not self.asked:
            return "was not asked"
        return "could not be verified" if self.complete else "is not verified yet"


def verdict(
    findings: Sequence[Finding],
    expected: Mapping[str, str] | None,
    *,
    complete: bool = True,
) -> Verdict:
    """Judge by the effects: what was not asked is not verified."""
    answered: dict[str, set[str | None]] = {}
    lost: set[str | None] = set()
    asked: set[str | None] = set()
    files_asked = failed = none_read = False
    for found in findings:
        files_asked = files_asked or scope_of(found.check) is Scope.FILES
        failed = failed or found.status is Status.FAILED
        if scope_of(found.check) in _NEEDED and found.status is not Status.SKIPPED:
            asked.add(found.account)
        if found.status is Status.OK:
            answered.setdefault(found.check, set()).add(found.account)
        elif found.cause == "not-asked":
            lost.add(found.profile)
        elif found.status is Status.FAILED and found.effect in COSTLY:
            none_read = none_read or found.effect in _FOR_ALL
            lost |= {found.account, found.profile}
    known: set[str | None] = set()
    for scope, names in _NEEDED.items():
        sets = (answered.get(f"{scope}.{name}", set()) for name in names)
        known |= set.intersection(*sets)
    if none_read or not files_asked:
        known = set()
    verified = {
        profile: account
        for profile, account in (expected or {}).items()
        if account in known and not {profile, account} & lost
    }
    missing = len(expected or {}) - len(verified)
    number = sum(account in asked for account in (expected or {}).values())
    ok = complete and not (failed or missing)
    return Verdict(findings, complete, expected, number, verified, ok)
