"""What roll-out.sh tells: what it could not see, what stays, and what failed last."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from carto_wizard.demo.faults import InjectedFault
from carto_wizard.demo.scenarios import HUB, MANAGEMENT
from carto_wizard.setup.answers import Answers, CredentialSource
from carto_wizard.setup.ownership import setup_id
from tests.cloudformation.server import Cloud
from tests.consumer.roll_out_worlds import (
    CLOSED,
    LISTED,
    SPOKE,
    STARTS,
    attach_theirs,
    make_theirs,
    of_units,
    world,
)

_OTHER = "333333333333"
FEW = replace(
    of_units("r-demo", excluded=("x",)),
    accounts=tuple(each for each in LISTED.accounts if each.id == _OTHER),
    target=replace(LISTED.target, credentials=CredentialSource.EC2),
)
NAME = f"cartography-{setup_id(FEW)}"


def test_what_could_not_be_seen_blocks_nothing(tmp_path: Path) -> None:
    with world(FEW, tmp_path) as aws:
        plan = aws.run(FEW, MANAGEMENT, "plan", "--through", "NotThere")
        assert f"create   {_OTHER} " in plan.stdout
        assert "(whether the name is free could not be seen)" in plan.stdout
        assert "blocked" not in plan.stdout
        right = "organizations:ListDelegatedAdministrators"
        fault = InjectedFault(right, code="AccessDenied", message="no", status=403)
        aws.aws.faults.injected.append(fault)
        told = aws.run(FEW, HUB, "plan")
        assert f"its credentials need the right {right}" in told.stdout


def test_the_stack_of_the_hub_tells_what_is_its_own(tmp_path: Path) -> None:
    with world(FEW, tmp_path) as aws:
        done = aws.run(FEW, HUB, "apply")
        assert done.returncode == 0, done.stdout + done.stderr
        # Only what went wrong since the last start is told, and as AWS said it.
        stack = aws.stacks.all[HUB, NAME]
        stack.events.append(("HubRole", "UPDATE_FAILED", "an old reason"))
        stack.status = "UPDATE_ROLLBACK_COMPLETE"
        denials = aws.aws.members[HUB].denials
        denials.append(_denial("iam:UpdateAssumeRolePolicy"))
        failed = aws.run(_longer(FEW), HUB, "apply")
        assert failed.returncode == 1
        assert "service control policy" in failed.stderr
        assert "an old reason" not in failed.stderr
        assert '["' not in failed.stderr and "null" not in failed.stderr
        denials.clear()

        # The stack did not make this one, so it is no obstacle.
        make_theirs(aws, HUB, SPOKE)
        attach_theirs(aws, HUB, SPOKE)
        _use_profile(aws)
        gone = aws.run(FEW, HUB, "remove")
        assert gone.returncode == 0, gone.stdout + gone.stderr
        assert f"the instance profile that goes: instance {aws.aws.instance}" in (
            gone.stdout
        )
        assert aws.roles(SPOKE) == {HUB} and not aws.roles(STARTS)


def test_another_path_and_what_is_suspended(tmp_path: Path) -> None:
    chosen = replace(FEW, organization=of_units("r-demo").organization)
    moved = replace(chosen, access=replace(chosen.access, path="/teams/"))
    with world(chosen, tmp_path) as aws:
        aws.run(chosen, MANAGEMENT, "apply")
        for command in ("plan", "apply"):
            stopped = aws.run(moved, MANAGEMENT, command)
            assert stopped.returncode == 1
            assert "AWS cannot move a role. First run remove" in stopped.stderr
        assert len(aws.only_set.operations) == 1
        gone = aws.run(moved, MANAGEMENT, "remove")
        (kept,) = (line for line in gone.stdout.splitlines() if "opened again" in line)
        assert set(kept.split()) >= CLOSED
        assert not aws.sets.all


def _denial(action: str) -> str:
    statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _longer(answers: Answers) -> Answers:
    return replace(answers, access=replace(answers.access, max_session_hours=2))


def _use_profile(aws: Cloud) -> None:
    aws.aws.profile_name = STARTS
    aws.aws.instance_region = FEW.hub.region
