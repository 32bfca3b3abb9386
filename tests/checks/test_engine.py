from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from carto_wizard.aws.clients import Keys
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.metadata import probe
from carto_wizard.checks import accounts as accounts_module
from carto_wizard.checks.denied import Inquiry
from carto_wizard.checks.engine import run
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.progress import Progress
from carto_wizard.checks.teller import Place
from carto_wizard.checks.trust import refusal
from carto_wizard.checks.world import world
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.organization import TROUBLES, Trouble
from carto_wizard.render.policies import ec2_trust, to_json
from carto_wizard.setup.answers import Answers, Hub
from tests.checks.bench import HUB_ROLE, ROLE, Bench, statement
from tests.checks.faults_aws import LOOKER, external_id, may_look
from tests.checks.faults_machine import silent_port, task_role
from tests.checks.runs import bench_on, findings, set_up, troubles

EMPTY = "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>"
WHO = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult>"
    "<Arn>arn:aws:sts::HUB:assumed-role/cartography-service/i</Arn>"
    "<UserId>u</UserId><Account>HUB</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)
DENIED = {"code": "AccessDenied", "message": "User is not authorized.", "status": 403}


@pytest.fixture
def bench(healthy_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(healthy_aws, tmp_path) as made:
        yield made


def test_cancelling_ends_a_run_at_once(bench: Bench) -> None:
    bench.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{silent_port(bench)}"
    cancel = threading.Event()
    cancelled: list[float] = []
    found: list[Finding] = []

    def stop(_: Progress) -> None:
        if found and not cancel.is_set():
            cancelled.append(time.monotonic())
            cancel.set()

    run(
        bench.answers,
        bench.where,
        found.append,
        cancel=cancel,
        environ=bench.environ,
        progress=stop,
    )
    # The endpoint keeps silent for 3 s; the promise is 0.2 s on a quiet machine.
    assert time.monotonic() - cancelled[0] < 1
    assert all(finding.check != "machine.endpoint" for finding in found)


def test_without_network_a_run_is_short_and_says_so_once(bench: Bench) -> None:
    bench.environ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    started = time.monotonic()
    found = findings(bench.answers, bench.where, bench.environ)
    assert time.monotonic() - started < 10
    assert {cause for _, _, cause in troubles(found)} == {"endpoint-unreachable"}
    skipped = [f for f in found if f.check == "spoke.assume-role"]
    assert {f.status for f in skipped} == {Status.SKIPPED}
    assert len(skipped) == len(bench.answers.accounts)


def test_the_organization_is_listed_beside_the_accounts(bench: Bench) -> None:
    details = {"permission": "sts:AssumeRole", "account": bench.spokes[0]}
    bench.demo.fault("call", delay=1.0, **details)
    before = len(bench.demo.calls())
    found = findings(bench.answers, bench.where, bench.environ)
    assert troubles(found) == set()
    asked = [call["permission"] for call in bench.demo.calls()[before:]]
    last = len(asked) - asked[::-1].index("sts:AssumeRole")
    assert asked.index("organizations:ListAccounts") < last
    assert any(f.check == "organization.accounts" for f in found)


def test_a_task_role_of_a_container_serves_as_the_hub(bench: Bench) -> None:
    task_role(bench, HUB_ROLE)
    found = findings(bench.answers, bench.where, bench.environ)
    (seen,) = [f.cause for f in found if f.check == "hub.credentials"]
    assert seen == "no-credentials"
    change, role = "update_assume_role_policy", {"RoleName": HUB_ROLE}
    before = to_json(ec2_trust(bench.demo.answers))
    bench.later(bench.hub, change, **role, PolicyDocument=before)
    trust = to_json(ec2_trust(bench.answers))
    bench.iam(bench.hub, change, **role, PolicyDocument=trust)
    assert troubles(findings(bench.answers, bench.where, bench.environ)) == set()


def test_throttling_is_never_a_failure_of_an_account(bench: Bench) -> None:
    slow = {"code": "Throttling", "message": "Rate exceeded", "status": 400}
    bench.demo.fault("call", permission="sts:AssumeRole", times=12, **slow)
    bench.demo.fault("call", permission="ec2:DescribeRegions", times=3, **slow)
    found = findings(bench.answers, bench.where, bench.environ)
    assert troubles(found) == set()
    asked = [f.account for f in found if f.check == "spoke.region"]
    assert sorted(filter(None, asked)) == [a.id for a in bench.answers.accounts]


def test_a_role_just_made_is_waited_for(bench: Bench) -> None:
    account = bench.spokes[2]
    bench.demo.fault(
        "call", permission="sts:AssumeRole", account="*", times=2, **DENIED
    )
    only = [account, "spoke.assume-role"]
    found = findings(
        bench.answers, bench.where, bench.environ, only, pauses=(0.01, 0.01)
    )
    assert [f.status for f in found] == [Status.OK]


def test_the_waiting_can_be_skipped(troubled_aws: Demo, tmp_path: Path) -> None:
    where, environ = set_up(troubled_aws.answers, troubled_aws, tmp_path)
    skip = threading.Event()
    skip.set()
    only = [TROUBLES[Trouble.ROLE_MISSING]]
    answers = troubled_aws.answers
    found = findings(answers, where, environ, only, pauses=(60,), skip_waiting=skip)
    # What was found out before stays said.
    (denied,) = [f for f in found if f.status is not Status.OK]
    assert (denied.status, denied.cause) == (Status.FAILED, "trust-or-role-missing")


@contextmanager
def looker(demo: Demo, folder: Path, accounts: list[str]) -> Iterator[Bench]:
    """The hub may become a role in these accounts that may read roles."""
    with bench_on(demo, folder) as made:
        may_look(made, *accounts)
        yield made


def test_with_rights_to_look_a_missing_role_and_a_wrong_trust_are_told_apart(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    missing, other = TROUBLES[Trouble.ROLE_MISSING], TROUBLES[Trouble.OTHER_HUB]
    with looker(troubled_aws, tmp_path, [missing, other]) as bench:
        before = len(troubled_aws.calls())
        found = findings(bench.answers, bench.where, bench.environ, look_with=LOOKER)
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
    account = TROUBLES[Trouble.OTHER_HUB]
    with looker(troubled_aws, tmp_path, [account]) as bench:
        everything = json.dumps(statement("Allow", "*"))
        bench.iam(
            account,
            "put_role_policy",
            RoleName=LOOKER,
            PolicyName="look",
            PolicyDocument=everything,
        )
        asked = world(
            bench.answers,
            bench.where,
            cancel=threading.Event(),
            only=(),
            environ=bench.environ,
        )
        asked.look_with = LOOKER
        hub = probe(bench.environ).keys
        assert hub is not None
        (spoke,) = [s for s in asked.spokes if s.account.id == account]
        keys = Inquiry(asked, hub).looker(spoke)
        role = {"RoleName": ROLE}
        asked.clients.call("iam", "get_role", keys, bench.demo.region, **role)
        for operation, parameters in (("list_roles", {}), ("delete_role", role)):
            with pytest.raises(CallFailed, match="no session policy allows"):
                asked.clients.call(
                    "iam", operation, keys, bench.demo.region, **parameters
                )


def test_where_nobody_may_look_both_reasons_are_given(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    missing, other = TROUBLES[Trouble.ROLE_MISSING], TROUBLES[Trouble.OTHER_HUB]
    with looker(troubled_aws, tmp_path, [missing]) as bench:
        found = findings(
            bench.answers, bench.where, bench.environ, [other], look_with=LOOKER
        )
    (failed,) = [f for f in found if f.status is Status.FAILED]
    assert failed.cause == "trust-or-role-missing"
    assert "Could not look: sts:AssumeRole: AccessDenied" in failed.evidence


def test_accounts_and_checks_of_the_set_up_are_asked_again_together(
    bench: Bench,
) -> None:
    account = bench.spokes[0]
    only = [account, "files.account-map"]
    found = findings(bench.answers, bench.where, bench.environ, only)
    assert {f.check for f in found if f.account is None} == {"files.account-map"}
    spokes = {f.check for f in found if f.account == account}
    assert {"spoke.assume-role", "spoke.security-audit", "spoke.region"} <= spokes


def test_a_check_of_the_files_alone_asks_no_account(bench: Bench) -> None:
    before = len(bench.demo.calls())
    only = ["files.account-map"]
    found = findings(bench.answers, bench.where, bench.environ, only)
    assert [f.check for f in found] == only
    asked = {call["permission"] for call in bench.demo.calls()[before:]}
    assert "iam:ListAttachedRolePolicies" not in asked


def test_what_keeps_accounts_from_being_asked_again_is_told(bench: Bench) -> None:
    bench.demo.fault("imds", fault="no-profile")
    only = [bench.spokes[0], "files.account-map"]
    found = findings(bench.answers, bench.where, bench.environ, only)
    assert "instance-profile-missing" in {f.cause for f in found}


def test_the_same_profiles_are_tried_in_every_run(bench: Bench) -> None:
    runs = [
        {
            f.profile
            for f in findings(bench.answers, bench.where, bench.environ)
            if f.check == "files.profile"
        }
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
    found = findings(bench.answers, bench.where, bench.environ, bench.spokes)
    spokes = {(f.check, f.cause) for f in found if f.check.startswith("spoke.")}
    assert spokes == {("spoke.assume-role", "unrecognized")}
    assert "holds no Credentials" in found[-1].evidence


def test_a_target_elsewhere_is_left_to_the_target(bench: Bench) -> None:
    answers = replace(bench.answers, target=replace(bench.answers.target, here=False))
    bench.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    found = findings(answers, bench.where, bench.environ)
    assert troubles(found) == set()
    skipped = {f.cause for f in found if f.check == "hub.credentials"}
    assert skipped == {"check-on-target"}


def test_local_credentials_of_the_hub_serve_a_target_elsewhere(bench: Bench) -> None:
    answers = replace(bench.answers, target=replace(bench.answers.target, here=False))
    admin = bench.demo.admin[bench.hub]
    bench.environ["AWS_ACCESS_KEY_ID"] = admin.key
    bench.environ["AWS_SECRET_ACCESS_KEY"] = admin.secret
    found = findings(answers, bench.where, bench.environ)
    asked = {f.account for f in found if f.check == "spoke.region"}
    assert asked == {account.id for account in answers.accounts}


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(1, 9), ""),
        (Progress(1, 9, waiting="Waiting."), "Waiting."),
        (Progress(1, 9, 20.4), "AWS is limiting us to about 20 a second."),
        (
            Progress(1, 9, 0.0),
            "AWS is limiting us; no account was answered for some seconds.",
        ),
        (
            Progress(1, 9, 20.4, 30.0),
            "AWS is limiting us to about 20 a second, less than a minute left.",
        ),
        (
            Progress(1, 9, 20.0, 480.0),
            "AWS is limiting us to about 20 a second, about 8 minutes left.",
        ),
    ],
)
def test_progress_is_said_in_words(progress: Progress, words: str) -> None:
    assert progress.words == words


@pytest.mark.parametrize(
    ("principal", "condition", "sent", "cause"),
    [
        ({"AWS": "arn:aws:iam::1:root"}, None, "", ""),
        ({"AWS": ["2", "1"]}, None, "", ""),
        ("*", None, "", ""),
        ({"AWS": "arn:aws:iam::2:root"}, None, "", "trust-does-not-name-hub"),
        ({"Service": "ec2.amazonaws.com"}, None, "", "trust-does-not-name-hub"),
        ({"AWS": "1"}, {"sts:ExternalId": "a"}, "", "external-id-refused"),
        ({"AWS": "1"}, {"sts:ExternalId": "a*"}, "abc", ""),
        ({"AWS": "1"}, {"sts:ExternalId": ["a", "b"]}, "c", "external-id-refused"),
        ({"AWS": "1"}, {"aws:PrincipalOrgID": "o"}, "", "trust-does-not-name-hub"),
    ],
)
def test_a_trust_policy_is_read(
    principal: object, condition: object, sent: str, cause: str
) -> None:
    one = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        one["Condition"] = {"StringLike": condition}
    answers = Answers(hub=Hub(account_id="1"))
    answers = replace(answers, access=replace(answers.access, external_id=sent))
    assert refusal(json.loads(json.dumps({"Statement": one})), answers)[0] == cause


@pytest.mark.parametrize(
    ("action", "effect", "cause"),
    [
        ("STS:assumerole", "Allow", ""),
        ("sts:Assume*", "Allow", ""),
        ("sts:TagSession", "Allow", "trust-does-not-name-hub"),
        ("sts:AssumeRole", "Deny", "trust-does-not-name-hub"),
    ],
)
def test_a_trust_policy_is_read_as_iam_reads_it(
    action: str, effect: str, cause: str
) -> None:
    allow = {"Effect": "Allow", "Principal": {"AWS": "1"}, "Action": "sts:AssumeRole"}
    one = {**allow, "Effect": effect, "Action": action}
    statements = [one] if effect == "Allow" else [allow, one]
    answers = Answers(hub=Hub(account_id="1"))
    assert refusal({"Statement": statements}, answers)[0] == cause


def test_many_threads_may_look_at_once(small_aws: Demo, tmp_path: Path) -> None:
    """Evidence is cleaned of secrets while other threads bring new ones."""
    with bench_on(small_aws, tmp_path) as bench:
        asked = world(
            bench.answers,
            bench.where,
            cancel=threading.Event(),
            only=(),
            environ=bench.environ,
        )
    errors: list[BaseException] = []

    def keep() -> None:
        for number in range(2_000):
            asked.keep_hidden(Keys("AKIA", f"secret-{number}"))

    def tell() -> None:
        try:
            for _ in range(300):
                place = Place("spoke.assume-role")
                asked.teller.problem(place, "throttled", "x", evidence="y")
        except RuntimeError as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for work in (keep, tell, tell)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_no_answer_is_no_proof_that_the_external_id_is_asked_for(bench: Bench) -> None:
    account = bench.spokes[1]
    external_id(bench, "right", account, "right")
    odd = {"code": "Odd", "message": "Try later.", "status": 400}
    permission = {"permission": "sts:AssumeRole", "account": account}
    # The second AssumeRole is the one without it.
    bench.demo.fault("call", times=1, **permission)
    bench.demo.fault("call", times=1, **permission, **odd)
    found = findings(bench.answers, bench.where, bench.environ, [account])
    (seen,) = [f for f in found if f.check == "spoke.external-id"]
    assert (seen.status, seen.cause) == (Status.SKIPPED, "unrecognized")


def test_an_organization_that_gives_no_answer_is_not_said_to_be_none(
    bench: Bench,
) -> None:
    odd = {"code": "Odd", "message": "Try later.", "status": 400}
    bench.demo.fault("call", permission="organizations:ListAccounts", **odd)
    found = findings(bench.answers, bench.where, bench.environ)
    (seen,) = [f for f in found if f.check == "organization.accounts"]
    assert (seen.status, seen.cause) == (Status.SKIPPED, "unrecognized")
    assert "Try later" in seen.evidence


def test_a_region_that_is_enabled_is_never_blamed(bench: Bench) -> None:
    odd = {"code": "AuthFailure", "message": "Not now.", "status": 401}
    account = bench.spokes[0]
    permission = {"permission": "ec2:DescribeRegions", "account": account}
    bench.demo.fault("call", times=1, **permission, **odd)
    found = findings(bench.answers, bench.where, bench.environ, [account])
    (seen,) = [f for f in found if f.status is not Status.OK]
    assert (seen.check, seen.cause) == ("spoke.describe-regions", "credentials-unknown")


def test_aws_that_lets_nothing_through_is_given_up(
    small_aws: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts_module, "_STARVED_SECONDS", 1.0)
    slow = {"code": "Throttling", "message": "Rate exceeded", "status": 400}
    with bench_on(small_aws, tmp_path) as bench:
        bench.demo.fault("call", permission="sts:AssumeRole", **slow)
        found = findings(bench.answers, bench.where, bench.environ)
    assert troubles(found) == set()
    held = [f.account for f in found if f.cause == "throttled"]
    assert sorted(filter(None, held)) == [a.id for a in bench.answers.accounts]


def test_a_single_account_outlasts_a_throttled_moment(bench: Bench) -> None:
    """Each try waits longer, though nobody else waits for a turn."""
    slow = {"code": "Throttling", "message": "Rate exceeded", "status": 400}
    started = time.monotonic()
    bench.demo.fault("call", permission="sts:AssumeRole", times=8, **slow)
    found = findings(bench.answers, bench.where, bench.environ, bench.spokes[:1])
    assert troubles(found) == set()
    assert [f for f in found if f.check == "spoke.region"]
    assert time.monotonic() - started > 1
