"""The organization's accounts against the answers: which are forgotten or closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.organization import read_members
from carto_wizard.checks.diagnosis.assume_role import AssumeRoleDiagnosis
from carto_wizard.checks.diagnosis.errors import is_final
from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.organization import Member
from carto_wizard.setup.text import one_line
from carto_wizard.work.pool import ahead

_CHECK = "organization.accounts"


Listing = Callable[[], tuple[Member, ...] | CallFailed | None]
"""Waits for the members; None: the hub may not list them, or is in no organization."""


def begin(context: CheckContext, hub: Credentials) -> Listing:
    """Begin to list the members: 20 a call, one call after the other."""
    return ahead(lambda: _members(context, hub), context.cancel)


def check(context: CheckContext, listing: Listing) -> Iterator[Finding]:
    """Findings where the organization can be listed; otherwise nothing is known."""
    found = listing()
    if isinstance(found, CallFailed):
        message = "The organization could not be listed."
        yield context.findings.failed(
            Subject(_CHECK), found, message, status=Status.SKIPPED
        )
        return
    if found is None:
        message = (
            "The hub has no permission to list the organization, or is not in one."
        )
        yield context.findings.skipped(Subject(_CHECK), "not-allowed-to-look", message)
        return
    ours = {account.id for account in context.answers.accounts}
    forgotten = [m for m in found if m.active and m.id not in ours]
    # Of those without a state it is not known whether they can be read.
    closed = [m for m in found if m.state and not m.active and m.id in ours]
    for one in forgotten:
        cause = "account-without-profile"
        yield _warning(context, one, cause, "has no profile", Effect.SKIPPED)
    for one in closed:
        yield _warning(context, one, "account-closed", f"is {one_line(one.state, 40)}")
    if not (forgotten or closed):
        number = sum(member.active for member in found)
        message = f"All {number:,} active accounts of the organization have a profile."
        if number == 1:
            message = "The only active account of the organization has a profile."
        yield context.findings.ok(Subject(_CHECK), message)


def _members(
    context: CheckContext, hub: Credentials
) -> tuple[Member, ...] | CallFailed | None:
    for credentials in (AssumeRoleDiagnosis(context, hub).hub_reader(), hub):
        if isinstance(credentials, Credentials):
            try:
                connection = context.connect(credentials)
                return read_members(connection, cancel=context.cancel)
            except CallFailed as failure:
                if not is_final(failure):
                    return failure
    return None


def _warning(
    context: CheckContext,
    one: Member,
    cause: str,
    what: str,
    effect: Effect | None = None,
) -> Finding:
    return context.findings.problem(
        Subject(_CHECK, account=one.id),
        cause,
        f"Account {one.id} ({one_line(one.name, 40)}) {what}.",
        status=Status.WARNING,
        effect=effect,
    )
