"""Widgets whose height follows every change, however busy the machine is."""

from __future__ import annotations

from typing import Self

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static


class FreshHeight(Widget):
    """Asks for its height at each change; the base with the styles goes before it."""

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint anew, and with `layout` ask for the height anew.

        Textual keeps a height that it took before mounting, or between two changes
        that one idle moment answers, and then shows only a part.
        """
        if layout:
            self.clear_cached_dimensions()
            self._layout_updates += 1
        return super().refresh(
            *regions, repaint=repaint, layout=layout, recompose=recompose
        )


class ChangingText(Static, FreshHeight):
    """A text that is not yet known when the page is made, or changes on it."""

    def __init__(
        self, text: str | Content = "", *, id: str | None = None, classes: str = ""
    ) -> None:
        super().__init__(text, id=id, classes=classes, markup=False)
