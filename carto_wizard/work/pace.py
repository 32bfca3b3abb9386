"""A client-side rate limit that gives way to throttling and speeds up again."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

_FLOOR = 2.0
_STEP_SECONDS = 0.25
_GROWTH = 1.5
# Near a limit that was just met: a fifth more in a second.
_CAREFUL_GROWTH = 1.05
_CAREFUL_SECONDS = 30.0
_CALM_SECONDS = 2.0
# One throttled moment makes many threads complain at once.
_CUT_SECONDS = 1.0
_MEASURED_SECONDS = 2.0
# Of what was let through: a little less leaves the other side room to recover.
_BELOW = 0.9


class Pace:
    """Lets `rate` calls a second begin, the first `burst` of them at once.

    The rate halves when the other side throttles, down to what it lets through all the
    same, and grows to `ceiling` while nobody complains.
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
        self.clock = clock
        # Not 0: the clock of a machine that just started is near it.
        self._next = float("-inf")
        self._grown = clock()
        self._cut = float("-inf")
        self._passed: deque[float] = deque()
        self._begun = self._last = clock()
        self._lock = threading.Lock()

    def wait(self, cancel: threading.Event) -> bool:
        """Wait for a turn; False when cancelled meanwhile."""
        return not cancel.wait(self.turn())

    def turn(self) -> float:
        """Take a turn; returns the seconds until it comes."""
        with self._lock:
            now = self.clock()
            self._grow(now)
            turn = max(self._next, now - self._burst / self.rate)
            self._next = turn + 1 / self.rate
        return max(turn - now, 0.0)

    def passed(self) -> None:
        """Note that a call was answered, whatever the answer."""
        with self._lock:
            self._last = self.clock()
            self._passed.append(self._last)
            self._forget()

    @property
    def starved(self) -> float:
        """Seconds since anything was let through, while calls are throttled."""
        return self._cut - self._last if self._cut > self._last else 0.0

    def slow_down(self) -> None:
        """Note that a call was throttled."""
        with self._lock:
            now = self.clock()
            if now - self._cut >= _CUT_SECONDS:
                self._forget()
                lasted = min(now - self._begun, _MEASURED_SECONDS)
                passes = len(self._passed) / max(lasted, _STEP_SECONDS)
                # A rate that was not used says nothing about what is let through.
                used = min(self.rate, 2 * passes) if passes else self.rate
                self.rate = min(used, max(used / 2, passes * _BELOW, _FLOOR))
                self._cut = self._grown = now
                # The turns saved up for a burst are lost.
                self._next = max(self._next, now)

    def _forget(self) -> None:
        old = self.clock() - _MEASURED_SECONDS
        while self._passed and self._passed[0] <= old:
            self._passed.popleft()

    def _grow(self, now: float) -> None:
        calm = now - self._cut
        if calm >= _CALM_SECONDS and now - self._grown >= _STEP_SECONDS:
            careful = calm < _CAREFUL_SECONDS
            growth = _CAREFUL_GROWTH if careful else _GROWTH
            self.rate = min(self.rate * growth, self._ceiling)
            self._grown = now
