"""What to fix first and every account; beside them the details, where there is room."""

from __future__ import annotations

from collections.abc import Collection

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from carto_wizard.checks.results.groups import Group
from carto_wizard.checks.results.results import COLUMNS, ResultRow, Results
from carto_wizard.tui.steps.check.detail import Detail, group_detail, row_detail
from carto_wizard.tui.steps.check.text import cause_cells, result_cells
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.text_input import TextInput

MOST_CAUSES = 6
"""Rows for the causes; more of them scroll."""


class ResultPanes(Horizontal):
    """Two lists over the results of a run, and what is known of the row in focus."""

    def __init__(self, results: Results) -> None:
        super().__init__(id="split")
        self.results = results
        self.causes: list[Group] = []
        self.rows: list[ResultRow] = []
        self.detail = Detail(Content(""))
        self._no_causes = ""
        self._explained = "lines"

    def compose(self) -> ComposeResult:
        """The causes, the filter and the accounts; then the details."""
        with Vertical(id="lists"):
            yield Grid(Column("Fix first"), id="causes")
            with Horizontal(classes="bar"):
                yield Static("Filter ", classes="label", markup=False)
                yield TextInput(placeholder="name, ID, status or cause", id="filter")
            yield Grid(
                Column("", 1),
                Column("Account", 12),
                Column("Profile", most=36),
                *(Column(title, 7) for title in COLUMNS),
                id="lines",
            )
        with VerticalScroll(id="detail"):
            yield Static("", id="text", markup=False)

    def show(self, results: Results, no_causes: str) -> None:
        """Draw what is new; `no_causes` is said where there is nothing to fix."""
        self.results, self._no_causes = results, no_causes
        self.causes = results.causes.by_urgency()
        causes = self.query_one("#causes", Grid)
        causes.show(max(len(self.causes), 1), self._cause_row)
        height = min(max(len(self.causes), 1), MOST_CAUSES) + 1
        if causes.styles.height is None or causes.styles.height.value != height:
            causes.styles.height = height
        self._show_rows()
        self._show_detail()

    def _show_rows(self) -> None:
        words = self.query_one("#filter", TextInput).value.lower().split()
        if not self.results.accounts:
            self.rows = list(self.results.setup.values())
        else:
            setup = [] if words else [self.results.setup_row]
            self.rows = [*setup, *self.results.matching(words)]
        self.query_one("#lines", Grid).show(len(self.rows), self._account_row)

    def _cause_row(self, index: int) -> tuple[Cell, ...]:
        if self.causes:
            return cause_cells(self.causes[index])
        return ((self._no_causes, "dim"),)

    def _account_row(self, index: int) -> tuple[Cell, ...]:
        return result_cells(self.rows[index])

    @property
    def _cause(self) -> Group | None:
        """The cause under the cursor, where the causes have or had the focus."""
        if self._explained != "causes" or not self.causes:
            return None
        return self.causes[self.query_one("#causes", Grid).cursor]

    @property
    def _row(self) -> ResultRow | None:
        cursor = self.query_one("#lines", Grid).cursor
        return self.rows[min(cursor, len(self.rows) - 1)] if self.rows else None

    def under_cursor(self) -> Collection[str]:
        """The account, or what the cause under the cursor was found by."""
        if (cause := self._cause) is not None:
            return self.results.names(cause.findings)
        row = self._row
        if row and row.account:
            return (row.account,)
        return self.results.names(row.findings if row else ())

    def _show_detail(self) -> None:
        if (cause := self._cause) is not None:
            self.detail = group_detail(cause)
        elif (row := self._row) is not None:
            self.detail = row_detail(row)
        pane = self.query_one("#detail").scrollable_content_region
        show_text(self.query_one("#text", Static), self.detail.content, pane.height)

    @on(Grid.Highlighted)
    def _highlighted(self) -> None:
        # The cursor first: new details lay the page out anew.
        self.call_after_refresh(self._show_detail)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Explain the list that has, or had last, the focus."""
        if event.widget.id in ("causes", "lines"):
            self._explained = event.widget.id
            self._show_detail()

    @on(Grid.Selected)
    def toggle_details(self) -> None:
        """Open or close the details where they have no room beside the lists."""
        self.toggle_class("-details")
        shown = "detail" if self.has_class("-details") else self._explained
        self.query_one(f"#{shown}").focus()

    @on(TextInput.Changed, "#filter")
    def _filter(self, event: TextInput.Changed) -> None:
        event.stop()
        self._show_rows()
        self._show_detail()

    @on(TextInput.Submitted, "#filter")
    def _to_list(self, event: TextInput.Submitted) -> None:
        event.stop()
        self.query_one("#lines").focus()


def show_text(static: Static, content: Content, filled: int = 0) -> None:
    """Show another text; the page is laid out anew only where its height changes.

    `filled` is the least height of the text, however short it is.
    """
    old, width = static.content, static.size.width
    if content == old:
        return
    fits = (
        width > 0
        and isinstance(old, Content)
        and max(old.get_height({}, width), filled)
        == max(content.get_height({}, width), filled)
    )
    static.update(content, layout=not fits)
