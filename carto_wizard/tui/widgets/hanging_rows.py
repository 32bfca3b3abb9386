"""Keys and what they do in two columns; what is long goes on in its own column."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

KeyRow = tuple[str, str]
"""A key in words, and what it does."""
_LEAST = 8
"""The narrowest second column."""


class HangingRows(Visual):
    """Rows of a label and a text, wrapped for the width they are drawn in."""

    def __init__(self, rows: Sequence[KeyRow]) -> None:
        self.rows = rows
        self.indent = max(len(label) for label, _ in rows) + 2

    def __str__(self) -> str:
        return "\n".join(f"{label:<{self.indent}}{text}" for label, text in self.rows)

    def _content(self, width: int) -> Content:
        room = max(width - self.indent, _LEAST)
        between = "\n" + " " * self.indent
        return Content("\n").join(
            Content.assemble(
                (f"{label:<{self.indent}}", "bold"),
                (between.join(textwrap.wrap(text, room)), "$text-muted"),
            )
            for label, text in self.rows
        )

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Draw it as the text that it is in this width."""
        return self._content(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All of the width there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """The rows that it takes."""
        return self._content(width).get_height(rules, width)
