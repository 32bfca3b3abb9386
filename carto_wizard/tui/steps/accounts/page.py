"""Accounts: typed, pasted or imported; filtered, edited, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from carto_wizard.setup.accounts import Row, RowVerdict
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.profile_names import RULE, profile_names
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import one_line
from carto_wizard.tui.keys import ACCOUNTS, FIELD, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.accounts import text as texts
from carto_wizard.tui.steps.accounts.adding import AddingBody
from carto_wizard.tui.steps.accounts.table import AccountTable
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.rows import Rows
from carto_wizard.tui.widgets.text_input import TextInput

DRAFT = "accounts.add"


class AccountsBody(AddingBody):
    """The list of accounts, and the lines that wait for a decision above it."""

    BINDINGS = ACCOUNTS

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.shown: list[int] = []
        self._above = "#filter"
        """Where Up from the first row goes."""
        self.names: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Where to type, where to filter, the list."""
        yield Static(texts.help_text(), classes="muted help", markup=False)
        yield Static(f"Profile names: {RULE}", classes="muted rule", markup=False)
        with Horizontal(classes="bar"):
            yield Static("Add    ", classes="label", markup=False)
            draft = self.state.drafts.get(DRAFT, "")
            yield TextInput(
                draft, placeholder="123456789012 payments-prod", enter="Add", id="add"
            )
        with Horizontal(classes="bar"):
            yield Static("Filter ", classes="label", markup=False)
            yield TextInput(
                placeholder="name, ID or region", enter="To the list", id="filter"
            )
            yield ChangingText(id="count")
        yield Grid(
            Column("", 3),
            Column("Account", 12),
            Column("Name", most=40),
            Column("Profile", most=40),
            Column("Region", 15),
            enter="Edit",
        )

    def on_mount(self) -> None:
        """Fill the list."""
        self.names = profile_names(self.table.accounts)
        self._show()

    def _show(self) -> None:
        named = zip(self.table.accounts, self.names, strict=True)
        words = self.query_one("#filter", TextInput).value.lower().split()
        self.shown = [i for i, each in enumerate(named) if texts.matches(*each, words)]
        shown, pending = len(self.shown), len(self.table.pending)
        total = texts.counted(shown, len(self.table.accounts), pending)
        self.query_one("#count", Static).update(total)
        self.grid.show(pending + shown, self._row)
        self._name_enter()

    def _row(self, row: int) -> tuple[Cell, ...]:
        if row < len(self.table.pending):
            return texts.waiting_row(self.table.pending[row])
        index = self.shown[row - len(self.table.pending)]
        hub = self.state.answers.hub
        return texts.account_row(self.table.accounts[index], self.names[index], hub)

    def collect(self, answers: Answers) -> Answers:
        """The accounts; lines that wait, or are half typed, stay in the state."""
        self.state.pending = self.table.pending
        self.state.drafts[DRAFT] = self.query_one("#add", TextInput).value
        table = self.table
        return replace(
            answers, accounts=table.accounts, organization=table.organization
        )

    def problems(self, answers: Answers) -> Sequence[Problem]:
        """The problems of the step, and lines that wait for a decision."""
        typed = self.query_one("#add", TextInput).value.strip()
        found: list[Problem] = []
        if typed:
            enter, shown = key(FIELD, "submit"), one_line(typed, 30)
            text = f"{shown} is not in the list yet. {enter} adds it."
            found.append(Problem(self.step, "add", text))
        if self.table.pending:
            text = texts.waiting(len(self.table.pending))
            found.append(Problem(self.step, "pending", text))
        return [*found, *super().problems(answers)]

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Go to what is at fault."""
        if problems[0].key == "add":
            self.query_one("#add").focus()
            return False
        self.grid.focus()
        index = problems[0].key.rpartition(".")[2]
        place = int(index) if index.isdigit() else -1
        self.grid.cursor = (
            len(self.table.pending) + self.shown.index(place)
            if place in self.shown
            else 0
        )
        return False

    def use(self, table: AccountTable, said: str) -> None:
        """Show this list, keep it, and say what happened to it."""
        self.table = table
        self.names = profile_names(table.accounts)
        self._show()
        self.tell(said)
        # Last: where it cannot be saved, that is what the line says.
        self.post_message(self.Changed(self.collect(self.state.answers), keep=True))

    @property
    def _chosen(self) -> Row | Account | None:
        """The waiting line or the account under the cursor; None: the list is empty."""
        row, pending = self.grid.cursor, self.table.pending
        if not self.grid.count:
            return None
        if row < len(pending):
            return pending[row]
        return self.table.accounts[self.shown[row - len(pending)]]

    @on(Grid.Highlighted)
    def _name_enter(self) -> None:
        """Let the footer say what Enter does to the line under the cursor."""
        self.grid.enter = "Accept" if self._offered else "Edit"
        self.refresh_bindings()

    @property
    def _offered(self) -> Row | None:
        """The line under the cursor, where it only has to be accepted."""
        chosen = self._chosen
        if isinstance(chosen, Row) and chosen.verdict is RowVerdict.OFFERED:
            return chosen
        return None

    @on(Grid.Selected)
    def _selected(self, event: Grid.Selected) -> None:
        event.stop()
        if offered := self._offered:
            self.change(self.table.accepting(offered), texts.added(offered.account))
        else:
            self.action_edit()

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why a key does nothing now."""
        match action:
            case "edit" | "delete" if not self.grid.count:
                return "The list is empty."
            case "drop" if not self.table.pending:
                return "There are no undecided lines."
            case "undo" if not self.earlier:
                return texts.NO_CHANGE
        return ""

    def action_add(self) -> None:
        """Go to where accounts are typed."""
        self.query_one("#add").focus()

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one("#filter").focus()

    def action_edit(self) -> None:
        """Change the account or the waiting line under the cursor."""
        chosen = self._chosen
        if chosen is None:
            return
        from carto_wizard.tui.dialogs.account import EditAccount

        old = chosen.account if isinstance(chosen, Row) else chosen
        others = self.table.deleting(old).accounts

        def done(new: Account | None) -> None:
            if new is not None and new != old:
                corrected = self.table.correcting(chosen, new)
                self.change(corrected, texts.edited(chosen, new))

        regions = self.state.regions()
        reason = chosen.reason if isinstance(chosen, Row) else ""
        dialog = EditAccount(old, others, self.state.answers, regions, reason)
        self.app.push_screen(dialog, done)

    def action_delete(self) -> None:
        """Delete the account or drop the waiting line under the cursor."""
        chosen = self._chosen
        if chosen is None:
            return
        if isinstance(chosen, Row):
            self.change(self.table.dropping(chosen), texts.dropped(1))
            return
        if chosen.id == self.state.answers.hub.account_id:
            text = "The hub cannot be removed: Cartography also reads the hub account."
            self.post_message(self.Trouble(text))
            return
        self.change(self.table.deleting(chosen), texts.deleted(chosen))

    def action_drop(self) -> None:
        """Drop every line that waits."""
        lines = len(self.table.pending)
        if lines:
            self.change(self.table.dropping_all(), texts.dropped(lines))
        else:
            self.tell("There are no undecided lines.")

    def action_to_list(self) -> None:
        """Go from a field into the list."""
        if not self.grid.count:
            self.tell(texts.NO_MATCH)
            return
        focused = self.app.focused
        self._above = f"#{focused.id}" if focused and focused.id else self._above
        self.grid.focus()

    @on(Rows.Above)
    def _to_field(self, event: Rows.Above) -> None:
        event.stop()
        self.query_one(self._above).focus()

    @on(TextInput.Changed, "#filter")
    def _filter(self, event: TextInput.Changed) -> None:
        event.stop()
        self._show()

    @on(TextInput.Submitted, "#filter")
    def _to_list(self, event: TextInput.Submitted) -> None:
        event.stop()
        self.action_to_list()
