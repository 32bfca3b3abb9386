"""A path while it is typed: what it names, and how it can go on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from carto_wizard.errors import WizardError
from carto_wizard.setup.accounts import LARGEST_LIST
from carto_wizard.setup.text import count, one_line

_MOST_ENTRIES = 5_000
"""Of a folder; a larger one is for programs, not for a person who chooses."""


@dataclass(frozen=True, slots=True)
class TypedPath:
    """What is known about a path that a person types."""

    text: str
    lines: int | None = None
    """Of the file that it names; None: it names none that can be read."""
    problem: str = ""
    """Why what it names cannot be read."""
    candidates: tuple[str, ...] = ()
    """The paths that begin so, as they would be typed; folders end with a slash."""

    @property
    def completed(self) -> str:
        """The text with all that every candidate has in common."""
        if not self.candidates:
            return self.text
        first, last = min(self.candidates), max(self.candidates)
        pairs = enumerate(zip(first, last, strict=False))
        return first[: next((i for i, (a, b) in pairs if a != b), len(first))]

    def what_enter_does(self, enter: str) -> str:
        """A sentence about Enter, `enter` being its name."""
        shown = one_line(self.text)
        if self.lines is not None:
            return f"{enter} reads {shown}: {count(self.lines, 'line')}."
        if not self.text:
            return f"Type a path. {enter} reads that file."
        if self.problem or not self.candidates:
            return self.problem or f"No file or folder begins with {shown}…"
        return f"{count(len(self.candidates), 'path begins', 'paths begin')} like this:"


def looked_at(text: str, home: Path) -> TypedPath:
    """Look at what the text names, and at what begins so."""
    if not text:
        return TypedPath(text)
    path = whole_path(text, home)
    try:
        if path.is_file() and not text.endswith("/"):
            return TypedPath(text, _lines(path))
        return TypedPath(text, None, "", _candidates(text, home))
    except WizardError as error:
        return TypedPath(text, None, error.message)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is not a valid file name"
        return TypedPath(text, None, f"{one_line(text)}: {reason}.")


def whole_path(text: str, home: Path) -> Path:
    """The path that a person means; only a `~/` at its beginning is expanded."""
    return home / text[2:] if text.startswith("~/") else Path(text).absolute()


def read_text(text: str, home: Path) -> str:
    """The text of a file that a person named; raises WizardError with the reason."""
    path = whole_path(text, home)
    try:
        if path.is_dir():
            raise WizardError(f"{path} is a folder.", "Name a file in this folder.")
        if path.exists() and not path.is_file():
            raise WizardError(f"{path} is not a regular file.", "Name another file.")
        _check_size(path)
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise WizardError(f"Could not read {path}: {reason}.") from None


def _check_size(path: Path) -> None:
    if path.stat().st_size > LARGEST_LIST:
        raise WizardError(f"{path} is larger than a list of accounts can be.")


def _lines(path: Path) -> int:
    _check_size(path)
    data = path.read_bytes()
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


def _candidates(text: str, home: Path) -> tuple[str, ...]:
    before, slash, name = text.rpartition("/")
    if text == "~":
        return ("~/",)
    folder = whole_path(before + slash, home) if slash else Path.cwd()
    if not folder.is_dir():
        return ()
    with os.scandir(folder) as entries:
        found = sorted(
            entry.name + "/" * entry.is_dir()
            for entry in islice(entries, _MOST_ENTRIES)
            if entry.name.startswith(name)
            and (name or not entry.name.startswith("."))
            # What a terminal would not show as it is cannot be typed either.
            and one_line(entry.name) == entry.name
        )
    return tuple(f"{before}{slash}{each}" for each in found)
