"""Regions of many accounts: one for each, or one for all that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.profile_names import profile_names
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import count
from carto_wizard.tui.keys import REGIONS
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.steps.regions import text as texts
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.text_input import TextInput


class RegionsBody(StepBody):
    """A region for each account of the list."""

    BINDINGS = REGIONS

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.accounts = state.answers.accounts
        self.names = profile_names(self.accounts)
        self.earlier: list[tuple[Account, ...]] = []
        """For undo."""
        self.shown: list[int] = []
        self.wrong: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The accounts below a filter."""
        yield Static(texts.help_text(), classes="muted help", markup=False)
        with Horizontal(classes="bar"):
            yield Static("Filter ", classes="label", markup=False)
            yield TextInput(
                placeholder="name, ID or region", enter="To the list", id="filter"
            )
            yield ChangingText(id="count")
        yield Grid(
            Column("", 1),
            Column("Account", 12),
            Column("Profile", most=40),
            Column("Region", 18),
            Column("", most=44),
            enter="Region",
        )

    def on_mount(self) -> None:
        """Fill the list."""
        self.opt_in = {r.name for r in self.state.regions() if r.opt_in}
        self._filtered()

    def focus_first(self) -> None:
        """Start in the list; the filter is one key away."""
        self.query_one(Grid).focus()

    def _filtered(self) -> None:
        """Show what the filter leaves; a change of regions keeps the rows in place."""
        words = self.query_one("#filter", TextInput).value.lower().split()
        self.shown = [
            index
            for index, account in enumerate(self.accounts)
            if all(word in self._text(index, account) for word in words)
        ]
        self._show()

    def _show(self) -> None:
        regions = {self._region(index) for index in self.shown}
        text = texts.counted(len(self.shown), len(self.accounts), len(regions))
        self.query_one("#count", Static).update(text)
        self.query_one(Grid).show(len(self.shown), self._row)
        self.refresh_bindings()

    def _region(self, index: int) -> str:
        return self.state.answers.region_of(self.accounts[index])

    def _text(self, index: int, account: Account) -> str:
        return f"{account.id} {self.names[index]} {self._region(index)}".lower()

    def _row(self, row: int) -> tuple[Cell, ...]:
        index = self.shown[row]
        account = self.accounts[index]
        region = self._region(index)
        cells: tuple[Cell, ...] = (account.id, self.names[index], region or "–")
        if self._problem(index):
            return ("!", *cells, (self._note(index), "warning"))
        return ("", *cells, (self._note(index), "dim"))

    def _problem(self, index: int) -> str:
        return self.wrong.get(f"accounts.{index}", "")

    def _note(self, index: int) -> str:
        """What there is to say about the region of an account."""
        note = "" if self.accounts[index].region else "as the hub"
        if self._region(index) in self.opt_in:
            note = "opt-in: must be enabled in the account"
        return self._problem(index) or note

    def collect(self, answers: Answers) -> Answers:
        """The regions as chosen."""
        return replace(answers, accounts=self.accounts)

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Mark the accounts at fault and go to the first."""
        self.wrong = {problem.key: problem.message for problem in problems}
        self._show()
        first = int(problems[0].key.rpartition(".")[2])
        if first in self.shown:
            grid = self.query_one(Grid)
            grid.focus()
            grid.cursor = self.shown.index(first)
        return False

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why a key does nothing now."""
        if action == "choose_all" and not self.shown:
            return "No account is shown."
        if action == "undo" and not self.earlier:
            return texts.taken_back(0)
        return ""

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one(TextInput).focus()

    def action_choose_all(self) -> None:
        """Choose one region for all accounts that are shown."""
        if self.shown:
            self._choose(list(self.shown))

    @on(Grid.Selected)
    def _selected(self, event: Grid.Selected) -> None:
        event.stop()
        self._choose([self.shown[event.index]])

    def _choose(self, indexes: list[int]) -> None:
        from carto_wizard.tui.dialogs.region import ChooseRegion

        one = self.names[indexes[0]] if len(indexes) == 1 else ""
        accounts = count(len(indexes), "account")
        chosen_now = {self.accounts[index].region for index in indexes}
        region = chosen_now.pop() if len(chosen_now) == 1 else None

        def chosen(region: str | None) -> None:
            if region is not None:
                self._set(indexes, region)

        hub = self.state.answers.hub.region
        dialog = ChooseRegion(
            f"Region of {one or accounts}",
            self.state.regions(),
            region,
            hub,
            f"{one or f'each of the {accounts}'}, and in the hub",
            self._note(indexes[0]) if one else "",
        )
        self.app.push_screen(dialog, chosen)

    def _set(self, indexes: list[int], region: str) -> None:
        names = [self.names[index] for index in indexes]
        before = [self._region(index) for index in indexes]
        self.earlier.append(self.accounts)
        accounts = list(self.accounts)
        for index in indexes:
            accounts[index] = replace(accounts[index], region=region)
            self.wrong.pop(f"accounts.{index}", None)
        self._use(tuple(accounts))
        self._tell(texts.changed(names, before, self._region(indexes[0])))

    def _use(self, accounts: tuple[Account, ...]) -> None:
        self.accounts = accounts
        self._show()
        self.post_message(self.Changed(self.collect(self.state.answers), keep=True))

    def _tell(self, text: str) -> None:
        self.post_message(self.Trouble(text, calm=True))

    def action_undo(self) -> None:
        """Take the last change back."""
        now, before = self.accounts, self.accounts
        if self.earlier:
            before = self.earlier.pop()
            self._use(before)
        different = sum(a != b for a, b in zip(now, before, strict=True))
        self._tell(texts.taken_back(different))

    @on(TextInput.Changed, "#filter")
    def _filter(self, event: TextInput.Changed) -> None:
        event.stop()
        self._filtered()

    @on(TextInput.Submitted, "#filter")
    def _to_list(self, event: TextInput.Submitted) -> None:
        event.stop()
        self.query_one(Grid).focus()
