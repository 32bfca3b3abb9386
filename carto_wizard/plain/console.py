"""Lines out, lines in: nothing is drawn, so a screen reader and a pipe can follow."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import TextIO

LONGEST_LINE = 4095
"""Bytes that a Linux terminal hands over in one line; it drops the rest (N_TTY)."""


class Back(Exception):
    """The person wants the question before."""


class Stopped(Exception):
    """The system asked the wizard to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class Console:
    """Where the questions go and where the answers come from."""

    input: TextIO
    output: TextIO

    def say(self, text: str = "") -> None:
        """A line for the person."""
        self.output.write(f"{text}\n")
        self.output.flush()

    def line(self, prompt: str = "") -> str:
        """One line as typed.

        Raises EOFError at the end of input.
        """
        self.output.write(prompt)
        self.output.flush()
        text = self.input.readline()
        if not text:
            raise EOFError
        if len(text.encode("utf-8", "replace")) >= LONGEST_LINE and self.input.isatty():
            self.say("! The terminal cut that line. Long text: import it with @FILE.")
            return self.line(prompt)
        return text.rstrip("\r\n")

    def ask(self, prompt: str, explanation: str) -> str:
        """One answer; `?` explains and asks again.

        Raises Back for `<`, and EOFError at the end of input.
        """
        while True:
            text = self.line(f"{prompt} ").strip()
            if text == "<":
                raise Back
            if text != "?":
                return text
            self.say(explanation)

    def agreed(self, question: str) -> bool:
        """A yes; anything else is a no."""
        return self.line(f"{question} [y/N] ").strip().lower() in ("y", "yes")


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into Stopped, so that the session is saved first."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped(number)

    numbers = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    before = {
        number: signal.signal(number, stop)
        for number in numbers
        # What nohup ignores stays ignored.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
