"""One run of the checks in a thread, for a page that looks at it ten times a second."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.widget import Widget

from carto_wizard.tui.state import WizardState
from carto_wizard.tui.work.background import start

if TYPE_CHECKING:
    from carto_wizard.checks.finding import Finding
    from carto_wizard.work.progress import Progress

NAME = "check"
"""Of the `Finished` that ends a run."""


@dataclass(slots=True)
class Checking:
    """What a run left for the page, and how the page ends it."""

    cancel: threading.Event = field(default_factory=threading.Event)
    skip_waiting: threading.Event = field(default_factory=threading.Event)
    running: bool = False
    progress: Progress | None = None
    _fresh: deque[Finding] = field(default_factory=deque)
    _started: float = 0.0
    _took: float = 0.0

    def start(
        self,
        widget: Widget,
        state: WizardState,
        only: Collection[str],
        *,
        wait: bool,
        look_with: str,
    ) -> None:
        """Ask in the background; `widget` gets a `Finished` at the end.

        With `wait` roles may be new, and denied accounts are asked for a minute.
        """
        from carto_wizard.checks.probes.accounts import PROPAGATION
        from carto_wizard.checks.run.in_subprocess import run

        self.running, self._started = True, time.monotonic()
        answers, places, environ = state.answers, state.places(), state.environ
        option = state.option

        def emit(finding: Finding) -> None:
            self._fresh.append(finding.naming(option))

        def work() -> None:
            run(
                answers,
                places,
                emit,
                cancel=self.cancel,
                only=only or None,
                environ=environ,
                progress=self._progressed,
                pauses=PROPAGATION if wait else (),
                skip_waiting=self.skip_waiting,
                look_with=look_with,
            )

        start(widget, NAME, work)

    def _progressed(self, now: Progress) -> None:
        self.progress = now

    def done(self) -> None:
        """The run is over."""
        self.running = False
        self._took = time.monotonic() - self._started

    def taken(self) -> Iterator[Finding]:
        """What came since the last look."""
        while self._fresh:
            yield self._fresh.popleft()

    @property
    def seconds(self) -> float:
        """How long it takes, or took."""
        return time.monotonic() - self._started if self.running else self._took

    @property
    def words(self) -> str:
        """What the run has to say about itself; empty when nothing is worth it."""
        if not self.running or self.progress is None:
            return ""
        waiting = " K skips the waiting." if self.progress.waiting else ""
        return f"{self.progress.words}{waiting}"
