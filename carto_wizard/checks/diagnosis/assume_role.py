"""Why AssumeRole was denied, as far as the credentials at hand can find out.

Across accounts AWS gives one bare sentence for a missing role, a trust policy that
names somebody else, a wrong external ID and a permission that the hub lacks. Each
follow-up question rules some of them out.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, replace

from carto_wizard.aws.clients import Connection, Credentials
from carto_wizard.aws.discovery import SimulatedAction, simulate, trust_of
from carto_wizard.aws.failures import CallFailed, FailureKind, raise_if_throttled
from carto_wizard.aws.iam_roles import ROLE_ACTIONS, read_role
from carto_wizard.aws.identity import assume
from carto_wizard.aws.organization import read_member
from carto_wizard.checks.diagnosis.errors import (
    Reason,
    cause_of,
    cause_of_simulated,
    is_final,
)
from carto_wizard.checks.diagnosis.trust import why_refused
from carto_wizard.checks.roles.comparison import role_lines, trust_lines
from carto_wizard.checks.run.context import CheckContext, Spoke
from carto_wizard.render.wanted_iam import WantedRole, read_only_role
from carto_wizard.setup.answers import Trust
from carto_wizard.setup.iam_names import name_without_path
from carto_wizard.setup.partitions import role_arn
from carto_wizard.setup.text import one_line

# Enough to see a pattern; more would use up the hub's IAM quota for one and the same
# answer.
_SIMULATIONS = 50
# Within its own account AWS says which side denies, and this side is the same for all.
_SAME_FOR_ALL = frozenset(
    {
        "hub-permission-missing",
        "explicit-deny",
        "permissions-boundary-denied",
        "organization-policy-denied",
    }
)

_IN_THE_TRUST = frozenset({"trust-does-not-name-hub", "external-id-refused"})


@dataclass(slots=True)
class AssumeRoleDiagnosis:
    """The follow-up questions of one run; one that is denied is not asked again."""

    context: CheckContext
    credentials: Credentials
    """The hub's."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _hub_reader: Credentials | CallFailed | None = None
    _simulations: int = 0
    _may_simulate: bool = True
    _may_describe: bool = True

    def reason(self, spoke: Spoke, failure: CallFailed) -> Reason:
        """Why this account's role could not be assumed."""
        cause = cause_of(failure)
        if cause:
            return self._of_this_role(Reason(cause))
        if self._lets_in_hub_role_only():
            note = "The trust policy of this set-up allows only the hub role."
            return Reason("wrong-role", note)
        notes: list[str] = []
        cause = ""
        difference: tuple[str, ...] = ()
        for ask in (self._hub_permission, self._membership, self._trust_policy):
            found = ask(spoke)
            notes += [found.note] if found.note else []
            cause = found.cause or cause
            difference = found.difference
            # An account outside the organization may have the role all the same.
            outside = cause == "account-unknown" and self.context.request.look_with
            if cause and not outside:
                break
        if cause:
            return self._of_this_role(Reason(cause, " ".join(notes), difference))
        notes.append(self._external_id())
        return Reason("trust-or-role-missing", " ".join(notes))

    def _lets_in_hub_role_only(self) -> bool:
        narrowed = self.context.answers.access.trust is Trust.HUB_ROLE
        return narrowed and not self.context.is_hub_role

    def _of_this_role(self, reason: Reason) -> Reason:
        """The reason, or `wrong-role` where the hub role would have the permission."""
        if reason.cause == "hub-permission-missing" and not self.context.is_hub_role:
            return Reason("wrong-role", reason.note)
        return reason

    def _principal(self) -> str:
        answers = self.context.answers
        hub, partition = answers.hub, answers.partition
        caller = self.context.caller
        if caller is None or self.context.is_hub_role:
            return role_arn(partition, hub.account_id, answers.hub_role)
        if caller.kind == "assumed-role":
            return role_arn(partition, caller.account, caller.name)
        return caller.arn

    def hub_reader(self) -> Credentials | CallFailed:
        """Credentials of the hub account's read-only role, or why there are none.

        It may read the policies of the hub, which the hub role itself may not.
        """
        with self._lock:
            if self._hub_reader is None:
                self._hub_reader = self._assume_hub_reader()
            return self._hub_reader

    def _assume_hub_reader(self) -> Credentials | CallFailed:
        answers = self.context.answers
        connection = self._connect(self.credentials)
        arn = self._read_only_role(answers.hub.account_id)
        try:
            found, _ = assume(connection, arn, answers.access.external_id)
        except CallFailed as failure:
            return failure
        return self.context.keep_hidden(found)

    def _connect(self, credentials: Credentials) -> Connection:
        return self.context.connect(credentials, self.context.answers.hub.region)

    def _read_only_role(self, account: str) -> str:
        answers = self.context.answers
        return role_arn(answers.partition, account, answers.read_only_role)

    def _hub_permission(self, spoke: Spoke) -> Reason:
        reader = self.hub_reader()
        if isinstance(reader, CallFailed):
            cause = cause_of(reader)
            if cause in _SAME_FOR_ALL:
                return Reason(cause, f"In the hub account: {reader.message}.")
            return Reason(
                note="Not ruled out: the hub role has no permission to assume the "
                "role. The wizard got no session in the hub account to check "
                "this."
            )
        with self._lock:
            self._simulations += 1
            if self._simulations > _SIMULATIONS or not self._may_simulate:
                return Reason()
        try:
            found = simulate(
                self._connect(reader),
                self._principal(),
                ("sts:AssumeRole",),
                self._read_only_role(spoke.account.id),
            )
        except CallFailed as failure:
            self._may_simulate = not is_final(failure)
            return Reason(
                note="Not ruled out: the hub role has no permission to assume the role."
            )
        return _reason_of(found[0]) if found else Reason()

    def _membership(self, spoke: Spoke) -> Reason:
        reader = self.hub_reader()
        if isinstance(reader, CallFailed) or not self._may_describe:
            return Reason()
        try:
            connection, cancel = self._connect(reader), self.context.cancel
            found = read_member(connection, spoke.account.id, cancel=cancel)
        except CallFailed as failure:
            if failure.code == "AccountNotFoundException":
                return Reason("account-unknown", failure.evidence)
            # Only the management account and its delegates may ask.
            self._may_describe = not is_final(failure)
            return Reason()
        if found.active:
            return Reason(note="Ruled out: the account is closed or unknown.")
        if not found.state:
            return Reason(note="The organization does not tell the account's state.")
        state = one_line(found.state, 40)
        return Reason(
            "account-closed", f"The organization lists the account as {state}."
        )

    def _trust_policy(self, spoke: Spoke) -> Reason:
        """Read the role itself, where `look_with` names a role that may."""
        context = self.context
        if not context.request.look_with:
            return Reason()
        name = name_without_path(context.answers.read_only_role)
        try:
            connection = context.connect(self.role_viewer(spoke))
            document = trust_of(connection, name)
        except CallFailed as failure:
            raise_if_throttled(failure)
            if failure.code == "NoSuchEntity":
                return Reason("role-missing", f"{failure.evidence.rstrip('.')}.")
            return Reason(
                note=f"Could not read the trust policy: {failure.evidence.rstrip('.')}."
            )
        refused = why_refused(document, context.answers)
        if refused.cause not in _IN_THE_TRUST:
            return refused
        wanted = read_only_role(context.answers, spoke.account.id)
        difference = self._difference(connection, wanted)
        # Who may read the trust policy may not always read the rest.
        difference = difference or trust_lines(wanted, document)
        return replace(refused, difference=difference)

    def difference(self, spoke: Spoke) -> tuple[str, ...]:
        """The role against the wanted one; nothing where nobody may look at it."""
        if not self.context.request.look_with:
            return ()
        wanted = read_only_role(self.context.answers, spoke.account.id)
        try:
            connection = self.context.connect(self.role_viewer(spoke))
        except CallFailed as failure:
            raise_if_throttled(failure)
            return ()
        return self._difference(connection, wanted)

    def _difference(
        self, connection: Connection, wanted: WantedRole
    ) -> tuple[str, ...]:
        try:
            found = read_role(connection, wanted.name)
        except CallFailed as failure:
            raise_if_throttled(failure)
            return ()
        return role_lines(wanted, found) if found else ()

    def role_viewer(self, spoke: Spoke) -> Credentials:
        """Credentials of `look_with` that may read this role and nothing else."""
        context = self.context
        partition = context.answers.partition
        arn = role_arn(partition, spoke.account.id, context.request.look_with)
        role = self._read_only_role(spoke.account.id)
        may = list(ROLE_ACTIONS)
        statement = {"Effect": "Allow", "Action": may, "Resource": role}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        if not context.pace.wait(context.cancel):
            raise CallFailed(FailureKind.OTHER, "Cancelled.")
        found, _ = assume(context.connect(self.credentials), arn, policy=policy)
        return found

    def _external_id(self) -> str:
        if self.context.answers.access.external_id:
            return (
                "Not ruled out: the role requires another external ID than the one "
                "that was sent."
            )
        return "Not ruled out: the role requires an external ID. None was sent."


def _reason_of(simulated: SimulatedAction) -> Reason:
    if simulated.decision == "allowed":
        note = (
            "Ruled out: the hub role has no permission (the IAM simulator says "
            "allowed)."
        )
        return Reason(note=note)
    note = f"The IAM simulator says for the hub role: {simulated.decision}."
    return Reason(cause_of_simulated(simulated, "hub-permission-missing"), note)
