"""What a killed run left half done: found out from the bytes, and put right."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from carto_wizard.errors import WriteError
from carto_wizard.files.disk import atomic
from carto_wizard.files.disk.locks import lock
from carto_wizard.files.journal.entries import JournalEntry, announced, confirm, forget
from carto_wizard.files.journal.pieces import Piece
from carto_wizard.files.state_folder import StateFolder


def settle(state_folder: StateFolder, reals: Iterable[str] = ()) -> tuple[str, ...]:
    """Put every interrupted write right; the files that got their old bytes back.

    `reals` are files besides those of interrupted writes whose temporary files go. A
    file that another wizard is busy with is left alone.
    """
    restored = []
    journal = state_folder.journal
    folders = (journal, state_folder.backups)
    interrupted = [entry.real for entry in announced(journal)]
    littered = [real for real in reals if atomic.stale_files(Path(real), *folders)]
    for real in dict.fromkeys([*interrupted, *littered]):
        with (
            contextlib.suppress(WriteError, OSError),
            lock(real, state_folder.locks, wait=0),
        ):
            if settle_file(journal, real):
                restored.append(real)
            atomic.clean(Path(real), *folders)
    return tuple(restored)


def settle_file(journal: Path, real: str) -> bool:
    """The same for one file, whose lock is held; True: it got its old bytes back."""
    restored = False
    for entry in announced(journal):
        if entry.real == real:
            restored = _settle(journal, entry) or restored
    return restored


def _settle(journal: Path, entry: JournalEntry) -> bool:
    current = _read(entry.real)
    restored = False
    if _is(current, entry.after):
        confirm(journal, entry)
    elif entry.temporary and _restore(entry, current):
        forget(journal, entry)
        restored = True
    elif _holds_ours(current, entry):
        confirm(journal, entry)
    else:
        forget(journal, entry)
    _tidy(entry)
    return restored


def _tidy(entry: JournalEntry) -> None:
    if entry.temporary:
        with contextlib.suppress(OSError):
            Path(entry.temporary).unlink()


def _restore(entry: JournalEntry, current: bytes | None) -> bool:
    """Old bytes back into a file that holds the first new and the last old ones."""
    old, new = _read(entry.backup), _read(entry.temporary)
    if current is None or not _is(old, entry.before) or not _is(new, entry.after):
        return False
    if old is None or new is None or current == old or not torn(current, old, new):
        return False
    atomic.write_in_place(Path(entry.real), old, entry.mode)
    return True


def torn(current: bytes, old: bytes, new: bytes) -> bool:
    """Whether writing new over old in place, cut short, gives exactly these bytes."""
    if len(current) > len(old):
        return new.startswith(current)
    if len(current) != len(old):
        return False
    written = _common(current, new)
    return current[written:] == old[written:]


def _common(one: bytes, other: bytes) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _holds_ours(current: bytes | None, entry: JournalEntry) -> bool:
    """Whether our text is there although others have edited the file since."""
    if current is None or _is(current, entry.before):
        return False
    added = [patch.new for patch in entry.patches if patch.new.size > patch.old.size]
    return any(len(piece.places(current)) == 1 for piece in added)


def _is(data: bytes | None, piece: Piece | None) -> bool:
    if data is None or piece is None:
        return data is None and piece is None
    return Piece.of(data, secret=True).sha256 == piece.sha256


def _read(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None
