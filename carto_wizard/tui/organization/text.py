"""The texts of the tree: its rows, its counts, what a line is, what was taken."""

from __future__ import annotations

from collections.abc import Mapping

from carto_wizard.setup.organization import Member, Organization
from carto_wizard.setup.refresh import RETIRING, Change, told
from carto_wizard.setup.selection import Selection
from carto_wizard.setup.text import count, one_line
from carto_wizard.tui.keys import ORGANIZATION, key
from carto_wizard.tui.organization.ticks import Ticks
from carto_wizard.tui.organization.tree import Line
from carto_wizard.tui.widgets.grid import Cell

OPEN, FOLDED = "▾", "▸"
NOTHING_CHANGED = "No account has changed since it was listed."
NONE_ACTIVE = "No account shown here is active. Tick one by itself."
NO_MORE_TAGS = "There are no tags to read here that are not read yet."
NAMED = 3
"""Units named one by one; the rest is counted."""
HELP = (
    "Ticked accounts are read. A ticked unit is read with all that is in it: accounts "
    "that come into it later are found by the next look at the organization.",
    "[x] is a unit with all its active accounts, and new ones too. [-] is a unit that "
    "is ticked in part.",
    "AWS gives no access to an account that is not ACTIVE: a unit leaves it out.",
)


def row(ticks: Ticks, index: int, *, folded: bool) -> tuple[Cell, ...]:
    """A line of the tree: mark, name, account ID, and what is to be known of it."""
    line = ticks.tree.lines[index]
    if line.unit is not None:
        sign = FOLDED if folded else OPEN
        name = f"{'  ' * line.depth}{sign} {one_line(line.name, 200)}"
        return (ticks.mark(index), name, "", _of_unit(ticks, index))
    name = f"{'  ' * line.depth}  {one_line(line.name, 200) or 'no name'}"
    mark = ticks.mark(index) if line.member else ""
    return (mark, name, one_line(line.id, 12), _of_account(line, ticks.hub))


def _of_unit(ticks: Ticks, index: int) -> Cell:
    text = _counts(ticks, index)
    return text if ticks.tallies[index].changed else (text, "dim")


def _counts(ticks: Ticks, index: int) -> str:
    tally = ticks.tallies[index]
    changed = f" · {count(tally.changed, 'change')}" if tally.changed else ""
    return f"{tally.ticked:,} of {tally.of:,}{changed}"


def _of_account(line: Line, hub: str) -> Cell:
    if line.member and not line.member.active:
        return (one_line(line.member.state, 40) or "state unknown", "warning")
    if line.change in RETIRING:
        return (str(line.change), "warning")
    if line.change:
        return (str(line.change), "ok")
    return ("hub", "dim") if line.id == hub else ""


def counted(ticks: Ticks, shown: int | None) -> str:
    """How much is ticked, how much the filter leaves, and what changed."""
    total = ticks.total
    parts = [f"{total.ticked:,} of {count(total.of, 'account')} ticked"]
    if shown is not None:
        parts.append(f"{shown:,} shown" if shown else "no match")
    return " · ".join(parts)


def changes(ticks: Ticks) -> str:
    """What is not as it is listed, counted; empty: nothing."""
    found = ticks.tree.counted_changes()
    parts = [f"{found[c]:,} {c}" for c in Change if found[c]]
    return f"Compared with your list: {', '.join(parts)}." if parts else ""


def new_accounts(selection: Selection, organization: Organization) -> str:
    """In which units new accounts will be read too."""
    if not selection.ous:
        return "Accounts that are new in the organization will not be read."
    if {*selection.ous} & {organization.id, *organization.roots}:
        where = "the whole organization"
    else:
        named = [one_line(organization.path(ou) or ou, 60) for ou in selection.ous]
        more = len(named) - NAMED
        rest = f" and {count(more, 'more unit')}" if more > 0 else ""
        where = f"{', '.join(named[:NAMED])}{rest}"
    units = len(selection.excluded & organization.unit.keys())
    accounts = len(selection.excluded & organization.member.keys())
    without = [
        count(number, noun)
        for number, noun in ((units, "unit"), (accounts, "account"))
        if number
    ]
    but = f", except {' and '.join(without)}" if without else ""
    return f"New accounts will be read too in {where}{but}."


def not_read(organization: Organization) -> str:
    """What of the tree is missing, and the rights that would show it."""
    rights = ", ".join(one_line(right, 80) for right in organization.denied)
    if not rights:
        return ""
    return f"Not all units could be read. The rights that are missing: {rights}."


def reading_tags(accounts: int) -> str:
    """That tags are read, which takes a call for each account."""
    close = key(ORGANIZATION, "close")
    return f"Reading the tags of {count(accounts, 'account')}. {close} stops it."


def tags_unread() -> str:
    """Why a filter finds no tag, and how tags are read."""
    close, tags = (key(ORGANIZATION, action) for action in ("close", "tags"))
    return (
        f"No tags are read yet. {close} clears the filter; in the list, {tags} reads "
        "the tags of the unit or account under the cursor."
    )


def unused() -> str:
    """That ticks were made, and how to use or to lose them."""
    use, close = (key(ORGANIZATION, action) for action in ("use", "close"))
    return f"! {use} uses what is ticked. {close} again leaves without it."


def told_of(ticks: Ticks, index: int) -> str:
    """All that is known of a line, in full."""
    line = ticks.tree.lines[index]
    if line.unit is not None:
        return _unit(ticks, index)
    organization = ticks.tree.organization
    where = organization.path(line.in_unit)
    name = one_line(line.name, 200) or "no name"
    parts = [f"{one_line(line.id, 20)} {name}", where]
    if line.member:
        parts += [_state(line.member), one_line(line.member.email_domain, 100)]
    if line.difference and line.change is not Change.INACTIVE:
        parts.append(told(line.difference, organization))
    tags = ticks.tree.tags.get(line.id)
    if tags is not None:
        parts.append(_tags(tags))
    return f"{' · '.join(filter(None, parts))}."


def _unit(ticks: Ticks, index: int) -> str:
    line = ticks.tree.lines[index]
    where = ticks.tree.organization.path(line.id)
    new = "read too" if line.id in ticks.units else "not read"
    counts = f"ticked: {_counts(ticks, index)}"
    parts = (where, one_line(line.id, 80), counts, f"new accounts: {new}")
    return f"{' · '.join(parts)}."


def _state(member: Member) -> str:
    if member.active:
        return member.state
    state = one_line(member.state, 40)
    if not state:
        return "AWS gave no state: it may not be active"
    return f"{state}: AWS gives no access to this account"


def _tags(tags: Mapping[str, str]) -> str:
    pairs = (f"{one_line(k, 128)}={one_line(v, 256)}" for k, v in tags.items())
    return f"tags: {', '.join(pairs)}" if tags else "no tags"


def fixed(line: Line, hub: str) -> str:
    """Why nobody can tick a line, or tick it off."""
    if line.id == hub:
        return "The hub cannot be removed: Cartography also reads the hub account."
    return f"{one_line(line.id, 20)} has left the organization: it is not read."
