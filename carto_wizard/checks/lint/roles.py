"""Profiles that assume a role: with which credentials, and can they have them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import (
    LintContext,
    ValueProblem,
    chain,
    lint_finding,
    spelled,
    value_finding,
)
from carto_wizard.files.config.profiles import ROLE_ARN, Profile
from carto_wizard.files.mask import shown
from carto_wizard.setup.answers import CredentialSource

SOURCE_WORDS = tuple(
    str(each) for each in CredentialSource if each is not CredentialSource.PROFILE
)
"""What `credential_source` may say, letter for letter."""

_finding = partial(lint_finding, "lint.credentials")


def role(context: LintContext, profile: Profile) -> Iterator[Finding]:
    """What keeps botocore from assuming the role of this profile."""
    if "mfa_serial" in profile:
        yield _finding(
            "mfa-needed",
            profile.at("mfa_serial"),
            "this profile requires an MFA code. Without a terminal, the whole AWS run "
            "ends with an error. With a terminal, the run waits for the code.",
            about=profile,
            remedy="Remove the profile, or mfa_serial, from Cartography's files.",
        )
    source, named = "credential_source" in profile, "source_profile" in profile
    if source and named:
        yield _finding(
            "credentials-both",
            profile.at("source_profile"),
            "this profile has both credential_source and source_profile. botocore "
            "rejects such a profile.",
            about=profile,
            evidence=f"credential_source: {spelled(profile.at('credential_source'))}",
            remedy="Remove one of the two.",
        )
    elif source:
        yield from _credential_source(profile)
    elif named:
        yield from _source_profile(context, profile)
    else:
        yield _finding(
            "credentials-neither",
            profile.at("role_arn"),
            "this profile has a role but no source of credentials, so botocore "
            "rejects it.",
            about=profile,
            remedy="Add `credential_source = Ec2InstanceMetadata`, or source_profile.",
        )


def _credential_source(profile: Profile) -> Iterator[Finding]:
    value = profile.get("credential_source")
    if value is None or value.text in SOURCE_WORDS:
        return
    lower = value.text.strip("\"'").split(" ")[0].lower()
    meant = next((each for each in SOURCE_WORDS if each.lower() == lower), "")
    problem = ValueProblem(
        "credential-source-unknown",
        "botocore does not know this credential_source. It must be spelled exactly, "
        "without quotes or a comment.",
        f"Write {meant}." if meant else f"Write one of {', '.join(SOURCE_WORDS)}.",
    )
    yield value_finding("lint.credentials", profile, "credential_source", problem)


def _source_profile(context: LintContext, profile: Profile) -> Iterator[Finding]:
    value = profile.get("source_profile")
    problem = _source_problem(context, profile, value.text) if value else None
    if problem:
        yield value_finding("lint.credentials", profile, "source_profile", problem)


def _source_problem(
    context: LintContext, profile: Profile, text: str
) -> ValueProblem | None:
    """Why the source profile cannot serve."""
    source = context.profiles.get(text)
    name = shown(text)
    if source is None:
        message = f"the source profile {name!r} is in neither file."
        literal = text[:1] in ("'", '"') or " #" in text
        remedy = (
            "Write only the name, without quotes or a comment."
            if literal
            else "Correct the name, or add that profile."
        )
        return ValueProblem("source-profile-missing", message, remedy)
    if _loops(context, profile):
        message = f"the source_profile of {name} leads back to the same profile."
        remedy = "End the chain with a profile that has credentials."
        return ValueProblem("source-profile-loop", message, remedy)
    if not source.is_role and not source.has_source:
        message = (
            f"the source profile {name} ({spelled(source.place)}) has no credentials. "
            "botocore does not use the instance role for a source_profile."
        )
        remedy = "Write `credential_source = Ec2InstanceMetadata` instead."
        ours = (context.expected or {}).get(profile.name)
        if ours and ours.keys.get("source_profile") == text:
            remedy = f"Put the keys into the profile {name}."
        return ValueProblem("source-without-credentials", message, remedy)
    if _is_spoke(source, profile):
        message = (
            f"the source profile {name} assumes the same read-only role, which is not "
            "allowed to assume other roles."
        )
        remedy = "Use a profile with the credentials of the hub."
        # Two roles of one name may differ in rights; the other sources never work.
        return ValueProblem("source-is-spoke", message, remedy, Status.WARNING)
    return None


def _loops(context: LintContext, profile: Profile) -> bool:
    """Whether botocore would come back to a profile it has visited."""
    seen = {profile.name}
    at = profile
    for source in chain(profile, context.profiles):
        if source is at:
            return not at.has_keys
        if source.name in seen:
            return True
        seen.add(source.name)
        at = source
    return False


def _is_spoke(source: Profile, profile: Profile) -> bool:
    """Whether both profiles assume a role of the same name."""
    mine, theirs = profile.get("role_arn"), source.get("role_arn")
    if not mine or not theirs or source is profile:
        return False
    if not ROLE_ARN.fullmatch(mine.text) or not ROLE_ARN.fullmatch(theirs.text):
        return False
    return mine.text.split(":role/")[1] == theirs.text.split(":role/")[1]
