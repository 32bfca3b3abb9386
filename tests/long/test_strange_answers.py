"""Whatever answers: every account has its findings, and nothing is asserted of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from carto_wizard.aws import clients, metadata
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.identity import Caller
from carto_wizard.aws.metadata import MetadataState
from carto_wizard.checks.diagnosis.assume_role import AssumeRoleDiagnosis
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.probes import hub, machine, organization
from carto_wizard.checks.results.report import as_json
from carto_wizard.checks.results.verdict import verdict
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.commands.check import exit_code
from carto_wizard.demo.launch import Demo, start
from carto_wizard.setup.answers import Account
from tests.checks.bench import HUB_ROLE, Bench
from tests.checks.faults_aws import may_look, region, without_audit, without_role
from tests.checks.faults_machine import silent_port, task_role
from tests.checks.runs import bench_on, context_of, findings
from tests.checks.strange_answers import ALL, Strange

CALLS = {
    "sts:AssumeRole": "spoke.assume-role",
    "iam:ListAttachedRolePolicies": "spoke.security-audit",
    "ec2:DescribeRegions": "spoke.describe-regions",
    "iam:SimulatePrincipalPolicy": "spoke.permissions",
}
HOME = "AssumeRole at home"
PAIRS = tuple(product((*CALLS, HOME), ALL))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "READ_SECONDS", 1.5)
    monkeypatch.setattr(clients, "ATTEMPTS", 2)


@pytest.fixture
def bench(healthy_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    """A machine of an AWS on which all is well."""
    with bench_on(healthy_aws, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def _large_process() -> Iterator[Demo]:
    with start("healthy", accounts=len(PAIRS) + 2) as demo:
        yield demo


@pytest.fixture
def large(_large_process: Demo, tmp_path: Path) -> Iterator[Bench]:
    """An account for each call and each strange answer, and one more."""
    with bench_on(_large_process, tmp_path) as made:
        yield made
    _large_process.clear()


def _call(bench: Bench, permission: str, account: str, strange: Strange) -> None:
    fault = {"permission": permission, "account": account, **strange.details}
    bench.demo.fault("call", **fault)


def _refused_once(bench: Bench, account: str) -> None:
    """As STS of a region that the hub has not enabled."""
    refused = {"code": "InvalidClientTokenId", "message": "Unknown.", "status": 403}
    bench.demo.fault(
        "call", permission="sts:AssumeRole", account=account, times=1, **refused
    )


def test_every_answer_to_every_call_is_one_finding_of_its_account(large: Bench) -> None:
    asked = dict(zip(large.spokes, PAIRS, strict=False))
    assert len(asked) == len(PAIRS) < len(large.spokes)
    for account, (call, strange) in asked.items():
        if call == HOME:
            _refused_once(large, account)
        _call(large, "sts:AssumeRole" if call == HOME else call, account, strange)
    away = replace(large.answers, accounts=tuple(_moved(large, asked)))
    large.answers = away
    large.write_config()
    found = findings(large.request)
    assert [f for f in found if f.cause == "defect"] == []
    by_account: dict[str, list[Finding]] = {}
    for each in found:
        if each.check.startswith("spoke."):
            by_account.setdefault(each.account or "", []).append(each)
    assert by_account.keys() == {account.id for account in large.answers.accounts}
    for account, ours in by_account.items():
        wrong = [f for f in ours if f.status is not Status.OK]
        if account not in asked:
            assert wrong == []
            continue
        call, strange = asked[account]
        _judge(call, strange, wrong)
        reached = {f.check for f in ours if f.status is Status.OK}
        assert ("spoke.assume-role" in reached) is ("AssumeRole" not in call)
    judged = verdict(found, None)
    text = "".join(as_json(judged))
    assert json.loads(text)["ok"] is False and exit_code(judged) == 1
    assert not any(word in text for word in ("SecretAccess", "0123456789"))


def _moved(bench: Bench, asked: dict[str, tuple[str, Strange]]) -> Iterator[Account]:
    """The accounts, those of `HOME` in another region than the partition's first."""
    for account in bench.answers.accounts:
        call, _ = asked.get(account.id, ("", None))
        yield replace(account, region="eu-west-1") if call == HOME else account


def _judge(call: str, strange: Strange, wrong: list[Finding]) -> None:
    if call == HOME:
        # STS of the region has refused credentials that are good elsewhere.
        region, *wrong = wrong
        seen = (region.check, region.cause)
        assert seen == ("spoke.region", "sts-region-disabled"), strange.name
    (finding,) = wrong
    check = CALLS.get(call, "spoke.assume-role")
    assert (finding.check, finding.cause) == (check, strange.cause), strange.name
    assert finding.message.startswith("Could not check whether"), finding.message
    assert finding.evidence


def test_one_strange_answer_among_many_costs_one_account(large: Bench) -> None:
    one = large.spokes[7]
    (truncated,) = [each for each in ALL if each.name == "truncated"]
    once = replace(truncated, details=truncated.details | {"times": 1})
    _call(large, "sts:AssumeRole", one, once)
    found = findings(large.request)
    assert {f.account for f in found if f.status is Status.FAILED} == {one}


def _first(bench: Bench, permission: str, strange: Strange) -> CheckContext:
    """A context whose next call of this kind gets the strange answer."""
    bench.demo.clear()
    _call(bench, permission, "*", strange)
    return context_of(bench)


@pytest.mark.parametrize("strange", ALL, ids=lambda each: each.name)
def test_what_the_hub_is_answered_is_told_of_the_hub(
    bench: Bench, strange: Strange
) -> None:
    context = _first(bench, "sts:GetCallerIdentity", strange)
    # It answers whoever is not known yet.
    list(machine.network(context))
    found = [f for f in hub.check(context) if f.check.startswith("hub.")]
    (seen,) = found
    assert (seen.check, seen.cause) == ("hub.credentials", strange.cause)
    assert "rejects" not in seen.message
    assert context.credentials is None


