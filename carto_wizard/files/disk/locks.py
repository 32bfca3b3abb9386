"""One wizard at a time for each file, by a lock file in the state folder."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from carto_wizard.errors import WriteError
from carto_wizard.files.disk.atomic import make_folder

WAIT = 10.0
"""Seconds for another wizard to finish with the same file."""
_NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP})


@contextlib.contextmanager
def lock(real: str, locks: Path, *, wait: float = WAIT) -> Iterator[None]:
    """Keep other wizards away from the file behind every symlink.

    The data file itself cannot carry the lock: after a rename it is another inode.
    """
    from filelock import FileLock, Timeout

    make_folder(locks)
    guard = FileLock(
        _path(real, locks), timeout=wait, mode=0o600, fallback_to_soft=False
    )
    try:
        guard.acquire(poll_interval=0.02)
    except Timeout:
        raise WriteError(
            f"Another carto-wizard is writing {real}.",
            "Wait until it has finished, then write again.",
        ) from None
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        raise WriteError(
            f"The file system of {locks} does not support locks.",
            "Set XDG_STATE_HOME to a folder on a local disk.",
        ) from None
    try:
        yield
    finally:
        guard.release()


def is_locked(real: str, locks: Path) -> bool:
    """Whether a wizard is writing this file now."""
    if not _path(real, locks).exists():
        return False
    try:
        with lock(real, locks, wait=0):
            return False
    except WriteError:
        return True


def _path(real: str, locks: Path) -> Path:
    return locks / f"{hashlib.sha256(os.fsencode(real)).hexdigest()}.lock"
