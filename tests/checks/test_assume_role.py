"""Denied: what is told apart, by whom, and when waiting helps."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.metadata import probe
from carto_wizard.checks.diagnosis.assume_role import AssumeRoleDiagnosis
from carto_wizard.checks.finding import Status
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import MISTAKES, Mistake
from tests.checks.bench import ROLE, Bench, statement
from tests.checks.faults_aws import LOOKER, external_id, may_look
from tests.checks.runs import bench_on, context_of, findings

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
    assert as_looker == {"iam:GetRole"}


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


def test_a_role_just_made_is_waited_for(bench: Bench) -> None:
    account = bench.spokes[2]
    bench.demo.fault(
        "call", permission="sts:AssumeRole", account="*", times=2, **DENIED
    )
    only = [account, "spoke.assume-role"]
    found = findings(replace(bench.request.only(only), pauses=(0.01, 0.01)))
    assert [f.status for f in found] == [Status.OK]


def test_the_waiting_can_be_skipped(troubled_aws: Demo, tmp_path: Path) -> None:
    skip = threading.Event()
    skip.set()
    only = [MISTAKES[Mistake.ROLE_MISSING]]
    with bench_on(troubled_aws, tmp_path) as bench:
        request = replace(bench.request.only(only), pauses=(60,))
        found = findings(request, skip_waiting=skip)
    # What was found out before stays said.
    (denied,) = [f for f in found if f.status is not Status.OK]
    assert (denied.status, denied.cause) == (Status.FAILED, "trust-or-role-missing")


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
