"""A text with ARNs, addresses and paths, which break between their parts."""

from __future__ import annotations

import re

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from carto_wizard.tui.widgets.show_text import show_text

_WORD = re.compile(r"\S+")
_PART = re.compile(r"[^:/,]*[:/,]+|[^:/,]+")


class LongWords(Static):
    """Breaks a word that is wider than the text after a `:`, `/` or `,`."""

    def __init__(self, *, id: str) -> None:
        super().__init__("", id=id, markup=False)
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


def broken(text: Content, width: int) -> Content:
    """The text with line breaks between the parts of words wider than `width`."""
    cuts = []
    for word in _WORD.finditer(text.plain):
        if cell_len(word[0]) > width:
            taken = 0
            for part in _PART.finditer(word[0]):
                cells = cell_len(part[0])
                if taken and taken + cells > width:
                    cuts.append(word.start() + part.start())
                    taken = 0
                # A part that is too wide itself breaks anywhere, and fills lines.
                taken = (taken + cells - 1) % (width or 1) + 1
    return Content("\n").join(text.divide(cuts))
