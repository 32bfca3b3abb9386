"""A list of files and the chosen one: side by side, or one at a time where narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from carto_wizard.tui.steps.preview.code_view import CodeView
from carto_wizard.tui.steps.preview.lines import PreviewLine
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.grid import Cell, Column, Grid, without_middle
from carto_wizard.tui.widgets.long_words import LongWords
from carto_wizard.tui.widgets.overflow import Overflow


class PathLine(Widget):
    """A path on one line; where it is too long, its middle is left out."""

    path: reactive[str] = reactive("")

    def render(self) -> Content:
        """As much of it as there is room for, the end above all."""
        return Content(without_middle(self.path, self.content_size.width))


class FilePanes(Horizontal):
    """The list with notes under it; the content with an explanation under it."""

    DEFAULT_CSS = """
    FilePanes {
        height: 1fr;
        & > #files { width: 1fr; height: 100%; }
        & > #content { display: none; width: 1fr; height: 100%; }
        &.-open > #files { display: none; }
        &.-open > #content { display: block; }
        & #entries { min-height: 3; }
        & #counts { color: $text-muted; }
        & #notes-area { max-height: 50%; margin-top: 1; }
        & #heading { height: 1; margin-bottom: 1; }
        & #path { width: 1fr; text-style: bold; }
        & #size { width: auto; color: $text-muted; margin-left: 1; }
        & #explained { height: 5; border-top: solid $panel; }
    }
    """

    def compose(self) -> ComposeResult:
        """Both sides; the stylesheet says which are seen."""
        with Vertical(id="files"):
            yield ChangingText(id="counts")
            yield Grid(
                Column("", 10), Column("", path=True), enter="Open", id="entries"
            )
            with Overflow(id="notes-area"):
                yield LongWords(id="notes")
        with Vertical(id="content"):
            with Horizontal(id="heading"):
                yield PathLine(id="path")
                yield ChangingText(id="size")
            yield CodeView(id="code")
            yield ChangingText(id="explained")

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one(Grid)

    @property
    def code(self) -> CodeView:
        """The content of the chosen file."""
        return self.query_one(CodeView)

    @property
    def covered(self) -> bool:
        """Whether the content hides the list."""
        narrow = not self.query_one("#files").display
        return narrow and self.has_class("-open")

    def say(self, counts: str) -> None:
        """What stands above the list."""
        self.query_one("#counts", Static).update(counts)

    def note(self, notes: Content) -> None:
        """What stands below the list."""
        self.query_one("#notes", LongWords).show(notes)
        self.query_one("#notes-area").scroll_home(animate=False)

    def show_list(
        self, count: int, row_at: Callable[[int], tuple[Cell, ...]], cursor: int
    ) -> None:
        """Fill the list anew."""
        self.grid.show(count, row_at)
        self.grid.cursor = cursor

    def show_file(
        self,
        path: str,
        size: str,
        lines: Sequence[PreviewLine],
        language: str,
        cursor: int,
    ) -> None:
        """Fill the content, the cursor on a line; no lines yet: it stays empty."""
        self.query_one(PathLine).path = path
        self.query_one("#size", Static).update(size)
        if not lines:
            self.explain(Content(""))
        self.code.show(lines, language, cursor)

    def explain(self, text: Content) -> None:
        """What stands below the content."""
        # Its height is fixed, so nothing else has to be laid out again.
        self.query_one("#explained", Static).update(text, layout=False)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """What has the focus is what a narrow page shows."""
        self.set_class(event.widget is self.code, "-open")

    def open(self) -> None:
        """Go from the list into the file."""
        self.add_class("-open")
        self.call_after_refresh(self.code.focus)

    def close(self) -> None:
        """Go from the file to the list."""
        self.remove_class("-open")
        self.call_after_refresh(self.grid.focus)
