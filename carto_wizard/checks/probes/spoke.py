"""Each account: its role, the account behind it, and what the role may do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed, FailureKind, raise_if_throttled
from carto_wizard.aws.identity import Caller, assume
from carto_wizard.checks.catalogue import Scope
from carto_wizard.checks.diagnosis.assume_role import AssumeRoleDiagnosis
from carto_wizard.checks.diagnosis.errors import cause_of, is_denied
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.form_remedies import FormRemedies
from carto_wizard.checks.probes.guarded import guarded
from carto_wizard.checks.probes.rights import CheckedIdentity, no_sts, rights
from carto_wizard.checks.run.context import CheckContext, Spoke
from carto_wizard.setup.iam_names import name_without_path
from carto_wizard.setup.partitions import role_arn
from carto_wizard.setup.text import one_line

_NOT_GRANTED = frozenset({"security-audit-missing", "grant-missing"})
_NOT_VALID = frozenset({"credentials-unknown", "region-not-enabled"})


@dataclass(frozen=True, slots=True)
class SpokeResult:
    """One account and everything that was found."""

    spoke: Spoke
    findings: tuple[Finding, ...]

    @property
    def throttled(self) -> bool:
        """Whether AWS held some of it back, so that it is to be asked again."""
        return any(finding.cause == "throttled" for finding in self.findings)


@dataclass(slots=True)
class SpokeProbe:
    """Asks about one account at a time; used from many threads."""

    context: CheckContext
    credentials: Credentials
    """The hub's."""
    diagnosis: AssumeRoleDiagnosis = field(init=False)
    remedies: FormRemedies = field(init=False)

    def __post_init__(self) -> None:
        self.remedies = FormRemedies(self.context.answers, self.context.places)
        self.diagnosis = AssumeRoleDiagnosis(self.context, self.credentials)

    def ask(self, spoke: Spoke) -> SpokeResult:
        """Everything about this account."""
        answers = self.context.answers
        role = CheckedIdentity(
            Scope.SPOKE,
            spoke.account.id,
            spoke.profile,
            spoke.region,
            "role",
            name_without_path(answers.read_only_role),
            role_arn(answers.partition, spoke.account.id, answers.read_only_role),
        )
        asking = self._findings(role, spoke)
        subject = role.subject("assume-role")
        found = guarded(self.context, subject, asking)
        return SpokeResult(spoke, tuple(map(self.remedies.of, found)))

    def _findings(self, role: CheckedIdentity, spoke: Spoke) -> Iterator[Finding]:
        context = self.context
        started = time.monotonic()
        subject = role.subject("assume-role")
        assumed, refused = None, []
        # At home the region cannot be what is wrong.
        for region in dict.fromkeys((spoke.region, context.home)):
            try:
                assumed = self._assume(role, region)
                break
            except CallFailed as failure:
                raise_if_throttled(failure)
                refused.append(failure)
                if cause_of(failure) not in _NOT_VALID:
                    break
        if assumed is None:
            seconds = time.monotonic() - started
            only_here = cause_of(refused[-1]) not in _NOT_VALID
            if only_here and len(refused) > 1:
                yield no_sts(context, role, refused[0].evidence)
            yield self._denied(role, spoke, refused[-1 if only_here else 0], seconds)
            return
        credentials, caller = assumed
        seconds = time.monotonic() - started
        yield context.findings.ok(subject, f"{role.name} can be assumed.", seconds)
        yield self._account(role, caller)
        if context.answers.access.external_id:
            external = self._without_external_id(role, region)
            yield from guarded(context, role.subject("external-id"), external)
        said = refused[0].evidence if refused else ""
        found = rights(context, role, credentials, region, said)
        yield from self._against_wanted(spoke, found)

    def _against_wanted(
        self, spoke: Spoke, findings: Iterator[Finding]
    ) -> Iterator[Finding]:
        """The same; where a policy is missing, with the role as `look_with` sees it."""
        difference: tuple[str, ...] | None = None
        for found in findings:
            if found.status is Status.OK or found.cause not in _NOT_GRANTED:
                yield found
                continue
            if difference is None:
                difference = self.diagnosis.difference(spoke)
            yield replace(found, difference=difference)

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
            if failure.is_answer:
                context.pace.passed()
            raise
        context.pace.passed()
        return assumed

    def _denied(
        self, role: CheckedIdentity, spoke: Spoke, failure: CallFailed, seconds: float
    ) -> Finding:
        reason = self.diagnosis.reason(spoke, failure)
        denied = self.context.findings.failed(
            role.subject("assume-role"),
            failure,
            f"{role.name} in account {role.account} cannot be assumed.",
            cause=reason.cause,
            evidence=f"{failure.evidence.rstrip('.')}. {reason.note}",
            seconds=seconds,
        )
        return replace(denied, difference=reason.difference)

    def _account(self, role: CheckedIdentity, caller: Caller) -> Finding:
        subject = role.subject("account")
        if caller.account == role.account:
            message = f"The role is in account {caller.account}."
            return self.context.findings.ok(subject, message)
        return self.context.findings.problem(
            subject,
            "wrong-account-behind-role",
            f"The assumed role is in account {one_line(caller.account, 20)}, not in "
            f"{role.account}.",
            evidence=caller.arn,
        )

    def _without_external_id(
        self, role: CheckedIdentity, region: str
    ) -> Iterator[Finding]:
        findings = self.context.findings
        subject = role.subject("external-id")
        try:
            self._assume(role, region, bare=True)
        except CallFailed as failure:
            if is_denied(failure):
                yield findings.ok(
                    subject, "The role cannot be assumed without the external ID."
                )
            else:
                yield findings.failed(subject, failure, status=Status.SKIPPED)
            return
        yield findings.problem(
            subject,
            "external-id-not-required",
            "The role can be assumed without the external ID.",
            status=Status.WARNING,
        )
