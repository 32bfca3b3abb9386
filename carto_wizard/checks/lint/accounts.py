"""The accounts that the files lead to, against those that Cartography should read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.lint.model import LintContext, lint_finding
from carto_wizard.files.config.profiles import FileLine, Profile
from carto_wizard.files.mask import shown
from carto_wizard.render.aws_config import ExpectedProfile
from carto_wizard.setup.text import count

_finding = partial(lint_finding, "lint.accounts")

_COMPARED = (
    "region",
    "role_arn",
    "external_id",
    "credential_source",
    "source_profile",
    "web_identity_token_file",
)
"""What decides whose role is assumed, with whose credentials, and where."""


def accounts_twice(context: LintContext) -> Iterator[Finding]:
    """An account behind several profiles, which Cartography reads several times."""
    by_account: dict[str, list[Profile]] = {}
    for profile in context.tried:
        if profile.account:
            by_account.setdefault(profile.account, []).append(profile)
    for account, profiles in by_account.items():
        # The one too many is the one that is not of the set-up.
        first, *others = sorted(
            profiles, key=lambda each: context.is_foreign(each.name)
        )
        if not others:
            continue
        names = ", ".join(shown(each.name) for each in others[:3])
        rest = f" and {len(others) - 3:,} more" if len(others) > 3 else ""
        yield _finding(
            "account-twice",
            others[0].at("role_arn"),
            f"the profile {shown(first.name)} (line {first.at('role_arn').line}) also "
            f"leads to account {account}. Cartography reads the account once for each "
            "profile, and the result in the graph is undefined.",
            # The answers promise each account once; a file alone promises nothing.
            status=Status.WARNING if context.expected is None else Status.FAILED,
            about=others[0],
            evidence=f"profiles: {shown(first.name)}, {names}{rest}",
            remedy="Keep one profile for each account.",
        )


def against_expected(context: LintContext) -> Iterator[Finding]:
    """Profiles that are missing, lead elsewhere, or are not of this set-up."""
    if context.expected is None:
        return
    for name, expected in context.expected.items():
        profile = context.profiles.get(name)
        if profile is None:
            if context.config.found:
                yield _missing(context, name, expected.account)
        elif profile.account not in (None, expected.account):
            yield _elsewhere(context, profile, expected.account)
        elif expected.keys:
            yield from _differs(context, profile, expected)
    # One that leads to an account of ours a second time is told of as such.
    ours = {e.account for n, e in context.expected.items() if n in context.profiles}
    foreign = [each for each in context.tried if each.name not in context.expected]
    for profile in foreign if context.every_profile else ():
        if not context.is_foreign(profile.name):
            yield _counted(context, profile)
        elif profile.account not in ours:
            yield _unexpected(profile)


def _differs(
    context: LintContext, profile: Profile, expected: ExpectedProfile
) -> Iterator[Finding]:
    """Keys that are not those of the answers, with which the live checks ask."""
    for key in _COMPARED:
        value = profile.get(key)
        has, wanted = value.text if value else "", expected.keys.get(key, "")
        if has == wanted or (key == "region" and not has):
            continue
        what = f"is {shown(has) or 'not set'}; your answers have {wanted or 'none'}"
        if key == "external_id":
            # It is shared with few, so it is not repeated.
            what = "differs from your answers"
        # What the file says is then asked about itself.
        asked_live = key == "region" or not context.every_profile
        remedy, command = _correct(context, profile.at(key), "your answers")
        yield _finding(
            "role-differs" if key == "role_arn" else "profile-differs",
            profile.at(key),
            f"{key} of the profile {shown(profile.name)} {what}.",
            status=Status.WARNING if asked_live else Status.FAILED,
            about=profile,
            remedy=remedy,
            command=command,
        )


def _counted(context: LintContext, profile: Profile) -> Finding:
    """Whether a source profile with a name is one more account to Cartography."""
    name = shown(profile.name)
    remedy = (
        "Move its keys to [default] and set the source profile to default in the "
        "wizard."
    )
    region = context.environ.get("AWS_DEFAULT_REGION") or profile.get("region")
    if not (region or context.sts_without_region):
        return _finding(
            "source-profile-counted",
            profile.place,
            f"the source profile {name} has no region, so Cartography logs an error "
            "for it in each run and reads no account with it.",
            status=Status.WARNING,
            effect=Effect.UNTOUCHED,
            about=profile,
            remedy=remedy,
        )
    return _finding(
        "source-profile-counted",
        profile.at("region"),
        f"Cartography reads the source profile {name} as one more account, because it "
        "reads every profile except [default].",
        about=profile,
        remedy=remedy,
    )


def _missing(context: LintContext, name: str, account: str) -> Finding:
    return _finding(
        "profile-missing",
        FileLine(context.config.path),
        f"the profile {shown(name)} of account {account} is not in the files, so "
        "Cartography does not know the account and logs nothing.",
        profile=name,
        account=account,
        remedy="Write the files again.",
        command="carto-wizard write",
    )


def _correct(context: LintContext, place: FileLine, other: str) -> tuple[str, str]:
    """The remedy and its command; only the config file is written again."""
    if place.path == context.credentials.path:
        return f"Remove the line from the credentials file, or correct {other}.", ""
    return f"Write the files again, or correct {other}.", "carto-wizard write"


def _elsewhere(context: LintContext, profile: Profile, account: str) -> Finding:
    place = profile.at("role_arn")
    remedy, command = _correct(context, place, "the role's ARN")
    return _finding(
        "profile-wrong-account",
        place,
        f"the profile {shown(profile.name)} leads to account {profile.account}, not to"
        f" {account}.",
        profile=profile.name,
        account=account,
        remedy=remedy,
        command=command,
    )


def _unexpected(profile: Profile) -> Finding:
    return _finding(
        "profile-unexpected",
        profile.place,
        f"the profile {shown(profile.name)} is not part of this set-up, and "
        "Cartography would read it too.",
        about=profile,
        remedy="Use a separate config file for Cartography, or remove the profile.",
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
            f"the credentials file overrides {count(len(profile.shadowed), 'key')} of "
            f"the profile {shown(profile.name)} in the config file, from line "
            f"{first.line} on.",
            status=Status.WARNING,
            about=profile,
            evidence=f"keys: {shown(keys)}",
            remedy="Remove the line from the credentials file, or remove the line "
            "from the config file if this one is correct.",
        )
