from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.setup.answers import (
    Answers,
    Mode,
)
from carto_wizard.setup.steps import KEYS, STEPS, Step, neighbour, steps_for
from tests.setup import strategies

keys = st.sampled_from(KEYS)


@pytest.mark.parametrize("step", STEPS, ids=lambda s: s.key)
def test_every_step_says_what_it_asks_and_why(step: Step) -> None:
    assert step.title
    assert step.ask
    assert step.why.endswith(".")
    assert "!" not in step.ask + step.why
    assert step.modes


def test_the_modes_have_their_own_steps_and_share_the_rest() -> None:
    for mode in Mode:
        keys = [s.key for s in steps_for(Answers(mode=mode))]
        assert len(keys) == len(set(keys))
    hub = [s.key for s in steps_for(Answers(mode=Mode.HUB))]
    single = [s.key for s in steps_for(Answers(mode=Mode.SINGLE))]
    assert set(hub) - set(single) == {"hub", "accounts"}
    assert set(single) - set(hub) == {"identity"}
    assert [key for key in KEYS if key in hub] == hub
    assert [key for key in KEYS if key in single] == single


@given(strategies.answers, keys, st.integers(min_value=-20, max_value=20))
def test_a_neighbour_is_always_a_step_that_applies(
    answers: Answers, key: str, by: int
) -> None:
    found = neighbour(answers, key, by)
    path = [step.key for step in steps_for(answers)]
    assert found in path
    if key in path and 0 <= path.index(key) + by < len(path):
        assert path.index(found) == path.index(key) + by


@given(strategies.answers)
def test_forward_from_the_first_step_meets_every_step_and_ends(
    answers: Answers,
) -> None:
    met = ["welcome"]
    while (after := neighbour(answers, met[-1], 1)) != met[-1]:
        assert neighbour(answers, after, -1) == met[-1]
        met.append(after)
    assert met == [step.key for step in steps_for(answers)]
