"""Load, save and open the session file; it holds the answers and no secret."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.errors import SessionDamaged, SessionError, SessionMissing
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.text import one_line

if TYPE_CHECKING:
    from carto_wizard.setup.session_toml import LoadedSession


MAX_BYTES = 32 * 1024 * 1024
"""A hundred times a session of 10,000 accounts."""


def load(path: Path) -> LoadedSession:
    """Read a session file.

    Raises SessionError when it is missing, unreadable or from a newer version, and
    SessionDamaged when its content cannot be understood.
    """
    # Late, because the first page of a first start needs no TOML.
    from carto_wizard.setup.session_toml import parse

    return parse(_read(path), path)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            # A device has no end.
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        raise SessionMissing(
            f"There is no session at {path}.",
            "Start one with `carto-wizard`, or name another with --session.",
        ) from None
    except OSError as error:
        raise SessionError(
            f"Could not read {path}: {error.strerror}.", "Nothing was changed."
        ) from None
    except UnicodeDecodeError as error:
        raise SessionDamaged(
            f"{path} is not UTF-8 text: see byte {error.start}."
        ) from None
    if len(data) > MAX_BYTES:
        raise SessionError(
            f"{path} is too large to be a session file: it has more than {MAX_BYTES:,} "
            "bytes.",
            "Name another session file with --session.",
        )
    return text


@dataclass(frozen=True, slots=True)
class Saved:
    """What a session says once it was saved."""

    text: str
    notice: str = ""
    """Where the answers are that somebody else had saved meanwhile."""


def save(answers: Answers, path: Path, known: str | None = None) -> Saved:
    """Write the session in one move, 0600; comments and unknown keys are kept.

    `known` is the text that these answers were made from. Where the file has other
    answers by now, it is kept beside. Raises SessionError when it cannot be written;
    the old file is then still whole.
    """
    from carto_wizard.setup.session_toml import updated

    notice = ""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        real = path.resolve()
        old = real.read_text(encoding="utf-8-sig") if real.exists() else ""
        new = updated(old, answers)
        if known is not None and _is_changed(old, known, answers):
            kept = _aside(real, "changed-meanwhile")
            _replace(kept, real.read_bytes())
            notice = (
                "Somebody else changed the session while it was open here. Your "
                f"answers are saved; the others are kept as {one_line(str(kept))}."
            )
        _replace(real, new.encode("utf-8"))
        return Saved(new, notice)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SessionError(
            f"Could not save the session to {path}: {reason}.",
            "A session that was saved earlier is unchanged.",
        ) from None


def _is_changed(text: str, known: str, answers: Answers) -> bool:
    """Whether a file has answers that are neither the known ones nor these.

    Where somebody is in the wizard is no answer.
    """
    from carto_wizard.setup.session_toml import parse

    # A session of 10,000 accounts is parsed only where it is not as it was left.
    if text in ("", known):
        return False
    try:
        there = replace(parse(text, Path()).answers, step="")
    except SessionDamaged:
        # What is damaged stays in the file, as comments.
        return False
    before = parse(known, Path()).answers if known else None
    return there not in [replace(each, step="") for each in (before, answers) if each]


def _aside(path: Path, why: str) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    return path.with_name(f"{path.name}.{why}-{stamp}")


def set_aside(path: Path, why: str = "damaged") -> Path:
    """Rename a session, so that a new one can start and the old one is kept."""
    aside = _aside(path, why)
    try:
        path.rename(aside)
    except OSError as error:
        raise SessionError(
            f"Could not rename {path}: {error.strerror}.",
            "Rename it yourself, or name another session with --session FILE.",
        ) from None
    return aside


def _looks_like_session(path: Path) -> bool:
    """Whether it is in our folder, or starts with a version as our files do."""
    if path.parent.name == "sessions":
        return True
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError:
        # `load` raises the reason and leaves the file.
        return True
    # Only above the first table: many other TOML files have a version below it.
    head = takewhile(lambda line: not line.lstrip().startswith(b"["), lines)
    return any(line.split(b"=")[0].strip() == b"version" for line in head)


def _replace(path: Path, data: bytes) -> None:
    # In the same folder, since a rename across file systems is not one move.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """The answers to start with, and notices about the file they come from."""

    answers: Answers
    notices: tuple[str, ...] = ()
    saved: datetime | None = None
    """When the session was saved; None: there is nothing to resume."""
    text: str = field(default="", repr=False)
    """Of the file; empty: there is none any more."""


def open_session(path: Path, *, fresh: bool = False) -> OpenedSession:
    """Open a session for the wizard; what is damaged or unwanted is set aside.

    Raises SessionError for a session of a newer version and for a file that was never
    a session; both are left as they are.
    """
    if not path.exists():
        return OpenedSession(Answers())
    if not _looks_like_session(path):
        raise SessionError(
            f"{path} is not a carto-wizard session. It was not changed.",
            "Name a session file or a new file with --session.",
        )
    if fresh:
        return OpenedSession(
            Answers(),
            (f"The earlier session is kept as {set_aside(path, 'earlier')}.",),
        )
    from carto_wizard.setup.session_toml import parse, prepare

    try:
        text = _read(path)
        loaded = parse(text, path)
    except SessionDamaged as error:
        aside = set_aside(path)
        return OpenedSession(
            Answers(), (error.message, f"The damaged file is kept as {aside}.")
        )
    prepare(text)
    notices = []
    if loaded.unknown:
        unknown = one_line(", ".join(loaded.unknown), 300)
        notices = [
            f"{path} has keys that this version does not know; they are kept: "
            f"{unknown}."
        ]
    saved = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return OpenedSession(loaded.answers, tuple(notices), saved, text)
