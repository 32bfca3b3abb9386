"""Check: findings as they come, what to fix first, why, and the command to copy."""

from __future__ import annotations

import time

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from carto_wizard.checks.results.results import Tally
from carto_wizard.files.foreign_config import ForeignConfigError
from carto_wizard.setup.answers import Mode
from carto_wizard.tui.keys import CHECK, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.check.administrator import ADMINISTRATOR
from carto_wizard.tui.steps.check.asking import AskingBody
from carto_wizard.tui.steps.check.own_look import LOOKS
from carto_wizard.tui.steps.check.panes import NO_MATCH, ResultPanes
from carto_wizard.tui.steps.check.text import counts, watch_lines
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.grid import Grid
from carto_wizard.tui.widgets.show_text import show_text
from carto_wizard.tui.work.background import Finished, start
from carto_wizard.tui.work.checking import NAME

REFRESH_SECONDS = 0.1
# Keys first: while the cursor moves, news waits for a picture that a key asked for.
_MOVING_SECONDS = 0.2
_NEWS_SECONDS = 0.5


class CheckBody(AskingBody):
    """The live checks; a thread asks, a timer takes over what it found."""

    FULL_WIDTH = True
    BINDINGS = CHECK

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self._moved_at = self._drawn_at = 0.0

    def compose(self) -> ComposeResult:
        """The counts, then the results."""
        yield ChangingText(id="counts")
        yield ResultPanes(self.results)

    def on_mount(self) -> None:
        """Show what is known, and ask if nothing is."""
        self.set_interval(REFRESH_SECONDS, self._tick)
        if self.runs.judged is None:
            self.runs.start(self, ())
        self.draw()

    def on_unmount(self) -> None:
        """Leaving the page stops asking."""
        self.stop_looking()
        self.runs.leave()

    def focus_first(self) -> None:
        """Start at what to fix first."""
        self.panes.focus_first()

    @on(Finished)
    def _finished(self, event: Finished) -> None:
        event.stop()
        if event.name.startswith(NAME):
            if event.name != self.runs.checking.name:
                return
            self.runs.end(well=event.error is None)
            self.draw()
            self.refresh_bindings()
        if isinstance(event.error, ForeignConfigError):
            self.ask_about(event.error)
        elif event.error is not None:
            self.post_message(self.Trouble(str(event.error)))
        elif event.name == ADMINISTRATOR:
            self.made(event.result)
            if self.runs.cancellable:
                self.ask_made_roles()
        elif event.name in LOOKS:
            self.panes.seen[event.name] = event.result
            self.draw()
            text = f"{event.name} is in the details of each account."
            self.post_message(self.Trouble(text, calm=True))
        elif event.name == "report":
            text = f"The report is {event.result}."
            self.post_message(self.Trouble(text, calm=True))

    def _tick(self) -> None:
        if time.monotonic() - self._moved_at > _MOVING_SECONDS:
            self._refresh()

    def _refresh(self) -> None:
        self._drawn_at = time.monotonic()
        if self.runs.start_when_due(self):
            self.refresh_bindings()
        if self.runs.take():
            self.draw()
        elif self.running or self.runs.round:
            self._draw_counts()

    def draw(self) -> None:
        """Show what is known by now."""
        waiting = "running" if self.running else "not asked"
        self.panes.show(self.results, self._nothing_to_fix(), waiting)
        self._draw_counts()

    def _nothing_to_fix(self) -> str:
        judged = self.runs.judged
        if judged is None:
            return "Asking…"
        if judged.ok:
            return "All checks passed."
        if self.runs.is_confirming:
            return "No problem is left. Asking the set-up once more."
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
        text = Content("\n").join([text, *watch_lines(self.runs)])
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
        if not self.runs.cancellable and (asks or action == "look_with"):
            return f"The checks are still running. {key(CHECK, 'stop')} stops them."
        match action:
            case "stop" if not (self.running or self.runs.round):
                again = key(CHECK, "check_all")
                return f"No check is running. {again} asks everything again."
            case "retry_failed" if not self.results.to_retry():
                again = key(CHECK, "check_all")
                return f"Nothing failed. {again} asks everything again."
            case "make_roles" if not self.results.to_retry():
                return "No role is missing."
            case "make_roles":
                return self.why_not_make()
            case "copy" if not self.panes.detail.command:
                return "This finding has no command."
        return ""

    def applies(self, action: str) -> bool:
        """Only a hub has denied accounts to look into."""
        if action == "make_roles":
            return self.has_administrator
        if action == "stack_set":
            return self.has_stack_set
        by_hub = action in ("look_with", "look_in_aws")
        return not by_hub or self.state.answers.mode is Mode.HUB

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
