"""One run of the checks in a thread, for a page that looks at it ten times a second."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from textual.widget import Widget

from carto_wizard.checks.run.progress_text import progress_text
from carto_wizard.tui.work.background import start

if TYPE_CHECKING:
    from carto_wizard.checks.finding import Finding
    from carto_wizard.checks.request import CheckRequest
    from carto_wizard.work.progress import Progress

NAME = "check"
"""What the `Finished` of a run is called, with its number."""
_NUMBERS = count()


@dataclass(slots=True)
class Checking:
    """What a run left for the page, and how the page ends it."""

    monotonic: Callable[[], float] = time.monotonic
    cancel: threading.Event = field(default_factory=threading.Event)
    running: bool = False
    name: str = field(default_factory=lambda: f"{NAME} {next(_NUMBERS)}")
    """A run that gave way to another one ends after that began."""
    progress: Progress | None = None
    _fresh: deque[Finding] = field(default_factory=deque)
    _started: float = 0.0
    _took: float = 0.0

    def start(self, widget: Widget, request: CheckRequest, session: str) -> None:
        """Ask in the background; `widget` gets a `Finished` at the end.

        Commands of the findings name the session with the option `session`.
        """
        from carto_wizard.checks.run.in_subprocess import run

        self.running, self._started = True, self.monotonic()

        def work() -> None:
            run(
                request,
                lambda finding: self._fresh.append(finding.naming(session)),
                cancel=self.cancel,
                progress=self._progressed,
            )

        start(widget, self.name, work)

    def _progressed(self, now: Progress) -> None:
        self.progress = now

    def done(self) -> None:
        """The run is over."""
        self.running = False
        self._took = self.monotonic() - self._started

    def taken(self) -> Iterator[Finding]:
        """What came since the last look."""
        while self._fresh:
            yield self._fresh.popleft()

    @property
    def seconds(self) -> float:
        """How long it takes, or took."""
        return self.monotonic() - self._started if self.running else self._took

    @property
    def words(self) -> str:
        """What keeps the run from going on faster; empty where nothing does."""
        if not self.running or self.progress is None:
            return ""
        return progress_text(self.progress)
