"""What is there already, in the embedded AWS."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.iam_roles import ACTIONS
from carto_wizard.checks.roles.comparison import Standing
from carto_wizard.checks.roles.look import AccountRoles, RolesRequest, assumed, look
from carto_wizard.checks.roles.report import as_document, lines, summary
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import HUB, MANAGEMENT, MISTAKES, Mistake
from carto_wizard.setup.answers import Access
from carto_wizard.setup.organization import ACCESS_ROLE
from tests.checks.faults import RIGHTS, ROLES
from tests.checks.runs import bench_on

PAYMENTS = "333333333333"


def request(demo: Demo, account: str = HUB, look_with: str = "") -> RolesRequest:
    key = demo.admin[account]
    clients = Clients(demo.environ)
    connection = Connection(clients, Credentials(key.key, key.secret), demo.region)
    return RolesRequest(demo.answers, connection, account, look_with)


def looked(request: RolesRequest) -> dict[str, AccountRoles]:
    return {each.account: each for each in look(request, threading.Event())}


def standings(found: AccountRoles) -> list[str]:
    return [f"{each.what}: {each.standing}" for each in found.compared]


def test_before_anything_was_made(empty_aws: Demo) -> None:
    found = looked(request(empty_aws))
    assert standings(found[HUB]) == [
        "role cartography-service: create",
        "role cartography-read-only: create",
        "instance profile cartography-service: create",
    ]
    others = [each for id, each in found.items() if id != HUB]
    assert {each.problem for each in others} == {
        "The role cartography-read-only cannot be assumed. It is not there, or it "
        "does not trust these credentials."
    }
    assert summary(list(found.values())) == "3 create · 8 accounts not looked at"


def test_what_a_fault_of_the_tests_changed_is_as_before_it(
    small_aws: Demo, tmp_path: Path
) -> None:
    for fault in (*ROLES, *RIGHTS):
        with bench_on(small_aws, tmp_path) as bench:
            fault.make(bench)
        small_aws.clear()
    found = [
        each for one in looked(request(small_aws)).values() for each in one.compared
    ]
    assert {(each.standing, each.remarks) for each in found} == {(Standing.SAME, ())}


def test_what_the_script_made_is_the_same(healthy_aws: Demo) -> None:
    found = looked(request(healthy_aws))
    assert {each.standing for one in found.values() for each in one.compared} == {
        Standing.SAME
    }
    assert len(found) == 9
    wanted = f"{9 + 2} same"
    assert summary(list(found.values())) == wanted


def test_each_mistake_is_told_apart(troubled_aws: Demo) -> None:
    found = looked(request(troubled_aws))
    no_audit = found[MISTAKES[Mistake.NO_SECURITY_AUDIT]]
    assert no_audit.problem == "iam:GetRole is denied to these credentials."
    for mistake in (Mistake.ROLE_MISSING, Mistake.OTHER_HUB):
        assert not found[MISTAKES[mistake]].compared
    for mistake, standing in (
        (Mistake.ROLE_MISSING, Standing.CREATE),
        (Mistake.OTHER_HUB, Standing.FOREIGN),
        (Mistake.NO_SECURITY_AUDIT, Standing.DIFFERS),
    ):
        account = MISTAKES[mistake]
        (only,) = looked(request(troubled_aws, account))[account].compared
        assert only.standing is standing


def test_who_manages_the_organization_sees_every_account(troubled_aws: Demo) -> None:
    found = looked(request(troubled_aws, MANAGEMENT, ACCESS_ROLE))
    standings = {id: each.compared[0].standing for id, each in found.items()}
    for mistake, standing in (
        (Mistake.ROLE_MISSING, Standing.CREATE),
        (Mistake.OTHER_HUB, Standing.FOREIGN),
        (Mistake.NO_SECURITY_AUDIT, Standing.DIFFERS),
    ):
        assert standings.pop(MISTAKES[mistake]) is standing
    assert set(standings.values()) == {Standing.SAME}
    assert len(standings) == 6


def test_other_answers_show_what_the_script_would_change(healthy_aws: Demo) -> None:
    asked = request(healthy_aws)
    access = replace(asked.answers.access, grants=("ecr:BatchGetImage",))
    answers = replace(asked.answers, access=access)
    found = looked(replace(asked, answers=answers))
    (spoke,) = found[PAYMENTS].compared
    assert spoke.standing is Standing.DIFFERS
    shown = [line.text.strip() for line in lines(list(found.values()))]
    assert any("ecr:BatchGetImage" in line for line in shown)
    # Alike in every account, so it is said once.
    assert sum(line.startswith("differs: role") for line in shown) == 1
    (document,) = (d for d in as_document(found.values()) if d["account"] == PAYMENTS)
    assert document["found"][0]["standing"] == "differs"


def test_a_role_to_look_with(healthy_aws: Demo) -> None:
    asked = request(healthy_aws, look_with="no-such-role")
    found = looked(asked)
    assert found[HUB].compared
    assert not found[PAYMENTS].compared
    other = replace(asked.answers, access=Access(role="some-other-role"))
    by_read_only = replace(asked, answers=other, look_with="cartography-read-only")
    (role,) = looked(by_read_only)[PAYMENTS].compared
    assert role.standing is Standing.CREATE


def test_the_session_can_do_nothing_but_read_roles(healthy_aws: Demo) -> None:
    # By a role that may do everything.
    asked = request(healthy_aws, MANAGEMENT, ACCESS_ROLE)
    connection = Connection(
        asked.connection.clients, assumed(asked, PAYMENTS), healthy_aws.region
    )
    role = {"RoleName": "cartography-read-only"}
    connection.call("iam", "get_role", **role)
    for operation, parameters in (("list_roles", {}), ("delete_role", role)):
        with pytest.raises(CallFailed, match="no session policy allows"):
            connection.call("iam", operation, **parameters)


def test_it_ends_at_once_while_aws_does_not_answer(small_aws: Demo) -> None:
    small_aws.fault("call", permission="iam:*", delay=30.0)
    cancel = threading.Event()
    asked = request(small_aws)
    looking = threading.Thread(target=lambda: list(look(asked, cancel)), daemon=True)
    looking.start()
    cancel.set()
    looking.join(timeout=5)
    assert not looking.is_alive()


@pytest.mark.parametrize("action", ["sts:AssumeRole", *ACTIONS])
def test_each_call_that_is_denied_is_named(action: str, small_aws: Demo) -> None:
    small_aws.fault("call", permission=action, code="AccessDenied", message="No.")
    asked = request(small_aws)
    found = looked(asked)
    problems = {each.problem for each in found.values() if each.problem}
    (problem,) = problems
    assert problem.endswith(".")
    if action == "sts:AssumeRole":
        assert problem.startswith("The role cartography-read-only cannot be assumed.")
    else:
        assert problem == f"{action} is denied to these credentials."
