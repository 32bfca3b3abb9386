"""The organization's accounts against the answers: which are forgotten or closed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.organization import read_members
from carto_wizard.checks.diagnosis.assume_role import AssumeRoleDiagnosis
from carto_wizard.checks.diagnosis.errors import is_final
from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.organization import Member, Organization
from carto_wizard.setup.selection import Selection, scope, units_in, wants
from carto_wizard.setup.text import count, one_line
from carto_wizard.work.pool import ahead

_CHECK = "organization.accounts"
_MOST_NAMED = 5


Listing = Callable[[], Organization | CallFailed | None]
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
    yield from _compared(context, found)


def _compared(context: CheckContext, found: Organization) -> Iterator[Finding]:
    """The organization against the answers, which may leave a part of it out."""
    answers = context.answers
    # Members alone do not tell which organization they are of.
    found = replace(found, id=answers.organization.id)
    ours = {account.id for account in answers.accounts}
    chosen = scope(answers.organization, found)
    units = _units_in(chosen, found)
    others = [m for m in found.members if m.id not in ours]
    missed = [
        m for m in others if (m.active or not m.state) and m.id not in chosen.excluded
    ]
    blind = _needs_places(chosen, units)
    unplaced = [m for m in missed if blind and not m.unit]
    forgotten = [m for m in missed if (m.unit or not blind) and wants(chosen, units, m)]
    closed = [m for m in found.members if m.id in ours and m.state and not m.active]
    for one in forgotten:
        state = "" if one.state else ", and AWS does not tell its state"
        what, cause = f"has no profile{state}", "account-without-profile"
        yield _warning(context, one, cause, what, Effect.SKIPPED)
    for one in closed:
        yield _warning(context, one, "account-closed", f"is {one_line(one.state, 40)}")
    if unplaced:
        what = _not_judged(unplaced)
        yield context.findings.skipped(Subject(_CHECK), "not-allowed-to-look", what)
    elif not (forgotten or closed):
        left_out = sum(member.active for member in others)
        number = sum(member.active for member in found.members)
        yield context.findings.ok(Subject(_CHECK), _all_well(number, left_out))


def _units_in(chosen: Selection, found: Organization) -> Collection[str]:
    """The units whose accounts are wanted; empty is the place of one without."""
    units = units_in(chosen, found)
    # There is one root, and all are in it, also where no path names it.
    return units | {""} if any(ou.startswith("r-") for ou in chosen.ous) else units


def _needs_places(chosen: Selection, units: Collection[str]) -> bool:
    """Whether an account is wanted or not by the unit that it is in."""
    but = any(each.startswith("ou-") for each in chosen.excluded)
    return bool(chosen.ous) and ("" not in units or but)


def _not_judged(unplaced: Sequence[Member]) -> str:
    named = ", ".join(member.id for member in unplaced[:_MOST_NAMED])
    more = len(unplaced) - _MOST_NAMED
    rest = f" and {more:,} more" if more > 0 else ""
    return (
        f"Whether {count(len(unplaced), 'account')} without a profile should have one "
        f"is not known, since AWS does not tell here in which unit each is: {named}"
        f"{rest}. To find out, use carto-wizard refresh."
    )


def _all_well(number: int, left_out: int) -> str:
    if left_out:
        return (
            f"{number - left_out:,} of the {number:,} active accounts of the "
            "organization have a profile, as chosen."
        )
    if number == 1:
        return "The only active account of the organization has a profile."
    return f"All {number:,} active accounts of the organization have a profile."


def _members(
    context: CheckContext, hub: Credentials
) -> Organization | CallFailed | None:
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
