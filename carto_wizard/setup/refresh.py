"""The accounts of the answers against the organization as it is now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from carto_wizard.setup.accounts import HUB_NAME
from carto_wizard.setup.answers import Account, Answers, ChosenOrganization
from carto_wizard.setup.organization import Member, Organization
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
    """It was listed by hand, and its place in the organization is known now."""


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
    for change in _changes(account, member, organization, units):
        if change not in RETIRING or account.id != answers.hub.account_id:
            return Difference(change, account, member)
    return None


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
    moved = bool(account.ou and now.unit and account.ou != now.unit)
    if now.state and not now.active and now.state != account.state:
        yield Change.INACTIVE
    if moved and account.ou in units and now.unit not in units:
        yield Change.LEFT
    if moved:
        yield Change.MOVED
    if account.ou and (account.aws_name or account.name) != now.name:
        yield Change.RENAMED
    if now.active and account.state not in ("", now.state):
        yield Change.ACTIVE
    if updated(account, now) != account:
        yield Change.RECOGNIZED


def updated(account: Account, now: Member) -> Account:
    """The account as the organization has it; a name that a person gave it stays."""
    if account.name in ("", HUB_NAME) or (
        account.ou and not account.aws_name and now.name
    ):
        name = now.name or account.name
    else:
        name = account.name
    return replace(
        account,
        name=name,
        ou=now.unit or account.ou,
        state=now.state or account.state,
        aws_name="" if now.name == name else now.name,
    )


def ticked_after(answers: Answers, found: Sequence[Difference]) -> frozenset[str]:
    """The accounts that are listed once these differences are taken over."""
    gone = {each.id for each in found if each.change in RETIRING}
    new = {each.id for each in found if each.change is Change.NEW}
    return frozenset({account.id for account in answers.accounts} - gone | new)


def selection(answers: Answers, organization: Organization) -> Selection:
    """What is ticked at first: the list as it would be once it is true again."""
    ticked = ticked_after(answers, differences(answers, organization))
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
        if hub or by_hand or account.id in chosen.ticked:
            kept.append(updated(account, now) if now else account)
    ids = {account.id for account in kept}
    kept += [
        updated(Account(member.id), member)
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
    match found.change:
        case Change.GONE:
            return f"{who} has left the organization"
        case Change.INACTIVE if now:
            return f"{who} is {one_line(now.state, 40)}: AWS gives no access to it"
        case Change.LEFT if now:
            place = _place(now, organization)
            return f"{who} was moved out of the chosen units, to {place}"
        case Change.MOVED if now:
            return f"{who} was moved to {_place(now, organization)}"
        case Change.RENAMED if now and before:
            stays = "; the name that you gave it stays" if before.aws_name else ""
            return f"{who} is now called {one_line(now.name, 60)}{stays}"
        case Change.ACTIVE:
            return f"{who} is ACTIVE now"
        case Change.NEW if now:
            return f"{who} is new in {_place(now, organization)}"
    return f"{who} was found in the organization"


def _place(member: Member, organization: Organization) -> str:
    return organization.path(member.unit) or "the organization"
