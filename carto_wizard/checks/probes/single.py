"""One account: the credentials that Cartography will find, and what they may do."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.discovery import groups_of
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.identity import Caller, who_am_i
from carto_wizard.aws.profiles import keys_of
from carto_wizard.checks.catalogue import Scope
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.diagnosis.refused_keys import refused
from carto_wizard.checks.diagnosis.wording import Subject, role_name
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.probes import instance
from carto_wizard.checks.probes.hub import consumer_environ
from carto_wizard.checks.probes.rights import RightsSubject, rights
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.answers import CredentialSource, Identity
from carto_wizard.setup.partitions import role_arn
from carto_wizard.setup.text import one_line

_KINDS = {
    Identity.USER: "user",
    Identity.ROLE: "assumed-role",
    # Only a user is ever in a group.
    Identity.GROUP: "user",
}


def check(context: CheckContext) -> Iterator[Finding]:
    """Findings about the single account."""
    single = context.answers.single
    if not context.answers.target.here:
        message = "Cartography will run on another machine; its credentials are there."
        subject = Subject("single.credentials", single.account_id, single.profile)
        yield context.findings.skipped(subject, "check-on-target", message)
        return
    keys = yield from _keys(context)
    if keys is None:
        return
    caller = yield from _caller(context, keys)
    if caller is None:
        return
    yield from _identity(context, caller, keys)
    who = RightsSubject(
        Scope.SINGLE,
        single.account_id,
        single.profile,
        single.region,
        str(single.identity),
        role_name(single.name),
        _principal(context, caller),
    )
    yield from rights(context, who, keys, single.region)


def _principal(context: CheckContext, caller: Caller) -> str:
    """The user or role behind the credentials; a group's is a user of it."""
    if caller.kind != "assumed-role":
        return caller.arn
    single = context.answers.single
    same = role_name(single.name) == caller.name
    return role_arn(
        caller.partition, caller.account, single.name if same else caller.name
    )


def _keys(context: CheckContext) -> Generator[Finding, None, Credentials | None]:
    single = context.answers.single
    if context.answers.target.credentials is CredentialSource.EC2 and not _has_keys(
        context
    ):
        return (yield from instance.check(context))
    environ = consumer_environ(context)
    if single.profile != "default":
        environ["AWS_PROFILE"] = single.profile
    try:
        return context.keep_hidden(keys_of(environ, context.cancel))
    except CallFailed as failure:
        yield context.findings.problem(
            Subject("single.credentials", single.account_id, single.profile),
            cause_of(failure) or "unrecognized",
            f"The profile {one_line(single.profile, 64)} gives no credentials.",
            evidence=failure.evidence,
            source_profile=single.profile,
        )
        return None


def _has_keys(context: CheckContext) -> bool:
    """A user's keys come from the files even where an instance role would do."""
    return context.answers.single.identity is not Identity.ROLE


def _caller(
    context: CheckContext, keys: Credentials
) -> Generator[Finding, None, Caller | None]:
    single = context.answers.single
    subject = Subject("single.credentials", single.account_id, single.profile)
    try:
        caller = who_am_i(context.clients, keys, single.region)
    except CallFailed as failure:
        why = refused(context, keys, single.region, failure)
        yield context.findings.problem(
            subject,
            why.cause,
            f"AWS does not accept the credentials from {keys.source}.",
            evidence=why.evidence,
        )
        return None
    if caller.kind == "root":
        message = "The credentials are those of the root user."
        yield context.findings.problem(
            subject, "root-credentials", message, evidence=caller.arn
        )
        return None
    yield context.findings.ok(
        subject, f"AWS knows them as {one_line(caller.arn, 200)}."
    )
    subject = Subject("single.account", caller.account, single.profile)
    if caller.account != single.account_id:
        yield context.findings.problem(
            subject,
            "wrong-account",
            f"The credentials from {keys.source} are of account {caller.account},"
            f" not of {single.account_id}.",
            evidence=caller.arn,
        )
        return None
    yield context.findings.ok(subject, f"They belong to account {caller.account}.")
    return caller


def _identity(
    context: CheckContext, caller: Caller, keys: Credentials
) -> Iterator[Finding]:
    single = context.answers.single
    subject = Subject("single.identity", single.account_id, single.profile)
    name = role_name(single.name)
    right = caller.kind == _KINDS[single.identity]
    if single.identity is Identity.GROUP:
        right = right and name in _groups(context, caller, keys)
    else:
        right = right and caller.name == name
    if right:
        yield context.findings.ok(
            subject, f"They are those of the {single.identity} {name}."
        )
        return
    yield context.findings.problem(
        subject,
        "wrong-identity",
        f"They are not those of the {single.identity} {name}.",
        status=Status.WARNING,
        evidence=caller.arn,
    )


def _groups(
    context: CheckContext, caller: Caller, keys: Credentials
) -> tuple[str, ...]:
    try:
        return groups_of(context.clients, keys, context.home, caller.name)
    except CallFailed:
        return ()
