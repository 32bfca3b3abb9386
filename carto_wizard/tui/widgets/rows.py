"""Rows with a cursor: how a person moves over them, whatever a row is."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView


class Rows(ScrollView, can_focus=True):
    """A scrolling view whose cursor stands on one of its rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "move(-1000000000)", "First", show=False),
        Binding("end", "move(1000000000)", "Last", show=False),
        Binding("enter", "select", "Choose", show=False),
    ]

    class Above(Message):
        """Up was pressed on the first row."""

    enter = ""
    """What Enter does, for the footer; empty: nothing."""
    cursor: reactive[int] = reactive(0)
    count = 0
    """How many rows there are."""

    def row_at_line(self, line: int) -> int | None:
        """The row on a line of the whole view, None where there is none."""
        raise NotImplementedError

    def page(self, pages: int) -> int:
        """The row that is so many pages from the cursor."""
        raise NotImplementedError

    def action_select(self) -> None:
        """Choose the row under the cursor, if there is one."""
        raise NotImplementedError

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, self.count - 1))

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows."""
        if by == -1 and self.cursor == 0:
            self.post_message(self.Above())
        self.cursor += by

    def action_page(self, by: int) -> None:
        """Move the cursor by what is visible."""
        self.cursor = self.page(by)

    def on_click(self, event: events.Click) -> None:
        """Move to the row clicked; a second click chooses it."""
        row = self.row_at_line(event.y + self.scroll_offset.y)
        if row is not None:
            again = row == self.cursor
            self.cursor = row
            if again:
                self.action_select()
