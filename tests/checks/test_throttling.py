"""Throttling: AWS holds us back, and no account is blamed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from carto_wizard.aws import clients
from carto_wizard.checks.finding import Status
from carto_wizard.checks.probes import accounts as accounts_module
from carto_wizard.checks.run.progress_text import progress_text
from carto_wizard.demo.launch import Demo
from carto_wizard.work.progress import Progress
from tests.checks.bench import Bench
from tests.checks.runs import bench_on, findings, troubles

SLOW = {"code": "Throttling", "message": "Rate exceeded", "status": 400}


def test_throttling_is_never_a_failure_of_an_account(bench: Bench) -> None:
    bench.demo.fault("call", permission="sts:AssumeRole", times=12, **SLOW)
    bench.demo.fault("call", permission="ec2:DescribeRegions", times=3, **SLOW)
    found = findings(bench.request)
    assert troubles(found) == set()
    asked = [f.account for f in found if f.check == "spoke.region"]
    assert sorted(filter(None, asked)) == [a.id for a in bench.answers.accounts]


@pytest.mark.long
def test_a_single_account_outlasts_a_throttled_moment(bench: Bench) -> None:
    """Each try waits longer, though nobody else waits for a turn."""
    started = time.monotonic()
    bench.demo.fault("call", permission="sts:AssumeRole", times=8, **SLOW)
    found = findings(bench.request.only(bench.spokes[:1]))
    assert troubles(found) == set()
    assert [f for f in found if f.check == "spoke.region"]
    assert time.monotonic() - started > 1


@pytest.mark.long
def test_aws_that_lets_nothing_through_is_given_up(
    small_aws: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts_module, "_STARVED_SECONDS", 1.0)
    with bench_on(small_aws, tmp_path) as bench:
        bench.demo.fault("call", permission="sts:AssumeRole", **SLOW)
        found = findings(bench.request)
    assert troubles(found) == set()
    held = [f.account for f in found if f.cause == "throttled"]
    assert sorted(filter(None, held)) == [a.id for a in bench.answers.accounts]


def test_what_is_throttled_is_told_of_the_call_that_was(
    small_aws: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IAM's limit is not AssumeRole's, and what else was answered stays known."""
    monkeypatch.setattr(accounts_module, "_FRUITLESS", 1)
    monkeypatch.setattr(clients, "ATTEMPTS", 1)
    with bench_on(small_aws, tmp_path) as bench:
        account = bench.spokes[0]
        call = {"permission": "iam:ListAttachedRolePolicies", "account": account}
        bench.demo.fault("call", **call, **SLOW)
        found = [f for f in findings(bench.request) if f.account == account]
    told = {f.check: (f.status, f.cause) for f in found}
    assert told["spoke.security-audit"] == (Status.SKIPPED, "throttled")
    assert told["spoke.assume-role"] == told["spoke.region"] == (Status.OK, "")
    (held,) = [f for f in found if f.cause == "throttled"]
    assert "iam:ListAttachedRolePolicies" in held.evidence


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(1, 9), ""),
        (Progress(1, 9, 20.4), "AWS is throttling the calls to about 20 a second."),
        (
            Progress(1, 9, 0.0),
            "AWS is throttling the calls and has answered none for some seconds.",
        ),
        (
            Progress(1, 9, 20.4, 30.0),
            "AWS is throttling the calls to about 20 a second,"
            " less than a minute left.",
        ),
        (
            Progress(1, 9, 20.0, 480.0),
            "AWS is throttling the calls to about 20 a second, about 8 minutes left.",
        ),
    ],
)
def test_progress_is_said_in_words(progress: Progress, words: str) -> None:
    assert progress_text(progress) == words
