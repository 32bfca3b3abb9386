"""The organization as AWS lists it: its accounts, its units, and their tags."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any

from carto_wizard.aws.clients import Connection
from carto_wizard.aws.failures import CallFailed, needed
from carto_wizard.aws.organization_shapes import (
    member_of,
    unit_of,
    units_on_the_way,
)
from carto_wizard.aws.patient_calls import PatientCalls
from carto_wizard.setup.answers import CallAs
from carto_wizard.setup.organization import Member, Organization, Unit
from carto_wizard.work.pace import Pace

_SERVICE = "organizations"
_PAGE = 20
"""Accounts in a page, at most."""


@dataclass(frozen=True, slots=True)
class ListingProgress:
    """How far the listing is."""

    accounts: int
    """Found, or with their tags read."""
    units: int = 0
    seconds_left: float | None = None
    """None: AWS tells only at the end how many accounts there are."""


Tell = Callable[[ListingProgress], object]


_NO_RIGHT = "is not authorized to perform"
"""How a policy of IAM denies; Organizations itself says it in other words."""


class ListingFailed(CallFailed):
    """The accounts cannot be listed; `management` is the account that could."""

    def __init__(self, failure: CallFailed, management: str) -> None:
        super().__init__(
            failure.kind,
            failure.message,
            code=failure.code,
            operation=failure.operation,
            url=failure.url,
            others_answered=failure.others_answered,
        )
        self.management = management


def read(
    connection: Connection,
    caller_account: str,
    *,
    tell: Tell,
    cancel: Event,
    pace: Pace | None = None,
) -> Organization:
    """Everything that these credentials may list, without tags; raises `CallFailed`.

    ListAccounts says who belongs to the organization. Where each account is comes with
    it, or from the accounts of each unit where AWS or the botocore here knows no Paths.
    """
    calls = PatientCalls(connection, _SERVICE, cancel, pace)
    answer = calls.call("describe_organization")
    found = needed(answer, "Organization", dict)
    management = str(needed(found, "MasterAccountId"))
    try:
        listing = _Listing(calls, tell)
        listing.list_accounts()
        call_as = _call_as(calls, caller_account, management)
        listing.list_units()
        if not listing.paths_known:
            listing.place_accounts()
    except CallFailed as failure:
        raise ListingFailed(failure, management) from None
    return Organization(
        str(needed(found, "Id")),
        management,
        call_as,
        tuple(listing.units.values()),
        tuple(listing.members.values()),
        tuple(listing.denied),
    )


def read_members(
    connection: Connection, *, cancel: Event, pace: Pace | None = None
) -> Organization:
    """The accounts alone, with the units that their paths name; raises `CallFailed`."""
    calls = PatientCalls(connection, _SERVICE, cancel, pace)
    listing = _Listing(calls, lambda _: None)
    listing.list_accounts()
    units, members = listing.units.values(), listing.members.values()
    return Organization("", "", units=tuple(units), members=tuple(members))


def read_member(connection: Connection, account: str, *, cancel: Event) -> Member:
    """One account of the organization; raises `CallFailed`."""
    calls = PatientCalls(connection, _SERVICE, cancel)
    answer = calls.call("describe_account", AccountId=account)
    return member_of(needed(answer, "Account", dict))


def read_tags(
    connection: Connection,
    ids: Iterable[str],
    *,
    tell: Tell,
    cancel: Event,
    pace: Pace | None = None,
) -> dict[str, dict[str, str]]:
    """The tags of these accounts, a call for each; without those that have left."""
    calls = PatientCalls(connection, _SERVICE, cancel, pace)
    todo, found = list(ids), dict[str, dict[str, str]]()
    for number, account in enumerate(todo):
        tell(ListingProgress(number, 0, calls.seconds_for(len(todo) - number)))
        asked = {"ResourceId": account}
        try:
            pages = list(calls.pages("list_tags_for_resource", "Tags", **asked))
        except CallFailed as failure:
            if failure.code != "TargetNotFoundException":
                raise
        else:
            tags = (tag for page in pages for tag in page)
            found[account] = {
                str(needed(tag, "Key")): str(tag.get("Value", "")) for tag in tags
            }
    tell(ListingProgress(len(todo), 0, 0.0))
    return found


def _call_as(calls: PatientCalls, caller: str, management: str) -> CallAs:
    if caller == management:
        return CallAs.SELF
    operation = "list_delegated_administrators"
    try:
        for page in calls.pages(operation, "DelegatedAdministrators"):
            if any(account.get("Id") == caller for account in page):
                return CallAs.DELEGATED_ADMIN
    except CallFailed as failure:
        if not _is_denied(failure):
            raise
        if _NO_RIGHT in failure.message:
            # It is none of the rights that the listing needs.
            return CallAs.UNKNOWN
    # Organizations itself refuses, or does not name, whoever is none.
    return CallAs.RESOURCE_POLICY


@dataclass
class _Listing:
    """What is found so far."""

    calls: PatientCalls
    tell: Tell
    members: dict[str, Member] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    denied: dict[str, None] = field(default_factory=dict)
    """The rights that were missing, in order."""
    paths_known: bool = False

    def list_accounts(self) -> None:
        """All accounts, with the units of their paths where AWS gives those."""
        for page in self.calls.pages("list_accounts", "Accounts"):
            for account in page:
                member = member_of(account)
                self.members[member.id] = member
                self.paths_known |= bool(member.unit)
                for unit in units_on_the_way(account):
                    self.units.setdefault(unit.id, unit)
            self._tell(None)

    def list_units(self) -> None:
        """The root and every unit below it, level by level, parents first."""
        todo = deque(
            [unit_of(root) for root in self._permitted("list_roots", "Roots")]
            or [unit for unit in self.units.values() if not unit.parent]
        )
        asked_for = dict[str, None]()
        while todo:
            unit = todo.popleft()
            if unit.id in asked_for:
                continue
            asked_for[unit.id] = None
            # What cannot be asked for stays as the paths tell it, without a name.
            self.units[unit.id] = unit
            operation = "list_organizational_units_for_parent"
            asked = {"ParentId": unit.id}
            below = self._permitted(operation, "OrganizationalUnits", **asked)
            todo += [unit_of(one, unit.id) for one in below]
            left = max(len(todo), len(self.units.keys() - asked_for))
            self._tell(left + self._pages_to_place(len(asked_for) + left))
        # In the order of the tree: paths name units in the order of the accounts.
        self.units = {u: self.units[u] for u in (*asked_for, *self.units)}

    def place_accounts(self) -> None:
        """Ask each unit for its accounts, which tells where they are."""
        left, denied_before = len(self.units), len(self.denied)
        for unit in self.units:
            operation = "list_accounts_for_parent"
            for account in self._permitted(operation, "Accounts", ParentId=unit):
                # One that came since is found by the next look.
                if member := self.members.get(str(needed(account, "Id"))):
                    self.members[member.id] = replace(member, unit=unit)
            if len(self.denied) > denied_before:
                # Hundreds of units would each be asked for the same answer.
                break
            left -= 1
            self._tell(self._pages_to_place(left))

    def _pages_to_place(self, units: int) -> float:
        """About how many pages of accounts these units have."""
        if self.paths_known:
            return 0
        without_place = sum(not member.unit for member in self.members.values())
        # The last page of a unit is half full, as numbers go.
        return max(units, without_place / _PAGE + units / 2)

    def _permitted(
        self, operation: str, key: str, **parameters: str
    ) -> list[Mapping[str, Any]]:
        """What is listed, as far as it is permitted; the right is noted if not."""
        found: list[Mapping[str, Any]] = []
        try:
            for page in self.calls.pages(operation, key, **parameters):
                found += page
        except CallFailed as failure:
            if _is_denied(failure):
                self.denied[failure.operation] = None
            elif failure.code != "ParentNotFoundException":
                # A unit that was deleted meanwhile holds nothing.
                raise
        return found

    def _tell(self, pages: float | None) -> None:
        left = None if pages is None else self.calls.seconds_for(pages)
        self.tell(ListingProgress(len(self.members), len(self.units), left))


def _is_denied(failure: CallFailed) -> bool:
    return failure.code == "AccessDeniedException"
