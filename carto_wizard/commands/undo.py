"""`carto-wizard undo`: take back what a session wrote, or the undo of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands.choices import choose
from carto_wizard.commands.preview import diff_of, overview, stuck
from carto_wizard.commands.terminal import (
    FINE,
    asked,
    coloured,
    emit,
    say,
    somebody_there,
)
from carto_wizard.commands.write import carry_out
from carto_wizard.errors import UsageError
from carto_wizard.setup.text import count, one_line

if TYPE_CHECKING:
    from carto_wizard.files.change import Change
    from carto_wizard.files.journal.entries import JournalEntry, Run
    from carto_wizard.files.state_folder import StateFolder


@dataclass(frozen=True, slots=True)
class Which:
    """What is to be taken back; nothing given: all that the session wrote."""

    redo: bool = False
    """The last undo."""
    run: str | None = None
    """One run, by its number in the history."""


def run(
    session: Path,
    which: Which,
    *,
    yes: bool,
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> int:
    """Show what would be taken back, ask, do it; 3 where a file could not be.

    The session file itself is not needed, only its name: the journal knows the rest.
    """
    from carto_wizard.files.undo.plan import undo_plan

    name = str(session.absolute())
    _name_damaged(state_folder)
    runs = _chosen(which, name, state_folder)
    changes = undo_plan(state_folder, name, runs=runs)
    if which.redo and not runs:
        say(f"No undo of {session} is left to take back.")
        return FINE
    if not changes:
        say(f"Nothing that {session} wrote is left to take back.")
        return FINE
    for line in _shown(changes, colour=coloured(sys.stderr, environ)):
        say(line)
    if stuck(changes) and not yes and somebody_there():
        chosen = choose(changes, asked, undo=True)
        changes = undo_plan(state_folder, name, runs=runs, choices=chosen)
    code = carry_out(changes, name, state_folder, "take back", yes=yes)
    if code == FINE and any(change.pending for change in changes):
        again = state_folder.session_option(session) + ("" if which.redo else " --redo")
        say(f"This can be taken back too: carto-wizard undo{again}")
    return code


def history(session: Path, state_folder: StateFolder) -> int:
    """Every run of the session, oldest first, on stdout."""
    _name_damaged(state_folder)
    runs = _runs(str(session.absolute()), state_folder)
    if not runs:
        say(f"{session} wrote nothing yet.")
    for number, each in enumerate(runs, 1):
        emit(_told(number, each))
        for entry in each.entries:
            emit(f"      {_sign(entry)} {one_line(entry.path)}")
    return FINE


def _runs(session: str, state_folder: StateFolder) -> tuple[Run, ...]:
    from carto_wizard.files.journal import entries

    return entries.history(state_folder.journal, session)


def _chosen(which: Which, session: str, state_folder: StateFolder) -> tuple[str, ...]:
    """The runs to take back; none: all that still stand."""
    from carto_wizard.files.undo.plan import last_undo

    runs = _runs(session, state_folder)
    if which.redo:
        last = last_undo(runs)
        return (last.id,) if last else ()
    if which.run is None:
        return ()
    numbers = [str(number) for number in range(1, len(runs) + 1)]
    if which.run not in numbers:
        raise UsageError(
            f"There is no run {one_line(which.run, 40)} in the history.",
            "`carto-wizard undo --history` lists them with their numbers.",
        )
    return (runs[numbers.index(which.run)].id,)


def _name_damaged(state_folder: StateFolder) -> None:
    from carto_wizard.files.journal.entries import damaged

    for path in damaged(state_folder.journal):
        say(f"! {path} cannot be read, so what it records cannot be taken back.")


def _shown(changes: Sequence[Change], *, colour: bool) -> Iterator[str]:
    """The list, and the diffs of files that stay; others come and go as a whole."""
    yield from overview(changes, colour=colour)
    for change in _that_stay(changes):
        yield ""
        yield from diff_of(change, colour=colour)


def _that_stay(changes: Iterable[Change]) -> Iterator[Change]:
    return (change for change in changes if change.status == "update")


def _told(number: int, run: Run) -> str:
    time = run.time.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    what = "took back" if run.undo else "wrote again" if run.redo else "wrote"
    since = ", taken back since" if run.undone else ""
    return f"{number:>3}  {time}  {what} {count(len(run.entries), 'file')}{since}"


def _sign(entry: JournalEntry) -> str:
    if entry.after is None:
        return "-"
    return "+" if entry.before is None else "~"
