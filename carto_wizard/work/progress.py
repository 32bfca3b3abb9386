"""How far a long job is, and how fast the other side lets it go."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

_WINDOW_SECONDS = 5.0
# A rate measured over less would only show the burst at the start.
_MEASURED_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How much is done; the rate is known only while the other side limits it."""

    done: int
    total: int
    throttled_rate: float | None = None
    """How many a second are let through; None: the job is not limited."""
    eta: float | None = None
    """Seconds left; None while not known."""


class ProgressCounter:
    """Counts what is done and what was throttled; called from many threads."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._started = time.monotonic()
        self._times: deque[float] = deque()
        self._throttled_at: float | None = None
        self._lock = threading.Lock()

    def throttled(self) -> None:
        """Note that the other side asked to slow down."""
        with self._lock:
            self._throttled_at = time.monotonic()

    def finished(self) -> None:
        """Note that one more is done."""
        with self._lock:
            self._done += 1
            self._times.append(time.monotonic())

    def now(self) -> Progress:
        """The progress at this moment."""
        with self._lock:
            moment = time.monotonic()
            while self._times and self._times[0] < moment - _WINDOW_SECONDS:
                self._times.popleft()
            lasted = moment - self._started
            rate = len(self._times) / min(lasted, _WINDOW_SECONDS) if lasted > 1 else 0
            left = self._total - self._done
            eta = left / rate if rate else None
            limited = (
                self._throttled_at is not None
                and moment - self._throttled_at < 2 * _WINDOW_SECONDS
            )
            shown = rate if limited and lasted > _MEASURED_SECONDS else None
            return Progress(self._done, self._total, shown, eta)
