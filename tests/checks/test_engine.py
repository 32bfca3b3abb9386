from __future__ import annotations

import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from carto_wizard.aws.clients import Credentials
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.results.groups import Groups
from carto_wizard.checks.run.engine import run
from carto_wizard.demo.launch import Demo
from carto_wizard.render.policies import start_role_trust
from carto_wizard.render.policy_json import to_json
from carto_wizard.work.progress import Progress
from tests.checks.bench import HUB_ROLE, Bench
from tests.checks.faults_aws import stranger, without_audit
from tests.checks.faults_machine import silent_port, task_role
from tests.checks.runs import bench_on, context_of, findings, troubles

EMPTY = "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>"
WHO = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult>"
    "<Arn>arn:aws:sts::HUB:assumed-role/cartography-service/i</Arn>"
    "<UserId>u</UserId><Account>HUB</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


def test_cancelling_ends_a_run_at_once(bench: Bench) -> None:
    bench.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{silent_port(bench)}"
    cancel = threading.Event()
    cancelled: list[float] = []
    found: list[Finding] = []

    def stop(_: Progress) -> None:
        if found and not cancel.is_set():
            cancelled.append(time.monotonic())
            cancel.set()

    run(bench.request, found.append, cancel=cancel, progress=stop)
    # The endpoint keeps silent for 3 s; the promise is 0.2 s on a quiet machine.
    assert time.monotonic() - cancelled[0] < 1
    assert all(finding.check != "machine.endpoint" for finding in found)


def test_without_network_a_run_is_short_and_says_so_once(bench: Bench) -> None:
    bench.environ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    started = time.monotonic()
    found = findings(bench.request)
    assert time.monotonic() - started < 10
    assert {cause for _, _, cause in troubles(found)} == {"endpoint-unreachable"}
    skipped = [f for f in found if f.check == "spoke.assume-role"]
    assert {f.status for f in skipped} == {Status.SKIPPED}
    assert len(skipped) == len(bench.answers.accounts)


def test_the_organization_is_listed_beside_the_accounts(bench: Bench) -> None:
    details = {"permission": "sts:AssumeRole", "account": bench.spokes[0]}
    bench.demo.fault("call", delay=1.0, **details)
    before = len(bench.demo.calls())
    found = findings(bench.request)
    assert troubles(found) == set()
    asked = [call["permission"] for call in bench.demo.calls()[before:]]
    last = len(asked) - asked[::-1].index("sts:AssumeRole")
    assert asked.index("organizations:ListAccounts") < last
    assert any(f.check == "organization.accounts" for f in found)


def test_a_task_role_of_a_container_serves_as_the_hub(bench: Bench) -> None:
    task_role(bench, HUB_ROLE)
    found = findings(bench.request)
    (seen,) = [f.cause for f in found if f.check == "hub.credentials"]
    assert seen == "no-credentials"
    change, role = "update_assume_role_policy", {"RoleName": HUB_ROLE}
    before = to_json(start_role_trust(bench.demo.answers))
    bench.later(bench.hub, change, **role, PolicyDocument=before)
    trust = to_json(start_role_trust(bench.answers))
    bench.iam(bench.hub, change, **role, PolicyDocument=trust)
    assert troubles(findings(bench.request)) == set()


def test_accounts_and_checks_of_the_set_up_are_asked_again_together(
    bench: Bench,
) -> None:
    account = bench.spokes[0]
    only = [account, "files.account-map"]
    found = findings(bench.request.only(only))
    assert {f.check for f in found if f.account is None} == {"files.account-map"}
    spokes = {f.check for f in found if f.account == account}
    assert {"spoke.assume-role", "spoke.security-audit", "spoke.region"} <= spokes


def test_a_check_of_the_files_alone_asks_no_account(bench: Bench) -> None:
    before = len(bench.demo.calls())
    only = ["files.account-map"]
    found = findings(bench.request.only(only))
    assert [f.check for f in found] == only
    asked = {call["permission"] for call in bench.demo.calls()[before:]}
    assert "iam:ListAttachedRolePolicies" not in asked


def test_what_keeps_accounts_from_being_asked_again_is_told(bench: Bench) -> None:
    bench.demo.fault("imds", fault="no-profile")
    only = [bench.spokes[0], "files.account-map"]
    found = findings(bench.request.only(only))
    assert "instance-profile-missing" in {f.cause for f in found}


def test_the_same_profiles_are_tried_in_every_run(bench: Bench) -> None:
    runs = [
        {f.profile for f in findings(bench.request) if f.check == "files.profile"}
        for _ in range(3)
    ]
    assert len(runs[0]) == 3
    assert runs[0] == runs[1] == runs[2]


