"""Undo: what a session wrote is taken back, and what others did since stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from carto_wizard.errors import WizardError, WriteError
from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.disk.file_state import FileState, read_state
from carto_wizard.files.journal.entry import JournalEntry, digest_of
from carto_wizard.files.journal.recovery import recover
from carto_wizard.files.journal.store import entries, standing
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.files.undo_profiles import without_our_profiles
from carto_wizard.render.planned import Language, PlannedFile


def undo_plan(state_folder: StateFolder, session: str = "") -> tuple[Change, ...]:
    """Return what takes back all that a session, or any, wrote, the last file first.

    Nothing is written yet: these are changes like any other, for the same writer.
    """
    recover(state_folder)
    files = by_file(standing(entries(state_folder.journal), session))
    return tuple(undo_of(writes) for writes in reversed(files.values()))


def by_file(writes: Iterable[JournalEntry]) -> dict[str, list[JournalEntry]]:
    """The writes of each file, by its real path."""
    files: dict[str, list[JournalEntry]] = {}
    for entry in writes:
        files.setdefault(entry.real, []).append(entry)
    return files


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A file without the writes of a session; `data` None: there is none."""

    data: bytes | None
    left: tuple[str, ...] = ()
    """What was edited since and has to stay, in sentences."""


def undo_of(writes: Sequence[JournalEntry]) -> Change:
    """Return the undo of one file; `writes` are those that stand, oldest first."""
    newest = writes[-1]
    state = read_state(newest.path)
    change = _no_change(state, writes)
    try:
        if state.problem:
            raise WriteError(state.refusal)
        if state.real != newest.real:
            raise WriteError(
                f"{newest.path} now leads to another file than when it was written."
            )
        return _with(change, writes[0], _earlier(writes, state.data))
    except WizardError as refused:
        return replace(change, status=ChangeStatus.REFUSED, problem=str(refused))


def _earlier(writes: Sequence[JournalEntry], data: bytes | None) -> _Earlier:
    newest = writes[-1]
    if data is None:
        return _Earlier(None, (f"{newest.path} no longer exists.",))
    number = _unedited(writes, data)
    if number:
        first = writes[-number]
        before = _bytes_before(first, data)
        if digest_of(before) == first.before:
            data, writes = before, writes[:-number]
        elif not newest.kind:
            raise WriteError(
                f"{newest.path}: the backup of the earlier content no longer exists.",
                "Restore the file from your own backup.",
            )
    if data is None or not writes:
        return _Earlier(data)
    if newest.kind:
        return _Earlier(*without_our_profiles(writes, data, newest.kind))
    edited = f"{newest.path} was edited after it was written. The edits are kept."
    return _Earlier(data, (edited,))


def _unedited(writes: Sequence[JournalEntry], data: bytes) -> int:
    """Return after how many of the newest writes nobody else edited the file."""
    wanted = digest_of(data)
    for number, entry in enumerate(reversed(writes)):
        if entry.after != wanted:
            return number
        wanted = entry.before
    return len(writes)


def _bytes_before(entry: JournalEntry, data: bytes) -> bytes | None:
    """Return what was there before a write, as far as it is known."""
    if entry.before == entry.after:
        # Only the mode changed.
        return data
    return read_state(entry.backup).data if entry.backup else None


def _with(change: Change, oldest: JournalEntry, earlier: _Earlier) -> Change:
    """Return the change that leads to the earlier file."""
    data = earlier.data
    if data is not None and oldest.before is None and not data.strip():
        data = None
    if data is None:
        gone = change.before is None
        return replace(
            change,
            status=ChangeStatus.SAME if gone else ChangeStatus.REMOVE,
            after=b"",
            notes=earlier.left,
            folders=oldest.folders,
            # Nothing but ours is in it, and keys should not outlive an undo.
            backup=False,
        )
    edited = bool(earlier.left) and data == change.before
    mode = change.mode if edited else oldest.mode or change.mode
    same = data == change.before and mode == change.mode
    status = ChangeStatus.SAME if same else ChangeStatus.UPDATE
    return replace(change, status=status, after=data, notes=earlier.left, mode=mode)


def _no_change(state: FileState, writes: Sequence[JournalEntry]) -> Change:
    newest = writes[-1]
    file = PlannedFile(
        key=newest.key,
        path=newest.path,
        target_path=newest.path,
        parts=(),
        language=Language.TEXT,
        purpose="The file gets its earlier content. Later edits by others are kept.",
        secret=newest.secret,
    )
    return Change(
        file,
        ChangeStatus.SAME,
        state.data,
        state.data or b"",
        real=newest.real,
        mode=state.mode,
        mode_before=state.mode,
        in_place=state.in_place,
        backup=bool(newest.kind),
        kind=newest.kind,
        undoes=tuple(entry.id for entry in writes),
    )
