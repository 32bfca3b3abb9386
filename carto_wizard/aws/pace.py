"""A client-side rate limit that gives way to throttling and speeds up again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_FLOOR = 2.0
_GROWTH = 1.5
_GROWTH_SECONDS = 0.25
# One throttled moment makes many threads complain at once.
_CUT_SECONDS = 1.0
_CALM_SECONDS = 5.0


class Pace:
    """Lets `rate` calls a second begin, the first `burst` of them at once.

    The rate halves when AWS throttles and grows to `ceiling` while it does not.
    """

    def __init__(
        self,
        rate: float,
        burst: int,
        ceiling: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.rate = rate
        self._burst = burst
        self._ceiling = max(ceiling, rate)
        self._clock = clock
        self._next = 0.0
        self._grown = clock()
        self._cut = float("-inf")
        self._lock = threading.Lock()

    def wait(self, cancel: threading.Event) -> bool:
        """Wait for a turn; False when cancelled meanwhile."""
        with self._lock:
            now = self._clock()
            self._grow(now)
            turn = max(self._next, now - self._burst / self.rate)
            self._next = turn + 1 / self.rate
        return not cancel.wait(max(turn - now, 0.0))

    def slow_down(self) -> None:
        """AWS throttled a call."""
        with self._lock:
            now = self._clock()
            if now - self._cut >= _CUT_SECONDS:
                self.rate = max(self.rate / 2, _FLOOR)
                self._cut = now

    def _grow(self, now: float) -> None:
        calm = now - self._cut >= _CALM_SECONDS
        if calm and now - self._grown >= _GROWTH_SECONDS:
            self.rate = min(self.rate * _GROWTH, self._ceiling)
            self._grown = now
