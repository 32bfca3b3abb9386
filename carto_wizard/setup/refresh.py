"""The accounts of the answers against the organization as it is now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from carto_wizard.setup.accounts import HUB_NAME
from carto_wizard.setup.answers import Account, Answers, ChosenOrganization
from carto_wizard.setup.organization import ACTIVE, Member, Organization
from carto_wizard.setup.selection import Selection, scope, units_in, wants
from carto_wizard.setup.text import one_line


class Change(StrEnum):
    """What became of an account since the answers were made."""

    NEW = "new"
    GONE = "gone"
    """It has left the organization."""
    INACTIVE = "not active"
    """AWS gives no access to it: suspended, closing, closed, or not yet there."""
    LEFT = "moved out"
    """It is in none of the chosen units any more."""
    MOVED = "moved"
    RENAMED = "renamed"
    ACTIVE = "active again"
    RECOGNIZED = "recognized"
    """More is known of it: it was listed by hand, or could not be placed before."""


RETIRING = frozenset({Change.GONE, Change.INACTIVE, Change.LEFT})
"""The changes that take an account off the list."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One account that is not as the answers have it."""

    change: Change
    before: Account | None = None
    """None: it is not listed."""
    now: Member | None = None
    """None: it is not in the organization."""
    stays: bool = False
    """It is the hub, which is never taken off the list."""

    @property
    def id(self) -> str:
        """The account."""
        return self.now.id if self.now else self.before.id if self.before else ""


def differences(answers: Answers, organization: Organization) -> tuple[Difference, ...]:
    """All that is not as the answers have it: first what is listed, then what is new.

    The hub is never retired, nor is an account that was listed by hand and is in no
    organization.
    """
    chosen = scope(answers.organization, organization)
    units = units_in(chosen, organization)
    listed = [
        _difference(each, answers, organization, units) for each in answers.accounts
    ]
    ids = {account.id for account in answers.accounts}
    new = [
        Difference(Change.NEW, now=member)
        for member in organization.members
        if member.active and member.id not in ids and wants(chosen, units, member)
    ]
    return (*filter(None, listed), *new)


def _difference(
    account: Account,
    answers: Answers,
    organization: Organization,
    units: Collection[str],
) -> Difference | None:
    member = organization.member.get(account.id)
    change = next(_changes(account, member, organization, units), None)
    hub = account.id == answers.hub.account_id
    if hub and change is Change.LEFT:
        change = Change.MOVED
    return Difference(change, account, member, stays=hub) if change else None


def _changes(
    account: Account,
    now: Member | None,
    organization: Organization,
    units: Collection[str],
) -> Iterator[Change]:
    """What is true of a listed account, the weightiest first."""
    if now is None:
        if account.ou:
            yield Change.GONE
        return
    placed = account.ou not in ("", organization.id)
    moved = bool(placed and now.unit and account.ou != now.unit)
    # One that was not active before is listed because somebody wants it.
    if now.state and not now.active and account.state in ("", ACTIVE):
        yield Change.INACTIVE
    if moved and account.ou in units and now.unit not in units:
        yield Change.LEFT
    if moved:
        yield Change.MOVED
    if account.ou and now.name not in ("", account.aws_name or account.name):
        yield Change.RENAMED
    if now.active and account.state not in ("", now.state):
        yield Change.ACTIVE
    if updated(account, now, organization) != account:
        yield Change.RECOGNIZED


def updated(account: Account, now: Member, organization: Organization) -> Account:
    """The account as the organization has it; a name that a person gave it stays.

    Where its unit cannot be read, it is at least in the organization.
    """
    of_aws = bool(account.ou) and not account.aws_name
    # Without a unit, `hub` is what the wizard called it.
    unnamed = account.name == "" or (account.name == HUB_NAME and not account.ou)
    name = now.name or account.name if of_aws or unnamed else account.name
    return replace(
        account,
        name=name,
        ou=now.unit or account.ou or organization.id,
        state=now.state or account.state,
        aws_name="" if now.name == name else now.name or account.aws_name,
    )


