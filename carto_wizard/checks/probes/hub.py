"""The first credentials: whose they are, and whether they are the hub's."""

from __future__ import annotations

from collections.abc import Generator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.identity import Caller, environment_keys, who_am_i
from carto_wizard.aws.profiles import keys_of
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.diagnosis.refused_keys import refused
from carto_wizard.checks.diagnosis.wording import Subject, role_name
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.probes import instance
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.render.environment import variables_to_unset
from carto_wizard.setup.answers import CredentialSource
from carto_wizard.setup.text import one_line

_CREDENTIALS = Subject("hub.credentials")


def check(context: CheckContext) -> Generator[Finding, None, Credentials | None]:
    """Findings; returns the hub's credentials, or None where spokes cannot be asked."""
    if not context.answers.target.here:
        return (yield from _from_elsewhere(context))
    if context.answers.target.credentials is CredentialSource.EC2:
        keys = yield from instance.check(context)
    else:
        keys = yield from _named_source(context)
    if keys is None:
        return None
    return (yield from _known(context, context.keep_hidden(keys)))


def consumer_environ(context: CheckContext) -> dict[str, str]:
    """The environment that the files for the shell make for Cartography."""
    gone = variables_to_unset(context.answers)
    kept = {name: v for name, v in context.environ.items() if name not in gone}
    return kept | {
        "AWS_CONFIG_FILE": context.places.config_file,
        "AWS_SHARED_CREDENTIALS_FILE": context.places.credentials_file,
    }


def _named_source(
    context: CheckContext,
) -> Generator[Finding, None, Credentials | None]:
    try:
        return _keys(context)
    except CallFailed as failure:
        yield context.findings.problem(
            _CREDENTIALS,
            cause_of(failure) or "unrecognized",
            _missing(context),
            evidence=failure.evidence,
        )
        return None


def _keys(context: CheckContext) -> Credentials:
    source = context.answers.target.credentials
    if source is CredentialSource.ENVIRONMENT:
        keys = environment_keys(context.environ)
        if keys is not None:
            return keys
        half = "AWS_ACCESS_KEY_ID" in context.environ
        kind = FailureKind.PARTIAL_CREDENTIALS if half else FailureKind.NO_CREDENTIALS
        raise CallFailed(kind, "AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set.")
    environ = consumer_environ(context)
    if source is CredentialSource.PROFILE:
        return keys_of(environ, context.cancel, profile=context.answers.target.profile)
    return keys_of(environ, context.cancel, source=str(source))


def _missing(context: CheckContext) -> str:
    target = context.answers.target
    where = {
        CredentialSource.ENVIRONMENT: "The environment holds no credentials.",
        CredentialSource.ECS: "This container has no task role.",
        CredentialSource.PROFILE: (
            f"The profile {one_line(target.profile, 64)} gives none."
        ),
    }
    return where.get(target.credentials, "No credentials were found.")


def _from_elsewhere(
    context: CheckContext,
) -> Generator[Finding, None, Credentials | None]:
    """Local credentials serve only if they happen to be the hub's."""
    try:
        keys = context.keep_hidden(keys_of(dict(context.environ), context.cancel))
        caller = who_am_i(context.clients, keys, context.answers.hub.region)
    except CallFailed:
        caller, keys = None, None
    if keys and caller and caller.account == context.answers.hub.account_id:
        return (yield from _known(context, keys))
    message = (
        "Cartography will run on another machine, so the instance role and the"
        f" credentials of the hub {context.answers.hub.account_id} cannot be seen here."
    )
    yield context.findings.skipped(_CREDENTIALS, "check-on-target", message)
    return None


def _known(
    context: CheckContext, keys: Credentials
) -> Generator[Finding, None, Credentials | None]:
    caller = yield from _caller(context, keys)
    if caller is None:
        return None
    if caller.kind == "root":
        yield context.findings.problem(
            _CREDENTIALS,
            "root-credentials",
            f"The credentials from {keys.source} are those of a root user.",
            evidence=caller.arn,
        )
        return None
    message = f"AWS knows them as {one_line(caller.arn, 200)} (from {keys.source})."
    yield context.findings.ok(_CREDENTIALS, message)
    return keys if (yield from _expected(context, caller)) else None


def _caller(
    context: CheckContext, keys: Credentials
) -> Generator[Finding, None, Caller | None]:
    """Who they are; a region that the hub cannot use ends nothing for the others."""
    region = context.answers.hub.region
    try:
        return who_am_i(context.clients, keys, region)
    except CallFailed as failure:
        why = refused(context, keys, region, failure)
    message = f"AWS does not accept the credentials from {keys.source}"
    yield context.findings.problem(
        _CREDENTIALS,
        why.cause,
        f"{message} in {region}." if why.caller else f"{message}.",
        status=Status.WARNING if why.caller else Status.FAILED,
        evidence=why.evidence,
    )
    return why.caller


def _expected(context: CheckContext, caller: Caller) -> Generator[Finding, None, bool]:
    """The account decides whether to go on; another role may still be let in."""
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
        message = f"The credentials are of account {caller.account}, not of the hub"
        yield context.findings.problem(
            subject,
            "wrong-account",
            f"{message} {hub.account_id}.",
            evidence=caller.arn,
        )
        return False
    yield context.findings.ok(subject, f"They belong to the hub {hub.account_id}.")
    context.caller = caller
    subject = Subject("hub.role", account=caller.account)
    role = role_name(hub.role)
    if context.is_hub_role:
        yield context.findings.ok(subject, f"They are those of the role {role}.")
    elif context.answers.target.credentials is not CredentialSource.EC2:
        # An instance role was already compared by name.
        message = f"They are those of {one_line(caller.name, 64)}, not of {role}."
        yield context.findings.problem(
            subject, "wrong-role", message, status=Status.WARNING, evidence=caller.arn
        )
    return True
