"""What can be done now, as a list; the first of it is what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.message import Message

from carto_wizard.tui.widgets.menu import Menu

Action = tuple[str, str]
"""A name for the page, and how the line reads."""


class Actions(Menu):
    """A line for each action."""

    @dataclass
    class Chosen(Message):
        """An action was chosen."""

        name: str

    def __init__(self) -> None:
        super().__init__(id="actions")
        self.names: list[str] = []

    def show(self, actions: Sequence[Action]) -> None:
        """Offer other actions, the cursor on the first."""
        self.names = [name for name, _ in actions]
        self.clear_options()
        self.add_options([label for _, label in actions])
        self.highlighted = 0 if actions else None

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self.names[event.option_index]))
