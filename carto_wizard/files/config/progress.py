"""How far the reading of a config file is, for a progress bar.

A file of thousands of profiles takes seconds. Who listens is a context variable, so
that no function in between has to pass it on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

_EVERY = 2_000
"""Lines between two reports: some milliseconds."""


class ConfigPhase(StrEnum):
    """The phases of comparing a config file, in their order."""

    READ = "reading the file"
    JUDGE = "reading the file as AWS tools do"
    COMPARE = "comparing the profiles"
    PROVE = "verifying the edit"


_SHARES = {
    ConfigPhase.READ: (0.0, 0.25),
    ConfigPhase.JUDGE: (0.25, 0.3),
    ConfigPhase.COMPARE: (0.55, 0.15),
    ConfigPhase.PROVE: (0.7, 0.3),
}
"""Where each begins and how much of the time it takes, as measured."""

Report = Callable[[ConfigPhase, float], None]


def _unheard(phase: ConfigPhase, share: float) -> None:
    """Report to nobody."""


_report: ContextVar[Report] = ContextVar("_report", default=_unheard)


@contextmanager
def listening(report: Report) -> Iterator[None]:
    """Report everything that is read in this thread inside the `with` block."""
    furthest = 0.0

    def forward(phase: ConfigPhase, share: float) -> None:
        # The file is read again after old profiles were cut out of it; a progress bar
        # must not go back.
        nonlocal furthest
        furthest = max(furthest, share)
        report(phase, furthest)

    before = _report.set(forward)
    try:
        yield
    finally:
        _report.reset(before)


def begin(phase: ConfigPhase) -> None:
    """Report that the next phase begins."""
    _report.get()(phase, _SHARES[phase][0])


def counted(lines: Iterable[str], total: int, phase: ConfigPhase) -> Iterator[str]:
    """The same lines, of which there are `total`, with a report every now and then."""
    report = _report.get()
    start, room = _SHARES[phase]
    for number, line in enumerate(lines):
        if not number % _EVERY:
            report(phase, start + room * min(number / max(total, 1), 1))
        yield line
