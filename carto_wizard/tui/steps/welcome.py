"""Welcome: new or resume, what the wizard asks and writes, what it found here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from carto_wizard.setup import journey
from carto_wizard.setup.answers import Answers
from carto_wizard.tui.background import Finished, start
from carto_wizard.tui.steps.body import StepBody

PROMISES = (
    ("Asks", "about ten questions; F1 on each page says why."),
    ("Writes", "an AWS config, policies and scripts, after showing every byte."),
    ("Proves", "with live calls that Cartography sees every account."),
    ("Never", "stores keys, changes AWS by itself, or touches a file unasked."),
)


class WelcomeBody(StepBody):
    """The first page."""

    def compose(self) -> ComposeResult:
        """What to do, what to expect, what is here."""
        self.actions = self._actions()
        with VerticalScroll(can_focus=False):
            yield Static(_promises(), id="promises")
            yield OptionList(
                *(Option(label) for _, label in self.actions),
                markup=False,
                compact=True,
                id="start",
            )
            yield Static("", id="found")

    def _actions(self) -> list[tuple[str, str]]:
        saved, answers = self.state.saved, self.state.answers
        if saved is None or answers.step == "welcome":
            return [("new", "Start")]
        title = journey.BY_KEY[answers.step].title
        return [
            ("resume", f"Resume at {title}, {_ago(saved)}"),
            ("new", "Start over (what was saved is kept until you go on)"),
        ]

    def on_mount(self) -> None:
        """Look around without holding up the first paint."""
        start(self, "found", self._look)

    def _look(self) -> list[str]:
        from carto_wizard.files.locations import found, overrides

        lines = [str(item) for item in found(self.state.environ, self.state.home)]
        return lines + [str(item) for item in overrides(self.state.environ)]

    @on(Finished)
    def _looked(self, event: Finished) -> None:
        event.stop()
        lines = event.result or []
        if lines:
            self.query_one("#found", Static).update(
                Content.assemble(
                    ("Found here\n", "bold"), ("\n".join(lines), "$text-muted")
                )
            )

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        action = self.actions[event.option_index][0]
        if action == "resume":
            self.post_message(self.GoTo(self.state.answers.step))
            return
        if self.state.saved is not None:
            self.state.answers = Answers()
        self.go_next()

    def collect(self, answers: Answers) -> Answers:
        """The welcome page holds no answers; Next from it means start or resume."""
        return replace(answers)


def _promises() -> Content:
    return Content("\n").join(
        Content.assemble((f"{word:<7}", "bold $primary"), text)
        for word, text in PROMISES
    )


def _ago(saved: datetime) -> str:
    days = (date.today() - saved.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"{saved:%-d %B}")
    return f"{day} {saved:%H:%M}"
