"""Leases of Linux: who else has a file open, and keeping others out for a moment.

The system refuses them for files of another user and on most network file systems.
"""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Iterator
from io import FileIO
from pathlib import Path


@contextlib.contextmanager
def kept_to_ourselves(file: FileIO) -> Iterator[None]:
    """Let every other program that opens the file wait, where that is possible.

    It is not where somebody has it open already.
    """
    try:
        _lease(file, exclusive=True)
    except OSError:
        yield
        return
    try:
        yield
    finally:
        _release(file)


def is_open_for_writing(path: Path) -> bool:
    """Whether another program could still write to the file; False: or unknown."""
    try:
        with path.open("rb", buffering=0) as file:
            _lease(file, exclusive=False)
            _release(file)
    except OSError as error:
        return error.errno == errno.EAGAIN
    return False


def _lease(file: FileIO, *, exclusive: bool) -> None:
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, "no leases here")
    import fcntl
    import signal

    # Sent when somebody waits; SIGIO, the usual one, would end the process.
    fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
    how = fcntl.F_WRLCK if exclusive else fcntl.F_RDLCK
    fcntl.fcntl(file, fcntl.F_SETLEASE, how)


def _release(file: FileIO) -> None:
    import fcntl

    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
