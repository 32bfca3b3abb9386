"""What is ticked in an organization: accounts, and units with all that comes into them.

An account is ticked by itself or with its unit. What is ticked off inside of a chosen
unit is remembered as excluded, so that a later look does not bring it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from carto_wizard.setup.answers import Account, ChosenOrganization
from carto_wizard.setup.organization import Member, Organization


@dataclass(frozen=True, slots=True)
class Selection:
    """The ticks, by the IDs of accounts and of units."""

    ticked: frozenset[str] = frozenset()
    """Accounts."""
    ous: tuple[str, ...] = ()
    """Units whose new accounts are read too."""
    excluded: frozenset[str] = frozenset()
    """Units and accounts inside of `ous` that are not read."""


def scope(chosen: ChosenOrganization, organization: Organization) -> Selection:
    """Where new accounts are wanted, nothing ticked yet; at first everywhere."""
    first = not chosen.id and not chosen.ous
    ous = organization.roots if first else chosen.ous
    return Selection(ous=ous, excluded=frozenset(chosen.excluded))


def units_in(selection: Selection, organization: Organization) -> frozenset[str]:
    """The IDs of all units whose new accounts are read too.

    A unit is as it is marked itself, else as the unit that it is in. Empty is where an
    account is whose unit could not be read.
    """
    # Whatever is in no unit that is known is in the organization, and in its root.
    everything = {organization.id, *organization.roots}
    found = {""} if everything & set(selection.ous) else set()
    for unit in organization.units:
        # One pass is enough, since parents come first.
        inherited = unit.parent in found and unit.id not in selection.excluded
        if inherited or unit.id in selection.ous:
            found.add(unit.id)
    return frozenset(found)


def wants(selection: Selection, units: Collection[str], member: Member) -> bool:
    """Whether an account is read because of where it is; `units` is `units_in`."""
    return member.unit in units and member.id not in selection.excluded


def with_unit(
    selection: Selection, organization: Organization, unit: str, *, on: bool
) -> Selection:
    """Tick a unit with all its active accounts, or tick it and all its accounts off."""
    inside = organization.within([unit])
    # What is in no unit that is known goes with everything.
    places = inside | {""} if unit in organization.roots else inside
    accounts = [m for m in organization.members if m.unit in places]
    ids = {member.id for member in accounts}
    bare = Selection(
        selection.ticked - ids,
        tuple(ou for ou in selection.ous if ou not in inside),
        selection.excluded - inside - ids,
    )
    covered = unit in units_in(bare, organization)
    if not on:
        excluded = bare.excluded | ({unit} if covered else set())
        return replace(bare, excluded=excluded)
    active = {member.id for member in accounts if member.active}
    ous = bare.ous if covered else (*bare.ous, unit)
    # One that is not active stays as somebody ticked it.
    return replace(bare, ticked=selection.ticked | active, ous=ous)


def with_accounts(
    selection: Selection, organization: Organization, ids: Iterable[str], *, on: bool
) -> Selection:
    """Tick these accounts, or tick them off; the units stay as they are chosen."""
    ids = frozenset(ids)
    if on:
        return replace(
            selection, ticked=selection.ticked | ids, excluded=selection.excluded - ids
        )
    units = units_in(selection, organization)
    known = ids & organization.member.keys()
    inside = {each for each in known if organization.member[each].unit in units}
    return replace(
        selection, ticked=selection.ticked - ids, excluded=selection.excluded | inside
    )


def without(chosen: ChosenOrganization, account: Account) -> ChosenOrganization:
    """The organization without an account that a person took off the list."""
    if not (chosen.id and account.ou) or account.id in chosen.excluded:
        return chosen
    return replace(chosen, excluded=tuple(sorted({*chosen.excluded, account.id})))
