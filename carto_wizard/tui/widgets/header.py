"""The first two lines: what this is and how it stands, then where one is."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

NAME = "carto-wizard"


class Header(Widget):
    """Name and status, then the step's title, its number and a rule."""

    DEFAULT_CSS = "Header { height: 2; text-wrap: nowrap; }"

    status: reactive[tuple[str, ...]] = reactive(())
    """What has no room in the first line stands at the end of the second."""
    place: reactive[tuple[str, str]] = reactive(("", ""))
    """The step's title, and its number in words."""

    def render(self) -> Content:
        """Both lines, the status at the right and the rule to the edge."""
        width = self.content_size.width
        above, below = self._parted(width - len(NAME) - 1)
        gap = max(width - len(NAME) - cell_len(above), 1)
        title, number = self.place
        rule = max(width - cell_len(f"{title} · {number} {below}"), 0)
        return Content.assemble(
            (NAME, "bold"),
            " " * gap,
            (above, "$text-muted"),
            "\n",
            (f"{title} ", "bold $primary"),
            (f"· {number} ", "$text-muted"),
            ("─" * rule, "$panel"),
            (below, "$text-muted"),
        )

    def _parted(self, room: int) -> tuple[str, str]:
        """The parts of the status that fit, and the others."""
        fit = len(self.status)
        while fit > 1 and cell_len(" · ".join(self.status[:fit])) > room:
            fit -= 1
        below = " · ".join(self.status[fit:])
        return " · ".join(self.status[:fit]), f" {below}" if below else ""
