"""Frames as one SVG that moves by CSS alone: no script, font or address from outside.

Where nothing may move, or the viewer knows no animation, one frame stands still.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, groupby
from xml.sax.saxutils import escape

from rich.cells import cell_len

from carto_wizard.tui.recording.frame import Frame, Look, Row

CELL, LINE = 8, 17
"""The size of a cell; the font is as large as most monospace fonts are for it."""
_FONT = 13.3
_BASELINE = 13
_MARGIN, _BAR = 12, 34
"""Around the terminal, and the height of the window's bar above it."""
_BUTTONS = ("#ff5f57", "#febc2e", "#28c840")
_FONTS = (
    "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',"
    "'Liberation Mono',monospace"
)
_WORDS = re.compile(r"\S+(?: \S+)*")


def moving_svg(
    frames: Sequence[Frame], width: int, *, title: str, about: str, still: int
) -> str:
    """The film; `still` is the number of the frame that stands for all of it."""
    known = _Known(frames[0].rows[0][0].look.background)
    shown = "".join(_group(number, frame, known) for number, frame in enumerate(frames))
    wide = width * CELL + 2 * _MARGIN
    high = len(frames[0].rows) * LINE + _BAR + _MARGIN
    buttons = "".join(
        f'<circle cx="{20 + 18 * number}" cy="17" r="6" fill="{colour}"/>'
        for number, colour in enumerate(_BUTTONS)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"'
        f' width="{wide}" height="{high}" role="img" aria-labelledby="title about">\n'
        f'<title id="title">{escape(title)}</title>\n'
        f'<desc id="about">{escape(about)}</desc>\n'
        f"<style>\n{_style(frames, still, known)}</style>\n"
        f"<defs>\n{known.definitions()}</defs>\n"
        f'<rect width="{wide}" height="{high}" rx="9" fill="{known.ground}"'
        ' stroke="#7a8ca5" stroke-opacity=".5"/>\n'
        f'{buttons}\n<text x="{wide / 2:g}" y="21" text-anchor="middle"'
        f' fill="#8d9aa8">{escape(title)}</text>\n'
        f'<g transform="translate({_MARGIN} {_BAR + _BASELINE})">\n{shown}</g>\n'
        "</svg>\n"
    )


class _Known:
    """Rows and looks that were met already: each is written once."""

    def __init__(self, ground: str) -> None:
        self.ground = ground
        self.texts: dict[tuple[str, bool, bool, bool, bool], str] = {}
        self.fills: dict[str, str] = {}
        self._rows: dict[str, str] = {}

    def row(self, row: Row) -> str:
        """Its name; empty where nothing is to be drawn."""
        drawn = "".join(self._backgrounds(row)) + "".join(self._words(row))
        if not drawn:
            return ""
        return self._rows.setdefault(drawn, f"r{len(self._rows)}")

    def definitions(self) -> str:
        """Every row, to be used by name."""
        return "".join(
            f'<g id="{name}">{drawn}</g>\n' for drawn, name in self._rows.items()
        )

    def _backgrounds(self, row: Row) -> list[str]:
        parts, column = [], 0
        for background, runs in groupby(row, key=lambda run: run.look.background):
            width = sum(cell_len(run.text) for run in runs)
            if background != self.ground:
                name = self.fills.setdefault(background, f"b{len(self.fills)}")
                parts.append(
                    f'<rect x="{column * CELL}" y="-{_BASELINE}"'
                    f' width="{width * CELL}" height="{LINE}" class="{name}"/>'
                )
            column += width
        return parts

    def _words(self, row: Row) -> list[str]:
        """Each piece at its own cell, as wide as its cells, whatever font draws it."""
        parts, column = [], 0
        for text, look in row:
            for piece in _WORDS.finditer(text):
                at = column + cell_len(text[: piece.start()])
                parts.append(
                    f'<text x="{at * CELL}" textLength="{cell_len(piece[0]) * CELL}"'
                    f' class="{self._class(look)}">{escape(piece[0])}</text>'
                )
            column += cell_len(text)
        return parts

    def _class(self, look: Look) -> str:
        drawn = (look.colour, look.bold, look.italic, look.underline, look.strike)
        return self.texts.setdefault(drawn, f"t{len(self.texts)}")


def _group(number: int, frame: Frame, known: _Known) -> str:
    rows = (
        f'<use href="#{name}" y="{at * LINE}"/>'
        for at, row in enumerate(frame.rows)
        if (name := known.row(row))
    )
    return f'<g class="f" id="f{number}">{"".join(rows)}</g>\n'


def _style(frames: Sequence[Frame], still: int, known: _Known) -> str:
    """The looks, and when each frame is seen."""
    starts = [0.0, *accumulate(frame.seconds for frame in frames)]
    total = starts[-1]
    at = [f"{100 * start / total:.3f}%" for start in starts]
    rules = [
        "rect{shape-rendering:crispEdges}",
        f"text{{font:{_FONT}px {_FONTS};white-space:pre}}",
        *(f".{name}{{fill:{fill}}}" for fill, name in known.fills.items()),
        *(f".{name}{{{_drawn_as(*look)}}}" for look, name in known.texts.items()),
        ".f{visibility:hidden}",
        f"#f{still}{{visibility:visible}}",
        "@media (prefers-reduced-motion:no-preference){",
        f".f{{animation:{total:g}s step-end infinite}}",
    ]
    for number in range(len(frames)):
        first, last = number == 0, number == len(frames) - 1
        rules.append(
            f"#f{number}{{animation-name:k{number}}}@keyframes k{number}{{"
            + ("" if first else "0%{visibility:hidden}")
            + f"{'0%' if first else at[number]}{{visibility:visible}}"
            + (
                "to{visibility:visible}"
                if last
                else f"{at[number + 1]},to{{visibility:hidden}}"
            )
            + "}"
        )
    return "\n".join(rules) + "\n}\n"


def _drawn_as(
    colour: str, bold: bool, italic: bool, underline: bool, strike: bool
) -> str:
    lines = " ".join(
        name for name, on in (("underline", underline), ("line-through", strike)) if on
    )
    return (
        f"fill:{colour}"
        + (";font-weight:bold" if bold else "")
        + (";font-style:italic" if italic else "")
        + (f";text-decoration:{lines}" if lines else "")
    )
