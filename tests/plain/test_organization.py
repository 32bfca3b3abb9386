"""Accounts from the organization as line prompts, against the embedded AWS."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import MANAGEMENT
from carto_wizard.setup.session import load, save
from tests.aws_fixtures import as_admin
from tests.plain.conftest import HUB_STEP, MODE, TARGET, walked
from tests.terminal import Done

TO_ACCOUNTS = [*MODE, *TARGET, *HUB_STEP]
PRODUCTION = "Root/Workloads/Production"


@pytest.fixture
def admin(healthy_aws: Demo, env: dict[str, str]) -> dict[str, str]:
    return as_admin(healthy_aws, env, MANAGEMENT)


@pytest.fixture
def session(home: Path) -> Path:
    return home / "s.toml"


def accounts(session: Path) -> list[str]:
    return [account.name for account in load(session).answers.accounts]


def asked(session: Path, env: dict[str, str], *lines: str) -> Done:
    return walked(session, env, *TO_ACCOUNTS, "organization", *lines)


def test_everything_or_some_units(admin: dict[str, str], session: Path) -> None:
    done = asked(session, admin, "", "y", "")
    assert (
        "Listing the organization as arn:aws:iam::222222222222:user/admin" in done.err
    )
    assert f"  {PRODUCTION}: " in done.err
    assert "9 accounts changed: 8 new, 1 recognized." in done.err
    assert "9 accounts listed now." in done.err
    assert len(accounts(session)) == 9
    assert load(session).answers.organization.ous == ("r-demo",)


def test_units_by_number_name_and_path(admin: dict[str, str], session: Path) -> None:
    done = asked(session, admin, f"4, {PRODUCTION} , security", "y", "")
    assert "  3  Root/Platform/Security: 1 account\n" in done.err
    assert "  5  Root/Suspended: 1 account, 0 active\n" in done.err
    assert "  6  Root/Workloads: 6 accounts, 5 active\n" in done.err
    found = accounts(session)
    assert "log-archive" in found
    assert "payments-prod" in found
    assert "payments-staging" not in found
    assert len(load(session).answers.organization.ous) == 3


def test_a_wrong_unit_is_said_and_asked_again(
    admin: dict[str, str], session: Path
) -> None:
    done = asked(session, admin, "0", "[red]\x1b", "Security,,x", "?", "Security", "y")
    assert done.err.count("! No unit has the ID, path or name ") == 3
    assert "name [red]␛." in done.err
    assert done.err.count("Units [all]:") == 5
    assert "log-archive" in accounts(session)


def test_a_name_with_commas_is_one_name(
    admin: dict[str, str], session: Path, healthy_aws: Demo
) -> None:
    units = [
        ["ou-demo-commas00", "a, b,c", "r-demo"],
        ["ou-demo-b0000000", "b", "r-demo"],
    ]
    healthy_aws.fault("organization", units=units)
    asked(session, admin, "Security,a, b,c , 5", "y")
    ous = load(session).answers.organization.ous
    assert ous[:2] == ("ou-demo-security", "ou-demo-commas00")
    assert len(ous) == 3
    # What is kept can be typed as it is shown.
    again = walked(session, admin, "", "organization", "a, b", "a, b,c, b", "y")
    assert "! No unit has the ID, path or name a. Use" in again.err
    assert load(session).answers.organization.ous == (units[0][0], units[1][0])


def test_enter_keeps_that_no_unit_was_chosen(
    admin: dict[str, str], session: Path
) -> None:
    asked(session, admin, "Security", "y")
    answers = load(session).answers
    nothing = replace(answers.organization, ous=())
    save(replace(answers, organization=nothing), session)
    for keys in ("", "none"):
        done = walked(session, admin, "", "organization", "?", keys)
        assert "Units [none]:" in done.err
        assert "Enter means none." in done.err
        assert "No account changed." in done.err
    assert load(session).answers.organization == nothing


def test_the_accounts_of_the_units_can_be_listed(
    admin: dict[str, str], session: Path, healthy_aws: Demo
) -> None:
    healthy_aws.fault("member", account="888888888888", name="[red]x[/b]\n\x1b[31m")
    healthy_aws.fault("member", account="444444444444", state="")
    done = asked(session, admin, "list", "<", "")
    security = "Root/Platform/Security\n  888888888888, [red]x[/b]␊␛[31m, ACTIVE, "
    assert f"{security}example.com\n" in done.err
    assert (
        "\n  444444444444, payments-staging, state unknown, example.com\n" in done.err
    )
    assert ", SUSPENDED, example.com\n" in done.err
    assert done.err.count(", example.com\n") == 11
    assert done.err.count("Units [all]:") == 2


def test_nothing_changes_without_a_yes_or_on_the_way_back(
    admin: dict[str, str], session: Path
) -> None:
    for lines in (["all", ""], ["<", ""]):
        asked(session, admin, *lines)
        assert accounts(session) == ["hub"]
        assert load(session).answers.organization.id == ""


def test_coming_back_finds_what_changed(
    admin: dict[str, str], session: Path, healthy_aws: Demo
) -> None:
    asked(session, admin, "Security,Staging", "y")
    healthy_aws.fault("member", account="888888888888", name="[red]x[/b]\n\x1b[31m")
    healthy_aws.fault("member", account="444444444444", outside=True)
    done = walked(session, admin, "", "organization", "", "y")
    kept = "Root/Platform/Security, Root/Workloads/Staging"
    assert f"Units [{kept}]:" in done.err
    assert "2 accounts changed: 1 gone, 1 renamed." in done.err
    assert accounts(session)[1:] == ["[red]x[/b]\n\x1b[31m"]
    again = walked(session, admin, "", "organization", "")
    assert "No account changed." in again.err
    assert "Change the list like this?" not in again.err


def test_without_the_right_the_list_can_be_typed(
    healthy_aws: Demo, env: dict[str, str], session: Path
) -> None:
    member = as_admin(healthy_aws, env, "333333333333")
    done = asked(session, member, "333333333333 prod", "", "")
    assert "! arn:aws:iam::333333333333:user/admin has no right to" in done.err
    assert '"organizations:ListTagsForResource"' in done.err
    assert accounts(session) == ["hub", "prod"]


def test_a_profile_can_be_named(
    admin: dict[str, str], session: Path, healthy_aws: Demo
) -> None:
    done = walked(session, admin, *TO_ACCOUNTS, "organization [red]\x1b", "")
    assert "! The organization cannot be listed." in done.err
    assert "([red]␛)" in done.err
