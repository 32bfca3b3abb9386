"""A file or a diff, line by line, with a cursor: only what is visible is drawn.

Long lines wrap instead of running out of sight, since every byte is to be seen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from carto_wizard.tui.steps.preview.highlighting import STYLES, Highlighting
from carto_wizard.tui.steps.preview.lines import PreviewLine
from carto_wizard.tui.widgets.rows import Rows

NUMBERED = 72
"""Narrower views have no room for line numbers."""


class CodeView(Rows):
    """Lines with a sign column; long ones continue under themselves."""

    DEFAULT_CSS = """
    CodeView {
        height: 1fr; overflow-x: hidden;
        scrollbar-size-vertical: 1; scrollbar-gutter: stable;
    }
    CodeView > .code--gutter { color: $text-muted; }
    CodeView > .code--comment { color: $text-muted; text-style: italic; }
    CodeView > .code--keyword { color: $text-accent; text-style: bold; }
    CodeView > .code--name { color: $text-primary; }
    CodeView > .code--added { background: $success 13%; }
    CodeView > .code--added-sign { color: $text-success; text-style: bold; }
    CodeView > .code--removed { background: $error 16%; }
    CodeView > .code--removed-sign { color: $text-error; text-style: bold; }
    CodeView > .code--remark { color: $text-muted; text-style: italic; }
    CodeView > .code--conflict { color: $text-warning; }
    CodeView > .code--cursor { background: $boost; }
    CodeView:focus > .code--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    CodeView:ansi > .code--added, CodeView:ansi > .code--removed {
        background: transparent;
    }
    CodeView:ansi > .code--cursor { text-style: underline; }
    CodeView:focus:ansi > .code--cursor { text-style: reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "code--gutter",
        "code--added",
        "code--added-sign",
        "code--removed",
        "code--removed-sign",
        "code--remark",
        "code--conflict",
        "code--cursor",
        *(f"code--{ink}" for ink in STYLES),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "page(1)", "Page down", show=False),
    ]

    @dataclass
    class Highlighted(Message):
        """The cursor stands on another line."""

        line: PreviewLine

    @dataclass
    class Selected(Message):
        """A line was chosen with Enter or a second click."""

        line: PreviewLine

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Sequence[PreviewLine] = ()
        self._highlighting = Highlighting((), "text")
        self._starts = [0]
        self._wrapped = 0

    def show(
        self, lines: Sequence[PreviewLine], language: str, cursor: int = 0
    ) -> None:
        """Show other lines, the cursor on one of them."""
        self.lines, self.count = lines, len(lines)
        self._highlighting = Highlighting(lines, language)
        self._wrapped = 0
        self._wrap()
        self.set_reactive(CodeView.cursor, self.validate_cursor(cursor))
        self.scroll_to(y=0, animate=False)
        self.watch_cursor(self.cursor)

    @property
    def line(self) -> PreviewLine | None:
        """The line under the cursor."""
        return self.lines[self.cursor] if self.lines else None

    @property
    def _number_width(self) -> int:
        if self.size.width < NUMBERED or not self.lines:
            return 0
        return len(str(max(line.number or 0 for line in self.lines[-50:]))) + 1

    def _wrap(self) -> None:
        """Where each line begins on the virtual page, anew for another width."""
        width = self.scrollable_content_region.width
        if width and width != self._wrapped:
            self._wrapped = width
            self._digits = self._number_width
            self._room = max(width - self._digits - 2, 8)
            heights = (height(line.text, self._room) for line in self.lines)
            self._starts = [0, *accumulate(heights)]
            self.virtual_size = Size(0, self._starts[-1])
            self.refresh()

    def on_resize(self) -> None:
        """Wrap anew and keep the cursor in sight."""
        self._wrap()
        self._scroll_to_cursor()

    def watch_cursor(self, cursor: int) -> None:
        """Keep the cursor in sight and tell where it is."""
        self._scroll_to_cursor()
        self.refresh()
        if self.line is not None:
            self.post_message(self.Highlighted(self.line))

    def _scroll_to_cursor(self) -> None:
        if self._wrapped and self.cursor + 1 < len(self._starts):
            top, below = self._starts[self.cursor : self.cursor + 2]
            self.scroll_to_region(Region(0, top, 1, below - top), animate=False)

    def row_at_line(self, line: int) -> int | None:
        """The line of the file on a row of the whole view."""
        return self._line_at(line) if 0 <= line < self._starts[-1] else None

    def page(self, pages: int) -> int:
        """The line that is so many pages from the cursor."""
        row = self._starts[self.cursor] + pages * max(self.size.height - 1, 1)
        return self._line_at(row)

    def action_select(self) -> None:
        """Choose the line under the cursor, if there is one."""
        if self.line is not None:
            self.post_message(self.Selected(self.line))

    def _line_at(self, row: int) -> int:
        return self.validate_cursor(bisect_right(self._starts, max(row, 0)) - 1)

    def render_line(self, y: int) -> Strip:
        """Draw one visible row."""
        width = self.scrollable_content_region.width
        row = self.scroll_offset.y + y
        if not self._wrapped or not 0 <= row < self._starts[-1]:
            return Strip.blank(width, self.rich_style)
        index = self._line_at(row)
        part = row - self._starts[index]
        line = self.lines[index]
        style, over = self._styles(line, index == self.cursor)
        start, end = pieces(line.text, self._room)[part]
        segments = self._gutter(line, part, style, over)
        segments += self._text(index, start, end, style, over)
        return Strip(segments).adjust_cell_length(width, style + over)

    def _component(self, name: str) -> Style:
        return self.get_component_rich_style(f"code--{name}", partial=True)

    def _styles(self, line: PreviewLine, here: bool) -> tuple[Style, Style]:
        """The style below the colours of the words, and the one above them."""
        kinds = {"+": "added", "-": "removed", "@": "remark", "!": "conflict"}
        style = self.rich_style
        if line.kind in kinds:
            # Not partial, so that a translucent ground is mixed with what is below.
            style = self.get_component_rich_style(f"code--{kinds[line.kind]}")
        return style, self._component("cursor") if here else Style.null()

    def _gutter(
        self, line: PreviewLine, part: int, style: Style, over: Style
    ) -> list[Segment]:
        sign = "↳" if part else line.kind if line.kind in "+-!→" else " "
        signs = {"+": "added-sign", "-": "removed-sign", "!": "conflict"}
        name = signs.get(sign, "gutter")
        number = "" if part or line.number is None else str(line.number)
        quiet = style + self._component("gutter") + over
        return [
            Segment(f"{number:>{self._digits - 1}} " if self._digits else "", quiet),
            Segment(f"{sign} ", style + self._component(name) + over),
        ]

    def _text(
        self, index: int, start: int, end: int, style: Style, over: Style
    ) -> list[Segment]:
        text = self.lines[index].text
        found, at = [], start
        for begins, ends, ink in self._highlighting.spans(index):
            first, last = max(begins, at), min(ends, end)
            if first < last:
                found.append(Segment(text[at:first], style + over))
                colour = style + self._component(ink) + over
                found.append(Segment(text[first:last], colour))
                at = last
        found.append(Segment(text[at:end], style + over))
        return [segment for segment in found if segment.text]


def height(text: str, room: int) -> int:
    """How many rows a text takes."""
    if text.isascii():
        return max(-(-len(text) // room), 1)
    return len(pieces(text, room))


def pieces(text: str, room: int) -> list[tuple[int, int]]:
    """Where a text breaks into rows; wide characters are never split."""
    if text.isascii():
        ends = [*range(room, len(text), room), len(text)]
        return list(zip([0, *ends], ends, strict=False))
    found, start, taken = [], 0, 0
    for at, char in enumerate(text):
        cells = cell_len(char)
        if taken + cells > room:
            found.append((start, at))
            start, taken = at, 0
        taken += cells
    return [*found, (start, len(text))]
