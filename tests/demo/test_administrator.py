"""The administrator whom a person plays: what is made, set right, and left alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.demo.administrator import make_roles
from carto_wizard.demo.launch import Demo, start
from carto_wizard.demo.scenarios import FORMER_HUB, HUB
from carto_wizard.setup.answers import Access, Answers, Identity, Mode
from carto_wizard.setup.derived import with_derived
from tests.checks.bench import ROLE
from tests.checks.runs import bench_on, findings, troubles
from tests.demo.client import admin

HOSTILE = "[red]x[/b]\n\x1b[31m" + "y" * 300


@pytest.fixture(scope="module")
def aws() -> Iterator[Demo]:
    with start("empty") as demo:
        yield demo


def whole(demo: Demo, folder: Path, answers: Answers) -> set[tuple[str, str, str]]:
    """What a check of these answers finds wrong."""
    with bench_on(demo, folder, answers) as bench:
        return troubles(findings(bench.request))


def test_everything_is_made_where_nothing_is(aws: Demo, tmp_path: Path) -> None:
    access = Access(path="/cartography/", external_id="shared-1", max_session_hours=4)
    answers = with_derived(replace(aws.answers, access=access, tags={"Team": "Sec"}))
    assert make_roles(aws, answers) == ()
    assert whole(aws, tmp_path, answers) == set()
    role = admin(aws, answers.accounts[2].id)("iam").get_role(RoleName=ROLE)["Role"]
    tags = {each["Key"]: each["Value"] for each in role["Tags"]}
    assert (role["Path"], role["MaxSessionDuration"]) == ("/cartography/", 14_400)
    assert tags == {"carto-wizard:setup": answers.setup_id, "Team": "Sec"}
    # What is right stays as it is, and what is ours is changed.
    assert make_roles(aws, answers) == ()
    other = replace(answers, access=replace(access, external_id="shared-2"))
    assert make_roles(aws, other) == ()
    assert whole(aws, tmp_path, other) == set()


def test_every_mistake_of_the_demo_is_set_right(tmp_path: Path) -> None:
    with start("troubled") as demo:
        answers = with_derived(demo.answers)
        assert len(whole(demo, tmp_path, answers)) > 3
        assert make_roles(demo, answers) == ()
        assert whole(demo, tmp_path, answers) == set()


@pytest.mark.parametrize("scenario", ["troubled", "empty"])
def test_a_single_account_gets_its_role(scenario: str, tmp_path: Path) -> None:
    with start(scenario, mode=Mode.SINGLE) as demo:
        answers = with_derived(demo.answers)
        assert make_roles(demo, answers) == ()
        assert whole(demo, tmp_path, answers) == set()


def test_what_is_not_ours_stays_and_is_said() -> None:
    with start("empty") as demo:
        answers = with_derived(demo.answers)
        account = answers.accounts[3].id
        trust = json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "lambda.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ],
            }
        )
        iam = admin(demo, account)("iam")
        iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)
        (said,) = make_roles(demo, answers)
        assert said.startswith(f"In account {account}: role {ROLE} is not ours")
        kept = iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]
        assert kept == json.loads(trust)


def test_what_nobody_can_make_is_said(aws: Demo) -> None:
    accounts = (replace(aws.answers.accounts[1], id=FORMER_HUB[::-1], region=HOSTILE),)
    left = make_roles(aws, replace(aws.answers, accounts=accounts))
    assert f"Nobody administers account {FORMER_HUB[::-1]} here." in left
    assert any(each.startswith("The region ") for each in left)
    assert all(each.isprintable() for each in left)


def test_a_user_is_left_to_the_person(aws: Demo) -> None:
    single = replace(aws.answers.single, identity=Identity.USER, name="cartography")
    answers = replace(aws.answers, mode=Mode.SINGLE, single=single)
    assert answers.single.account_id == HUB
    (said,) = make_roles(aws, answers)
    assert "user or the group yourself" in said
