"""What an identity may do in its account: SecurityAudit, the regions, the rest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.discovery import (
    NOT_OPTED_IN,
    attached_policies,
    groups_of,
    region_status,
)
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.checks.catalogue import Scope
from carto_wizard.checks.diagnosis.errors import cause_of, is_denied
from carto_wizard.checks.diagnosis.wording import Subject
from carto_wizard.checks.finding import Finding
from carto_wizard.checks.probes.permissions import permissions
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.partitions import security_audit_arn

# What a denial without a reason looks like; also where AWS names the missing allow.
_PLAIN_DENIALS = ("", "hub-permission-missing", "trust-does-not-name-hub")


@dataclass(frozen=True, slots=True)
class RightsSubject:
    """Whose rights are looked at, and where."""

    scope: Scope
    """Whose checks they are: `SPOKE` or `SINGLE`."""
    account: str
    profile: str
    region: str
    kind: str
    """`role`, `user` or `group`."""
    name: str
    principal: str
    """Whom IAM's simulator is asked about: the ARN of the role, or of a user."""

    def at(self, check: str) -> Subject:
        """The subject of a finding about this identity."""
        return Subject(f"{self.scope}.{check}", self.account, self.profile, self.region)


def let_throttling_through(failure: CallFailed) -> None:
    """Raise what is no answer; the account is asked again later."""
    if failure.kind is FailureKind.THROTTLED:
        raise failure


def rights(
    context: CheckContext, who: RightsSubject, keys: Credentials, asked: str
) -> Iterator[Finding]:
    """Findings; `asked` is the region whose endpoint takes the keys."""
    audit = _security_audit(context, who, keys)
    yield audit
    missing = audit.cause == "security-audit-missing"
    started = time.monotonic()
    try:
        status = region_status(context.clients, keys, who.region, asked)
    except CallFailed as failure:
        let_throttling_through(failure)
        if missing and is_denied(failure):
            message = "Denied as well, for want of SecurityAudit."
            subject = who.at("describe-regions")
            yield context.findings.skipped(subject, "after-failure", message)
        else:
            yield _no_regions(context, who, keys, failure)
        return
    seconds = time.monotonic() - started
    subject = who.at("describe-regions")
    yield context.findings.ok(subject, "The regions can be listed.", seconds)
    yield _region(context, who, status, asked)
    if not missing:
        yield from permissions(context, who.at("permissions"), keys, who.principal)


def _security_audit(
    context: CheckContext, who: RightsSubject, keys: Credentials
) -> Finding:
    subject = who.at("security-audit")
    started = time.monotonic()
    try:
        found = _policies(context, who, keys)
    except CallFailed as failure:
        let_throttling_through(failure)
        # The right to look comes with SecurityAudit itself.
        cause = cause_of(failure)
        message = f"The policies of {who.name} could not be read."
        if cause in _PLAIN_DENIALS:
            cause = "security-audit-missing"
            message = (
                f"{who.name} may not read its own policies, which SecurityAudit allows."
            )
        return context.findings.problem(
            subject,
            cause,
            message,
            evidence=failure.evidence,
            seconds=time.monotonic() - started,
            where=who.account,
        )
    seconds = time.monotonic() - started
    if security_audit_arn(context.answers.partition) in found:
        return context.findings.ok(subject, "SecurityAudit is attached.", seconds)
    names = ", ".join(arn.rsplit("/", 1)[-1] for arn in found) or "nothing"
    return context.findings.problem(
        subject,
        "security-audit-missing",
        f"SecurityAudit is not attached to the {who.kind} {who.name}.",
        evidence=f"Attached instead: {names}.",
        seconds=seconds,
    )


def _policies(
    context: CheckContext, who: RightsSubject, keys: Credentials
) -> tuple[str, ...]:
    """A user's policies are those of its groups too."""
    home = context.home
    found = attached_policies(context.clients, keys, home, who.kind, who.name)
    wanted = security_audit_arn(context.answers.partition)
    if who.kind != "user" or wanted in found:
        return found
    for group in groups_of(context.clients, keys, home, who.name):
        found += attached_policies(context.clients, keys, home, "group", group)
    return found


def _region(
    context: CheckContext, who: RightsSubject, status: str, asked: str
) -> Finding:
    subject = who.at("region")
    said = f"DescribeRegions in {who.account}: {status or 'not listed'}."
    told = context.findings
    if not status:
        message = f"AWS knows no region {who.region}."
        return told.problem(subject, "region-unknown", message, evidence=said)
    if status == NOT_OPTED_IN:
        message = f"{who.region} is not enabled in account {who.account}."
        return told.problem(subject, "region-not-enabled", message, evidence=said)
    if asked != who.region:
        message = f"STS in {who.region} does not accept the hub's credentials."
        return told.problem(subject, "sts-region-disabled", message, evidence=said)
    return told.ok(subject, f"{who.region} is enabled.")


def _no_regions(
    context: CheckContext, who: RightsSubject, keys: Credentials, failure: CallFailed
) -> Finding:
    """A region that is not enabled answers as if the keys were unknown: ask home."""
    cause = cause_of(failure)
    if cause in ("region-not-enabled", "credentials-unknown"):
        status = _status_from_home(context, who, keys)
        if status == NOT_OPTED_IN or cause == "region-not-enabled":
            said = f"{failure.evidence.rstrip('.')}. Home says: {status or 'nothing'}."
            return context.findings.problem(
                who.at("region"),
                "region-not-enabled",
                f"{who.region} is not enabled in account {who.account}.",
                evidence=said,
            )
    if cause in _PLAIN_DENIALS:
        cause = "aborting-permission-missing"
    return context.findings.problem(
        who.at("describe-regions"),
        cause,
        f"The regions of account {who.account} cannot be listed.",
        evidence=failure.evidence,
        where=who.account,
    )


def _status_from_home(
    context: CheckContext, who: RightsSubject, keys: Credentials
) -> str:
    try:
        return region_status(context.clients, keys, who.region, context.home)
    except CallFailed as failure:
        let_throttling_through(failure)
        return ""
