"""Check: findings as they come, what to fix first, why, and the command to copy."""

from __future__ import annotations

import time
from collections.abc import Collection

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from carto_wizard.checks.results.results import Results, Tally
from carto_wizard.files.foreign_config import ForeignConfigError
from carto_wizard.setup.answers import Mode
from carto_wizard.tui.keys import CHECK, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.steps.check.panes import NO_MATCH, ResultPanes
from carto_wizard.tui.steps.check.runs import Runs
from carto_wizard.tui.steps.check.text import counts
from carto_wizard.tui.widgets.grid import Grid
from carto_wizard.tui.widgets.show_text import show_text
from carto_wizard.tui.work.background import Finished, start
from carto_wizard.tui.work.checking import NAME

REFRESH_SECONDS = 0.1
# Keys first: while the cursor moves, news waits for a picture that a key asked for.
_MOVING_SECONDS = 0.2
_NEWS_SECONDS = 0.5


class CheckBody(StepBody):
    """The live checks; a thread asks, a timer takes over what it found."""

    FULL_WIDTH = True
    BINDINGS = CHECK

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.runs = Runs(state)
        self._moved_at = self._drawn_at = 0.0

    @property
    def results(self) -> Results:
        """What is known so far."""
        return self.runs.results

    @property
    def running(self) -> bool:
        """Whether AWS is being asked."""
        return self.runs.running

    def compose(self) -> ComposeResult:
        """The counts, then the results."""
        yield Static("", id="counts")
        yield ResultPanes(self.results)

    @property
    def panes(self) -> ResultPanes:
        """The lists and the details."""
        return self.query_one(ResultPanes)

    def on_mount(self) -> None:
        """Show what is known, and ask if nothing is."""
        self.set_interval(REFRESH_SECONDS, self._tick)
        if self.runs.judged is None:
            self.runs.start(self, (), wait=False)
        self._draw()

    def on_unmount(self) -> None:
        """Leaving the page stops asking."""
        self.runs.leave()

    def focus_first(self) -> None:
        """Start at what to fix first."""
        self.panes.focus_first()

    def _begun(self) -> None:
        self.post_message(self.Trouble(""))
        self._draw()
        self.refresh_bindings()

    @on(Finished)
    def _finished(self, event: Finished) -> None:
        event.stop()
        if event.name == NAME:
            self.runs.end(well=event.error is None)
            self._draw()
            self.refresh_bindings()
        if isinstance(event.error, ForeignConfigError):
            self._ask_about(event.error)
        elif event.error is not None:
            self.post_message(self.Trouble(str(event.error)))
        elif event.name == "report":
            text = f"The report is {event.result}."
            self.post_message(self.Trouble(text, calm=True))

    def _ask_about(self, error: ForeignConfigError) -> None:
        """Put the question before files of somebody else are read by botocore."""
        from carto_wizard.tui.dialogs.foreign_config import AllowForeign

        def answered(allowed: bool | None) -> None:
            if allowed:
                self.state.allowed |= frozenset(error.settings)
                self.runs.start_again(self)
                self._begun()
            else:
                text = f"Nothing was checked. {key(CHECK, 'check_all')} checks again."
                self.post_message(self.Trouble(text))

        self.app.push_screen(AllowForeign(error.settings), answered)

    def _tick(self) -> None:
        if time.monotonic() - self._moved_at > _MOVING_SECONDS:
            self._refresh()

    def _refresh(self) -> None:
        self._drawn_at = time.monotonic()
        if self.runs.take():
            self._draw()
        elif self.running:
            self._draw_counts()

    def _draw(self) -> None:
        waiting = "running" if self.running else "not asked"
        self.panes.show(self.results, self._nothing_to_fix(), waiting)
        self._draw_counts()

    def _nothing_to_fix(self) -> str:
        judged = self.runs.judged
        if judged is None:
            return "Asking…"
        if judged.ok:
            return "All checks passed."
        ask_all = key(CHECK, "check_all")
        return (
            f"No problem so far, but the checks did not complete. {ask_all} checks "
            "everything."
        )

    @on(ResultPanes.Filtered)
    def _draw_counts(self) -> None:
        panes, tally = self.panes, self.results.tally
        shown = Tally.of(panes.rows) if panes.words else None
        sentence = self.runs.judged.sentence if self.runs.judged else ""
        text = counts(tally, shown, self.runs.checking, sentence)
        show_text(self.query_one("#counts", Static), text)

    @on(Grid.Highlighted)
    def _moved(self, event: Grid.Highlighted) -> None:
        event.stop()
        self._moved_at = time.monotonic()
        if self._moved_at - self._drawn_at > _NEWS_SECONDS:
            self.call_after_refresh(self._refresh)

    def action_details(self) -> None:
        """Open or close the details where they have no room beside the lists."""
        if self.panes.nothing_shown:
            self.post_message(self.Trouble(NO_MATCH, calm=True))
        elif self.content_open:
            self.panes.close_details()
        else:
            self.panes.open_details()

    @property
    def content_open(self) -> bool:
        """Whether the person is in the details, beside the lists or in their place."""
        return self.panes.in_details

    def action_close_content(self) -> None:
        """Go from the details to the list."""
        self.panes.close_details()

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why a key does nothing now."""
        asks = action in ("retry_failed", "retry_this", "retry_shown", "check_all")
        if self.running and (asks or action == "look_with"):
            return f"The checks are still running. {key(CHECK, 'stop')} stops them."
        match action:
            case "stop" if not self.running:
                again = key(CHECK, "check_all")
                return f"No check is running. {again} asks everything again."
            case "skip" if not self.running:
                return "The checks are not waiting for anything."
            case "retry_failed" if not self.running and not self.results.to_retry():
                again = key(CHECK, "check_all")
                return f"Nothing failed. {again} asks everything again."
            case "copy" if not self.panes.detail.command:
                return "This finding has no command."
        return ""

    def _again(self, only: Collection[str], nothing: str) -> None:
        """Ask again; roles may be new by now, so denied accounts are waited for."""
        if only:
            self.runs.start(self, only, wait=True)
            self._begun()
        else:
            self.post_message(self.Trouble(nothing))

    def action_retry_failed(self) -> None:
        """Ask again what failed or has no answer."""
        self._again(self.results.to_retry(), "")

    def action_retry_this(self) -> None:
        """Ask again the account, or the accounts of the cause, under the cursor."""
        self._again(self.panes.under_cursor(), "There is nothing to retry.")

    def action_retry_shown(self) -> None:
        """Ask again what the filter shows."""
        self._again(self.panes.shown, "The filter shows nothing to retry.")

    def action_check_all(self) -> None:
        """Ask everything again."""
        self.runs.start_over(self)
        self._begun()

    def applies(self, action: str) -> bool:
        """Only a hub has denied accounts to look into."""
        return action != "look_with" or self.state.answers.mode is Mode.HUB

    def action_look_with(self) -> None:
        """Ask for a role that may look, then ask again with it."""
        from carto_wizard.tui.dialogs.look_with import LookWith

        def look(role: str | None) -> None:
            if role:
                self.runs.look_with = role
                nothing = "No account was denied, so there is nothing to look into."
                self._again(self.results.to_retry(), nothing)

        self.app.push_screen(LookWith(self.runs.look_with), look)

    def action_skip(self) -> None:
        """Do not wait for new roles."""
        self.runs.checking.skip_waiting.set()

    def action_stop(self) -> None:
        """Stop asking; what is known stays."""
        self.runs.checking.cancel.set()

    def action_copy(self) -> None:
        """Copy the command that is shown."""
        self.app.copy_to_clipboard(self.panes.detail.command)
        self.app.notify("The command was sent to the clipboard.", markup=False)

    def action_filter(self) -> None:
        """Go to the filter."""
        if self.content_open:
            self.panes.close_details()
        self.query_one("#filter").focus()

    def action_save(self, redact: bool = False) -> None:
        """Save the report beside the other files."""
        from carto_wizard.tui.work.reports import save_report

        folder, judged = self.state.places().folder, self.runs.so_far
        start(self, "report", lambda: save_report(folder, judged, redact=redact))
