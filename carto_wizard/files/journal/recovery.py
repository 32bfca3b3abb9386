"""What a killed run left half done, found out from the bytes and put right."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from carto_wizard.errors import ConfigRefused, WriteError
from carto_wizard.files.config.editor import ConfigFile
from carto_wizard.files.disk import atomic, renames
from carto_wizard.files.disk.backups import set_aside
from carto_wizard.files.disk.in_place import NotAsBefore, WrittenByTwo, write_in_place
from carto_wizard.files.disk.locks import lock
from carto_wizard.files.journal.entry import JournalEntry, digest_of, same_value
from carto_wizard.files.journal.store import announced, confirm, forget
from carto_wizard.files.state_folder import StateFolder


def recover(state_folder: StateFolder, reals: Iterable[str] = ()) -> None:
    """Put every interrupted write right.

    `reals` are files besides those of interrupted writes whose temporary files go. A
    file that another wizard is busy with is left alone.
    """
    folders = (state_folder.journal, state_folder.backups)
    interrupted = [entry.real for entry in announced(state_folder.journal)]
    littered = [real for real in reals if atomic.stale_files(Path(real), *folders)]
    for real in dict.fromkeys([*interrupted, *littered]):
        guard = lock(real, state_folder.locks, wait=0)
        with contextlib.suppress(WriteError, OSError), guard:
            recover_file(state_folder, real)


def recover_file(state_folder: StateFolder, real: str) -> None:
    """Do the same for one file, whose lock is held."""
    journal = state_folder.journal
    found = [entry for entry in announced(journal) if entry.real == real]
    empty: list[str] = []
    for entry in found:
        _give_back_theirs(entry)
        if _happened(entry):
            confirm(journal, entry)
            gone = entry.after is None
        else:
            forget(journal, entry)
            gone = entry.before is None
        empty += entry.folders if gone else ()
    # Temporary files go after the look at the writes, since one may hold the bytes that
    # a torn file is known by, and before the folders, since one may be in them.
    atomic.clean(Path(real), journal, state_folder.backups)
    atomic.remove_empty(empty)


def _give_back_theirs(entry: JournalEntry) -> None:
    """Put back what another program wrote just before our file took its place."""
    if not entry.temporary:
        # Our own bytes were not complete, so they never took its place.
        return
    real, known = Path(entry.real), (entry.before, entry.after)
    for path in atomic.stale_files(real):
        if _is_same_file(path, real) or _digest(path) in known:
            continue
        if _digest(real) == entry.after:
            with contextlib.suppress(renames.Blocked):
                renames.give_back(path, real)
        if os.path.lexists(path) and _digest(path) not in known:
            set_aside(path, real)


def _digest(path: Path) -> str | None:
    """The digest of the file itself; of a link it is none that was recorded."""
    return "" if path.is_symlink() else digest_of(_read(str(path)))


def _is_same_file(path: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        return os.path.samestat(path.lstat(), other.lstat())
    return False


def _happened(entry: JournalEntry) -> bool:
    """Whether the write came to its end; one that was torn is taken back."""
    current = _read(entry.real)
    if digest_of(current) == entry.after:
        return True
    if digest_of(current) == entry.before or _mended(entry, current):
        return False
    return _holds_ours(entry, current or b"")


def _mended(entry: JournalEntry, current: bytes | None) -> bool:
    """Put the old bytes back where writing in place was cut short."""
    old, new = _read(entry.backup), _read(entry.temporary)
    if current is None or old is None or new is None or not torn(current, old, new):
        return False
    if (digest_of(old), digest_of(new)) != (entry.before, entry.after):
        return False
    try:
        write_in_place(Path(entry.real), current, old, entry.mode)
    except (NotAsBefore, WrittenByTwo):
        return False
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
    """Return how many bytes the two begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _holds_ours(entry: JournalEntry, current: bytes) -> bool:
    """Whether our keys are there although others have edited the file since."""
    try:
        file = ConfigFile.parse(current, entry.path, entry.kind or "config")
    except ConfigRefused:
        return False
    return any(
        each.profile in file.profiles
        and key.after is not None
        and same_value(file.profiles[each.profile].values.get(key.key), key.after)
        for each in entry.changed
        for key in each.keys
    )


def _read(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None
