"""What a page says while its files are read from the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widget import Widget

from carto_wizard.tui.work.review import short_path

if TYPE_CHECKING:
    from carto_wizard.files.changes import Stage

SECONDS = 0.1
"""Before waiting is worth a word, and from then on between two of them."""

_BAR = 16


class DiskProgress:
    """Shows, from `begin` to `end`, the stage that a thread told last."""

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
        text = progress_text(self._stage, self._home)
        if text != self._said:
            self._said = text
            self._show(text)


def progress_text(stage: Stage | None, home: Path) -> str:
    """How far the reading is, as a bar; None: nothing was told yet."""
    if stage is None:
        return "Reading the disk…"
    done = round(stage.share * _BAR)
    bar = "━" * done + "─" * (_BAR - done)
    file = f"{stage.number + 1} of {stage.files}: {short_path(stage.path, home)}"
    doing = f"\n{stage.doing}" if stage.doing else ""
    return f"Reading the disk {bar}\n{file}{doing}"
