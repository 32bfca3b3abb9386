"""`carto-wizard undo`: take back what a session wrote, or list its runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands.preview import diff_of, overview
from carto_wizard.commands.terminal import FINE, coloured, emit, say
from carto_wizard.commands.write import carry_out
from carto_wizard.setup.text import count, one_line

if TYPE_CHECKING:
    from carto_wizard.files.change import Change
    from carto_wizard.files.journal.entry import JournalEntry
    from carto_wizard.files.journal.store import Run
    from carto_wizard.files.state_folder import StateFolder


def run(
    session: Path,
    *,
    yes: bool,
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> int:
    """Show what would be taken back, ask, do it; 3 where a file could not be.

    The session file itself is not needed, only its name: the journal knows the rest.
    """
    from carto_wizard.files.undo import undo_plan

    name = str(session.absolute())
    _name_unreadable(state_folder)
    changes = undo_plan(state_folder, name)
    if not changes:
        say(f"Nothing that {session} wrote is left to take back.")
        return FINE
    for line in _preview(changes, colour=coloured(sys.stderr, environ)):
        say(line)
    return carry_out(changes, name, state_folder, "take back", yes=yes)


def history(session: Path, state_folder: StateFolder) -> int:
    """Print every run of the session, oldest first."""
    from carto_wizard.files.journal import store

    _name_unreadable(state_folder)
    runs = store.history(state_folder.journal, str(session.absolute()))
    if not runs:
        say(f"{session} wrote nothing yet.")
    for number, each in enumerate(runs, 1):
        emit(_heading(number, each))
        for entry in each.entries:
            emit(f"      {_sign(entry)} {one_line(entry.path)}")
    return FINE


def _name_unreadable(state_folder: StateFolder) -> None:
    from carto_wizard.files.journal.store import unreadable

    for path, why in unreadable(state_folder.journal).items():
        say(f"! {path} {why}, so what it records cannot be taken back.")


def _preview(changes: Sequence[Change], *, colour: bool) -> Iterator[str]:
    """The list, and the diffs of files that stay; the others go as a whole."""
    yield from overview(changes, colour=colour)
    for change in changes:
        if change.status == "update":
            yield ""
            yield from diff_of(change, colour=colour)


def _heading(number: int, run: Run) -> str:
    time = run.time.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    what = "took back" if run.undo else "wrote"
    since = ", taken back since" if run.undone else ""
    return f"{number:>3}  {time}  {what} {count(len(run.entries), 'file')}{since}"


def _sign(entry: JournalEntry) -> str:
    if entry.after is None:
        return "-"
    return "+" if entry.before is None else "~"
