"""A client-side rate limit: calls wait for their turn, never for each other."""

from __future__ import annotations

import threading
import time


class Pace:
    """Lets `rate` calls a second begin, the first `burst` of them at once."""

    def __init__(self, rate: float, burst: int) -> None:
        self.rate = rate
        self._burst = burst
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, cancel: threading.Event) -> bool:
        """Wait for a turn; False when cancelled meanwhile."""
        with self._lock:
            now = time.monotonic()
            turn = max(self._next, now - self._burst / self.rate)
            self._next = turn + 1 / self.rate
        return not cancel.wait(max(turn - now, 0.0))
