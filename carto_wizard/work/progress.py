"""How far a run is, and how fast AWS lets it go."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

from carto_wizard.setup.text import count

_WINDOW_SECONDS = 5.0
# A rate measured over less would tell of the burst at the start.
_TOLD_AFTER_SECONDS = 3.0
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Progress:
    """Accounts done so far; the rate is known only while AWS is limiting us."""

    done: int
    total: int
    throttled_rate: float | None = None
    """Accounts a second that AWS lets through; None: it does not limit us."""
    eta: float | None = None
    """Seconds left; None while not known."""
    waiting: str = ""
    """What the run waits for, in words, where it waits on purpose."""

    @property
    def words(self) -> str:
        """The sentence for the screen; empty when nothing is worth saying."""
        if self.waiting or self.throttled_rate is None:
            return self.waiting
        if not self.throttled_rate:
            return "AWS is limiting us; no account was answered for some seconds."
        rate = f"AWS is limiting us to about {self.throttled_rate:.0f} a second"
        if self.throttled_rate < 1:
            rate = "AWS is limiting us to less than 1 a second"
        if self.eta is None:
            return f"{rate}."
        if self.eta < _MINUTE:
            return f"{rate}, less than a minute left."
        return f"{rate}, about {count(round(self.eta / _MINUTE), 'minute')} left."


class ProgressCounter:
    """Counts what is done and what AWS throttled; called from many threads."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._started = time.monotonic()
        self._times: deque[float] = deque()
        self._throttled_at: float | None = None
        self.waiting = ""
        """What is waited for on purpose, in words."""
        self._lock = threading.Lock()

    def throttled(self) -> None:
        """AWS asked us to slow down."""
        with self._lock:
            self._throttled_at = time.monotonic()

    def finished(self) -> None:
        """One more account has its answer."""
        with self._lock:
            self._done += 1
            self._times.append(time.monotonic())

    def now(self) -> Progress:
        """The state of the run at this moment."""
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
            shown = rate if limited and lasted > _TOLD_AFTER_SECONDS else None
            return Progress(self._done, self._total, shown, eta, self.waiting)
