"""The keys that work now, on one line: a footer made of a single widget.

Textual's own mounts a widget for each key whenever the focus moves, which doubles the
time to the first full page.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from carto_wizard.tui.keys import ENTER, is_text, shortest

GAP = "  "
NARROW_GAP = " "
"""Where the keys would not all be seen."""
Entry = tuple[str, str, Binding]
"""A key, what it does, and its binding."""


class KeyBar(Widget):
    """Each key with what it does; a click does the same.

    What has no room is left out, from the right; `lasting` actions stand last and
    always stay.
    """

    DEFAULT_CSS = "KeyBar { dock: bottom; height: 1; padding: 0 1; text-wrap: nowrap; }"

    def __init__(self, *lasting: str) -> None:
        super().__init__()
        self.lasting = lasting
        self._active: list[Entry] = []

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        active = [
            (shortest(binding), binding.description, binding)
            for binding in shown_keys(screen)
        ]
        if active != self._active:
            self._active = active
            self.refresh()

    @property
    def _shown(self) -> tuple[list[Entry], str]:
        """The keys that have room, and what stands between two."""
        last = [each for each in self._active if each[2].action in self.lasting]
        first = [each for each in self._active if each not in last]
        room = self.content_size.width
        gap = GAP if _width([*first, *last], GAP) <= room else NARROW_GAP
        while first and _width([*first, *last], gap) > room:
            first.pop()
        return [*first, *last], gap

    def render(self) -> Content:
        """The keys in the order of the focus: those of the focused widget first."""
        shown, gap = self._shown
        parts = [
            # Spaces end a part, never begin one: SVG viewers drop leading ones.
            Content.assemble((f"{key} ", "bold $footer-key-foreground"), text + gap)
            for key, text, _ in shown
        ]
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        place = event.get_content_offset(self)
        left = 0
        shown, gap = self._shown
        for key, text, binding in shown:
            left += cell_len(f"{key} {text}{gap}")
            if place is not None and place.x < left:
                self.app.simulate_key(binding.key)
                return


def _width(entries: list[Entry], gap: str) -> int:
    """The cells that the keys take; the gap after the last one may be cut."""
    return sum(cell_len(f"{key} {text}{gap}") for key, text, _ in entries) - len(gap)


def shown_keys(screen: Screen[object]) -> Iterator[Binding]:
    """The keys that do something now, the focused widget's first, one per action."""
    focused = screen.focused
    if enter := getattr(focused, "enter", ""):
        yield Binding(ENTER, "", enter)
    actions = {""}
    for active in screen.active_bindings.values():
        binding = active.binding
        taken = is_text(binding) and isinstance(focused, Input)
        works = binding.show and active.enabled and not taken
        if works and binding.action not in actions:
            actions.add(binding.action)
            yield binding
