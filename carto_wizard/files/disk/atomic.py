"""Complete files under a temporary name, new folders, and what lasts in a power cut."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

_START, _SUFFIX = ".carto-wizard-", ".tmp"
_BINARY = getattr(os, "O_BINARY", 0)


def create_exclusive(path: Path, data: bytes) -> None:
    """Write a private file that must not exist yet; none is left behind on failure."""
    _create(path, data)
    sync_folder(path.parent)


@contextlib.contextmanager
def complete_copy(
    real: Path, data: bytes, folder: Path, mode: int | None = None
) -> Iterator[Path]:
    """The new bytes of a file, complete on disk for as long as they are needed.

    With a mode, the copy is made to take the file's place: it gets that mode, and the
    owner and extended attributes of what is there. Where it did, what it replaced has
    its name, and is not removed.
    """
    temporary = temporary_name(real, folder)
    _create(temporary, data, None if mode is None else real, mode or 0)
    try:
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            if temporary.read_bytes() == data:
                temporary.unlink()


def temporary_name(real: Path, folder: Path) -> Path:
    """A name that nobody has, and that says to `clean` which file it is for."""
    return folder / f"{_prefix(real)}{secrets.token_hex(8)}{_SUFFIX}"


def holds(path: Path, data: bytes | None, mode: int) -> bool:
    """Whether the file itself, not one it links to, has these bytes and this mode."""
    try:
        status = path.lstat()
        same = stat.S_ISREG(status.st_mode) and stat.S_IMODE(status.st_mode) == mode
        return same and path.read_bytes() == data
    except OSError:
        return False


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
    start = _prefix(real)
    places = (real.parent, *folders)
    return [path for each in places for path in temporary_files(each, start)]


def temporary_files(folder: Path, start: str = _START) -> list[Path]:
    """Temporary files of ours in a folder."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            ours = entry.name.startswith(start) and entry.name.endswith(_SUFFIX)
            # A link is one that another program put at the place of the file.
            if ours and (entry.is_symlink() or entry.is_file()):
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


def _prefix(real: Path) -> str:
    """Short and per file, so that no name is too long and no other file is meant."""
    name = hashlib.sha256(os.fsencode(real)).hexdigest()[:16]
    return f"{_START}{name}-"


def _create(path: Path, data: bytes, like: Path | None = None, mode: int = 0) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            if like is not None:
                _take_over(like, handle, mode)
            file.write(data)
            file.flush()
            os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


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
