"""Put bytes where a file is: by a rename that keeps what it replaces, or in place."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

Check = Callable[[Path], None]
"""Looks at the temporary file before it takes the place of the real one; may raise."""

_BLOCKED = frozenset({errno.EBUSY, errno.EXDEV, errno.EPERM, errno.EACCES})
_TRIES = 10
"""A virus scanner or an editor on Windows holds a file for some ten milliseconds."""


class Blocked(Exception):
    """The file cannot be replaced by a rename; in place it may still be written."""


def replace(real: Path, data: bytes, mode: int, check: Check) -> None:
    """Write a temporary file beside it and rename it; old or new bytes, nothing else.

    Mode, owner and extended attributes of the old file go to the new one.
    """
    handle, temporary = temporary_file(real, real.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _take_over(real, file.fileno(), mode)
            _fill(file, data)
        check(temporary)
        _rename(temporary, real)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(real.parent)


def write_in_place(real: Path, data: bytes, mode: int) -> None:
    """Write into the existing file; a crash can tear it, so a backup comes first."""
    with real.open("r+b", buffering=0) as file:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]
        file.truncate(len(data))
        os.fsync(file.fileno())
    if stat.S_IMODE(real.stat().st_mode) != mode:
        real.chmod(mode)


def create_exclusive(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file that must not exist yet, and leave none behind on failure."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            _fill(file, data)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    sync_folder(path.parent)


@contextlib.contextmanager
def complete_copy(real: Path, data: bytes, folder: Path) -> Iterator[Path]:
    """The new bytes of a file, complete on disk for as long as they are needed."""
    handle, temporary = temporary_file(real, folder)
    try:
        with os.fdopen(handle, "wb") as file:
            _fill(file, data)
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def temporary_file(real: Path, folder: Path) -> tuple[int, Path]:
    """An empty private file whose name says to `clean` which file it is for."""
    handle, name = tempfile.mkstemp(_SUFFIX, _prefix(real), folder)
    return handle, Path(name)


def make_folder(folder: Path) -> None:
    """Create a folder and those above it, all 0700."""
    for each in missing_folders(folder):
        each.mkdir(0o700, exist_ok=True)
        sync_folder(each.parent)


def missing_folders(folder: Path) -> tuple[Path, ...]:
    """Return the folder and those above it that are missing, outermost first."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    return tuple(reversed(missing))


def remove_empty(folders: Sequence[str]) -> None:
    """Remove folders, given outermost first, as far as nothing is in them."""
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            Path(folder).rmdir()


def clean(real: Path, *folders: Path) -> None:
    """Remove temporary files that a killed run left; its lock must be held."""
    for stale in stale_files(real, *folders):
        with contextlib.suppress(OSError):
            stale.unlink()


def stale_files(real: Path, *folders: Path) -> list[Path]:
    """Temporary files of ours for this file, beside it and in these folders."""
    found = []
    start = _prefix(real)
    for folder in (real.parent, *folders):
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                ours = entry.name.startswith(start) and entry.name.endswith(_SUFFIX)
                if ours and entry.is_file(follow_symlinks=False):
                    found.append(Path(entry.path))
    return found


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in this folder survive a power cut."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems know no fsync of folders.
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)


_SUFFIX = ".tmp"
_BINARY = getattr(os, "O_BINARY", 0)


def _prefix(real: Path) -> str:
    """Short and per file, so that no name is too long and no other file is meant."""
    name = hashlib.sha256(os.fsencode(real)).hexdigest()[:16]
    return f".carto-wizard-{name}-"


def _fill(file: BinaryIO, data: bytes) -> None:
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def _take_over(real: Path, handle: int, mode: int) -> None:
    if sys.platform == "win32":
        return
    try:
        old = real.stat()
    except FileNotFoundError:
        os.fchmod(handle, mode)
        return
    new = os.fstat(handle)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.fchown(handle, old.st_uid, old.st_gid)
    _copy_attributes(real, handle)
    # Last: a change of owner clears the set-id bits.
    os.fchmod(handle, mode)


def _copy_attributes(real: Path, handle: int) -> None:
    """Extended attributes, which hold ACLs and SELinux labels too."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):
        for name in os.listxattr(real):
            with contextlib.suppress(OSError):
                os.setxattr(handle, name, os.getxattr(real, name))


def _rename(temporary: Path, real: Path) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            temporary.replace(real)
        except PermissionError as error:
            if sys.platform == "win32" and attempt < _TRIES:
                time.sleep(attempt / 100)
                continue
            raise Blocked from error
        except OSError as error:
            if error.errno in _BLOCKED:
                raise Blocked from error
            raise
        return
