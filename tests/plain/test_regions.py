from __future__ import annotations

from pathlib import Path

import pytest

from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.session import load
from tests.plain.conftest import HUB, HUB_STEP, MODE, SPOKE, TARGET, typed, walked

SINGLE = Answers(mode=Mode.SINGLE)
TO_SINGLE = [
    *typed("mode", mode="2"),
    *typed("target", SINGLE),
    *typed("identity", SINGLE, account_id=HUB),
]
TO_HUB_REGION = [*MODE, *TARGET, HUB]
TO_LIST = [*MODE, *TARGET, *HUB_STEP, f"{SPOKE} payments", "", ""]


@pytest.mark.parametrize(
    ("before", "environ", "region"),
    [
        (TO_SINGLE, {}, "us-east-1"),
        (TO_SINGLE, {"AWS_REGION": "eu-west-1"}, "eu-west-1"),
        (TO_HUB_REGION, {"AWS_DEFAULT_REGION": "eu-north-1"}, "eu-north-1"),
    ],
)
def test_enter_takes_what_the_screens_suggest(
    before: list[str],
    environ: dict[str, str],
    region: str,
    env: dict[str, str],
    home: Path,
) -> None:
    session = home / "s.toml"
    done = walked(session, env | environ, *before, "")
    assert f"Enter uses {region}." in done.err
    assert f"[{region}]:" in done.err
    walked(session, env | environ, *before, "", *["" for _ in range(6)])
    assert load(session).answers.region == region


@pytest.mark.parametrize("before", [TO_SINGLE, TO_HUB_REGION], ids=["single", "hub"])
def test_a_place_is_understood_and_an_opt_in_region_needs_a_yes(
    before: list[str], env: dict[str, str], home: Path
) -> None:
    session = home / "s.toml"
    lines = ["ireland or so", "cape town", "n", "us-east", "frankfurt"]
    done = walked(session, env, *before, *lines, *["" for _ in range(6)])
    assert "! ireland or so is not a region name" in done.err
    assert "af-south-1, Africa (Cape Town), is an opt-in region" in done.err
    assert "Use af-south-1? [y/N]" in done.err
    assert (
        "! us-east matches 2 regions:\n  us-east-1  US East (N. Virginia)" in done.err
    )
    assert "eu-central-1, Europe (Frankfurt)." in done.err
    assert load(session).answers.region == "eu-central-1"
    taken = walked(home / "t.toml", env, *before, "af-south-1", "y", *["", "", ""])
    assert taken.err.count("is an opt-in region") == 1
    assert load(home / "t.toml").answers.region == "af-south-1"


def test_accounts_of_the_list_are_asked_about_too(
    env: dict[str, str], home: Path
) -> None:
    session = home / "s.toml"
    lines = [f"{SPOKE} milan", "n", "payments tel aviv", "y", "us oregon", "regions"]
    done = walked(session, env, *TO_LIST, *lines)
    assert "it must be enabled in the account, and in the hub." in done.err
    assert "il-central-1, Israel (Tel Aviv)." in done.err
    accounts = load(session).answers.accounts
    assert {account.region for account in accounts} == {"us-west-2"}
    done = walked(home / "t.toml", env, *TO_LIST, "milan", "y")
    assert "in each of the 2 accounts, and in the hub." in done.err
