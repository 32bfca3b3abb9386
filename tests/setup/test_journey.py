from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.setup import journey
from carto_wizard.setup.answers import (
    Account,
    Answers,
    Hub,
    Mode,
    Platform,
    Single,
    Target,
)
from carto_wizard.setup.journey import BY_KEY, STEPS
from tests.setup import strategies

HUB = "111111111111"
COMPLETE = Answers(
    hub=Hub(HUB, "us-east-1"),
    accounts=(Account(HUB, "hub"), Account("222222222222", "prod", "eu-west-1")),
    single=Single("333333333333", "us-east-1"),
)
keys = st.sampled_from(list(BY_KEY))


def problems_of(answers: Answers) -> list[tuple[str, str]]:
    return [(p.step, p.key) for p in journey.missing(answers)]


@pytest.mark.parametrize("step", STEPS, ids=lambda s: s.key)
def test_every_step_says_what_it_asks_and_why(step: journey.Step) -> None:
    assert step.title
    assert step.ask
    assert step.why.endswith(".")
    assert "!" not in step.ask + step.why
    assert step.modes


def test_the_modes_have_their_own_steps_and_share_the_rest() -> None:
    hub = [s.key for s in journey.path(Answers(mode=Mode.HUB))]
    single = [s.key for s in journey.path(Answers(mode=Mode.SINGLE))]
    assert set(hub) - set(single) == {"hub", "accounts", "access"}
    assert set(single) - set(hub) == {"identity"}
    assert [key for key in BY_KEY if key in hub] == hub
    assert [key for key in BY_KEY if key in single] == single


@given(strategies.answers, keys, st.integers(min_value=-20, max_value=20))
def test_beside_never_leaves_the_path(answers: Answers, key: str, by: int) -> None:
    found = journey.beside(answers, key, by)
    path = [step.key for step in journey.path(answers)]
    assert found in path
    if key in path and 0 <= path.index(key) + by < len(path):
        assert path.index(found) == path.index(key) + by


@given(strategies.answers)
def test_forward_from_the_first_step_meets_every_step_and_ends(
    answers: Answers,
) -> None:
    met = ["welcome"]
    while (after := journey.beside(answers, met[-1], 1)) != met[-1]:
        assert journey.beside(answers, after, -1) == met[-1]
        met.append(after)
    assert met == [step.key for step in journey.path(answers)]


@given(strategies.answers, keys)
def test_a_changed_mode_keeps_every_answer(answers: Answers, key: str) -> None:
    other = Mode.SINGLE if answers.mode is Mode.HUB else Mode.HUB
    changed = replace(answers, mode=other)
    assert replace(changed, mode=answers.mode) == answers
    assert journey.beside(changed, key, 0) in {s.key for s in journey.path(changed)}
    back = replace(journey.settled(changed), mode=answers.mode)
    assert journey.settled(back) == journey.settled(
        replace(journey.settled(answers), mode=answers.mode)
    ) or set(answers.accounts) <= set(back.accounts)


@given(strategies.answers, st.sampled_from(["linux", "darwin", "win32"]))
def test_settling_is_done_once_and_loses_no_account(
    answers: Answers, system: str
) -> None:
    settled = journey.settled(answers, system=system)
    assert journey.settled(settled, system=system) == settled
    lost = set(answers.accounts) - set(settled.accounts)
    assert lost <= {Account(a.id, "hub") for a in answers.accounts[:1]}
    assert replace(settled, accounts=(), target=Target()) == replace(
        answers, accounts=(), target=Target()
    )


@pytest.mark.parametrize(
    ("system", "platform"),
    [
        ("linux", Platform.LINUX),
        ("darwin", Platform.MACOS),
        ("win32", Platform.WINDOWS),
        ("freebsd14", Platform.LINUX),
    ],
)
def test_this_machine_is_what_it_is(system: str, platform: Platform) -> None:
    here = Answers(target=Target(here=True, platform=Platform.WINDOWS))
    assert journey.settled(here, system=system).target.platform is platform
    there = Answers(target=Target(here=False, platform=Platform.MACOS))
    assert journey.settled(there, system=system).target.platform is Platform.MACOS


@pytest.mark.parametrize(
    ("hub", "accounts", "settled"),
    [
        (HUB, (), (Account(HUB, "hub"),)),
        (HUB, (Account(HUB, "mine"),), (Account(HUB, "mine"),)),
        (HUB, (Account("2" * 12, "hub"),), (Account(HUB, "hub"),)),
        (
            HUB,
            (Account("2" * 12, "hub", "eu-west-1"),),
            (Account(HUB, "hub"), Account("2" * 12, "hub", "eu-west-1")),
        ),
        (
            HUB,
            (Account("2" * 12, "a"), Account("3" * 12, "hub")),
            (Account(HUB, "hub"), Account("2" * 12, "a"), Account("3" * 12, "hub")),
        ),
        ("", (Account("2" * 12),), (Account("2" * 12),)),
        ("123", (Account("2" * 12),), (Account("2" * 12),)),
    ],
)
def test_the_hub_is_among_the_accounts(
    hub: str, accounts: tuple[Account, ...], settled: tuple[Account, ...]
) -> None:
    answers = Answers(hub=Hub(hub), accounts=accounts)
    assert journey.settled(answers).accounts == settled


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
    assert journey.missing(answers) == ()
    assert "eu-moon-1" in journey.missing(answers, ["us-east-1"])[0].message


@given(strategies.answers)
def test_anything_can_be_summed_up_and_judged(answers: Answers) -> None:
    for problem in journey.missing(answers):
        assert problem.step in BY_KEY
    order = list(BY_KEY)
    places = [order.index(step) for step, _, _ in journey.summary(answers)]
    assert places == sorted(places)
    for _, label, value in journey.summary(answers):
        assert label
        assert "\n" not in value
        assert "\x1b" not in value


def test_ten_thousand_accounts_are_linear() -> None:
    def cost(number: int) -> float:
        many = tuple(Account(f"{i:012d}", f"team {i}") for i in range(number))
        answers = replace(COMPLETE, accounts=many)
        started = time.process_time()
        assert journey.missing(journey.settled(answers)) == ()
        assert journey.summary(answers)
        return time.process_time() - started

    # Quadratic growth would be a hundredfold.
    assert cost(10_000) < 40 * max(cost(1_000), 0.01)
