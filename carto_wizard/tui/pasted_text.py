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
        self._begun = ""
        """What Textual got of a mark that a read cut in two."""

    def feed(self, data: str) -> Iterable[Message]:
        """The events in what was read; a paste is one of them, once it has ended."""
        if not data:
            yield from super().feed(data)
        while data:
            if self._pasted is not None:
                text, data = self._inside(data)
                if self._pasted is None:
                    # As Textual has it: a NUL ends up in no text.
                    yield events.Paste(text.replace("\x00", ""))
            elif self._begun and (self._begun + data).startswith(_START):
                left = _START[len(self._begun) :]
                data = data[len(left) :]
                if self._awaiting.timeout is not None:
                    # Textual saw it begin, so it sees it end: an empty paste.
                    ended = super().feed(left + _END)
                    yield from (each for each in ended if not _is_empty(each))
                self._pasted, self._begun = [], ""
            else:
                before, start, data = data.partition(_START)
                if before:
                    yield from super().feed(before)
                self._begun = "" if start else _beginning(self._begun + before)
                self._pasted = [] if start else None

    def _inside(self, data: str) -> tuple[str, str]:
        """The whole text once its end has come, and what follows it."""
        assert self._pasted is not None
        text, end, data = (self._rest + data).partition(_END)
        self._rest = "" if end else text[-_KEPT:]
        self._pasted.append(text if end else text[:-_KEPT])
        if not end:
            return "", ""
        # A second end without a beginning: the first one was part of the text.
        more, end, after = data.partition(_END)
        while end and _START not in more:
            self._pasted.append(_END + more)
            data = after
            more, end, after = data.partition(_END)
        text, self._pasted = "".join(self._pasted), None
        return text, data


def _beginning(text: str) -> str:
    """The longest end of the text with which the mark of a paste may begin."""
    lengths = range(min(len(_START) - 1, len(text)), 0, -1)
    return next((_START[:n] for n in lengths if text.endswith(_START[:n])), "")


def _is_empty(message: Message) -> bool:
    return isinstance(message, events.Paste) and not message.text


def take_pastes_whole() -> None:
    """Let the terminal of this process be read by this parser."""
    name = "win32" if sys.platform == "win32" else "linux_driver"
    # No driver of Textual can be given another parser.
    import_module(f"textual.drivers.{name}").XTermParser = PasteParser  # type: ignore[attr-defined]
