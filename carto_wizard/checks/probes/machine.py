"""Before any account is tried: the environment, the network, the clock."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from carto_wizard.aws.environment import goes_direct
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.metadata import endpoint
from carto_wizard.aws.reach import Reached, reach, sts_url
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.probes import installed_cartography
from carto_wizard.checks.probes.guarded import guarded
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.files.aws_variables import (
    VARIABLES,
    endpoint_variables,
    starting_profile,
)
from carto_wizard.render.run_command import MINIMUM_VERSION
from carto_wizard.setup.answers import CredentialSource, Mode
from carto_wizard.setup.text import one_line

# AWS refuses at five minutes.
CLOCK_SECONDS = 300

_ASKED_LIVE = frozenset(
    {"endpoint-overridden", "metadata-switched-off", "source-not-here"}
)
"""What the lint can only suppose, and other checks learn."""


def environment(context: CheckContext) -> Iterator[Finding]:
    """Variables of this shell that outrank or hide the files."""
    found = [*_from_lint(context), *_other_keys(context), *_metadata(context)]
    yield from found
    if not found:
        subject = Subject("machine.environment")
        message = "No environment variable overrides the files."
        if names := endpoint_variables(context.environ):
            named = one_line(", ".join(names[:3]), 150)
            message = f"These variables change the address of AWS endpoints: {named}."
        yield context.findings.ok(subject, message)


def cartography(context: CheckContext) -> Iterator[Finding]:
    """The version of Cartography, where it is installed here."""
    if not context.answers.target.here:
        return
    found = installed_cartography.cartography(context.environ)
    if found is None:
        return
    subject = Subject("machine.cartography")
    evidence = f"{found.version}: {found.where}"
    if _numbers(found.version) < _numbers(MINIMUM_VERSION):
        message = (
            f"Cartography {found.version} is too old. {MINIMUM_VERSION} or later is "
            "needed."
        )
        yield context.findings.problem(
            subject,
            "cartography-too-old",
            message,
            evidence=evidence,
            python=found.python,
        )
    else:
        message = f"Cartography {found.version} is installed ({one_line(found.where)})."
        yield context.findings.ok(subject, message)


def network(context: CheckContext) -> Iterator[Finding]:
    """AWS answers, and its clock agrees; a failed finding ends the run."""
    region = context.answers.region or context.home
    subject = Subject("machine.endpoint", region=region)
    partition = context.answers.partition
    url = sts_url(region, partition, context.environ)
    try:
        reached = reach(region, partition, context.environ)
    except CallFailed as failure:
        yield context.findings.problem(
            subject,
            cause_of(failure),
            _unreached(urlsplit(url).hostname or "", failure),
            evidence=failure.evidence,
            url=url,
            host=urlsplit(url).hostname or "",
        )
        return
    context.clients.note_answer(reached.url)
    yield context.findings.ok(subject, f"{reached.url} answers.", reached.seconds)
    yield from guarded(context, Subject("machine.clock"), _clock(context, reached))


def _unreached(host: str, failure: CallFailed) -> str:
    if failure.kind is FailureKind.NAME:
        return f"DNS cannot resolve {host}."
    return f"{host} cannot be reached from this machine."


def _clock(context: CheckContext, reached: Reached) -> Iterator[Finding]:
    subject = Subject("machine.clock")
    if reached.ahead is None:
        message = "The response from AWS has no readable date."
        yield context.findings.skipped(subject, "not-allowed-to-look", message)
        return
    seconds = abs(reached.ahead)
    where = "ahead of" if reached.ahead > 0 else "behind"
    if seconds < CLOCK_SECONDS:
        message = (
            "The clock of this machine differs from AWS by "
            f"{max(round(seconds), 1)} s at most."
        )
        yield context.findings.ok(subject, message)
        return
    yield context.findings.problem(
        subject,
        "clock-skew",
        f"The clock of this machine is {seconds / 60:.0f} minutes {where} AWS.",
        evidence=f"Date header of {reached.url}.",
    )


def _from_lint(context: CheckContext) -> Iterator[Finding]:
    """What the variables do to the files; the source of credentials is asked itself."""
    told = set()
    for finding in context.judged.findings:
        about_here = finding.check == "lint.environment"
        if about_here and finding.cause not in _ASKED_LIVE:
            variable = finding.evidence.partition("=")[0]
            told.add(variable)
            yield context.findings.problem(
                Subject("machine.environment"),
                finding.cause,
                finding.message,
                status=finding.status,
                effect=finding.effect,
                evidence=finding.evidence,
                variable=variable,
                value=context.environ.get(variable, "").strip("\"'"),
            )
    name = starting_profile(context.environ)
    single = context.answers.mode is Mode.SINGLE
    other = name and context.environ[name] != context.answers.single.profile
    if single and name and other and name not in told:
        yield context.findings.problem(
            Subject("machine.environment"),
            "profile-variable-overrides",
            f"{name} is {one_line(context.environ[name], 80)}.",
            status=Status.WARNING,
            evidence=f"{name}={context.environ[name]}",
            variable=name,
        )


def _other_keys(context: CheckContext) -> Iterator[Finding]:
    """Keys in the environment win over every profile but an explicit one."""
    name, answers = "AWS_ACCESS_KEY_ID", context.answers
    meant = answers.target.credentials is CredentialSource.ENVIRONMENT
    if answers.mode is Mode.SINGLE and not meant and context.environ.get(name):
        yield context.findings.problem(
            Subject("machine.environment"),
            "keys-variable-overrides",
            f"{name} is set. {VARIABLES[name].effect}",
            status=Status.WARNING,
            evidence=f"{name} is set.",
        )


def _metadata(context: CheckContext) -> Iterator[Finding]:
    target = context.answers.target
    if not (target.here and target.credentials is CredentialSource.EC2):
        return
    host = urlsplit(endpoint(context.environ)).hostname or ""
    proxy = context.environ.get("http_proxy") or context.environ.get("HTTP_PROXY")
    if proxy and not goes_direct(host, context.environ):
        yield context.findings.problem(
            Subject("machine.environment"),
            "proxy-hides-metadata",
            f"HTTP_PROXY is set and NO_PROXY does not include {host}.",
            evidence="HTTP_PROXY is set.",
            metadata=host,
        )


def _numbers(text: str) -> tuple[int, ...]:
    parts = text.partition("+")[0].split(".")
    return tuple(int("".join(c for c in p if c.isdigit()) or 0) for p in parts[:3])
