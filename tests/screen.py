"""What a terminal shows of what was sent to it: each cell, and how it is styled."""

from __future__ import annotations

import json
import re

from rich.cells import cell_len

_SEQUENCE = re.compile(
    r"""
    \x1b\[(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])  # CSI: cursor, colours, modes
    | \x1b[\]P].*?(?:\x07|\x1b\\)                       # OSC and DCS: title, clipboard
    | \x1b[ -/]*[0-Z\\^-~]                              # the short ones
    | (?P<text>[^\x1b]+)
    """,
    re.VERBOSE | re.DOTALL,
)

Cell = tuple[str, str]
"""A character, and the sequence that says how it looks."""


class Screen:
    """A grid of characters that is drawn as Textual draws: at places it names."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._rest = self._style = ""
        self._clear()

    def __str__(self) -> str:
        rows = ("".join(character for character, _ in row) for row in self._cells)
        return "\n".join(row.rstrip() for row in rows)

    @property
    def cells(self) -> list[Cell]:
        """Every cell, row by row."""
        return [cell for row in self._cells for cell in row]

    def feed(self, sent: str) -> None:
        """Draw what was sent; half a sequence waits for its other half."""
        sent, at = self._rest + sent, 0
        while found := _SEQUENCE.match(sent, at):
            at = found.end()
            if found["final"]:
                self._control(found["final"], found["parameters"])
            elif found["text"]:
                self._write(found["text"])
        self._rest = sent[at:]

    def _clear(self) -> None:
        self._cells: list[list[Cell]] = [
            [(" ", "")] * self.width for _ in range(self.height)
        ]
        self._row = self._column = 0

    def _control(self, final: str, parameters: str) -> None:
        if final == "H":
            row, _, column = parameters.partition(";")
            self._row, self._column = int(row or 1) - 1, int(column or 1) - 1
        elif final == "m":
            self._style = parameters
        elif final == "h" and parameters == "?1049":
            self._clear()
        else:
            # Anything else that moves or erases would make the picture a lie.
            assert final not in "ABCDEFGJKLMPSTX@d", repr(f"CSI {parameters}{final}")

    def _write(self, text: str) -> None:
        for character in text:
            if character == "\n":
                self._row, self._column = self._row + 1, 0
                continue
            room = self._row < self.height and self._column < self.width
            if character < " " or not room:
                continue
            row = self._cells[self._row]
            row[self._column] = (character, self._style)
            width = cell_len(character)
            if width == 2 and self._column + 1 < self.width:
                row[self._column + 1] = ("", self._style)
            self._column += width


def screens_of(cast: str) -> dict[str, str]:
    """What a terminal shows at each marker of an asciicast, and at its `end`."""
    header, *events = map(json.loads, cast.splitlines())
    screen = Screen(header["term"]["cols"], header["term"]["rows"])
    shown = {}
    for _, code, data in events:
        if code == "o":
            screen.feed(data)
        elif code == "m":
            shown[data] = str(screen)
    return shown | {"end": str(screen)}
