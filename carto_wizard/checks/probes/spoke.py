"""Each account: its role, the account behind it, and what the role may do."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed, FailureKind, raise_if_throttled
from carto_wizard.aws.identity import Caller, assume
from carto_wizard.checks.catalogue import Scope
from carto_wizard.checks.diagnosis.assume_role import AssumeRoleDiagnosis
from carto_wizard.checks.diagnosis.errors import cause_of, is_denied
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import name_without_path
from carto_wizard.checks.probes.rights import CheckedIdentity, rights
from carto_wizard.checks.run.context import CheckContext, Spoke
from carto_wizard.setup.partitions import role_arn
from carto_wizard.setup.text import one_line

_NOT_VALID = frozenset({"credentials-unknown", "region-not-enabled"})


@dataclass(frozen=True, slots=True)
class SpokeResult:
    """One account's findings; None: AWS throttled, so it is to be asked again."""

    spoke: Spoke
    findings: tuple[Finding, ...] | None


@dataclass(slots=True)
class SpokeProbe:
    """Asks about one account at a time; used from many threads."""

    context: CheckContext
    credentials: Credentials
    """The hub's."""
    diagnosis: AssumeRoleDiagnosis = field(init=False)

    def __post_init__(self) -> None:
        self.diagnosis = AssumeRoleDiagnosis(self.context, self.credentials)

    def ask(self, spoke: Spoke) -> SpokeResult:
        """Everything about this account."""
        try:
            return SpokeResult(spoke, self._findings(spoke))
        except CallFailed as failure:
            throttled = failure.kind is FailureKind.THROTTLED
            if throttled or self.context.cancel.is_set():
                return SpokeResult(spoke, None)
            raise

    def _findings(self, spoke: Spoke) -> tuple[Finding, ...]:
        context = self.context
        access = context.answers.access
        started = time.monotonic()
        role = CheckedIdentity(
            Scope.SPOKE,
            spoke.account.id,
            spoke.profile,
            spoke.region,
            "role",
            name_without_path(access.role),
            role_arn(context.answers.partition, spoke.account.id, access.role),
        )
        region = spoke.region
        try:
            credentials, caller = self._assume(role, region)
        except CallFailed as failure:
            raise_if_throttled(failure)
            assumed = self._assume_at_home(role, failure)
            if assumed is None:
                seconds = time.monotonic() - started
                return (self._denied(role, spoke, failure, seconds),)
            (credentials, caller), region = assumed, context.home
        seconds = time.monotonic() - started
        message = f"{role.name} can be assumed."
        findings = [
            context.findings.ok(role.subject("assume-role"), message, seconds),
            self._account(role, caller),
        ]
        if access.external_id:
            findings.append(self._without_external_id(role, region))
        findings += rights(context, role, credentials, region)
        return tuple(findings)

    def _assume(
        self, role: CheckedIdentity, region: str, *, bare: bool = False
    ) -> tuple[Credentials, Caller]:
        context = self.context
        if not context.pace.wait(context.cancel):
            raise CallFailed(FailureKind.OTHER, "Cancelled.")
        external_id = "" if bare else context.answers.access.external_id
        try:
            assumed = assume(
                context.connect(self.credentials, region), role.principal, external_id
            )
        except CallFailed as failure:
            if failure.kind is FailureKind.REFUSED:
                context.pace.passed()
            raise
        context.pace.passed()
        return assumed

    def _assume_at_home(
        self, role: CheckedIdentity, failure: CallFailed
    ) -> tuple[Credentials, Caller] | None:
        """The same, asked where the region cannot be what is wrong."""
        home = self.context.home
        if cause_of(failure) not in _NOT_VALID or role.region == home:
            return None
        try:
            return self._assume(role, home)
        except CallFailed as other:
            raise_if_throttled(other)
            return None

    def _denied(
        self, role: CheckedIdentity, spoke: Spoke, failure: CallFailed, seconds: float
    ) -> Finding:
        reason = self.diagnosis.reason(spoke, failure)
        return self.context.findings.problem(
            role.subject("assume-role"),
            reason.cause,
            f"{role.name} in account {role.account} cannot be assumed.",
            evidence=f"{failure.evidence.rstrip('.')}. {reason.note}",
            seconds=seconds,
        )

    def _account(self, role: CheckedIdentity, caller: Caller) -> Finding:
        subject = role.subject("account")
        if caller.account == role.account:
            message = f"Account {caller.account} answers."
            return self.context.findings.ok(subject, message)
        return self.context.findings.problem(
            subject,
            "wrong-account-behind-role",
            f"Account {one_line(caller.account, 20)} answers, not {role.account}.",
            evidence=caller.arn,
        )

    def _without_external_id(self, role: CheckedIdentity, region: str) -> Finding:
        subject = role.subject("external-id")
        try:
            self._assume(role, region, bare=True)
        except CallFailed as failure:
            raise_if_throttled(failure)
            if is_denied(failure):
                message = "Without the external ID it refuses."
                return self.context.findings.ok(subject, message)
            return self.context.findings.problem(
                subject,
                cause_of(failure) or "unrecognized",
                "Whether it refuses without the external ID was not answered.",
                status=Status.SKIPPED,
                evidence=failure.evidence,
            )
        return self.context.findings.problem(
            subject,
            "external-id-not-required",
            "The role can be assumed without the external ID.",
            status=Status.WARNING,
        )
