"""Give and take the name of a file, so that what had the name before is kept."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from pathlib import Path

from carto_wizard.files.disk.atomic import temporary_name

_UNKNOWN = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})
_NO_LINKS = _UNKNOWN | {errno.EPERM, errno.EMLINK}
_BLOCKED = _NO_LINKS | {errno.EBUSY, errno.EXDEV, errno.EACCES}
_TRIES = 10
"""A virus scanner or an editor on Windows holds a file for some ten milliseconds."""

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class Blocked(Exception):
    """The file cannot be replaced by a rename; in place it may still be written."""


def create(new: Path, real: Path) -> None:
    """Give a complete file its name; FileExistsError if the name is taken by now."""
    try:
        real.hardlink_to(new)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # A file system without hard links, such as FAT.
        if os.path.lexists(real):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        new.rename(real)
    else:
        with contextlib.suppress(OSError):
            new.unlink()


def swap(new: Path, real: Path) -> None:
    """Put the new file in the place of the real one, whose bytes `new` then names.

    A plain rename would forget what it replaces, which need not be what was there at
    the last look.
    """
    try:
        if not _exchange(new, real):
            _link_and_replace(new, real)
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in _BLOCKED:
            raise Blocked from error
        raise


def give_back(kept: Path, real: Path) -> None:
    """Put what was replaced or removed at its place again.

    What took the place in the meantime, if anything, has the name `kept` then.
    """
    try:
        swap(kept, real)
    except FileNotFoundError:
        create(kept, real)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system does not know how."""
    if sys.platform != "linux":
        return False
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    if call(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNKNOWN:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _link_and_replace(new: Path, real: Path) -> None:
    """Do the same in steps, as on network file systems, on macOS and on Windows.

    Lost is only a file that another program renames to this name between the two steps.
    """
    kept = temporary_name(real, real.parent)
    kept.hardlink_to(real)
    try:
        _replace(new, real)
    except BaseException:
        with contextlib.suppress(OSError):
            kept.unlink()
        raise
    kept.rename(new)


def _replace(new: Path, real: Path) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            new.replace(real)
        except PermissionError:
            if sys.platform == "win32" and attempt < _TRIES:
                time.sleep(attempt / 100)
                continue
            raise
        return
