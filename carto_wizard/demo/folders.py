"""The temporary folders of demos, each of them locked for as long as its demo lives.

The system gives a lock up with the process that holds it, however that ends; a process
ID would have to be compared, and may be another process's by then.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

_PREFIX = "carto-wizard-demo-"
_LOCK = "demo.lock"


@contextmanager
def demo_folder() -> Iterator[Path]:
    """A new folder for the length of the block, and after it until the next `sweep`."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    with _lock_of(folder):
        # A sweep between these two lines takes the folder, and the lock makes it anew.
        folder.chmod(0o700)
        yield folder


def sweep() -> None:
    """Remove the folders of this user's demos that have ended, or were killed."""
    from filelock import Timeout

    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # What cannot be looked at or removed is left to its owner.
        with suppress(OSError, Timeout):
            if _is_ours(folder, stat.S_ISDIR) and _is_ours(
                folder / _LOCK, stat.S_ISREG
            ):
                with _lock_of(folder):
                    shutil.rmtree(folder, ignore_errors=True)


def _lock_of(folder: Path) -> AbstractContextManager[object]:
    from filelock import FileLock

    return FileLock(folder / _LOCK, timeout=0, mode=0o600, fallback_to_soft=False)


def _is_ours(path: Path, is_kind: Callable[[int], bool]) -> bool:
    """Whether it is of this kind, and this user's; a symlink is of no kind."""
    found = path.lstat()
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return mine and is_kind(found.st_mode)
