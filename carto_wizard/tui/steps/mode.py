"""Mode: a form with a picture of what is chosen."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from carto_wizard.setup.answers import Mode
from carto_wizard.tui.steps.form import FormBody
from carto_wizard.tui.widgets.field import Field
from carto_wizard.tui.widgets.fresh_height import ChangingText

PICTURES = {
    Mode.HUB: """\
 Cartography runs in the hub             every account, the hub too
 ┌──────────────────────┐  assumes   ┌────────────────────────┐
 │ cartography-service  ├────────────┤ cartography-read-only  │ × n
 └──────────────────────┘            └────────────────────────┘""",
    Mode.SINGLE: """\
 Cartography            the account it reads
 ┌─────────────┐ is   ┌───────────────────────────────┐
 │ credentials ├──────┤ user, group or role           │
 └─────────────┘      └───────────────────────────────┘""",
}


class ModeBody(FormBody):
    """The set-up's two questions and its picture."""

    def compose(self) -> ComposeResult:
        """The form, then the picture below it."""
        yield from super().compose()
        yield ChangingText(PICTURES[self.state.answers.mode], id="picture")

    @on(Field.Edited)
    def _redraw(self) -> None:
        mode = self.collect(self.state.answers).mode
        self.query_one("#picture", Static).update(PICTURES[mode])
