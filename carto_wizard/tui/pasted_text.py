"""Pasted text taken from the terminal in one piece, however long it is.

Textual's parser steps through a paste character by character. Two megabytes keep it
busy for seconds, in which no key is read and every step of the screen waits for a turn.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

_START, _END = "\x1b[200~", "\x1b[201~"
_KEPT = len(_END) - 1
"""Characters held back: the end may be cut in two by a read."""


class PasteParser(XTermParser):
    """Textual's parser, but for what is between the two marks of a paste."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: list[str] | None = None
        self._rest = ""

    def feed(self, data: str) -> Iterable[Message]:
        """The events in what was read; a paste is one of them, once it has ended."""
        if not data:
            yield from super().feed(data)
        while data:
            if self._pasted is None:
                before, start, data = data.partition(_START)
                if before:
                    yield from super().feed(before)
                self._pasted = [] if start else None
                continue
            text, end, data = (self._rest + data).partition(_END)
            self._rest = "" if end else text[-_KEPT:]
            self._pasted.append(text if end else text[:-_KEPT])
            if end:
                # As Textual has it: a NUL ends up in no text.
                whole, self._pasted = "".join(self._pasted), None
                yield events.Paste(whole.replace("\x00", ""))


def take_pastes_whole() -> None:
    """Let the terminal of this process be read by this parser."""
    name = "win32" if sys.platform == "win32" else "linux_driver"
    # No driver of Textual can be given another parser.
    import_module(f"textual.drivers.{name}").XTermParser = PasteParser  # type: ignore[attr-defined]
