"""An AWS organization as somebody may list it: its units and its accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from carto_wizard.setup.answers import CallAs
from carto_wizard.setup.text import one_line

ACTIVE = "ACTIVE"
STATES = (ACTIVE, "SUSPENDED", "PENDING_CLOSURE", "PENDING_ACTIVATION", "CLOSED")
"""All that AWS names."""
UNKNOWN = ""
"""The state of an account of which AWS told none."""

ACCESS_ROLE = "OrganizationAccountAccessRole"
"""In each account that AWS Organizations made, for the management account."""

RIGHTS = (
    "organizations:DescribeOrganization",
    "organizations:ListAccounts",
    "organizations:ListRoots",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListAccountsForParent",
    "organizations:ListTagsForResource",
)
"""All that listing an organization needs, in any way that it is done."""


_BY_RIGHT = {
    CallAs.SELF: "by its management account",
    CallAs.DELEGATED_ADMIN: "by a delegated administrator",
    CallAs.RESOURCE_POLICY: "by the right of a resource policy",
    # Nobody has to let a delegated administrator see that it is one.
    CallAs.UNKNOWN: "by a delegated administrator or the right of a resource policy",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """An organizational unit, or the root; `name` is hostile text."""

    id: str
    name: str
    parent: str = ""
    """The ID of the unit that it is in; empty: the root."""


@dataclass(frozen=True, slots=True)
class Member:
    """An account of an organization; all but the ID is hostile text."""

    id: str
    name: str = ""
    state: str = UNKNOWN
    """`ACTIVE`, `SUSPENDED`, `PENDING_ACTIVATION`, `PENDING_CLOSURE`, `CLOSED` …"""
    email_domain: str = ""
    unit: str = ""
    """The ID of the unit that it is in."""
    tags: Mapping[str, str] | None = None
    """None: not asked for."""

    @property
    def active(self) -> bool:
        """Whether a role in it can be assumed, as far as AWS tells."""
        return self.state == ACTIVE


def state_of(account: Mapping[str, Any]) -> str:
    """The state of an account as `ListAccounts` gives it, also in exported JSON.

    `State` is what AWS calls it since 2025-09, `Status` before; without both it is
    unknown (AWS Organizations API reference, Account).
    """
    return str(account.get("State") or account.get("Status") or UNKNOWN).upper()


@dataclass(frozen=True)
class Organization:
    """The units and accounts of one organization; parents come before children."""

    id: str
    management_account: str
    call_as: CallAs = CallAs.UNKNOWN
    units: tuple[Unit, ...] = ()
    members: tuple[Member, ...] = ()
    denied: tuple[str, ...] = ()
    """The rights that were missing for the rest: names of units, or the whole tree."""

    @property
    def by_right(self) -> str:
        """By which right it was listed, in words."""
        return _BY_RIGHT[self.call_as]

    @property
    def missing_rights(self) -> str:
        """The rights in `denied`, for a sentence."""
        return ", ".join(one_line(right, 80) for right in self.denied)

    @cached_property
    def unit(self) -> dict[str, Unit]:
        """Each unit by its ID."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def member(self) -> dict[str, Member]:
        """Each account by its ID."""
        return {member.id: member for member in self.members}

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The IDs that stand for everything: of the root, else of the organization."""
        found = (unit.id for unit in self.units if unit.parent not in self.unit)
        return tuple(found) or (self.id,)

    def way_up(self, unit: str) -> Iterator[str]:
        """The IDs of a unit and of all that it is in, up to the root."""
        while unit in self.unit:
            yield unit
            unit = self.unit[unit].parent

    def path(self, unit: str) -> str:
        """Where a unit is, by names, such as `Root/Workloads/Prod`."""
        names = [self.unit[each].name for each in self.way_up(unit)]
        return "/".join(one_line(name, 128) for name in reversed(names))

    def within(self, ous: Iterable[str]) -> frozenset[str]:
        """The IDs of these units and of all that are in them, at any depth."""
        found = set(ous)
        for unit in self.units:
            # One pass reaches every depth, since parents come first.
            if unit.parent in found:
                found.add(unit.id)
        return frozenset(found)

    def units_called(self, wanted: str) -> tuple[Unit, ...]:
        """The units with this ID, this path or this name."""
        if wanted in self.unit:
            return (self.unit[wanted],)
        text = wanted.strip("/").casefold()
        if not text:
            # Units whose names could not be read are not all called nothing.
            return ()
        for name_of in (lambda unit: self.path(unit.id), lambda unit: unit.name):
            found = tuple(u for u in self.units if name_of(u).casefold() == text)
            if found:
                return found
        return ()
