"""The steps down the side: where one is, what is done, what comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message

from carto_wizard.setup.steps import Step
from carto_wizard.tui.widgets.fresh_height import ChangingText


class Rail(ChangingText):
    """A line for each step; a click goes there."""

    @dataclass
    class Chosen(Message):
        """A step was clicked."""

        step: str

    def show(
        self, steps: Sequence[Step], current: str, signs: Mapping[str, str]
    ) -> None:
        """Draw the steps that apply, each with the sign of how it stands."""
        self._keys = [step.key for step in steps]
        lines = [
            Content.styled(f"▸ {step.title}", "bold $primary")
            if step.key == current
            else Content.styled(f"{signs[step.key]} {step.title}", "$text-muted")
            for step in steps
        ]
        self.update(Content("\n").join(lines))

    def on_click(self, event: events.Click) -> None:
        """Go to the step that was clicked."""
        line = event.get_content_offset(self)
        if line is not None and 0 <= line.y < len(self._keys):
            self.post_message(self.Chosen(self._keys[line.y]))
