"""The region of every profile: Cartography uses it and nothing else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import partial

from carto_wizard.aws.regions import regions
from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.lint.model import (
    LintContext,
    ValueProblem,
    lint_finding,
    spelled,
    value_finding,
)
from carto_wizard.errors import WizardError
from carto_wizard.files.config.profiles import ROLE_ARN, FileLine, Profile
from carto_wizard.files.mask import shown
from carto_wizard.setup.partitions import PARTITIONS, partition_of_region

_finding = partial(lint_finding, "lint.region")

_BOTOCORE = re.compile(r"(?![0-9]+$)(?!-)[a-zA-Z0-9-]{1,63}(?<!-)", re.ASCII)
"""What botocore lets into a host name (utils.validate_region_name)."""

_ZONE = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d+[a-z]")


def profile_regions(context: LintContext) -> Iterator[Finding]:
    """A region that is missing or that no call can use, profile by profile."""
    for profile in context.tried:
        if "region" not in profile:
            # As a source of others it needs none.
            if profile.name not in context.dependents:
                yield _missing(context, profile)
        elif problem := _problem(profile):
            yield value_finding("lint.region", profile, "region", problem)


def _problem(profile: Profile) -> ValueProblem | None:
    value = profile.get("region")
    if value is None:
        reason = "a profile has one region, but this value has several lines."
        return ValueProblem("region-malformed", reason, _fix(""))
    return region_problem(value.text) or _partition_problem(profile, value.text)


def _missing(context: LintContext, profile: Profile) -> Finding:
    override = context.environ.get("AWS_DEFAULT_REGION")
    default = context.profiles.get("default")
    inherited = default.get("region") if default and default is not profile else None
    stops = context.sts_without_region
    then = "ends the whole AWS run at its first regional call" if stops else "skips it"
    # The variable stands in for it here, and is a finding of its own where it is wrong.
    without = "without AWS_DEFAULT_REGION of this environment, " if override else ""
    message = f"this profile has no region; {without}Cartography {then}."
    if inherited:
        place = spelled(inherited.place)
        message += f" The region of [default] ({place}) is not inherited."
    elif context.environ.get("AWS_REGION"):
        message += " AWS_REGION is ignored by botocore."
    region = inherited.text if inherited else "us-east-1"
    remedy = f"Add `region = {shown(region)}`, or another region, to this profile."
    if context.is_foreign(profile.name):
        # With a region Cartography would read it too.
        remedy = "Use a separate config file for Cartography, or remove the profile."
    effect = Effect.STOPS if stops else Effect.SKIPPED
    return _finding(
        "region-missing",
        profile.place,
        message,
        status=Status.WARNING if override else Status.FAILED,
        effect=None if override else effect,
        about=profile,
        remedy=remedy,
    )


def region_problem(text: str) -> ValueProblem | None:
    """Why no call can use this region."""
    name = shown(text)
    if not text:
        reason = "the region is empty. The whole AWS run ends with an error."
        return ValueProblem(
            "region-missing", reason, "Write us-east-1 or another region."
        )
    if not _BOTOCORE.fullmatch(text):
        reason = f"{name} is not a region: {_odd(text)}."
        return ValueProblem("region-malformed", reason, _fix(text))
    if text != text.lower() and partition_of_region(text.lower()):
        reason = f"{name} is not in lower case. AWS rejects such a region."
        return ValueProblem("region-malformed", reason, f"Write {text.lower()}.")
    if _ZONE.fullmatch(text):
        reason = f"{name} is an availability zone, not a region."
        return ValueProblem("region-is-zone", reason, f"Write {text[:-1]}.")
    partition = partition_of_region(text)
    if partition is None:
        reason = f"{name} is not a region."
        return ValueProblem("region-malformed", reason, _near(text, tuple(PARTITIONS)))
    if text not in _known(partition.id):
        reason = f"the installed botocore does not know the region {name}."
        remedy = _near(text, (partition.id,))
        return ValueProblem("region-unlisted", reason, remedy, Status.WARNING)
    return None


def _odd(text: str) -> str:
    if text[0] in "\"'" or text[-1] in "\"'":
        return "the quotes are part of the value"
    if "#" in text or ";" in text:
        return "the comment after it is part of the value"
    if "," in text or " " in text:
        return "a profile has one region"
    if "_" in text:
        return "a region name has -, not _"
    return "a region name has only letters, digits and -"


def _fix(text: str) -> str:
    found = re.search(r"[a-z]{2,4}([-_][a-z]+)+[-_]\d+", text.lower())
    if found:
        return f"Write {found[0].replace('_', '-')} and nothing else."
    return "Write one region, such as us-east-1, and nothing else."


def _near(text: str, partitions: tuple[str, ...]) -> str:
    names = [name for each in partitions for name in _known(each)]
    close = difflib.get_close_matches(text, names, 2)
    if not close:
        return "Write a region, such as us-east-1."
    return f"Did you mean {' or '.join(close)}?"


def _known(partition: str) -> tuple[str, ...]:
    try:
        return tuple(region.name for region in regions(partition))
    except WizardError:
        # An older botocore knows fewer partitions.
        return ()


def _partition_problem(profile: Profile, region: str) -> ValueProblem | None:
    arn = profile.get("role_arn")
    found = ROLE_ARN.fullmatch(arn.text) if arn else None
    home = partition_of_region(region)
    role = PARTITIONS.get(found[1]) if found else None
    if role is None or home is None or role is home:
        return None
    reason = (
        f"the region is in {home.title} ({home.id}), but the role is in {role.title} "
        f"({role.id})."
    )
    remedy = "Correct the region, or the role's ARN."
    return ValueProblem("wrong-partition", reason, remedy)


def mixed_partitions(context: LintContext) -> Iterator[Finding]:
    """Profiles of several partitions in one run."""
    first: dict[str, tuple[Profile, FileLine]] = {}
    for profile in context.tried:
        value = profile.get("region")
        home = partition_of_region(value.text) if value else None
        if value and home:
            first.setdefault(home.id, (profile, value.place))
    if len(first) > 1:
        (home_id, (_, _)), (other_id, (profile, place)) = list(first.items())[:2]
        yield _finding(
            "partitions-mixed",
            place,
            f"this profile is in {other_id} and others are in {home_id}. Cartography "
            "supports one partition per run and config file.",
            status=Status.WARNING,
            about=profile,
            remedy="Use one config file and one run for each partition.",
        )
