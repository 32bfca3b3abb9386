from __future__ import annotations

import threading

import pytest

from carto_wizard.work.pace import Pace


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


def test_a_burst_passes_on_a_machine_that_just_started() -> None:
    clock = Clock()
    clock.now = 1.0
    pace = Pace(rate=1, burst=3, clock=clock)
    assert [pace.turn() for _ in range(4)] == [0, 0, 0, 0]
    assert pace.turn() == pytest.approx(1)


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


def test_it_halves_while_nothing_goes_through() -> None:
    clock = Clock()
    pace = Pace(100, burst=8, ceiling=100, clock=clock)
    for _ in range(50):
        pace.slow_down()
    assert pace.rate == 50
    clock.now += 1
    pace.slow_down()
    assert pace.rate == 25
    _turns(pace, clock, 1.9)
    assert pace.rate == 25


def test_it_speeds_up_with_care_after_a_limit_and_freely_later() -> None:
    clock = Clock()
    pace = Pace(100, burst=8, ceiling=1000, clock=clock)
    pace.slow_down()
    _turns(pace, clock, 6)
    assert 75 < pace.rate < 150
    clock.now += 30
    _turns(pace, clock, 3)
    assert pace.rate == 1000


@pytest.mark.parametrize("limit", [5, 20, 100])
def test_it_finds_what_aws_lets_through(limit: int) -> None:
    """A bucket that fills with `limit` tokens a second, as AWS has it."""
    clock = Clock()
    pace = Pace(100, burst=8, ceiling=400, clock=clock)
    tokens, passed, throttled = float(limit), 0, 0
    for step in range(60_000):
        clock.now += 0.001
        tokens = min(tokens + limit / 1000, limit)
        while pace._next <= clock.now:
            pace.turn()
            if tokens >= 1:
                tokens -= 1
                passed += step >= 10_000
                pace.passed()
            else:
                throttled += step >= 10_000
                pace.slow_down()
    assert passed > 0.95 * limit * 50
    assert throttled < 0.25 * passed


def test_it_never_stands_still() -> None:
    clock = Clock()
    pace = Pace(100, burst=8, clock=clock)
    for _ in range(20):
        clock.now += 1
        pace.slow_down()
    assert pace.rate == 2
