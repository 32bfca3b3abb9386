"""Keeping Python's garbage collection from stopping the screen.

A full collection looks at every object there is: with the findings of 10,000 accounts,
or a config file of as many profiles, it takes 0.2 to 0.5 s, many times in a run, and no
key is answered meanwhile.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = gc.get_threshold()
_YOUNG_ONLY = (700, 10, 1_000_000)


class _Work:
    """How many threads are at work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0

    def change(self, by: int) -> None:
        """One more, or one less; the last to go brings the usual passes back."""
        with self._lock:
            self._number += by
            if not self._number:
                gc.freeze()
            gc.set_threshold(*(_YOUNG_ONLY if self._number else _USUAL))


_work = _Work()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Collect young objects only while any thread is in here.

    Afterwards what is there is left out of every pass.
    """
    _work.change(1)
    try:
        yield
    finally:
        _work.change(-1)
