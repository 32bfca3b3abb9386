"""Denied: what is told apart, by whom, and when waiting helps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.iam_roles import ROLE_ACTIONS
from carto_wizard.aws.metadata import probe
from carto_wizard.checks.diagnosis.assume_role import AssumeRoleDiagnosis
from carto_wizard.checks.finding import (
    FOUND_AGAINST_NEEDED,
    Finding,
    Status,
    shown_difference,
)
from carto_wizard.checks.results.groups import Groups
from carto_wizard.checks.results.report import as_markdown, as_text
from carto_wizard.checks.results.verdict import verdict
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import FORMER_HUB, MISTAKES, Mistake
from carto_wizard.setup.answers import Form
from carto_wizard.tui.steps.check.detail import group_detail
from tests.checks.bench import ROLE, Bench, statement
from tests.checks.faults_aws import LOOKER, external_id, may_look
from tests.checks.runs import bench_on, context_of, findings

CAUSE = "security-audit-missing"
DENIED = {"code": "AccessDenied", "message": "User is not authorized.", "status": 403}


@contextmanager
def looker(demo: Demo, folder: Path, accounts: list[str]) -> Iterator[Bench]:
    """The hub may become a role in these accounts that may read roles."""
    with bench_on(demo, folder) as made:
        may_look(made, *accounts)
        yield made


def test_with_rights_to_look_a_missing_role_and_a_wrong_trust_are_told_apart(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    missing, other = MISTAKES[Mistake.ROLE_MISSING], MISTAKES[Mistake.OTHER_HUB]
    with looker(troubled_aws, tmp_path, [missing, other]) as bench:
        before = len(troubled_aws.calls())
        found = findings(replace(bench.request, look_with=LOOKER))
        calls = troubled_aws.calls()[before:]
    causes = {
        f.account: f.cause
        for f in found
        if f.check == "spoke.assume-role" and f.status is Status.FAILED
    }
    assert causes == {missing: "role-missing", other: "trust-does-not-name-hub"}
    as_looker = {call["permission"] for call in calls if LOOKER in call["caller"]}
    # It may read no more of it here; where it may, the difference is of all.
    assert as_looker == {"iam:GetRole", "iam:ListAttachedRolePolicies"}


def test_a_wrong_trust_is_shown_as_found_against_needed_with_the_repair(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    other = MISTAKES[Mistake.OTHER_HUB]
    with looker(troubled_aws, tmp_path, [other]) as bench:
        access = replace(bench.answers.access, form=Form.STACKSET)
        bench.answers = replace(bench.answers, access=access)
        found = findings(replace(bench.request.only([other]), look_with=LOOKER))
    (failed,) = [f for f in found if f.status is Status.FAILED]
    changed = [line for line in failed.difference if line[0] in "+-"]
    assert [line[0] for line in changed] == ["-", "+"]
    assert FORMER_HUB in changed[0]
    assert bench.hub in changed[1]
    assert failed.command.endswith(" && sh roll-out.sh apply")
    assert f"cd {bench.where.folder} && " in failed.command
    text = "".join(as_text(verdict(found, None)))
    assert FOUND_AGAINST_NEEDED in text and changed[0] in text
    assert f"```diff\n{failed.difference[0]}" in "".join(
        as_markdown(verdict(found, None))
    )
    redacted = "".join(as_markdown(verdict(found, None), redact=True))
    assert FORMER_HUB not in redacted
    group = Groups(found).by_urgency()[0]
    assert changed[1] in group_detail(group, alone=False).content.plain


def may_read_all(bench: Bench, account: str) -> None:
    document = json.dumps(statement("Allow", "*"))
    names = {"RoleName": LOOKER, "PolicyName": "look"}
    bench.iam(account, "put_role_policy", PolicyDocument=document, **names)


def test_a_policy_that_is_missing_is_shown_where_somebody_may_look(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    account = MISTAKES[Mistake.NO_SECURITY_AUDIT]
    with looker(troubled_aws, tmp_path, [account]) as bench:
        request = bench.request.only([account])
        unseen, blind = findings(replace(request, look_with="")), findings(request)
        may_read_all(bench, account)
        before = len(troubled_aws.calls())
        seen = findings(request)
        calls = troubled_aws.calls()[before:]
    (failed,) = [f for f in seen if f.cause == CAUSE and f.status is Status.FAILED]
    assert "SecurityAudit is not attached." in failed.difference
    # Who may not look learns nothing, and nothing is asserted.
    for each in (unseen, blind):
        assert all(not f.difference for f in each)
        assert [(f.check, f.status) for f in each] == [
            (f.check, f.status) for f in seen
        ]
    as_looker = {call["permission"] for call in calls if LOOKER in call["caller"]}
    assert as_looker <= set(ROLE_ACTIONS)
    text = "".join(as_text(verdict(seen, None)))
    assert FOUND_AGAINST_NEEDED in text


def test_a_role_of_others_is_said_to_be_theirs_beside_its_trust_policy(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    other = MISTAKES[Mistake.OTHER_HUB]
    with looker(troubled_aws, tmp_path, [other]) as bench:
        may_read_all(bench, other)
        found = findings(bench.request.only([other]))
    (failed,) = [f for f in found if f.status is Status.FAILED]
    assert failed.cause == "trust-does-not-name-hub"
    assert failed.difference[0].startswith(f"Only others can assume it: {FORMER_HUB}.")
    assert "The trust policy:" in failed.difference
    assert any(FORMER_HUB in line for line in failed.difference if line[0] == "-")


def test_what_is_found_in_a_trust_policy_is_obeyed_nowhere() -> None:
    hostile = ["[red]x[/b]\n\x1b[31m" + "y" * 300] * 200
    finding = Finding("spoke.region", Status.FAILED, "No.", difference=tuple(hostile))
    lines = shown_difference(finding)
    assert all(line.isprintable() and len(line) <= 200 for line in lines)
    assert len(lines) == 81
    assert lines[-1] == "… and 120 lines more"


def test_whoever_looks_may_read_the_denied_role_and_nothing_else(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    account = MISTAKES[Mistake.OTHER_HUB]
    with looker(troubled_aws, tmp_path, [account]) as bench:
        everything = json.dumps(statement("Allow", "*"))
        bench.iam(
            account,
            "put_role_policy",
            RoleName=LOOKER,
            PolicyName="look",
            PolicyDocument=everything,
        )
        bench.look_with = LOOKER
        context = context_of(bench)
        hub = probe(bench.environ).credentials
        assert hub is not None
        (spoke,) = [s for s in context.spokes if s.account.id == account]
        keys = AssumeRoleDiagnosis(context, hub).role_viewer(spoke)
        role = {"RoleName": ROLE}
        context.clients.call("iam", "get_role", keys, bench.demo.region, **role)
        for operation, parameters in (("list_roles", {}), ("delete_role", role)):
            with pytest.raises(CallFailed, match="no session policy allows"):
                context.clients.call(
                    "iam", operation, keys, bench.demo.region, **parameters
                )


def test_where_nobody_may_look_both_reasons_are_given(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    missing, other = MISTAKES[Mistake.ROLE_MISSING], MISTAKES[Mistake.OTHER_HUB]
    with looker(troubled_aws, tmp_path, [missing]) as bench:
        found = findings(replace(bench.request.only([other]), look_with=LOOKER))
    (failed,) = [f for f in found if f.status is Status.FAILED]
    assert failed.cause == "trust-or-role-missing"
    assert (
        "Could not read the trust policy: sts:AssumeRole: AccessDenied"
        in failed.evidence
    )


def test_no_answer_is_no_proof_that_the_external_id_is_asked_for(bench: Bench) -> None:
    account = bench.spokes[1]
    external_id(bench, "right", account, "right")
    odd = {"code": "Odd", "message": "Try later.", "status": 400}
    permission = {"permission": "sts:AssumeRole", "account": account}
    # The second AssumeRole is the one without it.
    bench.demo.fault("call", times=1, **permission)
    bench.demo.fault("call", times=1, **permission, **odd)
    found = findings(bench.request.only([account]))
    (seen,) = [f for f in found if f.check == "spoke.external-id"]
    assert (seen.status, seen.cause) == (Status.SKIPPED, "unrecognized")