@pytest.mark.parametrize("strange", ALL, ids=lambda each: each.name)
def test_what_the_organization_answers_is_told_of_it(
    bench: Bench, strange: Strange
) -> None:
    context = _first(bench, "organizations:ListAccounts", strange)
    credentials = metadata.probe(bench.environ).credentials
    assert credentials is not None
    listing = organization.begin(context, credentials)
    (seen,) = organization.check(context, listing)
    assert seen.status is Status.SKIPPED
    # botocore takes an error of any form in JSON for one, and an empty one for {}.
    assert seen.cause in (strange.cause, "answer-unreadable")
    assert "may not" not in seen.message


@pytest.mark.parametrize(
    "permission",
    [
        "iam:SimulatePrincipalPolicy",
        "organizations:DescribeAccount",
        "iam:GetRole",
        "sts:AssumeRole",
    ],
)
def test_no_follow_up_question_concludes_from_a_strange_answer(
    bench: Bench, permission: str
) -> None:
    """What is left is what was known before: the role is missing or does not trust."""
    account = bench.spokes[0]
    without_role(bench, account)
    may_look(bench, account)
    credentials = metadata.probe(bench.environ).credentials
    assert credentials is not None
    denied = CallFailed(FailureKind.REFUSED, "Not authorized.", code="AccessDenied")
    context = context_of(bench)
    session = f"arn:aws:sts::{bench.hub}:assumed-role/{HUB_ROLE}/i"
    context.caller = Caller(bench.hub, session)
    (spoke,) = [s for s in context.spokes if s.account.id == account]
    for strange in ALL:
        bench.demo.clear()
        _call(bench, permission, "*", strange)
        reason = AssumeRoleDiagnosis(context, credentials).reason(spoke, denied)
        known = {"trust-or-role-missing"}
        known |= set() if permission in ("iam:GetRole", "sts:AssumeRole") else LOOKED
        assert reason.cause in known, strange.name


LOOKED = {"role-missing"}
"""Where the role itself could be looked at all the same."""
DOCUMENTS = ("token", "document", "info", "role", "credentials")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_answer_of_the_metadata_service_is_taken_for_another(
    bench: Bench, document: str
) -> None:
    for strange in ALL:
        if "code" in strange.details:
            continue
        bench.demo.clear()
        _call(bench, f"imds:{document}", "*", strange)
        found = metadata.probe(bench.environ, seconds=1.0)
        assert found.state in _expected(document, strange), strange.name
        assert found.evidence
        assert (found.credentials is None) is (found.state is not MetadataState.OK)


def _expected(document: str, strange: Strange) -> set[MetadataState]:
    status = strange.details.get("status")
    if document in ("document", "info") and "ending" not in strange.details:
        # Without them the way to the role is known all the same.
        late = "delay" in strange.details
        return {MetadataState.STRANGE if late else MetadataState.OK}
    if document == "token":
        if status == 403:
            return {MetadataState.DISABLED}
        if strange.name in ("silence", "half, then silence"):
            return {MetadataState.HOP_LIMIT}
    if document == "role" and (status == 404 or strange.name == "200 empty"):
        return {MetadataState.PROFILE_EMPTY}
    return {MetadataState.STRANGE, MetadataState.OK}


CONTAINER = (
    *("200 empty", "200 HTML", "200 JSON", "204", "301 empty", "403 HTML", "404 empty"),
    *("429 empty", "500 HTML", "503 empty", "truncated", "cut in the middle"),
    *("reset before the answer", "half, then silence"),
)


@pytest.mark.parametrize("name", CONTAINER)
def test_no_answer_of_the_container_is_taken_for_a_missing_role(
    bench: Bench, name: str
) -> None:
    (strange,) = [each for each in ALL if each.name == name]
    task_role(bench, HUB_ROLE)
    _call(bench, "imds:task-role", "*", strange)
    (seen,) = hub.check(context_of(bench))
    assert (seen.check, seen.status) == ("hub.credentials", Status.FAILED)
    assert seen.cause != "defect" and seen.evidence
    assert seen.message == "The task role of this container provides no credentials."


def test_the_endpoint_that_is_silent_is_the_one_that_is_named(bench: Bench) -> None:
    """Not STS, which answers, and not the firewall of another region."""
    port = silent_port(bench)
    bench.environ["AWS_ENDPOINT_URL_IAM"] = f"http://127.0.0.1:{port}"
    found = findings(bench.request.only(bench.spokes[:2]))
    silent = [f for f in found if f.check == "spoke.security-audit"]
    assert {f.cause for f in silent} == {"endpoint-timeout"}
    assert all(f"http://127.0.0.1:{port}/" in f.command for f in silent)
    told = {f.cause for f in found if f.check == "spoke.assume-role"}
    assert told == {""}


@pytest.mark.parametrize(
    ("whose", "cause"),
    [("hub", "region-not-enabled"), ("spoke", "sts-region-disabled")],
)
def test_a_region_is_told_of_where_security_audit_is_missing_too(
    bench: Bench, whose: str, cause: str
) -> None:
    account = bench.spokes[0]
    for each, enabled in ((bench.hub, whose == "hub"), (account, whose == "spoke")):
        bench.demo.fault("region", account=each, region="me-central-1", enabled=enabled)
    region(bench, "me-central-1")
    without_audit(bench, account)
    found = findings(bench.request.only([account]))
    causes = {f.cause for f in found if f.account == account}
    assert {"security-audit-missing", cause} <= causes
