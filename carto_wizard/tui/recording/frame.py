"""One picture of the terminal: rows of runs, each run in one style."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.app import App
from textual.theme import Theme

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What a terminal would obey, or no XML may hold."""
_DEMO_PORT = re.compile(r"\b127\.0\.0\.1:\d{5}\b")


class Look(NamedTuple):
    """How a run looks; colours are `#rrggbb`."""

    colour: str
    background: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False


class Run(NamedTuple):
    """Text in one look."""

    text: str
    look: Look


Row = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What is seen for some seconds."""

    rows: tuple[Row, ...]
    seconds: float
    marker: str = ""
    """The name of a page, where one can be jumped to."""


def rows_of(app: App[None]) -> tuple[Row, ...]:
    """What the app shows now."""
    strips = app.screen._compositor.render_strips()
    return tuple(_row(strip, app.current_theme) for strip in strips)


def caption(key: str, says: str, width: int, theme: Theme) -> tuple[Row, Row]:
    """Two rows below the screen: nothing, then the key pressed and what it does."""
    ground, bar = str(theme.background), str(theme.panel)
    key = f" {key} " if key else ""
    says = f"  {says}"
    rest = " " * max(0, width - cell_len(key) - cell_len(says))
    runs = (
        Run(key, Look(ground, str(theme.primary), bold=True)),
        Run(says + rest, Look(str(theme.foreground), bar)),
    )
    empty = (Run(" " * width, Look(ground, ground)),)
    return empty, tuple(run for run in runs if run.text)


def without_port(text: str) -> str:
    """The system gives the demo another port each time, of five digits as this one."""
    return _DEMO_PORT.sub("127.0.0.1:40000", text)


def _row(segments: Iterable[Segment], theme: Theme) -> Row:
    looked = [(text, _look(style, text, theme)) for text, style, _ in segments if text]
    return tuple(
        Run(_shown("".join(text for text, _ in group)), look)
        for look, group in groupby(looked, key=lambda pair: pair[1])
    )


def _shown(text: str) -> str:
    return _CONTROLS.sub("\ufffd", without_port(text))


def _look(style: Style | None, text: str, theme: Theme) -> Look:
    style = style or Style.null()
    colour = _hex(style.color, theme.foreground)
    background = _hex(style.bgcolor, theme.background)
    if style.reverse:
        colour, background = background, colour
    if not text.strip() and not (style.underline or style.strike):
        # Of a blank nothing is seen but its background.
        return Look(background, background)
    return Look(
        colour,
        background,
        bool(style.bold),
        bool(style.italic),
        bool(style.underline),
        bool(style.strike),
    )


def _hex(colour: Color | None, otherwise: str | None) -> str:
    if colour is None or colour.is_default:
        return str(otherwise).lower()
    return colour.get_truecolor(DEFAULT_TERMINAL_THEME).hex
