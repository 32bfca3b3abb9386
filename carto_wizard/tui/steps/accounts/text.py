"""The texts of the accounts page: its rows, its counts, what came of a list."""

from __future__ import annotations

from collections.abc import Sequence

from carto_wizard.setup.accounts import AccountList, Row, RowVerdict
from carto_wizard.setup.answers import Account, Hub
from carto_wizard.setup.text import count, one_line
from carto_wizard.tui.keys import ACCOUNTS, LIST, key
from carto_wizard.tui.widgets.grid import Cell

NO_MATCH = "No match"
NO_CHANGE = "There is nothing to undo."
_MOST_NAMED = 3
"""Accounts that are named one by one; the rest is counted."""


def help_text() -> str:
    """How accounts come into the list, and how one gets there."""
    return (
        "Type an ID and a name, or paste a list: lines, CSV, or the JSON of `aws "
        f"organizations list-accounts`. {key(ACCOUNTS, 'organization')} reads your "
        "organization and lets you tick its accounts. The hub is already in the list. "
        f"{key(ACCOUNTS, 'to_list')} goes to the list."
    )


def counted(shown: int, accounts: int, pending: int) -> str:
    """How many accounts the filter leaves, and how many lines wait."""
    total = count(accounts, "account")
    if not shown:
        total = f"{NO_MATCH} in {total}"
    elif shown < accounts:
        total = f"{shown:,} of {total}"
    if pending:
        total += f" · {pending:,} {'needs' if pending == 1 else 'need'} a look"
    return total


def matches(account: Account, profile: str, words: Sequence[str]) -> bool:
    """Whether a filter's words are all somewhere in the account."""
    text = f"{account.id} {account.name} {profile} {account.region}".lower()
    return all(word in text for word in words)


def waiting_row(wait: Row) -> tuple[Cell, ...]:
    """A line that a person must decide about."""
    offered = wait.verdict is RowVerdict.OFFERED
    mark, style = ("!", "warning") if offered else ("✗", "failed")
    shown = one_line(wait.account.id, 12)
    return ((mark, style), (shown, style), (wait.reason, style))


def account_row(account: Account, profile: str, hub: Hub) -> tuple[Cell, ...]:
    """An account of the list."""
    name = one_line(account.name, 200)
    return (
        ("hub" if account.id == hub.account_id else "", "dim"),
        account.id,
        name or ("no name", "dim"),
        (profile, "dim" if profile == name else ""),
        account.region or (hub.region, "dim"),
    )


def _named(account: Account) -> str:
    return one_line(account.name, 40) or one_line(account.id, 20)


def added(account: Account) -> str:
    """What accepting a line did."""
    who = f"{one_line(account.id, 20)} {one_line(account.name, 40)}".strip()
    return f"Added {who}."


def edited(old: Row | Account, new: Account) -> str:
    """What a correction did."""
    return added(new) if isinstance(old, Row) else f"Changed {_named(new)}."


def deleted(account: Account) -> str:
    """What deleting did."""
    return f"Deleted {_named(account)}."


def dropped(lines: int) -> str:
    """What dropping lines did."""
    return f"Dropped {count(lines, 'line')}."


def changed(what: str) -> str:
    """What was done, and the way back."""
    return f"{what} {key(ACCOUNTS, 'undo')} undoes this."


def taken_back(what: str) -> str:
    """What was done and is no more."""
    return f"Undone: {what[:1].lower()}{what[1:]}"


def list_taken(reading: AccountList, added: int) -> str:
    """What came of a list, in a sentence."""
    undecided = len(reading.of(RowVerdict.OFFERED, RowVerdict.REFUSED))
    parts = [f"{count(added, 'account')} added"] if added or not undecided else []
    if undecided:
        parts.append(f"{count(undecided, 'line')} to decide")
    for verdict, one, many in (
        (RowVerdict.CLEANED, "ID cleaned", "IDs cleaned"),
        (RowVerdict.KNOWN, "name taken", "names taken"),
        (RowVerdict.DUPLICATE, "duplicate ignored", "duplicates ignored"),
    ):
        rows = reading.of(verdict)
        if rows:
            first = f" ({one_line(rows[0].reason, 40)})" if len(rows) == 1 else ""
            parts.append(count(len(rows), one, many) + first)
    return f"{', '.join(parts)}."


def ticked(before: Sequence[Account], after: Sequence[Account]) -> str:
    """What became of the list, in a sentence."""
    old = {account.id: account for account in before}
    new = {account.id: account for account in after}
    added = len(new.keys() - old.keys())
    retired = [old[id] for id in old if id not in new]
    changed = sum(old[id] != new[id] for id in new.keys() & old.keys())
    parts = [f"{count(added, 'account')} added"] if added else []
    if retired:
        parts.append(f"{len(retired):,} retired{_few(retired)}")
    if changed:
        parts.append(f"{changed:,} updated")
    return f"{', '.join(parts)}." if parts else "The list is the same as before."


def _few(accounts: Sequence[Account]) -> str:
    """Who they are, where they are few."""
    if len(accounts) > _MOST_NAMED:
        return ""
    return f" ({', '.join(map(_named, accounts))})"


def waiting(lines: int) -> str:
    """What to do about the lines that wait for a decision, if there are any."""
    if not lines:
        return ""
    accept = key(LIST, "select")
    edit, drop, drop_all = (key(ACCOUNTS, name) for name in ("edit", "delete", "drop"))
    return (
        f"{count(lines, 'line waits', 'lines wait')}: {accept} accepts, {edit} edits, "
        f"{drop} drops one, {drop_all} drops all."
    )
