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
"""Until the first text about the waiting, and from one text to the next."""

_BAR = 16


class DiskProgress:
    """Shows the stage that a thread reported last, from `begin` to `end`."""

    def __init__(self, page: Widget, show: Callable[[str], None], home: Path) -> None:
        self._show = show
        self._home = home
        self._stage: Stage | None = None
        self._shown = ""
        self._timer = page.set_interval(SECONDS, self._say, pause=True)

    def begin(self) -> None:
        """The waiting begins, maybe again."""
        self._stage, self._shown = None, ""
        self._timer.reset()

    def tell(self, stage: Stage) -> None:
        """Take the stage that the thread has reached."""
        self._stage = stage

    def end(self) -> None:
        """The waiting is over."""
        self._timer.pause()

    def _say(self) -> None:
        text = stage_text(self._stage, self._home)
        if text != self._shown:
            self._shown = text
            self._show(text)


def stage_text(stage: Stage | None, home: Path) -> str:
    """How far the reading is, as a bar; None: no stage was reported yet."""
    if stage is None:
        return "Reading the disk…"
    done = round(stage.share * _BAR)
    bar = "━" * done + "─" * (_BAR - done)
    file = f"{stage.number + 1} of {stage.files}: {short_path(stage.path, home)}"
    doing = f"\n{stage.doing}" if stage.doing else ""
    return f"Reading the disk {bar}\n{file}{doing}"
