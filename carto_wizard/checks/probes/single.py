"""One account: the credentials that Cartography will find, and what they may do."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.discovery import arn_of_role, groups_of
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.identity import Caller
from carto_wizard.aws.profiles import credentials_of
from carto_wizard.checks.catalogue import Scope
from carto_wizard.checks.diagnosis.errors import cause_of, is_denied
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.probes import instance
from carto_wizard.checks.probes.caller import Expected, identified
from carto_wizard.checks.probes.guarded import guarded
from carto_wizard.checks.probes.rights import CheckedIdentity, rights
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.files.aws_variables import starting_profile
from carto_wizard.setup.answers import CredentialSource, Identity
from carto_wizard.setup.iam_names import name_without_path
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
    subject = Subject("single.credentials", single.account_id, single.profile)
    if not context.answers.target.here:
        message = (
            "Cartography will run on another machine, and its credentials are there."
        )
        yield context.findings.skipped(subject, "check-on-target", message)
        return
    credentials = yield from _credentials(context, subject)
    if credentials is None:
        return
    region = context.judged.regions.get(single.profile) or single.region
    expected = Expected(Scope.SINGLE, single.account_id, region, subject)
    caller = yield from identified(context, expected, credentials)
    if caller is None:
        return
    subject = Subject("single.identity", single.account_id, single.profile)
    planned = False
    for finding in guarded(context, subject, _identity(context, caller, credentials)):
        planned = finding.status is Status.OK
        yield finding
    identity = CheckedIdentity(
        Scope.SINGLE,
        single.account_id,
        single.profile,
        region,
        "role" if caller.kind == "assumed-role" else caller.kind,
        caller.name,
        _principal(context, caller, credentials),
        planned=planned,
    )
    yield from rights(context, identity, credentials, region)


def _credentials(
    context: CheckContext, subject: Subject
) -> Generator[Finding, None, Credentials | None]:
    answers = context.answers
    single = answers.single
    on_instance = answers.target.credentials is CredentialSource.EC2
    # A user's keys come from the files even where an instance role would do.
    if on_instance and single.identity is Identity.ROLE:
        return (yield from instance.check(context))
    environ = context.consumer_environ
    if single.profile != "default":
        # The environment file sets it.
        environ["AWS_PROFILE"] = single.profile
    variable = starting_profile(environ)
    start = environ[variable] if variable else "default"
    try:
        return context.keep_hidden(credentials_of(environ, context.cancel))
    except CallFailed as failure:
        if failure.kind is FailureKind.NO_PROFILE and start != single.profile:
            message = (
                f"Not checked, because {variable} names a profile that does not exist."
            )
            yield context.findings.skipped(subject, "after-failure", message)
            return None
        yield context.findings.problem(
            subject,
            cause_of(failure) or "unrecognized",
            f"The profile {one_line(start, 64)} provides no credentials.",
            evidence=failure.evidence,
            source_profile=start,
        )
        return None


def _identity(
    context: CheckContext, caller: Caller, credentials: Credentials
) -> Iterator[Finding]:
    """Whether they are those of the identity that was named."""
    single = context.answers.single
    subject = Subject("single.identity", single.account_id, single.profile)
    name = name_without_path(single.name)
    right = caller.kind == _KINDS[single.identity]
    if right and single.identity is Identity.GROUP:
        try:
            right = name in groups_of(context.connect(credentials), caller.name)
        except CallFailed as failure:
            yield context.findings.failed(
                subject,
                failure,
                f"{one_line(caller.name, 64)} has no permission to list its groups.",
                cause="not-allowed-to-look" if is_denied(failure) else "",
                status=Status.SKIPPED,
            )
            return
    elif right:
        right = caller.name == name
    who = f"the {single.identity} {one_line(name, 64)}"
    if right:
        yield context.findings.ok(subject, f"These credentials are for {who}.")
        return
    yield context.findings.problem(
        subject,
        "wrong-identity",
        f"These credentials are not for {who}.",
        status=Status.WARNING,
        evidence=caller.arn,
    )


def _principal(context: CheckContext, caller: Caller, credentials: Credentials) -> str:
    """The user or role behind the credentials; a session's ARN leaves out the path."""
    if caller.kind != "assumed-role":
        return caller.arn
    single = context.answers.single
    if (
        single.identity is Identity.ROLE
        and name_without_path(single.name) == caller.name
    ):
        name = context.answers.identity_name
        return role_arn(caller.partition, caller.account, name)
    try:
        return arn_of_role(context.connect(credentials), caller.name)
    except CallFailed:
        return role_arn(caller.partition, caller.account, caller.name)
