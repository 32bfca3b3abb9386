"""How accounts come into the list, and how each change of it is taken back."""

from __future__ import annotations

from textual import events, on

from carto_wizard.setup.accounts import (
    AccountList,
    Row,
    RowVerdict,
    read_accounts,
)
from carto_wizard.setup.answers import Answers
from carto_wizard.tui.keys import FIELD, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.accounts import text as texts
from carto_wizard.tui.steps.accounts.table import AccountTable
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.widgets.grid import Grid
from carto_wizard.tui.widgets.text_input import TextInput
from carto_wizard.tui.work.background import Finished, start


class AddingBody(StepBody):
    """A list of accounts that grows by typing, pasting and importing."""

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        answers = state.answers
        self.table = AccountTable(answers.accounts, state.pending, answers.organization)
        self.earlier: list[tuple[AccountTable, str]] = []
        """For undo: the list before each change, and what the change was."""

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one(Grid)

    def use(self, table: AccountTable, said: str) -> None:
        """Show this list, keep it, and say what happened to it."""
        raise NotImplementedError

    def tell(self, said: str) -> None:
        """Say what happened, and what is to be done about lines that wait."""
        waiting = texts.waiting(len(self.table.pending))
        text = " ".join(filter(None, (said, waiting)))
        self.post_message(self.Trouble(text, calm=not waiting))

    def change(self, table: AccountTable, what: str) -> None:
        """Change the list; `what` says how, now and when it is taken back."""
        self.earlier.append((self.table, what))
        self.use(table, texts.changed(what))

    def action_undo(self) -> None:
        """Take the last change back."""
        before, what = self.earlier.pop()
        self.use(before, texts.taken_back(what))

    def on_paste(self, event: events.Paste) -> None:
        """A block of lines, wherever the focus is."""
        event.stop()
        self.read(event.text)

    def read(self, text: str) -> None:
        """Read a list beside the screen; 10,000 lines take 0.3 s."""
        from carto_wizard.tui.work.account_list import read_long_list

        known = self.table.accounts
        start(self, "read", lambda: read_long_list(text, known))

    @on(TextInput.Submitted, "#add")
    def _typed(self, event: TextInput.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            if self.table.accounts:
                self.go_next()
            return
        reading = read_accounts(event.value, self.table.accounts)
        row = reading.rows[0] if reading.rows else None
        if row is None or not row.usable or row.verdict is RowVerdict.OFFERED:
            self._refuse_typed(self.query_one("#add", TextInput), reading, row)
            return
        event.input.clear()
        self.take(reading)

    def _refuse_typed(
        self, field: TextInput, reading: AccountList, row: Row | None
    ) -> None:
        """What was typed stays; a number with its zeros back is offered in place."""
        if row is not None and row.verdict is RowVerdict.OFFERED:
            field.put(f"{row.account.id} {row.account.name}".strip())
            text = f"{row.reason} {key(FIELD, 'submit')} accepts it."
        else:
            text = row.reason if row else reading.problem
        self.post_message(self.Trouble(text))

    @on(Finished)
    def _read(self, event: Finished) -> None:
        event.stop()
        if event.error is not None:
            self.post_message(self.Trouble(str(event.error)))
        else:
            self.take(event.result)

    def take(self, reading: AccountList) -> None:
        """Add what is certain; let the rest wait above the list."""
        if reading.problem:
            self.post_message(self.Trouble(reading.problem))
            return
        before = self.table
        after = before.with_list(reading)
        said = texts.list_taken(reading, len(after.accounts) - len(before.accounts))
        if after == before:
            self.tell(said)
            return
        self.change(after, said)
        if len(after.pending) > len(before.pending):
            self.grid.focus()
            self.grid.cursor = 0

    def action_import(self) -> None:
        """Read a list from a file."""
        from carto_wizard.tui.dialogs.import_accounts import ImportAccounts

        def done(text: str | None) -> None:
            if text is not None:
                self.read(text)

        self.app.push_screen(ImportAccounts(self.state.home), done)

    def action_organization(self) -> None:
        """Read the organization, then let its accounts be ticked."""
        from carto_wizard.tui.organization.look import LookAtOrganization, Looked
        from carto_wizard.tui.organization.screen import OrganizationScreen

        def looked(found: Looked | None) -> None:
            if found is not None:
                screen = OrganizationScreen(found.ticks, found.answers, found.looker)
                self.app.push_screen(screen, self._take_ticked)

        self.state.answers = self.collect(self.state.answers)
        self.app.push_screen(LookAtOrganization(self.state), looked)

    def _take_ticked(self, answers: Answers | None) -> None:
        """Take what was ticked, as one change."""
        if answers is None:
            return
        before, after = self.table, self.table.taking(answers)
        said = texts.ticked(before.accounts, after.accounts)
        if after == before:
            self.tell(said)
        else:
            self.change(after, said)
