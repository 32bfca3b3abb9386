"""What is at a path: its bytes, and how it can be replaced or why it cannot be."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 64 * 1024 * 1024
"""No AWS file or generated file comes near; more is a mistake in the path."""


@dataclass(frozen=True, slots=True)
class FileState:
    """A path as it is now; `problem` says why nothing can be written there."""

    path: str
    real: str
    """Behind every symlink; need not exist."""
    data: bytes | None = None
    """None: nothing is there, or it cannot be read. Readable is not yet writable."""
    mode: int = 0
    in_place: str = ""
    """Why a rename would do harm or fail; empty: it is replaced by a rename."""
    problem: str = ""
    hint: str = ""

    @property
    def refusal(self) -> str:
        """Place, reason and way out in one line; empty: none."""
        return f"{self.path} {self.problem} {self.hint}".strip() if self.problem else ""


class Obstacle(Exception):
    """A reason, as the rest of a sentence that begins with the path, and a way out."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint


def read_state(path: str) -> FileState:
    """The path as it is now; nothing is raised, a problem is in the value."""
    real = real_path(path)
    try:
        return _read_state(path, real)
    except Obstacle as obstacle:
        return _refused(path, real, obstacle)
    except (OSError, ValueError) as error:
        return _refused(path, real, unusable(error))


def real_path(path: str) -> str:
    """The path behind every symlink; the path itself if it cannot exist."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def unusable(error: OSError | ValueError) -> Obstacle:
    """The sentence for an error of the operating system."""
    if not isinstance(error, OSError):
        return Obstacle("is not a valid path.", "Choose another path.")
    known = _SENTENCES.get(error.errno or 0)
    if known:
        return Obstacle(*known)
    reason = error.strerror or str(error) or type(error).__name__
    return Obstacle(f"cannot be used: {reason}.", "Choose another path.")


def unusable_state(folder: Path, error: OSError) -> Obstacle:
    """The same, with the path, for the folders in which the wizard keeps its state."""
    obstacle = unusable(error)
    hint = (
        "The journal of written files belongs there. Move what is at this path to "
        "another place, or set XDG_STATE_HOME to one of your folders."
    )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        hint = obstacle.hint
    return Obstacle(f"{error.filename or folder} {obstacle.problem}", hint)


_DENIED = (
    "cannot be used: permission denied.",
    "Run as the owner, or choose another path.",
)
_FULL = ("cannot be written: the disk is full.", "Free some space and try again.")
_SENTENCES = {
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EEXIST: (
        "cannot be created: the name is in use.",
        "Move what has this name to another place, or choose another path.",
    ),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: (
        "cannot be written: the disk quota is exceeded.",
        "Free some space and try again.",
    ),
    errno.EFBIG: (
        "cannot be written: it would exceed the file size limit.",
        "Raise the limit (ulimit -f) or choose another path.",
    ),
    errno.EROFS: (
        "cannot be written: the file system is read-only.",
        "Choose a path on another file system, or mount this one writable.",
    ),
    errno.ELOOP: (
        "cannot be used: its symbolic links form a loop.",
        "Remove one of the links, or choose another path.",
    ),
    errno.ENOTDIR: (
        "cannot be used: one of its folders is a file.",
        "Rename that file, or choose another path.",
    ),
    errno.ENAMETOOLONG: ("cannot be used: it is too long.", "Choose a shorter path."),
    errno.EBUSY: (
        "cannot be replaced: it is in use or is a mount point.",
        "Close the program that uses it, or mount its folder instead of the file.",
    ),
}


def _refused(path: str, real: str, obstacle: Obstacle) -> FileState:
    return FileState(path, real, problem=obstacle.problem, hint=obstacle.hint)


def _read_state(path: str, real: str) -> FileState:
    try:
        status = Path(real).stat()
    except FileNotFoundError:
        _require_parent(Path(real).parent)
        return FileState(path, real)
    if stat.S_ISDIR(status.st_mode):
        raise Obstacle(
            "is a folder, not a file.",
            "Move the folder to another place, or choose another path.",
        )
    if not stat.S_ISREG(status.st_mode):
        raise Obstacle("is not a regular file.", "Choose another path.")
    if status.st_size > MAX_BYTES:
        raise Obstacle("is larger than 64 MiB.", "Choose another path.")
    data = Path(real).read_bytes()
    mode = stat.S_IMODE(status.st_mode)
    reason = _why_in_place(Path(real), status)
    problem, hint = "", ""
    if not mode & 0o222:
        problem = "is read-only."
        hint = "If the file should change, make it writable (chmod u+w) and try again."
    elif _on_read_only(Path(real)):
        problem, hint = _SENTENCES[errno.EROFS]
    elif reason and not os.access(real, os.W_OK):
        problem, hint = _DENIED
    return FileState(path, real, data, mode, reason, problem, hint)


def _require_parent(folder: Path) -> None:
    while not folder.exists():
        folder = folder.parent
    status = folder.stat()
    if not stat.S_ISDIR(status.st_mode):
        raise Obstacle(*_SENTENCES[errno.ENOTDIR])
    if _on_read_only(folder):
        raise Obstacle(*_SENTENCES[errno.EROFS])
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Obstacle(
            "cannot be created: you have no write permission in its folder.",
            "Run as the owner, or choose another path.",
        )


def _on_read_only(path: Path) -> bool:
    return os.name == "posix" and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _why_in_place(real: Path, status: os.stat_result) -> str:
    if status.st_nlink > 1:
        return "it has other hard links, which would keep the old content"
    if _is_mount(str(real)):
        return "it is a mount point, which cannot be replaced"
    if not os.access(real.parent, os.W_OK | os.X_OK):
        return "its folder allows no new files"
    if os.name == "posix" and not _may_give_away(status):
        return "it belongs to another user or group, and a new file would not"
    return ""


def _is_mount(real: str) -> bool:
    try:
        lines = Path("/proc/self/mountinfo").read_bytes().split(b"\n")
    except OSError:
        return False
    wanted = os.fsencode(real)
    for char in b"\\ \t\n":
        wanted = wanted.replace(bytes([char]), b"\\%03o" % char)
    return any(line.split(b" ")[4:5] == [wanted] for line in lines)


def _may_give_away(status: os.stat_result) -> bool:
    if os.geteuid() == 0:
        return True
    groups = {os.getegid(), *os.getgroups()}
    return status.st_uid == os.geteuid() and status.st_gid in groups