def ticked_after(answers: Answers, found: Sequence[Difference]) -> frozenset[str]:
    """The accounts that are listed once these differences are taken over."""
    gone = {each.id for each in found if each.change in RETIRING and not each.stays}
    new = {each.id for each in found if each.change is Change.NEW}
    return frozenset({account.id for account in answers.accounts} - gone | new)


def selection(
    answers: Answers,
    organization: Organization,
    found: Sequence[Difference] | None = None,
) -> Selection:
    """What is ticked at first: the list as it would be once it is true again.

    `found` are the differences, where they are known already.
    """
    if found is None:
        found = differences(answers, organization)
    ticked = ticked_after(answers, found)
    return replace(scope(answers.organization, organization), ticked=ticked)


def taken_over(
    answers: Answers, organization: Organization, chosen: Selection
) -> Answers:
    """The answers with what is ticked; accounts that nobody could tick stay."""
    kept = []
    for account in answers.accounts:
        now = organization.member.get(account.id)
        by_hand = now is None and not account.ou
        hub = account.id == answers.hub.account_id
        if hub and now is None:
            # It is in no organization any more, and its name is what it was.
            kept.append(replace(account, ou="", state="", aws_name=""))
        elif hub or by_hand or account.id in chosen.ticked:
            kept.append(updated(account, now, organization) if now else account)
    ids = {account.id for account in kept}
    kept += [
        updated(Account(member.id), member, organization)
        for member in organization.members
        if member.id in chosen.ticked and member.id not in ids
    ]
    known = {*organization.unit, *organization.member}
    # What could not be read is still there.
    excluded = chosen.excluded if organization.denied else chosen.excluded & known
    return replace(
        answers,
        accounts=tuple(kept),
        organization=ChosenOrganization(
            organization.id,
            organization.management_account,
            organization.call_as,
            chosen.ous,
            tuple(sorted(excluded)),
        ),
    )


def told(found: Difference, organization: Organization) -> str:
    """One difference in a sentence without its end, for a person."""
    before, now = found.before, found.now
    name = one_line((before and before.name) or (now.name if now else ""), 60)
    who = f"{one_line(found.id, 20)} {name}".strip()
    if found.change in RETIRING:
        return f"{who}{_region(before)} {_why(found, organization)}{_hub(found)}"
    if now is None:
        return who
    match found.change:
        case Change.NEW:
            return f"{who} is new in {_place(now, organization)}"
        case Change.MOVED:
            return f"{who} was moved to {_place(now, organization)}"
        case Change.RENAMED:
            stays = "; the name that you gave it stays" if _own_name(before) else ""
            return f"{who} is now called {one_line(now.name, 60)}{stays}"
        case Change.ACTIVE:
            return f"{who} is ACTIVE now"
    state = f", {one_line(now.state, 40)}" if now.state else ""
    called = f", called {one_line(now.name, 60)}" if now.name != name else ""
    return f"{who} is in {_place(now, organization)}{state}{called}"


def _why(found: Difference, organization: Organization) -> str:
    """Why an account is taken off the list."""
    if found.now is None:
        return "has left the organization"
    if found.change is Change.INACTIVE:
        return f"is {one_line(found.now.state, 40)}: AWS gives no access to it"
    place = _place(found.now, organization)
    return f"was moved out of the chosen units, to {place}"


def _region(account: Account | None) -> str:
    """The region that somebody chose for an account, which goes with it."""
    return f" ({one_line(account.region, 40)})" if account and account.region else ""


def _hub(found: Difference) -> str:
    return "; it is the hub, so it stays in the list" if found.stays else ""


def _own_name(account: Account | None) -> bool:
    return account is not None and bool(account.aws_name)


def _place(member: Member, organization: Organization) -> str:
    return organization.path(member.unit) or "the organization"
