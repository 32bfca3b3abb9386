"""The first credentials: whose they are, and whether they are the hub's."""

from __future__ import annotations

from collections.abc import Generator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.first_credentials import first_credentials
from carto_wizard.aws.identity import Caller, who_am_i
from carto_wizard.aws.profiles import credentials_of
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.diagnosis.rejected_credentials import why_rejected
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject, name_without_path
from carto_wizard.checks.probes import instance
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.answers import CredentialSource, Target
from carto_wizard.setup.text import one_line

_CREDENTIALS = Subject("hub.credentials")


def check(context: CheckContext) -> Generator[Finding, None, Credentials | None]:
    """Findings; returns the hub's credentials, or None where spokes cannot be asked."""
    if not context.answers.target.here:
        return (yield from _local_credentials(context))
    if context.answers.target.credentials is CredentialSource.EC2:
        credentials = yield from instance.check(context)
    else:
        credentials = yield from _from_source(context)
    if credentials is None:
        return None
    return (yield from _checked(context, context.keep_hidden(credentials)))


def _from_source(
    context: CheckContext,
) -> Generator[Finding, None, Credentials | None]:
    target = context.answers.target
    try:
        return first_credentials(target, context.consumer_environ, context.cancel)
    except CallFailed as failure:
        yield context.findings.problem(
            _CREDENTIALS,
            cause_of(failure) or "unrecognized",
            _missing(target),
            evidence=failure.evidence,
        )
        return None


def _missing(target: Target) -> str:
    messages = {
        CredentialSource.ENVIRONMENT: "The environment holds no credentials.",
        CredentialSource.ECS: "This container has no task role.",
        CredentialSource.PROFILE: (
            f"The profile {one_line(target.profile, 64)} gives none."
        ),
    }
    return messages[target.credentials]


def _local_credentials(
    context: CheckContext,
) -> Generator[Finding, None, Credentials | None]:
    """Those of this machine serve only if they happen to be the hub's."""
    hub = context.answers.hub
    try:
        found = credentials_of(context.environ, context.cancel)
        credentials = context.keep_hidden(found)
        caller = who_am_i(context.connect(credentials, hub.region))
    except CallFailed:
        # Nobody promised that there are any here.
        caller = None
    if caller is not None and caller.account == hub.account_id:
        return (yield from _checked(context, credentials))
    message = (
        "Cartography will run on another machine, so the instance role and the"
        f" credentials of the hub {hub.account_id} cannot be seen here."
    )
    yield context.findings.skipped(_CREDENTIALS, "check-on-target", message)
    return None


def _checked(
    context: CheckContext, credentials: Credentials
) -> Generator[Finding, None, Credentials | None]:
    """Findings about the credentials; returns them where they can assume roles."""
    caller = yield from _caller(context, credentials)
    if caller is None:
        return None
    if caller.kind == "root":
        yield context.findings.problem(
            _CREDENTIALS,
            "root-credentials",
            f"The credentials from {credentials.source} are those of a root user.",
            evidence=caller.arn,
        )
        return None
    arn = one_line(caller.arn, 200)
    message = f"AWS knows them as {arn} (from {credentials.source})."
    yield context.findings.ok(_CREDENTIALS, message)
    return credentials if (yield from _is_hub(context, caller)) else None


def _caller(
    context: CheckContext, credentials: Credentials
) -> Generator[Finding, None, Caller | None]:
    """Whose they are; a hub region that is not enabled does not end the run."""
    region = context.answers.hub.region
    try:
        return who_am_i(context.connect(credentials, region))
    except CallFailed as failure:
        rejected = why_rejected(context, credentials, region, failure)
    message = f"AWS does not accept the credentials from {credentials.source}"
    elsewhere = rejected.caller is not None
    yield context.findings.problem(
        _CREDENTIALS,
        rejected.cause,
        f"{message} in {region}." if elsewhere else f"{message}.",
        status=Status.WARNING if elsewhere else Status.FAILED,
        evidence=rejected.evidence,
    )
    return rejected.caller


def _is_hub(context: CheckContext, caller: Caller) -> Generator[Finding, None, bool]:
    """Whether they are the hub account's; another role of it is only a warning."""
    hub = context.answers.hub
    partition = context.answers.partition
    subject = Subject("hub.account", account=caller.account)
    if caller.partition != partition:
        message = f"The credentials are of {caller.partition}, not of {partition}."
        yield context.findings.problem(
            subject, "wrong-partition", message, evidence=caller.arn
        )
        return False
    if caller.account != hub.account_id:
        yield context.findings.problem(
            subject,
            "wrong-account",
            f"The credentials are of account {caller.account},"
            f" not of the hub {hub.account_id}.",
            evidence=caller.arn,
        )
        return False
    yield context.findings.ok(subject, f"They belong to the hub {hub.account_id}.")
    context.caller = caller
    subject = Subject("hub.role", account=caller.account)
    role = name_without_path(hub.role)
    if context.is_hub_role:
        yield context.findings.ok(subject, f"They are those of the role {role}.")
    elif context.answers.target.credentials is not CredentialSource.EC2:
        # An instance role was already compared by name.
        message = f"They are those of {one_line(caller.name, 64)}, not of {role}."
        yield context.findings.problem(
            subject, "wrong-role", message, status=Status.WARNING, evidence=caller.arn
        )
    return True
