"""The list of accounts on a console: pasted, imported, shown, renamed, removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from carto_wizard.plain.organization import ask_organization
from carto_wizard.plain.walk import Walk
from carto_wizard.setup.accounts import Row, RowVerdict, merge, read_accounts, renamed
from carto_wizard.setup.answers import Account
from carto_wizard.setup.profile_names import RULE, profile_names
from carto_wizard.setup.selection import without
from carto_wizard.setup.text import count, one_line

HELP = (
    "Type or paste accounts, one on each line: an ID, a name, or both. CSV and the "
    "JSON of `aws organizations list-accounts` are fine. An empty line ends the list.\n"
    "organization lists your AWS organization with the credentials of the "
    "environment, organization PROFILE with those of a profile. @FILE imports a file, "
    "list shows all accounts, remove ID removes one, name ID NEW renames one. Enter "
    "alone continues."
)
MOST_SHOWN = 10


def ask_accounts(walk: Walk) -> None:
    """Until the list is in order and the person goes on."""
    walk.console.say(HELP)
    walk.console.say(f"Profile names: {RULE}")
    while True:
        accounts = walk.answers.accounts
        prompt = f"Accounts, {len(accounts):,} so far:"
        first = walk.console.ask(prompt, f"{walk.why()}\n{HELP}")
        word, _, rest = first.partition(" ")
        if not first:
            if not walk.report_problems():
                return
        elif first == "list":
            show(walk, range(len(accounts)))
        elif word == "organization":
            ask_organization(walk, rest.strip())
        elif word in ("remove", "name") and rest:
            _edit(walk, word, rest.strip())
        elif first.startswith("@"):
            text = _imported(walk, first[1:])
            if text is not None:
                add(walk, text)
        else:
            add(walk, _block(walk, first))


def show(walk: Walk, indexes: Iterable[int]) -> None:
    """Accounts with the profile names that they get and their regions."""
    accounts = walk.answers.accounts
    names = profile_names(accounts)
    for index in indexes:
        account = accounts[index]
        line = f"  {one_line(account.id, 40)}  {names[index]}"
        if account.name and account.name != names[index]:
            line += f"  (named {one_line(account.name, 60)})"
        region = account.region or "as the hub"
        walk.console.say(f"{line}  {one_line(region, 40)}")


def add(walk: Walk, text: str) -> None:
    """Add a list, naming each doubtful line; lost zeros come back only on a yes."""
    reading = read_accounts(text, walk.answers.accounts)
    if reading.problem:
        walk.console.say(f"! {reading.problem}")
        return
    rows = list(reading.of(RowVerdict.OK, RowVerdict.CLEANED, RowVerdict.KNOWN))
    for verdict in RowVerdict:
        if verdict not in (RowVerdict.OK, RowVerdict.KNOWN):
            _tell(walk, reading.of(verdict))
    offered = reading.of(RowVerdict.OFFERED)
    if offered:
        padded = "it" if len(offered) == 1 else f"all {len(offered):,}"
        if walk.console.agreed(f"Add {padded} all the same?"):
            rows += offered
    before = len(walk.answers.accounts)
    accounts = merge(walk.answers.accounts, rows)
    walk.answers = replace(walk.answers, accounts=accounts)
    more = range(before, len(accounts))
    walk.console.say(f"{count(len(more), 'account')} added.")
    show(walk, more[:MOST_SHOWN])
    if len(more) > MOST_SHOWN:
        walk.console.say(
            f"  and {len(more) - MOST_SHOWN:,} more. Type list to see all."
        )


def _tell(walk: Walk, rows: tuple[Row, ...]) -> None:
    for row in rows[:MOST_SHOWN]:
        walk.console.say(f"  line {row.line}: {one_line(row.reason, 200)}")
    if len(rows) > MOST_SHOWN:
        rest = count(len(rows) - MOST_SHOWN, "more line")
        walk.console.say(f"  and {rest}, also {rows[0].verdict}.")


def _block(walk: Walk, first: str) -> str:
    """The lines up to an empty one, or to the end of input."""
    lines = [first]
    try:
        while line := walk.console.line():
            lines.append(line)
    except EOFError:
        # What came before it counts; the next question meets the end again.
        pass
    return "\n".join(lines)


def _imported(walk: Walk, name: str) -> str | None:
    try:
        path = Path(name.strip()).expanduser()
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a valid path"
        walk.console.say(f"! Could not read {one_line(name.strip(), 200)}: {reason}.")
        return None


def _edit(walk: Walk, word: str, rest: str) -> None:
    """`remove ID` and `name ID NEW`; a profile name does instead of the ID."""
    wanted, _, new = rest.partition(" ")
    accounts = list(walk.answers.accounts)
    organization = walk.answers.organization
    index = find(accounts, wanted)
    if index is None:
        walk.console.say(f"! No account has the ID or name {one_line(wanted, 60)}.")
        return
    if word == "remove":
        gone = accounts.pop(index)
        organization = without(organization, gone)
        walk.console.say(f"{one_line(gone.id, 40)} is removed from the list.")
    else:
        accounts[index] = renamed(accounts[index], new.strip())
    walk.answers = replace(
        walk.answers, accounts=tuple(accounts), organization=organization
    )
    if word == "name":
        show(walk, [index])


def find(accounts: list[Account], wanted: str) -> int | None:
    """Where an account with this ID or profile name is."""
    names = profile_names(accounts)
    for index, account in enumerate(accounts):
        if wanted in (account.id, names[index]):
            return index
    return None
