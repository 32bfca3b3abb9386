"""What every step's body is: answers in, answers out, problems shown in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message

from carto_wizard.setup.answers import Answers
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import count
from carto_wizard.tui.keys import INNER
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.widgets.text_input import TextInput

FILTERS = "#filter, RegionPicker TextInput"


class StepBody(Vertical):
    """The part of the frame that belongs to one step.

    A body takes the state when it is made, and `collect` gives the answers as they
    stand on the screen. It never saves and never moves on: it posts `Next`.
    """

    BINDINGS: ClassVar[list[BindingType]] = INNER
    FULL_WIDTH: ClassVar[bool] = False
    """The rail gives way to this step until the terminal is really wide."""

    class Next(Message):
        """The person is done here."""

    @dataclass
    class Changed(Message):
        """Answers that matter to the frame changed (the rail follows the mode)."""

        answers: Answers
        keep: bool = False
        """Save now: it was more than a keystroke."""

    @dataclass
    class GoTo(Message):
        """The person wants another step."""

        step: str
        back: bool = False
        """To change one answer: from there the way leads back here."""

    @dataclass
    class Trouble(Message):
        """Something for the problem line; empty text clears it."""

        text: str
        calm: bool = False
        """It is news, not a problem."""

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(id="body", classes=f"step-{step}")
        self.step = step
        self.state = state

    def applies(self, action: str) -> bool:
        """Whether a key of this step has a use in this set-up."""
        return True

    def collect(self, answers: Answers) -> Answers:
        """The answers with what is on the screen put in; never refuses."""
        return answers

    def problems(self, answers: Answers) -> Sequence[Problem]:
        """What keeps Next from going on."""
        return self.state.problems(self.step)

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Put the focus on what has the problems; whether they are shown there."""
        return False

    def focus_first(self) -> None:
        """Put the focus where the person starts."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus()
                return

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why a key of this page does nothing now; empty: it does something."""
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what does something now."""
        match action:
            case "close_content":
                return self.content_open
            case "clear_filter":
                return bool(self._filter_text)
        return self.applies(action) and not self.why_not(action, parameters)

    @property
    def content_open(self) -> bool:
        """Whether the person is inside what a list shows, so that Esc leads back."""
        return False

    def action_close_content(self) -> None:
        """Go back to the list."""

    @property
    def _filter_text(self) -> str:
        return "".join(each.value for each in self.query(FILTERS).results(TextInput))

    def action_clear_filter(self) -> None:
        """Show the whole list again."""
        for each in self.query(FILTERS).results(TextInput):
            each.clear()

    def next_asked(self) -> bool:
        """Ctrl+N: do what Enter would here; False: there is nothing but going on."""
        return False

    def on_paste(self, event: events.Paste) -> None:
        """Several lines in a field for one, or one too long: nothing is taken."""
        event.stop()
        if isinstance(self.app.focused, TextInput):
            self.post_message(self.Trouble(pasted_too_much(event.text)))

    def go_next(self) -> None:
        """Ask the frame to go on."""
        self.post_message(self.Next())


def pasted_too_much(text: str) -> str:
    """What to say to a paste that a field for one line does not take."""
    lines = len(text.splitlines())
    takes, pasted = "one line", count(lines, "line")
    if lines == 1:
        takes = f"{TextInput.LONGEST_PASTE:,} characters at once"
        pasted = count(len(text), "character")
    return f"This field accepts {takes}, but {pasted} were pasted. Nothing was changed."
