"""What every step's body is: answers in, answers out, problems shown in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.containers import Vertical
from textual.message import Message

from carto_wizard.setup.answers import Answers
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import count
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.widgets.text_input import TextInput


class StepBody(Vertical):
    """The part of the frame that belongs to one step.

    A body takes the state when it is made, and `collect` gives the answers as they
    stand on the screen. It never saves and never moves on: it posts `Next`.
    """

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

    def close_inner(self) -> bool:
        """Esc: close what is open within the step; True when there was something."""
        return False

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
    return f"This field takes {takes}; {pasted} were pasted. Nothing was changed."
