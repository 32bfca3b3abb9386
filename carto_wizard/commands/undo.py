"""`carto-wizard undo`: take back what a session wrote, or list its runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands.preview import diff_of, overview
from carto_wizard.commands.terminal import (
    ABORTED,
    CHECK_FAILED,
    FINE,
    NOT_WRITTEN,
    coloured,
    confirm,
    emit,
    is_interactive,
    say,
)
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
    remove_backups: bool,
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> int:
    """Show what would be taken back, ask, do it; 3 where a file could not be.

    Backups that hold keys which were taken back go or are named, as the person says.
    The session file itself is not needed, only its name: the journal knows the rest.
    """
    from carto_wizard.files.undo import undo_plan

    name = str(session.absolute())
    _name_unreadable(state_folder)
    changes = undo_plan(state_folder, name)
    code = FINE
    if not changes:
        say(f"There is nothing to undo for {session}.")
    else:
        for line in _preview(changes, colour=coloured(sys.stderr, environ)):
            say(line)
        code = carry_out(changes, name, state_folder, "undo", yes=yes)
    if code == ABORTED or _keys_in_backups(
        session, state_folder, may_ask=not yes, remove=remove_backups
    ):
        return code
    return NOT_WRITTEN


def _keys_in_backups(
    session: Path, state_folder: StateFolder, *, may_ask: bool, remove: bool
) -> bool:
    """Remove or name backups with keys that were taken back; False: one cannot go."""
    from carto_wizard.files.journal.store import entries
    from carto_wizard.files.withdrawn_keys import backups_with_withdrawn_keys

    every = entries(state_folder.journal)
    found = backups_with_withdrawn_keys(state_folder, every, str(session.absolute()))
    if not found:
        return True
    for path in found:
        say(
            f"! {one_line(str(path))} contains access keys that an undo removed from "
            "your files."
        )
    backups = count(len(found), "backup")
    asked = may_ask and not remove and is_interactive()
    if not remove and not (asked and confirm(f"Remove {backups}?")):
        option = state_folder.session_option(session)
        say(f"To remove them, use `carto-wizard undo --remove-backups{option}`.")
        return True
    gone = True
    for path in found:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            say(f"✗ Could not remove {one_line(str(path))}: {error.strerror}.")
            gone = False
        else:
            emit(f"✓ removed   {one_line(str(path))}")
    return gone


def history(session: Path, state_folder: StateFolder) -> int:
    """Print every run of the session, oldest first; 1 where the disk differs."""
    from carto_wizard.files.journal import store
    from carto_wizard.files.verify import disagreements

    fits = not _name_unreadable(state_folder)
    runs = store.history(state_folder.journal, str(session.absolute()))
    if not runs:
        say(f"Nothing was written for {session} yet.")
    for number, each in enumerate(runs, 1):
        emit(_heading(number, each))
        for entry in each.entries:
            emit(f"      {_sign(entry)} {one_line(entry.path)}")
    for found in disagreements(state_folder, str(session.absolute())):
        fits = False
        say(f"! {one_line(found.path)} {found.problem}")
        say(f"  {found.hint}")
    if runs and fits:
        say("The journal, the backups and the files on disk match.")
    return FINE if fits else CHECK_FAILED


def _name_unreadable(state_folder: StateFolder) -> bool:
    """Name the entries that cannot be read; False: there is none."""
    from carto_wizard.files.journal.store import unreadable

    found = unreadable(state_folder.journal)
    for path, why in found.items():
        say(f"! {path} {why}, so what it records cannot be undone.")
    return bool(found)


def _preview(changes: Sequence[Change], *, colour: bool) -> Iterator[str]:
    """The list, and the diffs of files that stay; the others go as a whole."""
    yield from overview(changes, colour=colour)
    for change in changes:
        if change.status == "update":
            yield ""
            yield from diff_of(change, colour=colour)


def _heading(number: int, run: Run) -> str:
    time = run.time.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    what = "undid" if run.undo else "wrote"
    since = ", undone later" if run.undone else ""
    return f"{number:>3}  {time}  {what} {count(len(run.entries), 'file')}{since}"


def _sign(entry: JournalEntry) -> str:
    if entry.after is None:
        return "-"
    return "+" if entry.before is None else "~"
