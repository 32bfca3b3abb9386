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

    status: reactive[str] = reactive("")
    place: reactive[tuple[str, str]] = reactive(("", ""))
    """The step's title, and its number in words."""

    def render(self) -> Content:
        """Both lines, the status at the right and the rule to the edge."""
        width = self.content_size.width
        gap = max(width - len(NAME) - cell_len(self.status), 1)
        title, number = self.place
        rule = max(width - cell_len(f"{title} · {number} "), 0)
        return Content.assemble(
            (NAME, "bold"),
            " " * gap,
            (self.status, "$text-muted"),
            "\n",
            (f"{title} ", "bold $primary"),
            (f"· {number} ", "$text-muted"),
            ("─" * rule, "$panel"),
        )
