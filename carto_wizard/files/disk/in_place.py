"""Write over the bytes of a file that no rename may replace, and of nothing else."""

from __future__ import annotations

import contextlib
import os
import stat
from io import FileIO
from pathlib import Path

from carto_wizard.files.disk.leases import kept_to_ourselves


class NotAsBefore(Exception):
    """Another program changed the file since the last look; nothing was written."""


class WrittenByTwo(Exception):
    """Another program wrote the file while it was written, which left a mixture."""


def write_in_place(real: Path, old: bytes, new: bytes, mode: int | None = None) -> None:
    """Put the new bytes where the old ones are; a mode of None stays as it is.

    A crash can tear the file, so a backup and a complete copy come first.
    """
    with real.open("r+b", buffering=0) as file, kept_to_ourselves(file):
        if file.readall() != old:
            raise NotAsBefore
        try:
            _overwrite(file, old, new)
        except OSError:
            _overwrite(file, new, old)
            raise
        if not _leads_to(real, file):
            raise NotAsBefore
        if mode is not None and stat.S_IMODE(os.fstat(file.fileno()).st_mode) != mode:
            real.chmod(mode)


def _overwrite(file: FileIO, old: bytes, new: bytes) -> None:
    file.seek(0)
    view = memoryview(new)
    while view:
        view = view[file.write(view) or 0 :]
    # What is longer than both is not ours to cut off.
    if os.fstat(file.fileno()).st_size > max(len(old), len(new)):
        raise WrittenByTwo
    file.truncate(len(new))
    os.fsync(file.fileno())
    file.seek(0)
    if file.readall() != new:
        raise WrittenByTwo


def _leads_to(real: Path, file: FileIO) -> bool:
    """Whether the name still leads to the file that was opened."""
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(real.stat(), os.fstat(file.fileno()))
    return False
