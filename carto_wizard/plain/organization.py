"""Accounts from the organization on a console: its units, and what would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from carto_wizard.commands.organization import look, unit_called
from carto_wizard.errors import UsageError, WizardError
from carto_wizard.plain.console import Back
from carto_wizard.plain.walk import Walk
from carto_wizard.setup.organization import Organization, Unit
from carto_wizard.setup.review import listed
from carto_wizard.setup.text import count, one_line

UNITS_HELP = (
    "All active accounts of the units that you choose are added, and later those that "
    "are new in them. Accounts that are already listed stay. Type numbers, IDs, paths "
    "or names, separated by commas, or all. Type list to read the accounts of each "
    "unit. < leaves the list as it is."
)


def ask_organization(walk: Walk, profile: str) -> None:
    """List the organization, choose units, and take over what changed after a yes."""
    try:
        found = look(walk.environ, profile, walk.answers.partition, walk.console.say)
        ous = _ask_units(walk, found.organization)
        review = found.review(walk.answers, ous)
    except WizardError as error:
        for line in filter(None, (f"! {error.message}", error.hint)):
            walk.console.say(line)
        return
    except Back:
        return
    for line in (*review.lines(), *review.warnings()):
        walk.console.say(line)
    if review.pending and walk.console.agreed("Change the list like this?"):
        walk.answers = review.after
        walk.console.say(f"{count(len(review.after.accounts), 'account')} listed now.")


def _ask_units(walk: Walk, organization: Organization) -> tuple[str, ...]:
    """The IDs of the chosen units; empty: as they were chosen before."""
    units = sorted(organization.units, key=lambda unit: organization.path(unit.id))
    if len(units) < 2:
        return ()
    walk.console.say(UNITS_HELP)
    _show(walk, organization, units)
    chosen = walk.answers.organization
    # Before the first look nothing was chosen, not even nothing.
    kept = listed(organization, chosen.ous) or ("none" if chosen.id else "all")
    explanation = f"{UNITS_HELP} Enter means {kept}."
    while True:
        text = walk.console.ask(f"Units [{kept}]:", explanation)
        if text in ("", kept):
            return ()
        if text == "all":
            return organization.roots
        if text == "list":
            _show_accounts(walk, organization, units)
            continue
        try:
            return tuple(_named(organization, units, text))
        except UsageError as error:
            walk.console.say(f"! {error.message.splitlines()[0]} {error.hint}")


def _show(walk: Walk, organization: Organization, units: Sequence[Unit]) -> None:
    """The units with how many accounts are in each of them, at any depth."""
    every, active = Counter[str](), Counter[str]()
    for member in organization.members:
        way = tuple(organization.way_up(member.unit))
        every.update(way)
        active.update(way if member.active else ())
    for number, unit in enumerate(units, start=1):
        inside = count(every[unit.id], "account")
        if active[unit.id] < every[unit.id]:
            inside += f", {active[unit.id]:,} active"
        walk.console.say(f"  {number}  {organization.path(unit.id)}: {inside}")


def _show_accounts(
    walk: Walk, organization: Organization, units: Sequence[Unit]
) -> None:
    """The accounts that are directly in each unit, then those without one."""
    for unit in (*units, None):
        place = unit.id if unit else ""
        members = [m for m in organization.members if m.unit == place]
        if members:
            walk.console.say(organization.path(place) or "In a unit that is not known")
        for member in members:
            facts = (member.id, member.name, member.state or "state unknown")
            line = ", ".join(filter(None, (*facts, member.email_domain)))
            walk.console.say(f"  {one_line(line, 200)}")


def _named(
    organization: Organization, units: Sequence[Unit], text: str
) -> Iterator[str]:
    """The IDs of the units that are named; raises UsageError for no one."""
    parts = text.split(",")
    # A name may hold commas itself: the longest that is one counts.
    longest = 1 + max(organization.path(unit.id).count(",") for unit in units)
    while parts:
        for size in range(min(longest, len(parts)), 0, -1):
            name = ",".join(parts[:size]).strip()
            if size == 1 or organization.units_called(name):
                break
        del parts[:size]
        yield _numbered(units, name) or unit_called(organization, name)


def _numbered(units: Sequence[Unit], text: str) -> str:
    """The unit with this number; empty: it is none of them."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= len(units):
        return units[int(text) - 1].id
    return ""
