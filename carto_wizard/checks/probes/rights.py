"""What an identity may do in its account: SecurityAudit, the regions, the rest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.discovery import (
    NOT_OPTED_IN,
    attached_policies,
    groups_of,
    region_status,
)
from carto_wizard.aws.failures import CallFailed, raise_if_throttled
from carto_wizard.checks.catalogue import Scope
from carto_wizard.checks.diagnosis.errors import cause_of, is_denied
from carto_wizard.checks.diagnosis.rejected_credentials import why_rejected
from carto_wizard.checks.finding import Effect, Finding
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.probes.guarded import guarded
from carto_wizard.checks.probes.permissions import permissions
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.partitions import security_audit_arn
from carto_wizard.setup.text import one_line

_NO_AUDIT = "security-audit-missing"
# A denial without a reason, or for want of an allow.
_PLAIN_DENIALS = ("", "hub-permission-missing", "trust-does-not-name-hub")


@dataclass(frozen=True, slots=True)
class CheckedIdentity:
    """The role, user or group whose rights are looked at, and where."""

    scope: Scope
    """Of its checks: `SPOKE` or `SINGLE`."""
    account: str
    profile: str
    region: str
    kind: str
    """`role`, `user` or `group`."""
    name: str
    principal: str
    """The ARN that IAM's simulator is asked about."""
    planned: bool = True
    """Whether it is the one that the session names."""

    def subject(self, check: str) -> Subject:
        """What a finding of one of its checks is about."""
        return Subject(f"{self.scope}.{check}", self.account, self.profile, self.region)


def rights(
    context: CheckContext,
    identity: CheckedIdentity,
    credentials: Credentials,
    endpoint_region: str,
    refused: str = "",
) -> Iterator[Finding]:
    """Findings; the credentials are taken by the endpoints of `endpoint_region`.

    `refused` is what STS of the identity's own region said, where that is another one.
    """
    subject = identity.subject("security-audit")
    probe = _security_audit(context, identity, credentials)
    audit = list(guarded(context, subject, probe))
    missing = any(each.cause == _NO_AUDIT for each in audit)
    subject = identity.subject("describe-regions")
    place = (endpoint_region, refused)
    probe = _regions(context, identity, credentials, place, missing)
    regions = list(guarded(context, subject, probe))
    # That is the first call of a sync; what else fails is not asked one by one.
    denied = any(each.cause == _NO_AUDIT for each in regions)
    for each in audit:
        stops = denied and each.cause == _NO_AUDIT
        yield replace(each, effect=Effect.STOPS) if stops else each
    yield from regions
    subject = identity.subject("permissions")
    if not missing and context.request.wants(subject.check):
        simulated = permissions(context, subject, credentials, identity.principal)
        yield from guarded(context, subject, simulated)


def _security_audit(
    context: CheckContext, identity: CheckedIdentity, credentials: Credentials
) -> Iterator[Finding]:
    subject = identity.subject("security-audit")
    name = one_line(identity.name, 64)
    if identity.kind not in ("user", "role"):
        message = f"IAM cannot list the policies of a {identity.kind}."
        yield context.findings.skipped(subject, "not-allowed-to-look", message)
        return
    # Where they are those of the answers, so are the words of the remedy.
    kind, owner = ("", "") if identity.planned else (identity.kind, identity.name)
    started = time.monotonic()
    try:
        found = _policies(context, identity, credentials)
    except CallFailed as failure:
        # The right to look comes with SecurityAudit itself.
        cause = cause_of(failure)
        message = f"The policies of {name} could not be read."
        if cause in _PLAIN_DENIALS:
            cause = _NO_AUDIT
            message = (
                f"{name} cannot read its own policies. SecurityAudit would allow this."
            )
        yield context.findings.failed(
            subject,
            failure,
            message,
            cause=cause,
            seconds=time.monotonic() - started,
            where=identity.account,
            kind=kind,
            owner=owner,
        )
        return
    seconds = time.monotonic() - started
    if security_audit_arn(context.answers.partition) in found:
        yield context.findings.ok(subject, "SecurityAudit is attached.", seconds)
        return
    names = ", ".join(arn.rsplit("/", 1)[-1] for arn in found) or "nothing"
    yield context.findings.problem(
        subject,
        _NO_AUDIT,
        f"SecurityAudit is not attached to the {identity.kind} {name}.",
        evidence=f"Attached policies: {names}.",
        seconds=seconds,
        kind=kind,
        owner=owner,
    )


