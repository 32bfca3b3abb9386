"""The administrator whom a person plays in the demo: the roles get made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.work.background import start

ADMINISTRATOR = "administrator"
"""Of the `Finished` that says what was made."""


class AdministratorBody(StepBody):
    """Has the roles made in the AWS of the demo; elsewhere it cannot do that."""

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self._at_work = False

    @property
    def has_administrator(self) -> bool:
        """Whether there is one to play."""
        return self.state.administrator is not None

    def why_not_make(self) -> str:
        """Why the roles cannot be made now."""
        return "The administrator is at work." if self._at_work else ""

    def action_make_roles(self) -> None:
        """Have the roles made; the page sees by itself that they are there."""
        if (make := self.state.administrator) is None:
            return
        self._at_work = True
        text = "The administrator makes the roles."
        self.post_message(self.Trouble(text, calm=True))
        self.refresh_bindings()
        start(self, ADMINISTRATOR, partial(make, self.state.answers))

    def made(self, left: Sequence[str]) -> None:
        """Say that it is done, and what was left as it is."""
        self._at_work = False
        text = " ".join(["The administrator made the roles.", *left])
        self.post_message(self.Trouble(text, calm=not left))
        self.refresh_bindings()
