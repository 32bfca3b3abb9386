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


class _Passes:
    """Which passes Python makes: all, or those over young objects only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._working = 0
        self._at_pauses = False

    def work(self, threads: int) -> None:
        """One more thread at work, or one less; after the last one, freeze."""
        with self._lock:
            self._working += threads
            if not self._working:
                gc.freeze()
            self._set()

    def at_pauses(self, only: bool) -> None:
        """Whether full passes are left to `tidy` between works too."""
        with self._lock:
            self._at_pauses = only
            self._set()

    def tidy(self) -> None:
        """Make the full pass that was put off, unless somebody is at work."""
        with self._lock:
            if not self._working:
                gc.collect()

    def _set(self) -> None:
        young = self._working or self._at_pauses
        gc.set_threshold(*(_YOUNG_ONLY if young else _USUAL))


_passes = _Passes()
tidy = _passes.tidy


@contextmanager
def undisturbed() -> Iterator[None]:
    """Collect young objects only while any thread is in here.

    Afterwards what is there is left out of every pass.
    """
    _passes.work(1)
    try:
        yield
    finally:
        _passes.work(-1)


@contextmanager
def tidied_at_pauses() -> Iterator[None]:
    """Collect young objects only, but for whoever calls `tidy` at a quiet moment."""
    _passes.at_pauses(True)
    try:
        yield
    finally:
        _passes.at_pauses(False)
