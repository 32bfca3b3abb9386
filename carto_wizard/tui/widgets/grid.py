"""A list of rows that draws only what is visible: thousands cost as much as ten."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from carto_wizard.setup.text import one_line
from carto_wizard.tui.widgets.rows import Rows

Cell = str | tuple[str, str]
"""Plain text, never markup; or text and the name of its style (`ok`, `failed`, …)."""

GAP = 2
CURSOR = "▸ "
WAITING_CURSOR = "› "
"""Of a list that has not the focus."""
_SEPARATOR = re.compile(r"[/\\](?=.)")
_KEPT_STRIPS = 512
"""Several screens full: to scroll draws all that is visible again."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a fixed `width`, or an equal part of what is left."""

    title: str
    width: int = 0
    most: int = 1000
    """The widest that a column without a fixed width gets."""
    path: bool = False
    """What is too long loses its middle: paths differ at their ends."""


class Grid(Rows):
    """Rows in columns with a cursor; the rows are asked for one by one."""

    DEFAULT_CSS = """
    Grid { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    Grid > .grid--header { color: $text-muted; text-style: bold; }
    Grid > .grid--cursor { background: $boost; }
    Grid:focus > .grid--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    Grid > .grid--ok { color: $text-success; }
    Grid > .grid--warning { color: $text-warning; }
    Grid > .grid--failed { color: $text-error; }
    Grid > .grid--skipped, Grid > .grid--dim { color: $text-muted; }
    Grid:ansi:focus > .grid--cursor { text-style: reverse; }
    """
    STYLES: ClassVar[tuple[str, ...]] = ("ok", "warning", "failed", "skipped", "dim")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header",
        "grid--cursor",
        *(f"grid--{style}" for style in STYLES),
    }

    @dataclass
    class Highlighted(Message):
        """The cursor stands on another row."""

        index: int

    @dataclass
    class Selected(Message):
        """A row was chosen with Enter or a second click."""

        index: int

    def __init__(
        self, *columns: Column, enter: str = "", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.enter = enter
        self.columns = columns
        self._drawn: dict[int, tuple[Cell, ...]] = {}
        self._base_style: tuple[Style, int] = (Style(), 0)
        """The style of the whole grid, and the width to draw in."""
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(_KEPT_STRIPS)
        self._row_at: Callable[[int], tuple[Cell, ...]] = lambda index: ()
        self._empty = ""

    @property
    def header(self) -> bool:
        """Whether the first line is that of the titles."""
        return any(column.title for column in self.columns)

    def show(
        self, count: int, row_at: Callable[[int], tuple[Cell, ...]], empty: str = ""
    ) -> None:
        """Show `count` rows; `row_at` is called for the visible ones.

        `empty` is said where there is no row. Only rows that differ from what is there
        are drawn, so that a list may be shown again ten times a second.
        """
        self.count = count
        self._row_at, self._empty = row_at, empty
        self.virtual_size = Size(0, max(count, bool(empty)) + self.header)
        self.cursor = min(self.cursor, max(count - 1, 0))
        top = max(self.scroll_offset.y - self.header, 0)
        for index in range(top, top + self.size.height):
            if self._cells(index) != self._drawn.get(index):
                self.refresh_line(index + self.header)

    def _cells(self, index: int) -> tuple[Cell, ...] | None:
        """What to draw of a row, or where the first one would be."""
        if 0 <= index < self.count:
            return self._row_at(index)
        return ((self._empty, "dim"),) if index == 0 and self._empty else None

    def watch_cursor(self, before: int, cursor: int) -> None:
        """Keep the cursor in sight and tell where it is."""
        self._scroll_to_cursor()
        for index in (before, cursor):
            self.refresh_line(index + self.header)
        if self.count:
            self.post_message(self.Highlighted(cursor))

    def _scroll_to_cursor(self) -> None:
        top = self.cursor + self.header
        # Leaving the header in sight above the first row.
        first = 0 if self.cursor == 0 else top
        height = max(top - first + 1, 1)
        self.scroll_to_region(Region(0, first, 1, height), animate=False)

    def on_resize(self) -> None:
        """Keep the cursor in sight when the room changes."""
        self._scroll_to_cursor()

    def watch_show_vertical_scrollbar(self) -> None:
        """Until now nothing could be scrolled: a filter had left too few rows."""
        self._scroll_to_cursor()

    def row_at_line(self, line: int) -> int | None:
        """The row on a line of the whole list; the header is none."""
        index = line - self.header
        return index if 0 <= index < self.count else None

    def page(self, pages: int) -> int:
        """The row that is so many pages from the cursor."""
        return self.cursor + pages * max(self.size.height - 1, 1)

    def action_select(self) -> None:
        """Choose the row under the cursor, if there is one."""
        if self.count:
            self.post_message(self.Selected(self.cursor))

    def widths(self, room: int) -> list[int]:
        """The width of each column in a room of so many cells."""
        fixed = sum(column.width for column in self.columns)
        free = room - len(CURSOR) - fixed - GAP * (len(self.columns) - 1)
        sharing = sum(not column.width for column in self.columns) or 1
        return [
            column.width or min(max(free // sharing, 4), column.most)
            for column in self.columns
        ]

    def notify_style_update(self) -> None:
        """Draw everything anew after a change of the theme."""
        super().notify_style_update()
        self._strips.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some visible lines."""
        # Once for all of them: it is put together from every widget around this one.
        base = (self.rich_style, self.scrollable_content_region.width)
        if base != self._base_style:
            self._base_style = base
            self._strips.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one visible line."""
        base, width = self._base_style
        line = self.scroll_offset.y + y
        if self.header and line == 0:
            style = base + self.get_component_rich_style("grid--header", partial=True)
            titles = tuple(column.title for column in self.columns)
            return self._strip(titles, "  ", style, width)
        index = line - self.header
        cells = self._cells(index)
        if cells is None:
            self._drawn.pop(index, None)
            return Strip.blank(width, base)
        self._drawn[index] = cells
        here = index == self.cursor and index < self.count
        key = (here and (True, self.has_focus), cells)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._row(cells, here)
        return strip

    def _row(self, cells: tuple[Cell, ...], here: bool) -> Strip:
        style, width = self._base_style
        if here:
            style += self.get_component_rich_style("grid--cursor", partial=True)
        mark = (CURSOR if self.has_focus else WAITING_CURSOR) if here else "  "
        return self._strip(cells, mark, style, width)

    def _strip(
        self, cells: tuple[Cell, ...], mark: str, style: Style, width: int
    ) -> Strip:
        segments = [Segment(mark, style)]
        widths = self.widths(width)
        if len(cells) < len(widths):
            # A short row is a remark: its last cell takes what is left.
            taken = sum(widths[: len(cells) - 1]) + GAP * (len(cells) - 1)
            widths = [*widths[: len(cells) - 1], width - len(mark) - taken]
        for cell, room, column in zip(cells, widths, self.columns, strict=False):
            text, name = cell if isinstance(cell, tuple) else (cell, "")
            own = style
            if name and not (mark == CURSOR and self.has_focus):
                own += self.get_component_rich_style(f"grid--{name}", partial=True)
            fitted = _fitted(one_line(text), room, middle=column.path)
            segments.append(Segment(fitted, own))
            segments.append(Segment(" " * GAP, style))
        return Strip(segments).adjust_cell_length(width, style)


def _fitted(text: str, width: int, *, middle: bool = False) -> str:
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    if middle:
        return set_cell_size(without_middle(text, width), width)
    return set_cell_size(set_cell_size(text, max(width - 1, 0)).rstrip() + "…", width)


def without_middle(text: str, width: int) -> str:
    """The text in so many cells, an ellipsis for its middle; the end says most.

    Of a path whole folders are left out, where its name leaves room for that.
    """
    if cell_len(text) <= width:
        return text
    separators = [match.start() for match in _SEPARATOR.finditer(text)]
    for at in filter(None, separators):
        room = width - 1 - cell_len(text[at:])
        if room >= 0:
            starts = [text[: end + 1] for end in separators if end < at]
            fitting = [start for start in starts if cell_len(start) <= room]
            return f"{max(fitting, key=len, default='')}…{text[at:]}"
    left = max(width - 1, 0) // 4
    right = max(width - 1 - left, 0)
    tail = text[-right:] if right else ""
    while cell_len(tail) > right:
        tail = tail[1:]
    return f"{set_cell_size(text, left)}…{tail}"[: max(width, 0)]
