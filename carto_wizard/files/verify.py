"""Journal, backups and disk compared with each other; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from carto_wizard.files.change import ChangeStatus
from carto_wizard.files.disk.atomic import temporary_files
from carto_wizard.files.disk.backups import KEPT, all_copies, backups_like, is_theirs
from carto_wizard.files.disk.file_state import read_state
from carto_wizard.files.disk.locks import is_locked
from carto_wizard.files.journal.entry import JournalEntry, digest_of
from carto_wizard.files.journal.store import announced, entries, standing
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.files.undo import by_file, undo_of
from carto_wizard.files.withdrawn_keys import backups_with_withdrawn_keys


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A file that is not as the journal has it, or that it does not know."""

    path: str
    problem: str
    """The rest of a sentence that begins with the path."""
    hint: str


def disagreements(state_folder: StateFolder, session: str) -> list[Disagreement]:
    """Return what does not fit together in the files and folders of a session."""
    every = entries(state_folder.journal)
    begun = announced(state_folder.journal)
    reals = dict.fromkeys(e.real for e in (*every, *begun) if e.session == session)
    busy = {real for real in reals if is_locked(real, state_folder.locks)}
    found = [_busy(real) for real in reals if real in busy]
    idle = [entry for entry in begun if entry.real in reals.keys() - busy]
    found += [_cut_short(entry) for entry in idle]
    waiting = busy | {entry.real for entry in begun}
    for real, writes in by_file(standing(every, session)).items():
        if real not in waiting:
            found += _changed_since(writes)
    folders = dict.fromkeys(Path(real).parent for real in reals)
    found += _unknown_copies([*folders, state_folder.backups], [*every, *begun])
    if not waiting:
        places = (*folders, state_folder.journal, state_folder.backups)
        found += [_leftover(path) for each in places for path in temporary_files(each)]
    for path in backups_with_withdrawn_keys(state_folder, every, session):
        hint = "`carto-wizard undo --remove-backups` removes it."
        found.append(
            Disagreement(
                str(path),
                "contains access keys that an undo removed from your files.",
                hint,
            )
        )
    return found


def _busy(real: str) -> Disagreement:
    what = "is locked, because another carto-wizard is writing it."
    return Disagreement(
        real, what, "Wait until it has finished, or end it, then verify again."
    )


def _cut_short(entry: JournalEntry) -> Disagreement:
    what = "was being written when carto-wizard was ended."
    hint = "`carto-wizard preview` or `carto-wizard undo` repairs this."
    return Disagreement(entry.path, what, hint)


def _leftover(path: Path) -> Disagreement:
    what = "is a temporary file that carto-wizard left when it was ended."
    return Disagreement(str(path), what, "Delete the file.")


def _changed_since(writes: Sequence[JournalEntry]) -> Iterator[Disagreement]:
    """What an undo of this file would have to say, and what it would not."""
    newest = writes[-1]
    change = undo_of(writes)
    if change.status is ChangeStatus.REFUSED:
        yield Disagreement(newest.path, "cannot be undone.", change.problem)
        return
    if change.before is None:
        hint = "`carto-wizard write` creates it again."
        yield Disagreement(newest.path, "was written but no longer exists.", hint)
        return
    if digest_of(change.before) != newest.after:
        hint = (
            "An undo reverts what is unchanged since it was written, and keeps the "
            "rest."
        )
        notes = " ".join(change.notes)
        problem = "was changed after it was written."
        yield Disagreement(newest.path, problem, notes or hint)
    for entry in writes:
        yield from _without_backup(entry)


def _without_backup(entry: JournalEntry) -> Iterator[Disagreement]:
    if not entry.backup:
        return
    data = read_state(entry.backup).data
    if data is None and len(backups_like(Path(entry.backup))) > KEPT:
        # It was one of the oldest, and gave way to newer ones.
        return
    if digest_of(data) != entry.before:
        what = "no longer exists" if data is None else "was changed"
        yield Disagreement(
            entry.backup,
            f"{what}. It is a backup of {entry.path}.",
            "Restore the backup if you can. Without it, an undo knows only the "
            "journal.",
        )


def _unknown_copies(
    folders: Sequence[Path], known: Sequence[JournalEntry]
) -> Iterator[Disagreement]:
    named = {entry.backup for entry in known}
    for folder in folders:
        for copy in all_copies(folder):
            if is_theirs(copy):
                what = (
                    "contains what another program wrote at the same moment as "
                    "carto-wizard"
                )
                hint = "Compare it with the file, then delete it."
                yield Disagreement(str(copy), f"{what}.", hint)
            elif str(copy) not in named:
                what = "is a backup that is not in the journal."
                hint = "Delete it when you no longer need it."
                yield Disagreement(str(copy), what, hint)
