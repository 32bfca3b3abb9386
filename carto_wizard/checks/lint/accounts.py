"""The accounts that the files lead to, against those that Cartography should read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import LintContext, lint_finding
from carto_wizard.files.config.profiles import FileLine, Profile
from carto_wizard.files.mask import shown
from carto_wizard.setup.text import count

_finding = partial(lint_finding, "lint.accounts")


def accounts_twice(context: LintContext) -> Iterator[Finding]:
    """An account behind several profiles, which Cartography reads several times."""
    by_account: dict[str, list[Profile]] = {}
    for profile in context.tried:
        if profile.account:
            by_account.setdefault(profile.account, []).append(profile)
    for account, (first, *others) in by_account.items():
        if not others:
            continue
        names = ", ".join(shown(each.name) for each in others[:3])
        rest = f" and {len(others) - 3:,} more" if len(others) > 3 else ""
        yield _finding(
            "account-twice",
            others[0].at("role_arn"),
            f"account {account} is also behind the profile {shown(first.name)}"
            f" (line {first.at('role_arn').line}); Cartography reads it once for each"
            " profile, and what the graph then holds is undefined.",
            status=Status.WARNING,
            about=others[0],
            evidence=f"profiles: {shown(first.name)}, {names}{rest}",
            remedy="Keep one profile for each account.",
        )


def against_expected(context: LintContext) -> Iterator[Finding]:
    """Profiles that are missing, lead elsewhere, or are not of this set-up."""
    if context.expected is None:
        return
    tried = {profile.name: profile for profile in context.tried}
    for name, account in context.expected.items():
        profile = tried.get(name)
        if profile is None and context.config.found:
            yield _missing(context, name, account)
        elif profile is not None and profile.account not in (None, account):
            yield _elsewhere(profile, account)
    foreign = [each for each in context.tried if each.name not in context.expected]
    for profile in foreign if context.every_profile else ():
        yield _unexpected(profile)


def _missing(context: LintContext, name: str, account: str) -> Finding:
    return _finding(
        "profile-missing",
        FileLine(context.config.path),
        f"the profile {shown(name)} of account {account} is not in the files, so"
        " Cartography does not see the account and says nothing.",
        profile=name,
        account=account,
        remedy="Write the files again.",
        command="carto-wizard write",
    )


def _elsewhere(profile: Profile, account: str) -> Finding:
    return _finding(
        "profile-wrong-account",
        profile.at("role_arn"),
        f"the profile {shown(profile.name)} leads to account {profile.account}, not to"
        f" {account}.",
        profile=profile.name,
        account=account,
        remedy="Write the files again, or correct the role's ARN.",
        command="carto-wizard write",
    )


def _unexpected(profile: Profile) -> Finding:
    return _finding(
        "profile-unexpected",
        profile.place,
        f"the profile {shown(profile.name)} is not of this set-up, and Cartography"
        " would read it too.",
        status=Status.WARNING,
        about=profile,
        remedy="Give Cartography a config file of its own, or remove the profile.",
    )


def shadowed(context: LintContext) -> Iterator[Finding]:
    """Keys of the credentials file that replace those of the same profile's config."""
    for profile in context.profiles.values():
        if not profile.shadowed:
            continue
        keys = ", ".join(sorted(profile.shadowed)[:5])
        first = min(profile.shadowed.values(), key=lambda place: place.line)
        place = min(
            (profile.at(key) for key in profile.shadowed), key=lambda each: each.line
        )
        yield _finding(
            "credentials-shadow",
            FileLine(place.path, place.line),
            f"the credentials file replaces {count(len(profile.shadowed), 'key')} of"
            f" the profile {shown(profile.name)} in the config file, from"
            f" line {first.line} there.",
            status=Status.WARNING,
            about=profile,
            evidence=f"keys: {shown(keys)}",
            remedy="Keep each key in one file.",
        )
