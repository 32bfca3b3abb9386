"""Lines out, lines in: nothing is drawn, so a screen reader and a pipe can follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TextIO

LONGEST_LINE = 4095
"""Bytes that a Linux terminal hands over in one line; it drops the rest (N_TTY)."""


class Back(Exception):
    """The person wants the question before."""


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
            self.say(
                "! The terminal cut off that line. To enter long text, import it "
                "with @FILE."
            )
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
