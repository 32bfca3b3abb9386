"""The tree on a screen: its lines, what a filter leaves, and how one moves in it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from carto_wizard.setup.answers import Answers
from carto_wizard.setup.text import one_line
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.organization import text as texts
from carto_wizard.tui.organization.ticks import Ticks
from carto_wizard.tui.organization.tree import Line
from carto_wizard.tui.organization.view import View
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.header import Header
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.overflow import Overflow
from carto_wizard.tui.widgets.rows import Rows
from carto_wizard.tui.widgets.show_text import show_text
from carto_wizard.tui.widgets.text_input import TextInput


class TreeScreen(Dialog[Answers | None]):
    """The lines of a tree below a filter; what is done with them comes on top."""

    def __init__(self, ticks: Ticks) -> None:
        super().__init__()
        self.ticks = ticks
        self.view = View(ticks.tree)

    def compose(self) -> ComposeResult:
        """Where to filter, the tree, what the line under the cursor is."""
        yield Header()
        yield Static("Which accounts should Cartography read?", id="ask", markup=False)
        with Horizontal(classes="bar"):
            yield Static("Filter ", classes="label", markup=False)
            yield TextInput(
                placeholder="unit, name, ID, state or tag",
                enter="To the list",
                id="filter",
            )
            yield ChangingText(id="count")
        yield ChangingText(id="changes")
        yield Grid(
            Column("", 3),
            Column("Name", most=80),
            Column("ID", 12),
            Column("Ticked, or state", 20),
            enter="Tick",
        )
        with Overflow(id="told"):
            yield ChangingText(id="line")
        yield ChangingText(id="new-accounts", classes="muted")
        yield ChangingText(id="trouble")
        yield KeyBar("close", "why")

    def on_mount(self) -> None:
        """Start in the tree."""
        organization = self.ticks.tree.organization
        header = self.query_one(Header)
        header.place = ("Organization", one_line(organization.id, 40))
        header.status = self.app.screen_stack[0].query_one(Header).status
        news = filter(None, (texts.changes(self.ticks), texts.not_read(organization)))
        changes = self.query_one("#changes", Static)
        changes.update("\n".join(news))
        changes.display = bool(str(changes.content))
        self._show(0)
        self.grid.focus()

    @property
    def grid(self) -> Grid:
        """The tree."""
        return self.query_one(Grid)

    @property
    def _field(self) -> TextInput:
        return self.query_one("#filter", TextInput)

    @property
    def _here(self) -> int:
        """The line under the cursor; -1: there is none."""
        shown, cursor = self.view.shown, self.grid.cursor
        return shown[cursor] if cursor < len(shown) else -1

    @property
    def _line(self) -> Line | None:
        return self.ticks.tree.lines[self._here] if self.view.shown else None

    def _show(self, here: int) -> None:
        """Show the tree, the cursor on a line or on what that is in."""
        self.grid.show(len(self.view.shown), self._row, "No match")
        self.grid.cursor = self.view.place_of(here)
        self._show_counts()

    def _show_counts(self) -> None:
        found = self.view.accounts if self.view.filtered else None
        self._put("count", texts.counted(self.ticks, found))
        organization = self.ticks.tree.organization
        new = texts.new_accounts(self.ticks.selection, organization)
        self._put("new-accounts", new)
        self._show_line()

    @on(Grid.Highlighted)
    def _show_line(self) -> None:
        here = self._here
        text = texts.told_of(self.ticks, here) if here >= 0 else ""
        self._put("line", text, self.query_one("#told").size.height)

    def _row(self, place: int) -> tuple[Cell, ...]:
        index = self.view.shown[place]
        return texts.row(self.ticks, index, folded=self.view.is_folded(index))

    def _say(self, text: str) -> None:
        self._put("trouble", text)

    def _put(self, id: str, text: str, filled: int = 0) -> None:
        show_text(self.query_one(f"#{id}", Static), Content(text), filled)

    def action_filter(self) -> None:
        """Go to the filter."""
        self._field.focus()

    @on(Rows.Above)
    def _to_filter(self, event: Rows.Above) -> None:
        event.stop()
        self.action_filter()

    @on(TextInput.Submitted, "#filter")
    def action_to_list(self) -> None:
        """Go from the filter into the tree."""
        if self.view.shown:
            self.grid.focus()

    @on(TextInput.Changed, "#filter")
    def _filter(self, event: TextInput.Changed) -> None:
        event.stop()
        self._leave_only(event.value, only_changed=self.view.only_changed)

    def _leave_only(self, text: str, *, only_changed: bool) -> None:
        here = self._here
        self.view.filter(text.lower().split(), only_changed=only_changed)
        self._show(here)
        in_vain = "=" in text and not (self.view.shown or self.ticks.tree.tags)
        self._say(texts.tags_unread() if in_vain else "")

    def action_changed(self) -> None:
        """Show only the accounts that are not as they are listed, or all again."""
        if self.ticks.tree.differences:
            only = not self.view.only_changed
            self._leave_only(self._field.value, only_changed=only)
        else:
            self._say(texts.NOTHING_CHANGED)

    def action_open(self) -> None:
        """Open the unit under the cursor; go into one that is open."""
        line, here = self._line, self._here
        if line is None or line.unit is None:
            return
        if self.view.is_folded(here):
            self.view.open(here)
            self._show(here)
        elif line.end > here + 1:
            self.grid.cursor += 1

    def action_fold(self) -> None:
        """Close the unit under the cursor; else go to the one that it is in."""
        line, here = self._line, self._here
        if line is None:
            return
        if line.unit is not None and not self.view.is_folded(here):
            self.view.fold(here)
            self._show(here)
        elif line.above >= 0:
            self.grid.cursor = self.view.place_of(line.above)

    def action_fold_all(self) -> None:
        """Open all units, or close all but the topmost."""
        here = self._here
        self.view.fold_all()
        self._show(here)
