"""Text for people on stderr, data on stdout, and questions to the person there."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import TextIO

from carto_wizard.errors import UsageError, WriteError

FINE = 0
CHECK_FAILED = 1
NOT_SAVED = 1
NOT_WRITTEN = 3
ABORTED = 130


class Style(StrEnum):
    """ANSI colours of the terminal's own palette, so that they fit its background."""

    ADDED = "32"
    REMOVED = "31"
    REMARK = "36"
    STRONG = "1"
    PLAIN = ""


def say(text: str = "") -> None:
    """A line for people; where it cannot be shown, there is nobody to tell."""
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def emit(text: str = "", *, end: str = "\n") -> None:
    """A line of data, flushed: the reader of a pipe wants to follow."""
    emit_parts((text, end))


def emit_parts(parts: Iterable[str]) -> None:
    """Data in parts, flushed at its end.

    Raises WriteError where it cannot be written, and BrokenPipeError where the reader
    has seen enough.
    """
    try:
        for part in parts:
            sys.stdout.write(part)
        sys.stdout.flush()
    except OSError as error:
        _give_up(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise
        raise WriteError(
            f"Could not write to standard output: {error.strerror}.",
            "The output is incomplete. Send it to a place with enough space.",
        ) from None


def _give_up(stream: TextIO) -> None:
    # What the stream still holds would fail once more when the process ends.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class ProgressNotes:
    """Tells a person what a command waits for: when that changes, and now and then."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last_shape = ""
        self._shown_at = 0.0

    def __call__(self, text: str) -> None:
        """Say what is waited for now, if it is time to; nobody reads it in a file."""
        # A countdown changes every second and is the same sentence.
        shape = "".join(char for char in text if not char.isdigit())
        now = time.monotonic()
        due = shape != self._last_shape or now - self._shown_at >= self._seconds
        if text and due and sys.stderr.isatty():
            self._shown_at = now
            say(text)
        self._last_shape = shape


def coloured(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether colours are seen there and wanted."""
    wanted = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return wanted and stream.isatty()


def painted(text: str, style: Style, wanted: bool) -> str:
    """The text in a colour, where colours are wanted."""
    return f"\x1b[{style}m{text}\x1b[0m" if wanted and style else text


def is_interactive() -> bool:
    """Whether a question would be seen and could be answered."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> str:
    """The answer typed at the terminal, one line; empty at the end of input."""
    sys.stderr.write(f"{question} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def confirm(question: str) -> bool:
    """Ask for a yes; anything else, and the end of input, is a no."""
    if not is_interactive():
        raise UsageError(
            "This command asks before it changes files, but there is no terminal.",
            "Read above what it would do, then repeat with --yes.",
        )
    return ask(f"{question} [y/N]").lower() in ("y", "yes")
