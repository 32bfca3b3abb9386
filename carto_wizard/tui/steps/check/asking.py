"""What a person has asked on the check page: all, some of it again, or nothing more."""

from __future__ import annotations

from collections.abc import Collection

from carto_wizard.checks.results.results import Results
from carto_wizard.files.foreign_config import ForeignConfigError
from carto_wizard.tui.keys import CHECK, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.check.own_look import OwnLookBody
from carto_wizard.tui.steps.check.panes import ResultPanes
from carto_wizard.tui.steps.check.runs import Runs


class AskingBody(OwnLookBody):
    """Starts and stops the runs; the page shows what they find."""

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.runs = Runs(state)

    def draw(self) -> None:
        """Show what is known by now."""
        raise NotImplementedError

    @property
    def panes(self) -> ResultPanes:
        """The lists and the details."""
        return self.query_one(ResultPanes)

    @property
    def results(self) -> Results:
        """What is known so far."""
        return self.runs.results

    @property
    def running(self) -> bool:
        """Whether AWS is being asked."""
        return self.runs.running

    def begun(self) -> None:
        """Show that AWS is being asked."""
        self.post_message(self.Trouble(""))
        self.draw()
        self.refresh_bindings()

    def ask_about(self, error: ForeignConfigError) -> None:
        """Put the question before files of somebody else are read by botocore."""
        from carto_wizard.tui.dialogs.foreign_config import AllowForeign

        def answered(allowed: bool | None) -> None:
            if allowed:
                self.state.allowed |= frozenset(error.settings)
                self.runs.start_again(self)
                self.begun()
            else:
                text = f"Nothing was checked. {key(CHECK, 'check_all')} checks again."
                self.post_message(self.Trouble(text))

        self.app.push_screen(AllowForeign(error.settings), answered)

    def _again(self, only: Collection[str], nothing: str) -> None:
        """Ask again; what is not right then is watched."""
        if only:
            self.runs.start(self, only)
            self.begun()
        else:
            self.post_message(self.Trouble(nothing))

    def action_retry_failed(self) -> None:
        """Ask again what failed or has no answer."""
        self.runs.drop_round()
        self._again(self.results.to_retry(), "")

    def action_retry_this(self) -> None:
        """Ask again the account, or the accounts of the cause, under the cursor."""
        self._again(self.panes.under_cursor(), "There is nothing to retry.")

    def action_retry_shown(self) -> None:
        """Ask again what the filter shows."""
        self._again(self.panes.shown, "The filter shows nothing to retry.")

    def ask_made_roles(self) -> None:
        """Ask what the administrator made."""
        if self.state.is_checked:
            self.runs.hurry()
        else:
            self.action_check_all()

    def action_check_all(self) -> None:
        """Ask everything again."""
        self.runs.start_over(self)
        self.begun()

    def action_look_with(self) -> None:
        """Ask for a role that may look, then ask again with it."""
        from carto_wizard.tui.dialogs.look_with import LookWith

        def look(role: str | None) -> None:
            if role:
                self.runs.look_with = role
                self.runs.drop_round()
                nothing = "Nothing failed, so there is nothing to look into."
                self._again(self.results.to_retry(), nothing)

        self.app.push_screen(LookWith(self.runs.look_with), look)

    def action_stop(self) -> None:
        """Stop asking, now and in a while; what is known stays."""
        self.runs.stop()
        self.draw()
        self.refresh_bindings()
