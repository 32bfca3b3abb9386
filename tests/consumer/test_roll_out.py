"""roll-out.sh, run by the real AWS CLI against an AWS with StackSets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.demo.aws_state import MemberAccount
from carto_wizard.demo.iam_state import role_by_name
from carto_wizard.demo.scenarios import HUB, MANAGEMENT
from tests.consumer.roll_out_worlds import (
    ACCESS,
    CLOSED,
    EVERYBODY,
    LISTED,
    MEMBERS,
    ROOT,
    SPOKE,
    STARTS,
    attach_theirs,
    detach_theirs,
    forbid_roles,
    large,
    make_theirs,
    of_units,
    world,
)

_CHANGES = ("Create", "Update", "Delete", "Activate", "Attach", "Put", "Tag")


def test_the_whole_way_with_a_root_that_is_read(tmp_path: Path) -> None:
    with world(ROOT, tmp_path) as aws:
        aws.sets.trusted = False
        plan = aws.run(ROOT, MANAGEMENT, "plan", "--through", ACCESS)
        assert plan.returncode == 0, plan.stderr
        assert "give StackSets access to the organization" in plan.stdout
        assert "create   333333333333 payments-prod: role" in plan.stdout
        assert f"stack    {MANAGEMENT}, the management account" in plan.stdout
        assert f"{HUB}, the hub: role cartography-service\n" in plan.stdout
        changes = [call for call in aws.calls() if _is_change(call)]
        assert not changes and not aws.sets.all and not aws.sets.trusted

        done = aws.run(ROOT, MANAGEMENT, "apply", "--through", ACCESS)
        assert done.returncode == 0, done.stdout + done.stderr
        assert aws.roles(SPOKE) == EVERYBODY
        assert aws.roles(STARTS) == {HUB}
        # StackSets never go to the management account, and closed ones are skipped.
        assert set(aws.only_set.instances) == {HUB, *MEMBERS, *CLOSED}
        assert "8 ready, 0 failed, 0 missing, 2 skipped" in done.stdout
        assert aws.only_set.auto and aws.only_set.managed
        assert not list(tmp_path.glob("*.state*"))

        again = aws.run(ROOT, MANAGEMENT, "apply", "--through", ACCESS)
        assert again.returncode == 0, again.stdout + again.stderr
        assert len(aws.only_set.operations) == 1
        assert again.stdout.count("is as it should be") == 2
        shown = aws.run(ROOT, MANAGEMENT, "status", "--through", ACCESS)
        assert shown.returncode == 0, shown.stdout + shown.stderr

        for _ in range(2):
            gone = aws.run(ROOT, MANAGEMENT, "remove", "--through", ACCESS)
            assert gone.returncode == 0, gone.stdout + gone.stderr
            assert aws.roles(SPOKE) == aws.roles(STARTS) == set()
            assert not aws.sets.all and not aws.stacks.all
        assert "There is no StackSet" in gone.stdout


def test_listed_accounts_get_the_role_and_nobody_else(tmp_path: Path) -> None:
    chosen = (HUB, MANAGEMENT, "333333333333", "666666666666", "345345345345")
    accounts = tuple(
        replace(LISTED.accounts[0], id=id, name=f"a-{id}") for id in chosen
    )
    answers = replace(of_units("r-demo", excluded=("x",)), accounts=accounts)
    with world(answers, tmp_path) as aws:
        done = aws.run(answers, MANAGEMENT, "apply", "--through", ACCESS)
        assert done.returncode == 1
        assert "345345345345 a-345345345345: it is not in this org" in done.stdout
        assert aws.roles(SPOKE) == set(chosen[:4])
        # The hub's stack makes both of its roles.
        assert set(aws.only_set.instances) == {"333333333333", "666666666666"}
        assert not aws.only_set.auto


@pytest.mark.one_in(2)
@pytest.mark.parametrize(
    ("unit", "by_stack_set"),
    [("ou-demo-platform", True), ("ou-demo-production", False)],
)
def test_exactly_one_makes_the_read_only_role_of_the_hub(
    tmp_path: Path, unit: str, by_stack_set: bool
) -> None:
    answers = of_units("ou-demo-workloads", unit)
    with world(answers, tmp_path) as aws:
        # Two units below the one that is chosen.
        aws.aws.members[HUB].unit = (
            "ou-demo-security" if by_stack_set else "ou-demo-sandboxes"
        )
        done = aws.run(answers, MANAGEMENT, "apply")
        # What is left to the hub is no success, and neither is what no unit holds.
        assert done.returncode == 1, done.stdout + done.stderr
        assert (HUB in aws.only_set.instances) is by_stack_set
        inside = set(aws.only_set.instances) - CLOSED
        assert aws.roles(SPOKE) == {MANAGEMENT, *inside}
        for account in MEMBERS - inside:
            assert f"missing  {account} " in done.stdout
        assert "it is in none of the units that are read" in done.stdout
        # Auto-deployment goes to every target, so there are no others.
        assert aws.only_set.units == list(answers.organization.ous)
        template = "hub-role" if by_stack_set else "hub-and-read-only-role"
        command = f"sh roll-out.sh apply --hub-template {template}"
        assert command in done.stdout

        in_hub = aws.run(answers, HUB, *command.split()[2:])
        assert not in_hub.stderr
        assert aws.roles(SPOKE) == {HUB, MANAGEMENT, *inside}
        assert aws.roles(STARTS) == {HUB}


def test_three_of_300_fail_and_only_those_are_tried_again(tmp_path: Path) -> None:
    answers, members = large(300)
    with world(answers, tmp_path, members) as aws:
        failing = [members[n].id for n in (0, 150, 299)]
        for account in failing:
            forbid_roles(aws, account)
        done = aws.run(answers, MANAGEMENT, "apply")
        assert done.returncode == 1
        (first,) = aws.only_set.operations.values()
        # An operation that succeeds says nothing of the accounts.
        assert first.status == "SUCCEEDED"
        named = [line for line in done.stdout.splitlines() if line.startswith("failed")]
        assert [line.split()[1] for line in named] == failing
        assert all("service control policy" in line for line in named)
        for account in failing:
            aws.aws.members[account].denials.clear()

        again = aws.run(answers, MANAGEMENT, "apply")
        assert not again.stderr and "0 failed, 0 missing" in again.stdout
        _, second = aws.only_set.operations.values()
        assert list(second.results) == failing
        assert {m.id for m in members} <= aws.roles(SPOKE)
        # A retry is no reason to serve the whole organization from now on.
        assert aws.only_set.units == list(answers.organization.ous)
        aws.sets.join(MemberAccount("888888888888", "elsewhere", unit="r-demo"))
        aws.sets.join(MemberAccount("999999999999", "inside", unit="ou-demo-deep0000"))
        assert "888888888888" not in aws.roles(SPOKE)
        assert "999999999999" in aws.roles(SPOKE)


def test_a_role_of_somebody_else_is_named_and_never_changed(tmp_path: Path) -> None:
    with world(ROOT, tmp_path) as aws:
        for account in ("333333333333", MANAGEMENT):
            make_theirs(aws, account, SPOKE)
        make_theirs(aws, HUB, STARTS)
        plan = aws.run(ROOT, MANAGEMENT, "plan", "--through", ACCESS)
        assert plan.returncode == 1
        assert "blocked  333333333333 payments-prod: account 333" in plan.stdout
        assert "create   444444444444" in plan.stdout
        assert f"account {HUB}: the role {STARTS} is there already" in plan.stderr
        done = aws.run(ROOT, MANAGEMENT, "apply", "--through", ACCESS)
        assert done.returncode == 1
        assert "failed   333333333333 payments-prod: " in done.stdout
        assert "choose another name in the wizard" in done.stdout
        assert f"account {MANAGEMENT}: the role {SPOKE} is there already" in done.stderr
        assert f"account {HUB}: the role {STARTS} is there already" in done.stderr
        for account in ("333333333333", MANAGEMENT):
            role = role_by_name(aws.aws, account, SPOKE)
            assert role.description == "theirs" and not role.managed_policies


@pytest.mark.one_in(3)
@pytest.mark.parametrize("account", [HUB, MANAGEMENT, "444444444444"])
def test_remove_stops_at_a_policy_of_somebody_else(
    tmp_path: Path, account: str
) -> None:
    role = STARTS if account == HUB else SPOKE
    with world(ROOT, tmp_path) as aws:
        aws.run(ROOT, MANAGEMENT, "apply", "--through", ACCESS)
        attach_theirs(aws, account, role)
        stopped = aws.run(ROOT, MANAGEMENT, "remove", "--through", ACCESS)
        assert stopped.returncode == 1
        assert f"account {account}, role {role}: arn:aws:iam::aws:policy/ReadOnly" in (
            stopped.stderr
        )
        assert account in aws.roles(role)
        detach_theirs(aws, account, role)
        done = aws.run(ROOT, MANAGEMENT, "remove", "--through", ACCESS)
        assert done.returncode == 0, done.stdout + done.stderr
        assert aws.roles(SPOKE) == aws.roles(STARTS) == set()


def test_a_delegated_administrator_says_what_management_runs(tmp_path: Path) -> None:
    with world(ROOT, tmp_path) as aws:
        done = aws.run(ROOT, HUB, "apply")
        assert done.returncode == 1, done.stdout + done.stderr
        assert aws.roles(SPOKE) == EVERYBODY - {MANAGEMENT}
        assert aws.roles(STARTS) == {HUB}
        assert f"credentials of the management account {MANAGEMENT}" in done.stdout
        aws.aws.organization.delegated.clear()
        refused = aws.run(ROOT, "333333333333", "apply")
        assert refused.returncode == 1
        assert "neither as the management account" in refused.stderr
        in_hub = aws.run(ROOT, HUB, "apply")
        assert in_hub.returncode == 0, in_hub.stdout + in_hub.stderr
        assert "is as it should be" in in_hub.stdout


def test_an_unknown_word_is_a_failure_before_any_call(tmp_path: Path) -> None:
    with world(ROOT, tmp_path) as aws:
        for words in (["aply"], ["apply", "--trough", "x"], ["apply", "--through"]):
            done = aws.run(ROOT, MANAGEMENT, *words)
            assert done.returncode == 2
            assert "Usage:" in done.stdout + done.stderr
        assert not aws.calls()


def _is_change(call: str) -> bool:
    return call.partition(":")[2].startswith(_CHANGES)
