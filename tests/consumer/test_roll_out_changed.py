"""roll-out.sh where something else was there before: other answers, or other people."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.demo.scenarios import HUB, MANAGEMENT
from carto_wizard.setup.ownership import setup_id
from tests.cloudformation.server import Cloud
from tests.cloudformation.stacks import Stack
from tests.consumer.roll_out_worlds import (
    ACCESS,
    LISTED,
    SPOKE,
    STARTS,
    of_units,
    world,
)

_OTHER = "333333333333"
_FEW = tuple(each for each in LISTED.accounts if each.id in (HUB, _OTHER))
UNITS = replace(of_units("r-demo"), accounts=_FEW)
LIST = replace(UNITS, organization=of_units("r-demo", excluded=("x",)).organization)
NAME = f"cartography-{setup_id(UNITS)}"


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("status", "description"),
    [
        ("CREATE_COMPLETE", "Payments"),
        ("CREATE_COMPLETE", "Set up by carto-wizard another."),
        ("REVIEW_IN_PROGRESS", None),
    ],
)
def test_a_stack_of_somebody_else_is_never_touched(
    tmp_path: Path, status: str, description: str | None
) -> None:
    with world(LIST, tmp_path) as aws:
        theirs = _stack(aws, status, description)
        for command in ("plan", "apply", "remove"):
            done = aws.run(LIST, HUB, command)
            assert done.returncode == 1
            assert f"stack {NAME} is there already ({status}), and its" in done.stderr
            assert _stacks_in_hub(aws) == [theirs]
            assert theirs.status == status


def test_what_an_unfinished_change_set_left_is_no_obstacle(tmp_path: Path) -> None:
    with world(LIST, tmp_path) as aws:
        ours = f"Set up by carto-wizard {setup_id(LIST)}."
        _stack(aws, "REVIEW_IN_PROGRESS", f"The role. {ours}")
        done = aws.run(LIST, HUB, "apply", "--hub-template", "hub-role")
        assert done.returncode == 0, done.stdout + done.stderr
        assert aws.roles(STARTS) == {HUB}


def test_the_role_of_the_hub_changes_its_maker(tmp_path: Path) -> None:
    with world(UNITS, tmp_path) as aws:
        done = aws.run(UNITS, MANAGEMENT, "apply", "--through", ACCESS)
        assert done.returncode == 0, done.stdout + done.stderr
        assert HUB in aws.only_set.instances

        plan = aws.run(LIST, MANAGEMENT, "plan", "--through", ACCESS)
        assert f"remove   {HUB} " in plan.stdout
        done = aws.run(LIST, MANAGEMENT, "apply", "--through", ACCESS)
        assert done.returncode == 0, done.stdout + done.stderr
        assert HUB not in aws.only_set.instances and not aws.only_set.auto
        assert len(_stacks_in_hub(aws)) == 1
        assert {HUB, _OTHER} <= aws.roles(SPOKE)
        # Whom nobody chose any more keeps the role, and is named.
        assert "extra    444444444444: it is not chosen, but has" in plan.stdout
        assert "extra    444444444444: it is not chosen, but has" in done.stdout
        assert "run remove, then apply" in done.stdout

        done = aws.run(UNITS, MANAGEMENT, "apply", "--through", ACCESS)
        assert done.returncode == 0, done.stdout + done.stderr
        assert HUB in aws.only_set.instances and aws.only_set.auto
        assert {HUB, _OTHER} <= aws.roles(SPOKE)
        assert aws.only_set.units == ["r-demo"]


def test_a_unit_that_is_no_longer_chosen_ends_auto_deployment(tmp_path: Path) -> None:
    fewer = replace(UNITS, organization=of_units("ou-demo-workloads").organization)
    with world(UNITS, tmp_path) as aws:
        aws.run(UNITS, MANAGEMENT, "apply", "--through", ACCESS)
        plan = aws.run(fewer, MANAGEMENT, "plan")
        done = aws.run(fewer, MANAGEMENT, "apply", "--through", ACCESS)
        assert done.returncode == 1
        for shown in (plan.stdout, done.stdout):
            assert "extra    r-demo: it is not chosen any more" in shown
        assert not aws.only_set.auto


def test_a_management_account_that_is_no_longer_listed(tmp_path: Path) -> None:
    with world(LIST, tmp_path) as aws:
        listed = replace(LIST, accounts=LISTED.accounts)
        aws.run(listed, MANAGEMENT, "apply", "--through", ACCESS)
        assert MANAGEMENT in aws.roles(SPOKE)
        for command in ("plan", "apply", "status"):
            done = aws.run(LIST, MANAGEMENT, command, "--through", ACCESS)
            assert f"extra    {MANAGEMENT}, the management account" in done.stdout
            assert MANAGEMENT in aws.roles(SPOKE)
        done = aws.run(LIST, MANAGEMENT, "remove", "--through", ACCESS)
        assert done.returncode == 0, done.stdout + done.stderr
        assert aws.roles(SPOKE) == set()


def _stack(aws: Cloud, status: str, description: str | None) -> Stack:
    template: dict[str, object] = {"Resources": {}}
    if description:
        template["Description"] = description
    made = Stack(NAME, f"arn:{NAME}", json.dumps(template), status)
    aws.stacks.all[HUB, NAME] = made
    return made


def _stacks_in_hub(aws: Cloud) -> list[Stack]:
    return [stack for (account, _), stack in aws.stacks.all.items() if account == HUB]
