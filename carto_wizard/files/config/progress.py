"""How far the reading of a config file is, for a progress bar.

A file of thousands of profiles takes seconds. The listener is a context variable, so
that the functions which read need not hand it from one to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

_EVERY = 2_000
"""Lines between two reports: some milliseconds."""


class ConfigPhase(StrEnum):
    """What is done with a config file, in this order."""

    READ = "reading it"
    JUDGE = "reading it as AWS tools do"
    COMPARE = "comparing the profiles"
    PROVE = "proving the edit"


_SHARES = {
    ConfigPhase.READ: (0.0, 0.25),
    ConfigPhase.JUDGE: (0.25, 0.3),
    ConfigPhase.COMPARE: (0.55, 0.15),
    ConfigPhase.PROVE: (0.7, 0.3),
}
"""Where each begins and how much of the time it takes, as measured."""

Report = Callable[[ConfigPhase, float], None]
_listener: ContextVar[Report | None] = ContextVar("_listener", default=None)


@contextmanager
def listening(report: Report) -> Iterator[None]:
    """Report everything that is read in this thread inside the `with` block."""
    furthest = 0.0

    def forward(phase: ConfigPhase, share: float) -> None:
        # A file is read again after old profiles were cut out of it; the bar of a
        # person who waits never goes back.
        nonlocal furthest
        furthest = max(furthest, share)
        report(phase, furthest)

    before = _listener.set(forward)
    try:
        yield
    finally:
        _listener.reset(before)


def begin(phase: ConfigPhase) -> None:
    """Report that the next phase begins."""
    report = _listener.get()
    if report is not None:
        report(phase, _SHARES[phase][0])


def counted(lines: Iterable[str], total: int, phase: ConfigPhase) -> Iterable[str]:
    """The same lines, of which there are `total`, with a report every now and then."""
    report = _listener.get()
    return lines if report is None else _counted(lines, total, phase, report)


def _counted(
    lines: Iterable[str], total: int, phase: ConfigPhase, report: Report
) -> Iterator[str]:
    start, room = _SHARES[phase]
    for number, line in enumerate(lines):
        if not number % _EVERY:
            report(phase, start + room * min(number / max(total, 1), 1))
        yield line
