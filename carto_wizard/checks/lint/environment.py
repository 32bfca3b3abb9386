"""Variables that override the files, or that botocore or Cartography stops at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import LintContext, command, lint_finding, spelled
from carto_wizard.checks.lint.regions import region_problem
from carto_wizard.checks.lint.values import is_count
from carto_wizard.files.aws_variables import starting_profile
from carto_wizard.files.config.profiles import Profile
from carto_wizard.files.mask import shown
from carto_wizard.setup.answers import CredentialSource
from carto_wizard.setup.partitions import partition_of_region

_found = partial(lint_finding, "lint.environment")

_FILES = {
    "AWS_CONFIG_FILE": ("config-variable-empty", "config", Status.FAILED),
    "AWS_SHARED_CREDENTIALS_FILE": (
        "credentials-variable-empty",
        "credentials",
        Status.WARNING,
    ),
}
_MODES = ("standard", "adaptive", "legacy")
_RETRIES = {
    # Variable: what is accepted, and whether an empty value counts as unset.
    "AWS_MAX_ATTEMPTS": ("a whole number from 1 on", False),
    "AWS_RETRY_MODE": ("standard, adaptive or legacy", False),
    "CARTOGRAPHY_AWS_MAX_ATTEMPTS": ("a whole number from 1 on", True),
    "CARTOGRAPHY_AWS_RETRY_MODE": ("standard, adaptive or legacy", True),
    "CARTOGRAPHY_AWS_READ_TIMEOUT": ("a whole number from 1 on", True),
}
_NEEDED: dict[str, tuple[Callable[[Iterable[object]], bool], tuple[str, ...]]] = {
    CredentialSource.ENVIRONMENT: (all, ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")),
    CredentialSource.ECS: (
        any,
        (
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ),
    ),
}
"""What each source needs in the environment: all of the variables, or any."""


def files(context: LintContext) -> Iterator[Finding]:
    """AWS_CONFIG_FILE and its twin, empty or with the quotes of an env file."""
    for name, (cause, what, status) in _FILES.items():
        value = context.environ.get(name)
        if value == "":
            yield _found(
                cause,
                None,
                f"{name} is set but empty, so botocore reads no {what} file at all.",
                status=status,
                remedy="Unset the variable, or give it the path of the file.",
                command=command("unset", name),
            )
        elif value and value[0] in "\"'" and value[-1] == value[0]:
            yield _found(
                "path-quoted",
                None,
                f"the quotes in {name} are part of the path, so botocore finds no"
                f" {what} file there and reads nothing.",
                evidence=f"{name}={shown(value)}",
                remedy="Set the path without quotes; docker --env-file keeps them.",
            )


def start(context: LintContext) -> Iterator[Finding]:
    """A profile to start from that does not exist."""
    name = starting_profile(context.environ)
    if name is None or context.environ[name] in context.profiles:
        return
    value = context.environ[name]
    what = "is empty, a name which"
    if value:
        what = f"names the profile {shown(value)!r}, which"
    yield _found(
        "profile-variable-missing",
        None,
        f"{name} {what} neither file holds; botocore refuses to start, and Cartography"
        " ends with status 0.",
        remedy="Unset the variable.",
        command=command("unset", name),
    )


def region(context: LintContext) -> Iterator[Finding]:
    """AWS_DEFAULT_REGION, which beats the region of every profile."""
    text = context.environ.get("AWS_DEFAULT_REGION")
    if text is None:
        return
    evidence = f"AWS_DEFAULT_REGION={shown(text)}"
    problem = region_problem(text)
    home = partition_of_region(text)
    others = [
        (profile, value)
        for profile in context.tried
        if (value := profile.get("region")) and value.text != text
    ]
    if problem and problem[0] != "region-unlisted":
        yield _found(
            "region-variable-invalid",
            None,
            f"AWS_DEFAULT_REGION beats the region of every profile, and {problem[1]}",
            evidence=evidence,
            remedy="Unset the variable.",
            command=command("unset", "AWS_DEFAULT_REGION"),
        )
    elif others:
        profile, value = others[0]
        theirs = partition_of_region(value.text)
        foreign = theirs is not None and theirs is not home
        yield _found(
            "region-variable-invalid" if foreign else "region-variable-overrides",
            None,
            f"AWS_DEFAULT_REGION beats the region of every profile: {shown(text)} is"
            f" used for {shown(profile.name)} instead of {shown(value.text)}"
            f" ({spelled(value.place)}).",
            status=Status.FAILED if foreign else Status.WARNING,
            evidence=evidence,
            remedy="Unset the variable.",
            command=command("unset", "AWS_DEFAULT_REGION"),
        )


def sources(context: LintContext) -> Iterator[Finding]:
    """The words of credential_source against what is set here; one finding each."""
    first: dict[str, Profile] = {}
    for profile in context.tried:
        value = profile.get("credential_source") if profile.is_role else None
        if value and "source_profile" not in profile:
            first.setdefault(value.text, profile)
    disabled = context.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true"
    if disabled and CredentialSource.EC2 in first:
        profile = first[CredentialSource.EC2]
        yield _found(
            "metadata-switched-off",
            None,
            "AWS_EC2_METADATA_DISABLED keeps botocore from the instance role that"
            f" {shown(profile.name)} needs ({spelled(profile.place)}).",
            remedy="Unset the variable.",
            command=command("unset", "AWS_EC2_METADATA_DISABLED"),
        )
    for word, (test, names) in _NEEDED.items():
        if word in first and not test(map(context.environ.get, names)):
            link = " and " if test is all else " or "
            yield _found(
                "source-not-here",
                first[word].at("credential_source"),
                f"credential_source = {word} needs {link.join(names)} in the"
                " environment, and that is not so here.",
                status=Status.WARNING,
                about=first[word],
                remedy="Run Cartography where it is set.",
            )


def retries(context: LintContext) -> Iterator[Finding]:
    """Retry variables at which botocore or Cartography stops."""
    for name, (accepted, may_be_empty) in _RETRIES.items():
        text = context.environ.get(name)
        if text is None or (not text and may_be_empty) or _retry_fine(name, text):
            continue
        yield _found(
            "retry-variable-invalid",
            None,
            f"{name} must be {accepted}; profiles with a role fail, or the whole run"
            " ends with an error.",
            evidence=f"{name}={shown(text)}",
            remedy="Correct or unset the variable.",
            command=command("unset", name),
        )


def _retry_fine(name: str, text: str) -> bool:
    if not name.endswith("MODE"):
        return is_count(text)
    # Cartography trims and lowers its own variable; botocore takes its own literally.
    lenient = name.startswith("CARTOGRAPHY")
    return (text.strip().lower() if lenient else text) in _MODES


def endpoints(context: LintContext) -> Iterator[Finding]:
    """Addresses that stand in for AWS's own, by variable or by profile."""
    names = sorted(
        name
        for name, value in context.environ.items()
        if value and re.fullmatch(r"AWS_ENDPOINT_URL(_\w+)?", name)
    )
    if names:
        yield _found(
            "endpoint-overridden",
            None,
            f"{', '.join(shown(name) for name in names[:3])} sends calls to another"
            " address than AWS's own.",
            status=Status.WARNING,
            remedy="Unset the variable, unless the address is a VPC endpoint.",
            command=command("unset", *names),
        )
    for profile in context.tried:
        value = profile.get("endpoint_url")
        if value:
            yield _found(
                "endpoint-overridden",
                value.place,
                "endpoint_url sends all calls of this profile to another address than"
                " AWS's own.",
                status=Status.WARNING,
                about=profile,
                remedy="Remove the line, unless the address is a VPC endpoint.",
            )
