"""Each account: its role, the account behind it, and what the role may do."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.identity import Caller, assume
from carto_wizard.checks.catalogue import Scope
from carto_wizard.checks.diagnosis.assume_role import AssumeRoleDiagnosis
from carto_wizard.checks.diagnosis.errors import cause_of, is_denied
from carto_wizard.checks.diagnosis.wording import role_name
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.probes.rights import (
    RightsSubject,
    let_throttling_through,
    rights,
)
from carto_wizard.checks.run.context import CheckContext, Spoke
from carto_wizard.setup.partitions import role_arn
from carto_wizard.setup.text import one_line

_NOT_VALID = frozenset({"credentials-unknown", "region-not-enabled"})


@dataclass(frozen=True, slots=True)
class Examined:
    """One account's findings; None: AWS throttled, so it is to be asked again."""

    spoke: Spoke
    findings: tuple[Finding, ...] | None


@dataclass(slots=True)
class Examiner:
    """Asks about one account at a time; used from many threads."""

    context: CheckContext
    keys: Credentials
    inquiry: AssumeRoleDiagnosis = field(init=False)

    def __post_init__(self) -> None:
        self.inquiry = AssumeRoleDiagnosis(self.context, self.keys)

    def examine(self, spoke: Spoke) -> Examined:
        """Everything about this account."""
        try:
            return self._examined(spoke)
        except CallFailed as failure:
            if (
                failure.kind is not FailureKind.THROTTLED
                and not self.context.cancel.is_set()
            ):
                raise
            return Examined(spoke, None)

    def _examined(self, spoke: Spoke) -> Examined:
        answers = self.context.answers
        started = time.monotonic()
        role = role_name(answers.access.role)
        who = RightsSubject(
            Scope.SPOKE,
            spoke.account.id,
            spoke.profile,
            spoke.region,
            "role",
            role,
            role_arn(answers.partition, spoke.account.id, answers.access.role),
        )
        asked = spoke.region
        try:
            keys, caller = self._assume(spoke, asked)
        except CallFailed as failure:
            let_throttling_through(failure)
            elsewhere = self._through_home(spoke, failure)
            if elsewhere is None:
                seconds = time.monotonic() - started
                return Examined(spoke, (self._denied(who, spoke, failure, seconds),))
            (keys, caller), asked = elsewhere, self.context.home
        seconds = time.monotonic() - started
        told = self.context.findings
        findings = [
            told.ok(who.at("assume-role"), f"{role} can be assumed.", seconds),
            self._account(who, caller),
        ]
        if answers.access.external_id:
            findings.append(self._without_external_id(who, spoke, asked))
        findings += rights(self.context, who, keys, asked)
        return Examined(spoke, tuple(findings))

    def _assume(
        self, spoke: Spoke, region: str, *, bare: bool = False
    ) -> tuple[Credentials, Caller]:
        context = self.context
        access = context.answers.access
        if not context.pace.wait(context.cancel):
            raise CallFailed(FailureKind.OTHER, "Cancelled.")
        arn = role_arn(context.answers.partition, spoke.account.id, access.role)
        external_id = "" if bare else access.external_id
        try:
            assumed = assume(context.clients, self.keys, arn, region, external_id)
        except CallFailed as failure:
            if failure.kind is FailureKind.REFUSED:
                context.pace.passed()
            raise
        context.pace.passed()
        return assumed

    def _through_home(
        self, spoke: Spoke, failure: CallFailed
    ) -> tuple[Credentials, Caller] | None:
        """The same, asked where the region cannot be what is wrong."""
        if cause_of(failure) not in _NOT_VALID or spoke.region == self.context.home:
            return None
        try:
            return self._assume(spoke, self.context.home)
        except CallFailed as other:
            let_throttling_through(other)
            return None

    def _denied(
        self, who: RightsSubject, spoke: Spoke, failure: CallFailed, seconds: float
    ) -> Finding:
        reason = self.inquiry.reason(spoke, failure)
        return self.context.findings.problem(
            who.at("assume-role"),
            reason.cause,
            f"{who.name} in account {who.account} cannot be assumed.",
            evidence=f"{failure.evidence.rstrip('.')}. {reason.note}",
            seconds=seconds,
        )

    def _account(self, who: RightsSubject, caller: Caller) -> Finding:
        subject = who.at("account")
        if caller.account == who.account:
            return self.context.findings.ok(
                subject, f"Account {caller.account} answers."
            )
        return self.context.findings.problem(
            subject,
            "wrong-account-behind-role",
            f"Account {one_line(caller.account, 20)} answers, not {who.account}.",
            evidence=caller.arn,
        )

    def _without_external_id(
        self, who: RightsSubject, spoke: Spoke, region: str
    ) -> Finding:
        subject = who.at("external-id")
        try:
            self._assume(spoke, region, bare=True)
        except CallFailed as failure:
            let_throttling_through(failure)
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
