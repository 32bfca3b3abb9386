"""What a page says while it waits for the disk: how far the look at it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widget import Widget

from carto_wizard.tui.work.review import short

if TYPE_CHECKING:
    from carto_wizard.files.changes import Stage

SECONDS = 0.1
"""Before waiting is worth a word, and from then on between two looks."""

_BAR = 16


class Patience:
    """From `begin` to `end`, shows the stage that a thread told last."""

    def __init__(self, page: Widget, show: Callable[[str], None], home: Path) -> None:
        self._show = show
        self._home = home
        self._stage: Stage | None = None
        self._said = ""
        self._timer = page.set_interval(SECONDS, self._say, pause=True)

    def begin(self) -> None:
        """The waiting begins, maybe again."""
        self._stage, self._said = None, ""
        self._timer.reset()

    def tell(self, stage: Stage) -> None:
        """Take what the thread is at."""
        self._stage = stage

    def end(self) -> None:
        """The waiting is over."""
        self._timer.pause()

    def _say(self) -> None:
        text = reading(self._stage, self._home)
        if text != self._said:
            self._said = text
            self._show(text)


def reading(stage: Stage | None, home: Path) -> str:
    """How far the look at the disk is; None: nothing was told yet."""
    if stage is None:
        return "Reading the disk…"
    done = round(stage.share * _BAR)
    bar = "━" * done + "─" * (_BAR - done)
    file = f"{stage.number + 1} of {stage.files}: {short(stage.path, home)}"
    doing = f"\n{stage.doing}" if stage.doing else ""
    return f"Reading the disk {bar}\n{file}{doing}"
