"""How far the look at a file is, told to whoever listens in this thread.

Reading a file of thousands of profiles takes seconds. Who waits is none of the readers'
business, so it is not handed from one to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

_EVERY = 2_000
"""Lines between two words: some milliseconds."""


class Doing(StrEnum):
    """What is done to a config file, in this order."""

    READ = "reading it"
    JUDGE = "reading it as AWS tools do"
    COMPARE = "comparing the profiles"
    PROVE = "proving the edit"


_SHARES = {
    Doing.READ: (0.0, 0.25),
    Doing.JUDGE: (0.25, 0.3),
    Doing.COMPARE: (0.55, 0.15),
    Doing.PROVE: (0.7, 0.3),
}
"""Where each begins and how much of the time it takes, as measured."""

Tell = Callable[[Doing, float], None]
_listener: ContextVar[Tell | None] = ContextVar("_listener", default=None)


@contextmanager
def listening(tell: Tell) -> Iterator[None]:
    """Hear of everything that is read meanwhile in this thread."""
    heard = 0.0

    def onward(doing: Doing, share: float) -> None:
        # A file is read once more after old profiles were cut out of it.
        nonlocal heard
        heard = max(heard, share)
        tell(doing, heard)

    before = _listener.set(onward)
    try:
        yield
    finally:
        _listener.reset(before)


def begin(doing: Doing) -> None:
    """Say what comes next."""
    tell = _listener.get()
    if tell is not None:
        tell(doing, _SHARES[doing][0])


def counted(lines: Iterable[str], total: int, doing: Doing) -> Iterable[str]:
    """The same lines, of which there are `total`, with a word every now and then."""
    tell = _listener.get()
    return lines if tell is None else _counted(lines, total, doing, tell)


def _counted(
    lines: Iterable[str], total: int, doing: Doing, tell: Tell
) -> Iterator[str]:
    start, room = _SHARES[doing]
    for number, line in enumerate(lines):
        if not number % _EVERY:
            tell(doing, start + room * min(number / max(total, 1), 1))
        yield line
