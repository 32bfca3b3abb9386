from __future__ import annotations

import re
import time

import pytest
from hypothesis import given

from carto_wizard.setup import validate
from carto_wizard.setup.answers import Account
from carto_wizard.setup.profile_names import MAX_LENGTH, profile_names
from tests.setup import strategies


def named(*names: str) -> tuple[str, ...]:
    return profile_names(
        [Account(f"{i:012d}", name) for i, name in enumerate(names, start=1)]
    )


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("payments-prod", "payments-prod"),
        ("Payments_Prod", "Payments_Prod"),
        ("data lake", "data-lake"),
        ("  spaced  ", "spaced"),
        ("Zürich Straße", "Zurich-Stra-e"),
        ("[red]x[/b]", "red-x-b"),
        ("a\nb", "a-b"),
        ("\x1b[31msandbox\x1b[0m", "sandbox"),
        ("a//b..c", "a-b-c"),
        ("-_-lead", "lead"),
        ("", "account-000000000001"),
        ("🚀", "account-000000000001"),
        ("日本", "account-000000000001"),
        ("default", "default-000000000001"),
        ("DEFAULT", "DEFAULT-000000000001"),
        ("n" * 300, "n" * MAX_LENGTH),
    ],
)
def test_the_rule(name: str, profile: str) -> None:
    assert named(name) == (profile,)


def test_a_taken_name_gets_the_id_whatever_its_case() -> None:
    assert named("prod", "Prod", "prod!") == (
        "prod",
        "Prod-000000000002",
        "prod-000000000003",
    )


def test_a_name_that_looks_like_a_made_one_is_not_given_twice() -> None:
    names = named("a-000000000002", "a", "A")
    assert len({name.casefold() for name in names}) == 3


@given(strategies.account_lists)
def test_names_are_valid_unique_and_deterministic(
    accounts: tuple[Account, ...],
) -> None:
    names = profile_names(accounts)
    assert names == profile_names(accounts)
    assert len(names) == len(accounts)
    assert len({name.casefold() for name in names} | {"default"}) == len(names) + 1
    for name in names:
        assert re.fullmatch(rf"[A-Za-z0-9_-]{{1,{MAX_LENGTH}}}", name)
        assert validate.profile_name(name) is None


@given(strategies.account_lists)
def test_more_accounts_never_rename_the_earlier_ones(
    accounts: tuple[Account, ...],
) -> None:
    assert profile_names(accounts)[:-1] == profile_names(accounts[:-1])


def test_the_same_name_ten_thousand_times_is_linear() -> None:
    def cost(number: int) -> float:
        same = [Account("123456789012", "prod")] * number
        started = time.process_time()
        assert len({*profile_names(same)}) == number
        return time.process_time() - started

    # Quadratic growth would be a hundredfold.
    assert cost(10_000) < 40 * max(cost(1_000), 0.005)
