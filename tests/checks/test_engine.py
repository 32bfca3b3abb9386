from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.aws.clients import Keys
from carto_wizard.checks.engine import run
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.progress import Progress
from carto_wizard.checks.trust import refusal
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.organization import TROUBLES, Trouble
from carto_wizard.setup.answers import Answers, Hub
from tests.checks.bench import Bench
from tests.checks.faults_machine import silent_port
from tests.checks.runs import findings, set_up, troubles

DENIED = {"code": "AccessDenied", "message": "User is not authorized.", "status": 403}


@pytest.fixture
def bench(healthy_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    where, environ = set_up(healthy_aws.answers, healthy_aws, tmp_path)
    made = Bench(healthy_aws, healthy_aws.answers, where, environ, tmp_path)
    with made.undo:
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
    assert [f.cause for f in found if f.status is not Status.OK] == [
        "still-propagating"
    ]


def test_with_rights_to_look_a_missing_role_and_a_wrong_trust_are_told_apart(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    where, environ = set_up(troubled_aws.answers, troubled_aws, tmp_path)

    def look(account: str) -> Keys:
        admin = troubled_aws.admin[account]
        return Keys(admin.key, admin.secret)

    chosen = [TROUBLES[Trouble.ROLE_MISSING], TROUBLES[Trouble.OTHER_HUB]]
    found = findings(troubled_aws.answers, where, environ, chosen, look=look)
    failed = {f.account: f.cause for f in found if f.status is Status.FAILED}
    assert failed == {
        chosen[0]: "role-missing",
        chosen[1]: "trust-does-not-name-hub",
    }


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
        ({"AWS": "1"}, {"sts:ExternalId": ["a", "b"]}, "c", "external-id-refused"),
        ({"AWS": "1"}, {"aws:PrincipalOrgID": "o"}, "", "trust-does-not-name-hub"),
    ],
)
def test_a_trust_policy_is_read(
    principal: object, condition: object, sent: str, cause: str
) -> None:
    one = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        one["Condition"] = {"StringEquals": condition}
    answers = Answers(hub=Hub(account_id="1"))
    answers = replace(answers, access=replace(answers.access, external_id=sent))
    assert refusal(json.loads(json.dumps({"Statement": one})), answers)[0] == cause
