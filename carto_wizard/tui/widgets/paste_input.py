"""An input that hands on a block of lines instead of keeping only the first."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class PasteInput(Input):
    """A one-line input; a paste of several lines bubbles to whoever can read it."""

    def _on_paste(self, event: events.Paste) -> None:
        if "\n" in event.text.strip() or "\r" in event.text.strip():
            event.prevent_default()
            return
        super()._on_paste(event)
