"""One account: the credentials that Cartography will find, and what they may do."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.discovery import groups_of
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.first_credentials import starting_credentials
from carto_wizard.aws.identity import Caller, who_am_i
from carto_wizard.checks.catalogue import Scope
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.diagnosis.rejected_credentials import why_rejected
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject, name_without_path
from carto_wizard.checks.probes import instance
from carto_wizard.checks.probes.rights import CheckedIdentity, rights
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
    credentials = yield from _credentials(context)
    if credentials is None:
        return
    caller = yield from _caller(context, credentials)
    if caller is None:
        return
    yield from _identity(context, caller, credentials)
    identity = CheckedIdentity(
        Scope.SINGLE,
        single.account_id,
        single.profile,
        single.region,
        str(single.identity),
        name_without_path(single.name),
        _principal(context, caller),
    )
    yield from rights(context, identity, credentials, single.region)


def _principal(context: CheckContext, caller: Caller) -> str:
    """The user or role behind the credentials; a group's is a user of it."""
    if caller.kind != "assumed-role":
        return caller.arn
    single = context.answers.single
    same = name_without_path(single.name) == caller.name
    return role_arn(
        caller.partition, caller.account, single.name if same else caller.name
    )


def _credentials(context: CheckContext) -> Generator[Finding, None, Credentials | None]:
    answers = context.answers
    single = answers.single
    on_instance = answers.target.credentials is CredentialSource.EC2
    # A user's keys come from the files even where an instance role would do.
    if on_instance and single.identity is Identity.ROLE:
        return (yield from instance.check(context))
    try:
        found = starting_credentials(
            single.profile, context.consumer_environ, context.cancel
        )
    except CallFailed as failure:
        yield context.findings.problem(
            Subject("single.credentials", single.account_id, single.profile),
            cause_of(failure) or "unrecognized",
            f"The profile {one_line(single.profile, 64)} gives no credentials.",
            evidence=failure.evidence,
            source_profile=single.profile,
        )
        return None
    return context.keep_hidden(found)


def _caller(
    context: CheckContext, credentials: Credentials
) -> Generator[Finding, None, Caller | None]:
    single = context.answers.single
    subject = Subject("single.credentials", single.account_id, single.profile)
    try:
        caller = who_am_i(context.connect(credentials, single.region))
    except CallFailed as failure:
        rejected = why_rejected(context, credentials, single.region, failure)
        yield context.findings.problem(
            subject,
            rejected.cause,
            f"AWS does not accept the credentials from {credentials.source}.",
            evidence=rejected.evidence,
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
            f"The credentials from {credentials.source} are of account"
            f" {caller.account}, not of {single.account_id}.",
            evidence=caller.arn,
        )
        return None
    yield context.findings.ok(subject, f"They belong to account {caller.account}.")
    return caller


def _identity(
    context: CheckContext, caller: Caller, credentials: Credentials
) -> Iterator[Finding]:
    single = context.answers.single
    subject = Subject("single.identity", single.account_id, single.profile)
    name = name_without_path(single.name)
    right = caller.kind == _KINDS[single.identity]
    if single.identity is Identity.GROUP:
        right = right and name in _groups(context, caller, credentials)
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
    context: CheckContext, caller: Caller, credentials: Credentials
) -> tuple[str, ...]:
    try:
        return groups_of(context.connect(credentials), caller.name)
    except CallFailed:
        return ()
