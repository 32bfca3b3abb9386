"""Full garbage collections are made only when nobody types.

A full collection looks at every object there is, and no key is answered meanwhile.
While 10,000 accounts were asked (bench_check_page), Python made 34 of them, the
longest of 148 ms of processor time and 3.2 s together; those of young objects, which
go on, took 7 ms at most. One key in a hundred took 638 ms and more with them, 173 ms
without, and 128 ms on a page at rest: the machine was busy with six times its load.
What waits for a pause is 38 MB: 118 MB instead of 80.
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
