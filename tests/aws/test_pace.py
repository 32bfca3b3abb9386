from __future__ import annotations

import threading

import pytest

from carto_wizard.aws.pace import Pace


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _turns(pace: Pace, clock: Clock, seconds: float) -> int:
    """How many calls begin in so many seconds, in steps of a hundredth."""
    cancel = threading.Event()
    cancel.set()
    begun = 0
    ends = clock.now + seconds
    while clock.now < ends:
        # A cancelled wait does not block; what counts is the turn it took.
        while pace._next <= clock.now:
            pace.wait(cancel)
            begun += 1
        clock.now += 0.01
    return begun


def test_a_burst_passes_and_the_end_of_the_run_ends_the_waiting() -> None:
    pace = Pace(rate=0.001, burst=2)
    cancel = threading.Event()
    assert pace.wait(cancel) and pace.wait(cancel)
    cancel.set()
    assert not pace.wait(cancel)


@pytest.mark.parametrize("rate", [10.0, 100.0])
def test_the_rate_is_kept(rate: float) -> None:
    clock = Clock()
    pace = Pace(rate, burst=8, clock=clock)
    assert _turns(pace, clock, 10) == pytest.approx(10 * rate + 8, rel=0.03)


def test_it_speeds_up_to_the_ceiling_while_nobody_complains() -> None:
    clock = Clock()
    pace = Pace(100, burst=8, ceiling=400, clock=clock)
    _turns(pace, clock, 3)
    assert pace.rate == 400


def test_it_gives_way_to_throttling_and_recovers() -> None:
    clock = Clock()
    pace = Pace(100, burst=8, ceiling=100, clock=clock)
    for _ in range(50):
        pace.slow_down()
    assert pace.rate == 50
    clock.now += 1
    pace.slow_down()
    assert pace.rate == 25
    _turns(pace, clock, 4)
    assert pace.rate == 25
    _turns(pace, clock, 4)
    assert pace.rate == 100


def test_it_never_stands_still() -> None:
    clock = Clock()
    pace = Pace(100, burst=8, clock=clock)
    for _ in range(20):
        clock.now += 1
        pace.slow_down()
    assert pace.rate == 2
