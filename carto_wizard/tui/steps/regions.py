"""Regions: one for every account, or one for each; only what the partition has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from carto_wizard.setup.answers import Account, Answers, Mode, put
from carto_wizard.setup.profile_names import profile_names
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import count
from carto_wizard.tui.keys import LIST, REGIONS, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.region_picker import RegionPicker
from carto_wizard.tui.widgets.text_input import TextInput


class RegionsBody(StepBody):
    """A region for the single account, or for each account of the list."""

    BINDINGS = REGIONS

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.accounts = state.answers.accounts
        self.names = profile_names(self.accounts)
        self.shown: list[int] = []
        self.wrong: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """A picker, or the accounts with a filter."""
        if self.state.answers.mode is Mode.SINGLE:
            yield Static(
                f"{key(LIST, 'select')} chooses. "
                "Cartography finds the account's other regions itself.",
                classes="muted",
                markup=False,
            )
            yield RegionPicker(self.state.regions(), self.state.answers.single.region)
            return
        yield Static(_help(), classes="muted help", markup=False)
        with Horizontal(classes="bar"):
            yield Static("Filter ", classes="label", markup=False)
            yield TextInput(placeholder="name, ID or region", id="filter")
            yield Static("", id="count", markup=False)
        yield Grid(
            Column("", 1),
            Column("Account", 12),
            Column("Profile", most=40),
            Column("Region", 18),
            Column("", most=44),
        )

    def on_mount(self) -> None:
        """Fill the list."""
        if self.state.answers.mode is Mode.HUB:
            self.opt_in = {r.name for r in self.state.regions() if r.opt_in}
            self._show()

    def focus_first(self) -> None:
        """Start in the list; the filter is one key away."""
        if self.state.answers.mode is Mode.HUB:
            self.query_one(Grid).focus()
        else:
            super().focus_first()

    def _show(self) -> None:
        words = self.query_one("#filter", TextInput).value.lower().split()
        self.shown = [
            index
            for index, account in enumerate(self.accounts)
            if all(word in self._text(index, account) for word in words)
        ]
        regions = {self.state.answers.region_of(account) for account in self.accounts}
        text = f"{count(len(self.shown), 'account')} · {count(len(regions), 'region')}"
        self.query_one("#count", Static).update(text)
        self.query_one(Grid).show(len(self.shown), self._row)

    def _text(self, index: int, account: Account) -> str:
        region = self.state.answers.region_of(account)
        return f"{account.id} {self.names[index]} {region}".lower()

    def _row(self, row: int) -> tuple[Cell, ...]:
        index = self.shown[row]
        account = self.accounts[index]
        region = self.state.answers.region_of(account)
        problem = self.wrong.get(f"accounts.{index}", "")
        note = "" if account.region else "as the hub"
        if region in self.opt_in:
            note = "opt-in: must be enabled in the account"
        cells: tuple[Cell, ...] = (account.id, self.names[index], region or "–")
        if problem:
            return ("!", *cells, (problem, "warning"))
        return ("", *cells, (note, "dim"))

    def collect(self, answers: Answers) -> Answers:
        """The regions as chosen."""
        if answers.mode is Mode.HUB:
            return replace(answers, accounts=self.accounts)
        return put(answers, "single.region", self.query_one(RegionPicker).chosen)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark the accounts at fault and go to the first."""
        if self.state.answers.mode is Mode.SINGLE:
            return
        self.wrong = {problem.key: problem.message for problem in problems}
        self._show()
        first = int(problems[0].key.rpartition(".")[2])
        if first in self.shown:
            grid = self.query_one(Grid)
            grid.focus()
            grid.cursor = self.shown.index(first)

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one(TextInput).focus()

    def action_choose_all(self) -> None:
        """Choose one region for all accounts that are shown."""
        if self.state.answers.mode is Mode.HUB and self.shown:
            self._choose(list(self.shown))

    @on(Grid.Selected)
    def _selected(self, event: Grid.Selected) -> None:
        event.stop()
        self._choose([self.shown[event.index]])

    def _choose(self, indexes: list[int]) -> None:
        from carto_wizard.tui.dialogs.region import ChooseRegion

        one = self.names[indexes[0]] if len(indexes) == 1 else ""
        title = f"Region of {one or count(len(indexes), 'account')}"
        region = self.state.answers.region_of(self.accounts[indexes[0]])

        def chosen(region: str | None) -> None:
            if region is not None:
                self._set(indexes, region)

        hub = self.state.answers.hub.region
        dialog = ChooseRegion(title, self.state.regions(), region, hub)
        self.app.push_screen(dialog, chosen)

    def _set(self, indexes: list[int], region: str) -> None:
        accounts = list(self.accounts)
        for index in indexes:
            accounts[index] = replace(accounts[index], region=region)
            self.wrong.pop(f"accounts.{index}", None)
        self.accounts = tuple(accounts)
        self._show()
        self.post_message(self.Changed(self.collect(self.state.answers), keep=True))

    @on(TextInput.Changed, "#filter")
    def _filter(self, event: TextInput.Changed) -> None:
        event.stop()
        self._show()

    @on(TextInput.Submitted, "#filter")
    def _to_list(self, event: TextInput.Submitted) -> None:
        event.stop()
        self.query_one(Grid).focus()

    @on(RegionPicker.Chosen)
    def _picked(self, event: RegionPicker.Chosen) -> None:
        event.stop()
        self.go_next()


def _help() -> str:
    one, all_shown = key(LIST, "select"), key(REGIONS, "choose_all")
    return (
        f"An account that names no region uses the hub's. {one} chooses for the "
        f"account under the cursor, {all_shown} for all that are shown."
    )
