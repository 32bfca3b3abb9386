"""What to fix first and every account; beside them the details, where there is room."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from carto_wizard.checks.results.groups import Group
from carto_wizard.checks.results.results import COLUMNS, ResultRow, Results
from carto_wizard.files.diff import DiffLine
from carto_wizard.tui.steps.check.detail import Detail, group_detail, row_detail
from carto_wizard.tui.steps.check.text import cause_cells, result_cells
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.long_words import LongWords
from carto_wizard.tui.widgets.text_input import TextInput

NO_MATCH = "No match"
_CAUSES = Column("Fix first")
MOST_CAUSES = 6
"""Rows for the causes; more of them scroll."""


class ResultPanes(Horizontal):
    """Two lists over the results of a run, and what is known of the row in focus."""

    class Filtered(Message):
        """Other accounts are shown."""

    def __init__(self, results: Results) -> None:
        super().__init__(id="split")
        self.results = results
        self.causes: list[Group] = []
        self.seen: dict[str, Mapping[str, Sequence[DiffLine]]] = {}
        """What a person's own credentials saw in each account, by its heading."""
        self.rows: list[ResultRow] = []
        self.detail = Detail(Content(""))
        self._waiting = ""
        self._explained = "lines"
        self._at_start = True

    def compose(self) -> ComposeResult:
        """The causes, the filter and the accounts; then the details."""
        with Vertical(id="lists"):
            yield Grid(_CAUSES, enter="Details", id="causes")
            with Horizontal(classes="bar"):
                yield Static("Filter ", classes="label", markup=False)
                what = "name, ID" if self.results.accounts else "check"
                yield TextInput(
                    placeholder=f"{what}, status or cause",
                    enter="To the list",
                    id="filter",
                )
            yield Grid(*self._columns(), enter="Details", id="lines")
        with VerticalScroll(id="detail"):
            yield LongWords(id="text")

    @property
    def _alone(self) -> bool:
        """Whether it is about a single account, which needs no number."""
        return not self.results.accounts

    def _columns(self) -> tuple[Column, ...]:
        if self._alone:
            return Column("", 1), Column("Check")
        checks = (Column(title, 7) for title in COLUMNS)
        return Column("", 1), Column("Account", 12), Column("Profile", most=36), *checks

    def show(self, results: Results, no_causes: str, waiting: str) -> None:
        """Draw what is new; `no_causes` is said where there is nothing to fix.

        `waiting` is what checks without an answer are.
        """
        self.results, self._waiting = results, waiting
        self.causes = results.causes.by_urgency()
        causes, lines = self.query_one("#causes", Grid), self.query_one("#lines", Grid)
        # What is said instead of causes needs no title.
        causes.columns = (_CAUSES if self.causes else Column(""),)
        causes.show(len(self.causes), self._cause_row, no_causes)
        causes.can_focus = bool(self.causes)
        height = min(len(self.causes), MOST_CAUSES) + 1
        if causes.styles.height is None or causes.styles.height.value != height:
            causes.styles.height = height
        self._show_rows()
        self._show_detail()
        if causes.has_focus and not self.causes:
            # Until there is something to fix again.
            self._at_start = True
            lines.focus()
        elif self._at_start and lines.has_focus:
            self.focus_first()

    def focus_first(self) -> None:
        """Start at what to fix first, or in the accounts where nothing is wrong."""
        if self.causes:
            self._at_start = False
            self.query_one("#causes").focus()
        else:
            self.query_one("#lines").focus()

    @property
    def words(self) -> list[str]:
        """What the filter asks for; empty where all is shown."""
        return self.query_one("#filter", TextInput).value.lower().split()

    def _show_rows(self) -> None:
        words = self.words
        summed_up = self.results.accounts and not words
        setup = [self.results.setup_row(self._waiting)] if summed_up else []
        self.rows = [*setup, *self.results.matching(words)]
        self.query_one("#lines", Grid).show(len(self.rows), self._account_row, NO_MATCH)

    def _cause_row(self, index: int) -> tuple[Cell, ...]:
        return cause_cells(self.causes[index], alone=self._alone)

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

    @property
    def nothing_shown(self) -> bool:
        """Whether there is nothing to explain."""
        return self._cause is None and self._row is None

    def under_cursor(self) -> Collection[str]:
        """The account, or what the cause under the cursor was found by."""
        if (cause := self._cause) is not None:
            return self.results.names(cause.findings)
        return self._names(self._row) if self._row else ()

    @property
    def shown(self) -> Collection[str]:
        """What the filter shows: accounts, or the checks of a single one."""
        alone = not self.results.accounts
        rows = (row for row in self.rows if row.account or alone)
        return [name for row in rows for name in self._names(row)]

    def _names(self, row: ResultRow) -> Collection[str]:
        return (row.account,) if row.account else self.results.names(row.findings)

    def _show_detail(self) -> None:
        had_command = bool(self.detail.command)
        if (cause := self._cause) is not None:
            self.detail = group_detail(cause, alone=self._alone)
        else:
            row = self._row
            self.detail = self._of(row) if row else Detail(Content(NO_MATCH))
        if had_command is not bool(self.detail.command):
            self.refresh_bindings()
        pane = self.query_one("#detail").scrollable_content_region
        self.query_one("#text", LongWords).show(self.detail.content, pane.height)

    def _of(self, row: ResultRow) -> Detail:
        seen = {what: each.get(row.account, ()) for what, each in self.seen.items()}
        return row_detail(row, seen)

    @on(Grid.Highlighted)
    def _highlighted(self) -> None:
        self._at_start = False
        # The cursor first: new details lay the page out anew.
        self.call_after_refresh(self._show_detail)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Explain the list that has, or had last, the focus."""
        if event.widget.id in ("causes", "lines"):
            self._explained = event.widget.id
            self._show_detail()

    @on(Grid.Selected)
    def open_details(self) -> None:
        """Go into the details; without room beside the lists they take their place."""
        self._at_start = False
        self.add_class("-details")
        self.query_one("#detail").focus()

    @property
    def in_details(self) -> bool:
        """Whether the details have the focus, or the lists their place."""
        return self.query_one("#detail").has_focus or self.has_class("-details")

    def close_details(self) -> None:
        """Go back to the list that is explained."""
        self.remove_class("-details")
        self.query_one("#lines" if self._cause is None else "#causes").focus()

    @on(TextInput.Changed, "#filter")
    def _filter(self, event: TextInput.Changed) -> None:
        event.stop()
        self._show_rows()
        self._show_detail()
        self.post_message(self.Filtered())
        self.refresh_bindings()

    @on(TextInput.Submitted, "#filter")
    def _to_list(self, event: TextInput.Submitted) -> None:
        event.stop()
        if self.rows:
            self.query_one("#lines").focus()
