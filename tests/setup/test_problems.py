from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given

from carto_wizard.setup.answers import (
    Account,
    Answers,
    Hub,
    Mode,
    Single,
    Target,
)
from carto_wizard.setup.derived import with_derived
from carto_wizard.setup.problems import all_problems
from carto_wizard.setup.steps import KEYS
from carto_wizard.setup.summary import summary
from tests.setup import strategies

HUB = "111111111111"
COMPLETE = Answers(
    hub=Hub(HUB, "us-east-1"),
    accounts=(Account(HUB, "hub"), Account("222222222222", "prod", "eu-west-1")),
    single=Single("333333333333", "us-east-1"),
)


def problems_of(answers: Answers) -> list[tuple[str, str]]:
    return [(p.step, p.key) for p in all_problems(answers)]


def test_complete_answers_miss_nothing_in_either_mode() -> None:
    for mode in Mode:
        assert problems_of(replace(COMPLETE, mode=mode)) == []


@pytest.mark.parametrize(
    ("answers", "at"),
    [
        (replace(COMPLETE, hub=Hub("12", "us-east-1")), ("hub", "hub.account_id")),
        (replace(COMPLETE, hub=Hub(HUB, "cn-north-1")), ("hub", "hub.region")),
        (replace(COMPLETE, accounts=()), ("accounts", "accounts")),
        (replace(COMPLETE, accounts=(Account("x"),)), ("accounts", "accounts.0")),
        (
            replace(COMPLETE, accounts=(Account(HUB), Account(HUB))),
            ("accounts", "accounts.1"),
        ),
        (
            replace(COMPLETE, accounts=(Account(HUB, region="us-gov-west-1"),)),
            ("regions", "accounts.0"),
        ),
        (
            replace(COMPLETE, mode=Mode.SINGLE, single=Single("3" * 12)),
            ("regions", "single.region"),
        ),
        (
            replace(COMPLETE, mode=Mode.SINGLE, single=Single("", "us-east-1")),
            ("identity", "single.account_id"),
        ),
        (
            replace(COMPLETE, target=Target(config_file="x")),
            ("target", "target.config_file"),
        ),
        (replace(COMPLETE, target=Target(folder="x\n")), ("target", "target.folder")),
    ],
)
def test_what_is_missing_names_its_step_and_answer(
    answers: Answers, at: tuple[str, str]
) -> None:
    assert at in problems_of(answers)


def test_a_region_that_does_not_exist_is_missing_once_the_list_is_known() -> None:
    answers = replace(COMPLETE, accounts=(Account(HUB, region="eu-moon-1"),))
    assert all_problems(answers) == ()
    assert "eu-moon-1" in all_problems(answers, ["us-east-1"])[0].message


@given(strategies.answers)
def test_anything_can_be_summed_up_and_judged(answers: Answers) -> None:
    for problem in all_problems(answers):
        assert problem.step in KEYS
    places = [KEYS.index(step) for step, _, _ in summary(answers)]
    assert places == sorted(places)
    for _, label, value in summary(answers):
        assert label
        assert "\n" not in value
        assert "\x1b" not in value


def test_ten_thousand_accounts_are_linear() -> None:
    def cost(number: int) -> float:
        many = tuple(Account(f"{i:012d}", f"team {i}") for i in range(number))
        answers = replace(COMPLETE, accounts=many)
        started = time.process_time()
        assert all_problems(with_derived(answers)) == ()
        assert summary(answers)
        return time.process_time() - started

    # Quadratic growth would be a hundredfold.
    assert cost(10_000) < 40 * max(cost(1_000), 0.01)
