"""A text with commands, ARNs and paths, which break where a person would break them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.selection import Selection

from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.show_text import show_text

_WORD = re.compile(r"\S+")
_PART = re.compile(r"[^:/,]*[:/,]+|[^:/,]+")
_LEAST = 20
"""The narrowest room for what is indented; with less, its rows go back to the edge."""
_OURS = "\0"
"""Stands before a break that is not in the text itself; no text has it."""


class LongWords(ChangingText):
    """Breaks words wider than it after a `:`, `/` or `,`; what is indented stays so."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._whole = Content("")

    def show(self, content: Content, filled: int = 0) -> None:
        """Show another text; `filled` is its least height, however short it is."""
        self._whole = content
        show_text(self, content, filled, broken)

    def render(self) -> Content:
        """Broken for the width that there is."""
        return broken(self._whole, self.size.width)

    # The width is first known here: broken only when it has its size, a text would
    # keep the height that it had before.
    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Its rows at a width."""
        return broken(self._whole, width).get_height({}, width)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """What was marked with the mouse, as it is: a command is one line."""
        marked = broken(self._whole, self.size.width, _OURS).plain
        return re.sub(f"{_OURS}\n *", "", selection.extract(marked)), "\n"


def broken(text: Content, width: int, mark: str = "") -> Content:
    """The text with the breaks that it needs in a width, each after a mark."""
    return Content("\n").join(
        _hung(line, width, mark) if cell_len(line.plain) > width > 0 else line
        for line in text.split(allow_blank=True)
    )


def _hung(line: Content, width: int, mark: str) -> Content:
    indent = len(line.plain) - len(line.plain.lstrip(" "))
    if width - indent < _LEAST:
        indent = 0
    breaks = _breaks(line.plain, indent, width - indent)
    return Content(f"{mark}\n{' ' * indent}").join(line.divide(list(breaks)))


def _breaks(line: str, start: int, room: int) -> Iterator[int]:
    """Where in a line another row of so much room begins; spaces end the one before."""
    taken, end = 0, start
    for word in _WORD.finditer(line, start):
        gap, cells = word.start() - end, cell_len(word[0])
        end = word.end()
        if taken and taken + gap + cells > room:
            yield word.start()
            taken, gap = 0, 0
        taken += gap
        if cells <= room:
            taken += cells
            continue
        for part in _PART.finditer(word[0]):
            cells = cell_len(part[0])
            if taken and taken + cells > room:
                yield word.start() + part.start()
                taken = 0
            # A part that is too wide itself breaks anywhere, and fills lines.
            taken = (taken + cells - 1) % room + 1
