"""Ask for a role that may look at the roles of denied accounts."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from carto_wizard.setup import validate
from carto_wizard.setup.organization import ACCESS_ROLE
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.overflow import Overflow
from carto_wizard.tui.widgets.text_input import TextInput

_WHY = (
    "AWS gives the same error for a missing role and for a role that does not trust "
    "the hub. Name a role that the hub can assume in those accounts to find out which "
    "it is. It is assumed only where access was denied or a policy is missing, with a "
    "session that can read only that role and its policies."
)


class LookWith(Dialog[str | None]):
    """The name of the role."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.role = role or ACCESS_ROLE

    def compose(self) -> ComposeResult:
        """What for, a name, a line for a problem."""
        with Overflow(classes="dialog"):
            yield Static("Look into denied accounts", classes="heading", markup=False)
            yield Static(_WHY, classes="muted", markup=False)
            yield Static("Role", classes="label", markup=False)
            yield TextInput(self.role)
            yield ChangingText(id="trouble")
        yield KeyBar()

    @on(TextInput.Submitted)
    def _submitted(self, event: TextInput.Submitted) -> None:
        role = event.value.strip()
        problem = validate.role_name(role)
        if problem:
            self.query_one("#trouble", Static).update(f"! {problem}")
        else:
            self.dismiss(role)
