"""The first credentials of a hub: where they come from, and whether they are its."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.first_credentials import first_credentials
from carto_wizard.aws.identity import who_am_i
from carto_wizard.aws.profiles import credentials_of
from carto_wizard.checks.catalogue import Scope
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.probes import instance
from carto_wizard.checks.probes.caller import Expected, identified
from carto_wizard.checks.probes.guarded import guarded
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.answers import CredentialSource, Target
from carto_wizard.setup.iam_names import name_without_path
from carto_wizard.setup.text import one_line

_CREDENTIALS = Subject("hub.credentials")


def check(context: CheckContext) -> Iterator[Finding]:
    """Findings; the context has the credentials then, where they can assume roles."""
    if not context.answers.target.here:
        credentials = yield from _local_credentials(context)
    elif context.answers.target.credentials is CredentialSource.EC2:
        credentials = yield from instance.check(context)
    else:
        credentials = yield from _from_source(context)
    if credentials is None:
        return
    credentials = context.keep_hidden(credentials)
    hub = context.answers.hub
    expected = Expected(Scope.HUB, hub.account_id, hub.region, _CREDENTIALS)
    caller = yield from identified(context, expected, credentials)
    if caller is None:
        return
    context.credentials, context.caller = credentials, caller
    yield from guarded(context, Subject("hub.role", hub.account_id), _role(context))


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
            f"{_source(target)} provides no credentials.",
            evidence=failure.evidence,
        )
        return None


def _source(target: Target) -> str:
    names = {
        CredentialSource.ENVIRONMENT: "The environment",
        CredentialSource.ECS: "The task role of this container",
        CredentialSource.PROFILE: f"The profile {one_line(target.profile, 64)}",
    }
    return names[target.credentials]


def _local_credentials(
    context: CheckContext,
) -> Generator[Finding, None, Credentials | None]:
    """Those of this machine serve only if they happen to be the hub's."""
    hub = context.answers.hub
    evidence = ""
    try:
        found = credentials_of(context.environ, context.cancel)
        credentials = context.keep_hidden(found)
        caller = who_am_i(context.connect(credentials, hub.region))
        if caller.account == hub.account_id:
            return credentials
    except CallFailed as failure:
        # Nobody promised that there are any here.
        evidence = failure.evidence
    message = (
        "Cartography will run on another machine. No credentials for the hub account "
        f"{hub.account_id} were found on this one."
    )
    yield context.findings.problem(
        _CREDENTIALS,
        "check-on-target",
        message,
        status=Status.SKIPPED,
        evidence=evidence,
    )
    return None


def _role(context: CheckContext) -> Iterator[Finding]:
    """Another role of the hub is only a warning."""
    caller = context.caller
    assert caller is not None
    subject = Subject("hub.role", account=caller.account)
    role = name_without_path(context.answers.hub_role)
    if context.is_hub_role:
        yield context.findings.ok(subject, f"These credentials are for role {role}.")
    elif context.answers.target.credentials is not CredentialSource.EC2:
        # An instance role was already compared by name.
        message = (
            f"These credentials are for {one_line(caller.name, 64)}, not for "
            f"role {role}."
        )
        yield context.findings.problem(
            subject, "wrong-role", message, status=Status.WARNING, evidence=caller.arn
        )
