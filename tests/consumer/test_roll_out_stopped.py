"""roll-out.sh killed, refused and run again: nothing is done twice, nothing is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from carto_wizard.demo.faults import InjectedFault
from carto_wizard.demo.scenarios import HUB, MANAGEMENT
from tests.cloudformation.server import Cloud
from tests.consumer.roll_out_worlds import (
    ACCESS,
    EVERYBODY,
    MEMBERS,
    ROOT,
    SPOKE,
    STARTS,
    world,
)


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    "call",
    [
        "organizations:DescribeOrganization",
        "cloudformation:CreateStackSet",
        "organizations:ListAccounts",
        "cloudformation:CreateStackInstances",
        "cloudformation:DescribeStackSetOperation",
        "cloudformation:ListStackInstances",
        "iam:GetRole",
        "cloudformation:CreateStack",
        "cloudformation:DescribeStacks",
        "sts:AssumeRole",
    ],
)
def test_killed_and_run_again_it_goes_on(tmp_path: Path, call: str) -> None:
    with world(ROOT, tmp_path) as aws:
        aws.sets.step = 4
        _killed(aws, call, "apply")
        done = aws.run(ROOT, MANAGEMENT, "apply", "--through", ACCESS)
        assert done.returncode == 0, done.stdout + done.stderr
        _all_is_made_once(aws)


def test_killed_while_removing_it_goes_on(tmp_path: Path) -> None:
    with world(ROOT, tmp_path) as aws:
        aws.sets.step = 4
        aws.run(ROOT, MANAGEMENT, "apply", "--through", ACCESS)
        for call in ("UpdateStackSet", "DeleteStackInstances", "DeleteStack"):
            _killed(aws, f"cloudformation:{call}", "remove")
        done = aws.run(ROOT, MANAGEMENT, "remove", "--through", ACCESS)
        assert done.returncode == 0, done.stdout + done.stderr
        assert aws.roles(SPOKE) == aws.roles(STARTS) == set()
        assert not aws.sets.all and not aws.stacks.all


def test_an_operation_of_somebody_else_is_waited_for(tmp_path: Path) -> None:
    with world(ROOT, tmp_path) as aws:
        aws.sets.step = 4
        _killed(aws, "cloudformation:CreateStackInstances", "apply")
        assert [o.status for o in aws.only_set.operations.values()] == ["QUEUED"]
        # As in a CloudShell of another region, where the file is not.
        for file in tmp_path.glob("*.state"):
            file.unlink()
        done = aws.run(ROOT, MANAGEMENT, "apply", "--through", ACCESS)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Waits for the operation" in done.stdout
        _all_is_made_once(aws)


@pytest.mark.one_in(2)
@pytest.mark.parametrize("command", ["apply", "remove"])
def test_every_denied_call_names_the_right_that_it_needs(
    tmp_path: Path, command: str
) -> None:
    with world(ROOT, tmp_path) as aws:
        aws.sets.trusted = False
        needed = _rights(aws, "apply")
        if command == "remove":
            needed = _rights(aws, "remove")
            aws.run(ROOT, MANAGEMENT, "apply", "--through", ACCESS)
        for right in needed:
            if command == "apply":
                aws.start_anew()
            message = f"User: x is not authorized to perform: {right}"
            fault = InjectedFault(
                right, code="AccessDenied", message=message, status=403, times=1
            )
            aws.aws.faults.injected.append(fault)
            done = aws.run(ROOT, MANAGEMENT, command, "--through", ACCESS)
            assert fault.times == 0, right
            assert done.returncode == 1, right
            assert f"AWS denied {right}. Ask the administrator" in done.stderr
            assert "Traceback" not in done.stderr
        done = aws.run(ROOT, MANAGEMENT, command, "--through", ACCESS)
        assert done.returncode == 0, done.stdout + done.stderr
        assert aws.roles(STARTS) == ({HUB} if command == "apply" else set())


def _killed(aws: Cloud, call: str, command: str) -> None:
    aws.kill_after = call
    killed = aws.run(ROOT, MANAGEMENT, command, "--through", ACCESS)
    assert killed.returncode == -9, killed.stdout + killed.stderr
    aws.kill_after = ""


def _rights(aws: Cloud, command: str) -> list[str]:
    """What the command asks AWS for; the identity of the caller is denied to nobody."""
    aws.aws.calls.clear()
    done = aws.run(ROOT, MANAGEMENT, command, "--through", ACCESS)
    assert done.returncode == 0, done.stdout + done.stderr
    # Calls of stacks to IAM are not among them: the answer to those is the stack's.
    # Who uses the instance profile is only told, so a denial there stops nothing.
    told = {"sts:GetCallerIdentity", "ec2:DescribeIamInstanceProfileAssociations"}
    return [right for right in Counter(aws.calls()) if right not in told]


def _all_is_made_once(aws: Cloud) -> None:
    assert aws.roles(SPOKE) == EVERYBODY
    assert aws.roles(STARTS) == {HUB}
    made = [o for o in aws.only_set.operations.values() if o.action == "CREATE"]
    worked_on = Counter(account for o in made for account in o.results)
    assert all(worked_on[account] == 1 for account in MEMBERS)
    assert len(made) == 1
