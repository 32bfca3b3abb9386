"""A short list to choose one line from, by Enter or by the key before the line."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.widgets import OptionList

from carto_wizard.tui.widgets.fresh_height import FreshHeight

KEYS = "1234567890ABCDEFGHIJ"
"""The key of each line, in order."""


class Menu(OptionList, FreshHeight):
    """Lines to choose from; with `numbered`, each has a key of its own."""

    enter = "Choose"
    """What Enter does, for the footer."""

    def __init__(
        self,
        lines: Sequence[str] = (),
        *,
        numbered: bool = False,
        id: str | None = None,
    ) -> None:
        self.keys = KEYS[: len(lines)] if numbered else ""
        shown = zip(self.keys, lines, strict=False)
        labels = [f"{key}  {line}" for key, line in shown] if numbered else lines
        super().__init__(*labels, markup=False, compact=True, id=id)

    def on_key(self, event: events.Key) -> None:
        """Choose the line that has this key."""
        index = self.keys.find(event.key.upper()) if len(event.key) == 1 else -1
        if index >= 0:
            event.stop()
            self.highlighted = index
            self.action_select()
