"""What a person can read of a screen: walked by keys, row for row of every text."""

from __future__ import annotations

from rich.cells import cell_len
from textual.css.query import NoMatches
from textual.errors import NoWidget
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from carto_wizard.setup.text import one_line
from carto_wizard.tui.steps.preview.panes import PathLine
from carto_wizard.tui.widgets.grid import Grid
from carto_wizard.tui.widgets.header import Header
from carto_wizard.tui.widgets.rows import Rows
from tests.tui.wizard import Wizard

TEXTS = (Static, OptionList, Header, PathLine)
MOST_PAGES = 40
"""Of one text: more is no text that a person reads to its end here."""
Text = tuple[str, str]
"""The place of a text, and what it says."""


class Reader:
    """Walks over a screen until every row of every text was in sight."""

    def __init__(self, wizard: Wizard) -> None:
        self.wizard = wizard
        # A page on its way would be taken for one that does not scroll.
        wizard.app.animation_level = "none"
        self.left: dict[Text, set[int]] = {}
        """The rows of each text that nobody saw yet."""

    async def read(self) -> dict[Text, set[int]]:
        """Walk by Tab and the keys that scroll; return what is never in sight."""
        self.look()
        # Other texts come where a cursor moves, so that what it is on is read first.
        for lists in (False, True):
            start = self.wizard.app.screen.focused
            while any(self.left.values()):
                focused = self.wizard.app.screen.focused
                if lists or not isinstance(focused, (Rows, OptionList)):
                    await self._scroll("pagedown")
                    await self._scroll("pageup")
                await self._press("tab")
                if self.wizard.app.screen.focused in (start, None):
                    break
        return {text: rows for text, rows in self.left.items() if rows}

    async def _press(self, key: str) -> None:
        # Settled: a help that is there but not laid out yet would be missed.
        await self.wizard.press(key)
        self.look()

    async def _scroll(self, key: str) -> None:
        """Press a key that scrolls for as long as it shows something else."""
        before = ""
        for _ in range(MOST_PAGES):
            if not any(self.left.values()) or self.wizard.screen() == before:
                return
            before = self.wizard.screen()
            await self._press(key)

    def look(self) -> None:
        """Tick off the rows that are in sight now."""
        screen = self.wizard.app.screen
        for widget in screen.query("*"):
            if isinstance(widget, TEXTS) and (text := said(widget)).strip():
                rows = _rows(screen, widget)
                if rows is not None:
                    every, seen = rows
                    left = self.left.setdefault((_place(widget), text), every)
                    left -= seen

    @property
    def text(self) -> str:
        """All that was read, and what the fields hold, as `plain` text."""
        fields = (field.value for field in self.wizard.app.screen.query(Input))
        read = (text for (_, text), left in self.left.items() if not left)
        return plain("\n".join([*read, *fields]))


def plain(text: str) -> str:
    """A text without its spaces."""
    return "".join(text.split())


def said(widget: Widget) -> str:
    """What a widget says."""
    if isinstance(widget, Static):
        return str(widget.content)
    if isinstance(widget, OptionList):
        return "\n".join(str(option.prompt) for option in widget.options)
    return str(widget.render())


def _place(widget: Widget) -> str:
    names = [each.id or type(each).__name__ for each in (widget.parent, widget) if each]
    return " ".join([*names, *sorted(widget.classes)])


def _rows(screen: Screen[object], widget: Widget) -> tuple[set[int], set[int]] | None:
    """All rows of a text and those in sight; None: it is not on this screen."""
    try:
        geometry = screen.find_widget(widget)
    except (NoWidget, NoMatches):
        return None
    width, gutter = widget.content_size.width, widget.gutter
    top = geometry.region.y + gutter.top
    visible = geometry.region.intersection(geometry.clip)
    first, last = visible.y - top, min(visible.bottom - top, widget.content_size.height)
    height = widget.get_content_height(widget.size, screen.size, max(width, 1))
    if isinstance(widget, OptionList):
        height, scrolled = widget.virtual_size.height, round(widget.scroll_y)
        first, last = first + scrolled, last + scrolled
    whole = visible.width == geometry.region.width and width > 0
    if widget.styles.text_wrap == "nowrap":
        whole &= max(map(cell_len, said(widget).splitlines())) <= width
    seen = set(range(max(first, 0), last)) if whole else set()
    return set(range(height)), seen


def cut_cells(grid: Grid, row: int) -> list[str]:
    """The texts of a row that the list has no room for, as far as it knows them."""
    cells = [each if isinstance(each, str) else each[0] for each in grid._row_at(row)]
    drawn = grid._row(tuple(cells), here=False).text
    cut = [text for cell in cells if (text := one_line(cell).strip()) not in drawn]
    # A cell of several parts has wide gaps between them.
    parts = [part.strip() for text in cut for part in text.split("  ")]
    return [part.removesuffix("…") for part in parts if len(part) > 1]
