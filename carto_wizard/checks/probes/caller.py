"""Whose the first credentials are: asked alike for the hub and for a single account."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.identity import Caller, who_am_i
from carto_wizard.checks.catalogue import Scope
from carto_wizard.checks.diagnosis.rejected_credentials import why_rejected
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.text import one_line


@dataclass(frozen=True, slots=True)
class Expected:
    """Whose the credentials should be."""

    scope: Scope
    """Of the checks: `HUB` or `SINGLE`."""
    account: str
    region: str
    credentials: Subject
    """What the findings about the credentials themselves are about."""


def identified(
    context: CheckContext, expected: Expected, credentials: Credentials
) -> Generator[Finding, None, Caller | None]:
    """Whose they are; None where nothing more can be asked with them."""
    caller = yield from _caller(context, expected, credentials)
    if caller is None:
        return None
    subject = expected.credentials
    source = f"credentials from {credentials.source}"
    if caller.kind == "root":
        yield context.findings.problem(
            subject,
            "root-credentials",
            f"The {source} are those of a root user.",
            evidence=caller.arn,
        )
        return None
    message = f"AWS knows the {source} as {one_line(caller.arn, 200)}."
    yield context.findings.ok(subject, message)
    return caller if (yield from _is_of(context, expected, caller, source)) else None


def _caller(
    context: CheckContext, expected: Expected, credentials: Credentials
) -> Generator[Finding, None, Caller | None]:
    region = expected.region
    try:
        return who_am_i(context.connect(credentials, region))
    except CallFailed as error:
        failure = error
    reason, caller = why_rejected(context, credentials, region, failure)
    # A hub reaches its spokes through their own regions.
    harmless = caller is not None and expected.scope is Scope.HUB
    where = f" in {region}" if caller else ""
    yield context.findings.failed(
        expected.credentials,
        failure,
        f"AWS rejects the credentials from {credentials.source}{where}.",
        cause=reason.cause,
        status=Status.WARNING if harmless else Status.FAILED,
        evidence=reason.note,
    )
    return caller if harmless else None


def _is_of(
    context: CheckContext, expected: Expected, caller: Caller, source: str
) -> Generator[Finding, None, bool]:
    """Whether they are of the account and the partition that were planned."""
    findings, partition = context.findings, context.answers.partition
    profile = expected.credentials.profile
    subject = Subject(f"{expected.scope}.account", caller.account, profile)
    if caller.partition != partition:
        cause = "wrong-partition"
        message = f"The {source} are for {caller.partition}, not for {partition}."
    elif caller.account != expected.account:
        cause = "wrong-account"
        message = (
            f"The {source} are for account {one_line(caller.account, 20)},"
            f" not for {expected.account}."
        )
    else:
        yield findings.ok(
            subject, f"These credentials are for account {caller.account}."
        )
        return True
    yield findings.problem(subject, cause, message, evidence=caller.arn)
    return False
