"""A column of texts that scrolls where it has too little room."""

from __future__ import annotations

from textual.containers import VerticalScroll


class Overflow(VerticalScroll, can_focus=False):
    """Tab reaches it, to scroll it by keys, only while not all of it is seen."""

    DEFAULT_CSS = """
    Overflow { height: auto; scrollbar-size-vertical: 1; }
    Overflow:focus { background: $boost; }
    """

    def watch_show_vertical_scrollbar(self, shown: bool) -> None:
        """Take the focus while there is something to scroll."""
        self.can_focus = shown
