from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.setup.answers import (
    Account,
    Answers,
    Hub,
    Mode,
    Platform,
    Target,
)
from carto_wizard.setup.derived import with_derived
from carto_wizard.setup.steps import KEYS, neighbour, steps_for
from tests.setup import strategies

HUB = "111111111111"
keys = st.sampled_from(KEYS)


@given(strategies.answers, keys)
def test_a_changed_mode_keeps_every_answer(answers: Answers, key: str) -> None:
    other = Mode.SINGLE if answers.mode is Mode.HUB else Mode.HUB
    changed = replace(answers, mode=other)
    assert replace(changed, mode=answers.mode) == answers
    assert neighbour(changed, key, 0) in {s.key for s in steps_for(changed)}
    back = replace(with_derived(changed), mode=answers.mode)
    assert with_derived(back) == with_derived(
        replace(with_derived(answers), mode=answers.mode)
    ) or set(answers.accounts) <= set(back.accounts)


@given(strategies.answers, st.sampled_from(["linux", "darwin", "win32"]))
def test_deriving_twice_changes_nothing_more_and_loses_no_account(
    answers: Answers, system: str
) -> None:
    derived = with_derived(answers, system=system)
    assert with_derived(derived, system=system) == derived
    lost = set(answers.accounts) - set(derived.accounts)
    assert lost <= {Account(a.id, "hub") for a in answers.accounts[:1]}
    assert derived.setup_id == answers.setup_id or not answers.setup_id
    plain = {"accounts": (), "target": Target(), "setup_id": ""}
    assert replace(derived, **plain) == replace(answers, **plain)  # type: ignore[arg-type]


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
    assert with_derived(here, system=system).target.platform is platform
    there = Answers(target=Target(here=False, platform=Platform.MACOS))
    assert with_derived(there, system=system).target.platform is Platform.MACOS


@pytest.mark.parametrize(
    ("hub", "accounts", "derived"),
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
    hub: str, accounts: tuple[Account, ...], derived: tuple[Account, ...]
) -> None:
    answers = Answers(hub=Hub(hub), accounts=accounts)
    assert with_derived(answers).accounts == derived
