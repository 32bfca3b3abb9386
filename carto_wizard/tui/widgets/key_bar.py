"""The keys that work now, on one line: a footer made of a single widget.

Textual's own mounts a widget for each key whenever the focus moves, which doubles the
time to the first full page.
"""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

GAP = "  "
NARROW_GAP = " "
"""Where the keys would not all be seen."""


class KeyBar(Widget):
    """Each key with what it does; a click does the same."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: 1; padding: 0 1; text-wrap: nowrap; }"

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str, str, Binding]] = []
        self._gap = GAP

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        found: dict[str, tuple[str, str, Binding]] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.action not in found:
                key = self.app.get_key_display(binding)
                key = key.upper() if len(key) == 1 else key
                found[binding.action] = (key, binding.description, binding)
        shown = list(found.values())
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render(self) -> Content:
        """The keys in the order of the focus: the step's own first."""
        room = sum(cell_len(f"{key} {text}{GAP}") for key, text, _ in self._shown)
        self._gap = GAP if room <= self.content_size.width else NARROW_GAP
        parts = [
            # Spaces end a part, never begin one: SVG viewers drop leading ones.
            Content.assemble(
                (f"{key} ", "bold $footer-key-foreground"), text + self._gap
            )
            for key, text, _ in self._shown
        ]
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        place = event.get_content_offset(self)
        left = 0
        for key, text, binding in self._shown:
            left += cell_len(f"{key} {text}{self._gap}")
            if place is not None and place.x < left:
                self.app.simulate_key(binding.key)
                return
