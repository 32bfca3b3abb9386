"""Full garbage collections are made only when nobody types.

A full collection looks at every object there is, and no key is answered meanwhile.
While 10,000 accounts were asked (bench_check_page), 99 of 100 keys were answered within
136 ms with Python's own passes, the slowest in 192 ms; without the full ones within
22 ms, the slowest in 35 ms (on the same page at rest 77 and 24 ms). Passes over young
objects go on and take 7 ms at most. What waits for a pause is 38 MB: 118 instead of 80.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from textual.app import App
from textual.timer import Timer

PAUSE_SECONDS = 1.0
"""Without a key or the mouse; a full collection begins then."""


@contextmanager
def young_only() -> Iterator[None]:
    """Let Python collect young objects, but never by itself all of them."""
    usual = gc.get_threshold()
    gc.set_threshold(*usual[:2], 1_000_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def collector(app: App[None]) -> Timer:
    """A timer that makes one full collection, a pause after it was last reset."""

    def collect() -> None:
        timer.pause()
        gc.collect()

    timer = app.set_interval(PAUSE_SECONDS, collect, pause=True)
    return timer