def _policies(
    context: CheckContext, identity: CheckedIdentity, credentials: Credentials
) -> tuple[str, ...]:
    """A user's policies are those of its groups too."""
    connection = context.connect(credentials)
    found = attached_policies(connection, identity.kind, identity.name)
    wanted = security_audit_arn(context.answers.partition)
    if identity.kind == "user" and wanted not in found:
        for group in groups_of(connection, identity.name):
            found += attached_policies(connection, "group", group)
    return found


def _regions(
    context: CheckContext,
    identity: CheckedIdentity,
    credentials: Credentials,
    place: tuple[str, str],
    audit_missing: bool,
) -> Iterator[Finding]:
    endpoint_region, refused = place
    subject = identity.subject("describe-regions")
    started = time.monotonic()
    try:
        status = region_status(
            context.connect(credentials, endpoint_region), identity.region
        )
    except CallFailed as failure:
        if audit_missing and is_denied(failure):
            message = "Also denied, because SecurityAudit is not attached."
            yield context.findings.skipped(subject, _NO_AUDIT, message)
            if endpoint_region != identity.region:
                yield no_sts(context, identity, refused)
        else:
            yield _no_regions(context, identity, credentials, failure)
        return
    seconds = time.monotonic() - started
    yield context.findings.ok(subject, "The regions can be listed.", seconds)
    yield _region(context, identity, status, endpoint_region)


def _region(
    context: CheckContext, identity: CheckedIdentity, status: str, endpoint_region: str
) -> Finding:
    subject = identity.subject("region")
    region, account = identity.region, identity.account
    evidence = f"DescribeRegions in {account}: {status or 'not listed'}."
    if not status:
        cause, message = "region-unknown", f"AWS does not list the region {region}."
    elif status == NOT_OPTED_IN:
        cause = "region-not-enabled"
        message = f"{region} is not enabled in account {account}."
    elif endpoint_region != region:
        return no_sts(context, identity, evidence)
    else:
        return context.findings.ok(subject, f"{region} is enabled.")
    return context.findings.problem(subject, cause, message, evidence=evidence)


def no_sts(context: CheckContext, identity: CheckedIdentity, evidence: str) -> Finding:
    """The role could be assumed elsewhere only, or not even there."""
    region, account = identity.region, identity.account
    cause = "sts-region-disabled"
    message = f"STS in {region} rejects the credentials of the hub."
    # AWS then says whose region it is.
    if f"account:{account}" in evidence:
        cause = "region-not-enabled"
        message = f"{region} is not enabled in account {account}."
    subject = identity.subject("region")
    return context.findings.problem(subject, cause, message, evidence=evidence)


def _no_regions(
    context: CheckContext,
    identity: CheckedIdentity,
    credentials: Credentials,
    failure: CallFailed,
) -> Finding:
    """A region that is not enabled answers as if it knew no such credentials."""
    cause = cause_of(failure)
    if cause in ("region-not-enabled", "credentials-unknown"):
        status, seen = _status_from_home(context, identity, credentials, failure)
        if status == NOT_OPTED_IN or cause == "region-not-enabled":
            return context.findings.problem(
                identity.subject("region"),
                "region-not-enabled",
                f"{identity.region} is not enabled in account {identity.account}.",
                evidence=f"{failure.evidence.rstrip('.')}. {seen}",
            )
    if cause in _PLAIN_DENIALS:
        cause = "aborting-permission-missing"
    return context.findings.failed(
        identity.subject("describe-regions"),
        failure,
        f"The regions of account {identity.account} cannot be listed.",
        cause=cause,
        where=identity.account,
    )


def _status_from_home(
    context: CheckContext,
    identity: CheckedIdentity,
    credentials: Credentials,
    failure: CallFailed,
) -> tuple[str, str]:
    """The status of the region, and how that was learned."""
    try:
        status = region_status(context.connect(credentials), identity.region)
    except CallFailed as other:
        raise_if_throttled(other)
    else:
        return status, f"The home region lists it as: {status or 'not listed'}."
    # To be told who one is needs no permission; STS knows them elsewhere only.
    _, caller = why_rejected(context, credentials, identity.region, failure)
    return (
        (NOT_OPTED_IN, f"In another region, AWS knows the credentials as {caller.arn}.")
        if caller
        else ("", "")
    )