def test_an_answer_that_is_not_of_aws_is_a_finding_and_no_crash(bench: Bench) -> None:
    class Portal(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """200 for everything, and nothing in it but who asks."""
            size = int(self.headers["Content-Length"])
            assuming = b"AssumeRole" in self.rfile.read(size)
            answer = EMPTY if assuming else WHO
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer.encode().replace(b"HUB", bench.hub.encode()))

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bench.undo.callback(server.server_close)
    bench.undo.callback(server.shutdown)
    bench.environ["AWS_ENDPOINT_URL_STS"] = f"http://127.0.0.1:{server.server_port}"
    found = findings(bench.request.only(bench.spokes))
    spokes = {(f.check, f.cause) for f in found if f.check.startswith("spoke.")}
    assert spokes == {("spoke.assume-role", "answer-unreadable")}
    assert "has no Credentials" in found[-1].evidence


def test_a_target_elsewhere_is_left_to_the_target(bench: Bench) -> None:
    answers = replace(bench.answers, target=replace(bench.answers.target, here=False))
    bench.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    found = findings(replace(bench.request, answers=answers))
    assert troubles(found) == set()
    skipped = {f.cause for f in found if f.check == "hub.credentials"}
    assert skipped == {"check-on-target"}


def test_local_credentials_of_the_hub_serve_a_target_elsewhere(bench: Bench) -> None:
    answers = replace(bench.answers, target=replace(bench.answers.target, here=False))
    admin = bench.demo.admin[bench.hub]
    bench.environ["AWS_ACCESS_KEY_ID"] = admin.key
    bench.environ["AWS_SECRET_ACCESS_KEY"] = admin.secret
    found = findings(replace(bench.request, answers=answers))
    asked = {f.account for f in found if f.check == "spoke.region"}
    assert asked == {account.id for account in answers.accounts}


def test_many_threads_may_look_at_once(small_aws: Demo, tmp_path: Path) -> None:
    """Evidence is cleaned of secrets while other threads bring new ones."""
    with bench_on(small_aws, tmp_path) as bench:
        context = context_of(bench)
    errors: list[BaseException] = []

    def keep() -> None:
        for number in range(2_000):
            context.keep_hidden(Credentials("AKIA", f"secret-{number}"))

    def tell() -> None:
        try:
            for _ in range(300):
                subject = Subject("spoke.assume-role")
                context.findings.problem(subject, "throttled", "x", evidence="y")
        except RuntimeError as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for work in (keep, tell, tell)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_an_organization_that_gives_no_answer_is_not_said_to_be_none(
    bench: Bench,
) -> None:
    odd = {"code": "Odd", "message": "Try later.", "status": 400}
    bench.demo.fault("call", permission="organizations:ListAccounts", **odd)
    found = findings(bench.request)
    (seen,) = [f for f in found if f.check == "organization.accounts"]
    assert (seen.status, seen.cause) == (Status.SKIPPED, "unrecognized")
    assert "Try later" in seen.evidence


@pytest.mark.parametrize("role", ["", "OrganizationAccountAccessRole"])
def test_an_account_outside_the_organization_is_unknown_whoever_looks(
    bench: Bench, role: str
) -> None:
    stranger(bench)
    found = findings(replace(bench.request, look_with=role))
    causes = {f.account: f.cause for f in found if f.status is Status.FAILED}
    assert causes[bench.answers.accounts[-1].id] == "account-unknown"


def test_what_was_asked_and_denied_is_not_said_to_be_unasked(bench: Bench) -> None:
    without_audit(bench, bench.spokes[1])
    groups = Groups(findings(bench.request)).by_urgency()
    assert [group.cause for group in groups] == ["security-audit-missing"]
    assert any("Also denied" in each.message for each in groups[0].findings)


def test_what_is_well_claims_no_more_than_was_asked(bench: Bench) -> None:
    bench.environ["AWS_ENDPOINT_URL_IAM"] = bench.demo.endpoint
    told = {f.check: f.message for f in findings(bench.request)}
    # A variable that is set is not said to be none.
    assert "overrides" not in told["machine.environment"]
    assert "AWS_ENDPOINT_URL" in told["machine.environment"]
    # Whether the profiles work is another check's word.
    number = len(bench.answers.accounts)
    assert told["files.account-map"].startswith(f"The files have exactly the {number} ")
    assert "simulator" in told["spoke.permissions"]


def test_a_region_that_is_enabled_is_never_blamed(bench: Bench) -> None:
    odd = {"code": "AuthFailure", "message": "Not now.", "status": 401}
    account = bench.spokes[0]
    permission = {"permission": "ec2:DescribeRegions", "account": account}
    bench.demo.fault("call", times=1, **permission, **odd)
    found = findings(bench.request.only([account]))
    (seen,) = [f for f in found if f.status is not Status.OK]
    assert (seen.check, seen.cause) == ("spoke.describe-regions", "credentials-unknown")
