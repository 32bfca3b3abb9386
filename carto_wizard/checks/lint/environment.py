"""Variables that override the files, or that botocore or Cartography stops at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.lint.model import LintContext, lint_finding, spelled
from carto_wizard.checks.lint.regions import region_problem
from carto_wizard.checks.shell import export, unset
from carto_wizard.files.aws_variables import endpoint_variables, missing_start, mistakes
from carto_wizard.files.config.profiles import Profile
from carto_wizard.files.mask import shown
from carto_wizard.setup.answers import CredentialSource
from carto_wizard.setup.partitions import partition_of_region

_finding = partial(lint_finding, "lint.environment")

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


def wrong_values(context: LintContext) -> Iterator[Finding]:
    """Variables that hide a file, or at which botocore or Cartography stops."""
    start = missing_start(context.environ, context.profiles)
    for mistake in [*mistakes(context.environ), *([start] if start else [])]:
        value = context.environ[mistake.name]
        yield _finding(
            mistake.cause,
            None,
            mistake.sentence,
            status=Status.FAILED if mistake.fatal else Status.WARNING,
            effect=Effect.ENDS if mistake.ends else None,
            evidence=f"{mistake.name}={shown(value)}",
            remedy=mistake.remedy,
            command=export(mistake.name, mistake.meant)
            if mistake.meant
            else unset(mistake.name),
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
    if problem and problem.cause != "region-unlisted":
        yield _finding(
            "region-variable-invalid",
            None,
            "AWS_DEFAULT_REGION overrides the region of every profile, and "
            f"{problem.message}",
            evidence=evidence,
            remedy="Unset the variable.",
            command=unset("AWS_DEFAULT_REGION"),
        )
    elif others:
        profile, value = others[0]
        theirs = partition_of_region(value.text)
        foreign = theirs is not None and theirs is not home
        yield _finding(
            "region-variable-invalid" if foreign else "region-variable-overrides",
            None,
            "AWS_DEFAULT_REGION overrides the region of every profile: "
            f"{shown(profile.name)} uses {shown(text)} instead of {shown(value.text)} "
            f"({spelled(value.place)}).",
            status=Status.FAILED if foreign else Status.WARNING,
            # Whether each account has the region enabled, only AWS can tell.
            effect=None if foreign else Effect.UNKNOWN,
            evidence=evidence,
            remedy="Unset the variable.",
            command=unset("AWS_DEFAULT_REGION"),
        )


def sources(context: LintContext) -> Iterator[Finding]:
    """The words of credential_source against what is set here; one finding each."""
    first: dict[str, Profile] = {}
    for profile in context.involved:
        value = profile.get("credential_source") if profile.is_role else None
        if value and "source_profile" not in profile:
            first.setdefault(value.text, profile)
    disabled = context.environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true"
    if disabled and CredentialSource.EC2 in first:
        profile = first[CredentialSource.EC2]
        yield _finding(
            "metadata-switched-off",
            None,
            "AWS_EC2_METADATA_DISABLED turns off the instance role, which "
            f"{shown(profile.name)} needs ({spelled(profile.place)}).",
            remedy="Unset the variable.",
            command=unset("AWS_EC2_METADATA_DISABLED"),
        )
    for word, (test, names) in _NEEDED.items():
        if word in first and not test(map(context.environ.get, names)):
            link = " and " if test is all else " or "
            yield _finding(
                "source-not-here",
                first[word].at("credential_source"),
                f"credential_source = {word} needs {link.join(names)} in the "
                "environment, but this shell does not set it.",
                status=Status.WARNING,
                about=first[word],
                remedy="Run Cartography where the environment sets it.",
            )


def endpoints(context: LintContext) -> Iterator[Finding]:
    """Addresses that stand in for AWS's own, by variable or by profile."""
    names = endpoint_variables(context.environ)
    if names:
        yield _finding(
            "endpoint-overridden",
            None,
            "the environment changes the address of AWS endpoints: "
            f"{', '.join(shown(name) for name in names[:3])}.",
            status=Status.WARNING,
            remedy="Unset the variable, unless the address is a VPC endpoint.",
            command=unset(*names),
        )
    for profile in context.tried:
        value = profile.get("endpoint_url")
        if value:
            yield _finding(
                "endpoint-overridden",
                value.place,
                "endpoint_url sends all calls of this profile to another address than "
                "the AWS endpoints.",
                status=Status.WARNING,
                about=profile,
                remedy="Remove the line, unless the address is a VPC endpoint.",
            )
