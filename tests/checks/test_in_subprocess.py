from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.run import subprocess_main
from carto_wizard.checks.run.in_subprocess import run
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import MISTAKES, Mistake
from carto_wizard.work.progress import Progress
from tests.checks.bench import Bench
from tests.checks.faults_machine import silent_port
from tests.checks.runs import bench_on, findings


@pytest.fixture
def bench(troubled_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(troubled_aws, tmp_path) as made:
        yield made


def test_a_process_of_its_own_says_the_same(bench: Bench) -> None:
    apart: list[Finding] = []
    told: list[Progress] = []
    run(bench.request, apart.append, cancel=threading.Event(), progress=told.append)
    here = findings(bench.request)

    def judged(found: list[Finding]) -> set[tuple[str, str | None, str | None, str]]:
        return {(f.check, f.account, f.profile, f.cause) for f in found}

    assert judged(apart) == judged(here)
    assert told[-1].done == told[-1].total == len(bench.answers.accounts)


def test_cancelling_kills_it_at_once(bench: Bench) -> None:
    bench.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{silent_port(bench)}"
    cancel = threading.Event()
    cancelled: list[float] = []

    def emit(finding: Finding) -> None:
        cancelled.append(time.monotonic())
        cancel.set()

    run(bench.request, emit, cancel=cancel)
    # The endpoint keeps silent for 3 s; the promise is 0.2 s on a quiet machine.
    assert time.monotonic() - cancelled[0] < 1


def test_the_waiting_can_be_skipped_from_outside(bench: Bench) -> None:
    found: list[Finding] = []
    skip = threading.Event()

    def progress(now: Progress) -> None:
        if "to reach all of AWS" in now.waiting:
            skip.set()

    only = [MISTAKES[Mistake.ROLE_MISSING]]
    request = replace(bench.request.only(only), pauses=(600,))
    run(
        request,
        found.append,
        cancel=threading.Event(),
        progress=progress,
        skip_waiting=skip,
    )
    (spoke,) = [f for f in found if f.status is not Status.OK]
    assert spoke.cause == "trust-or-role-missing"


def test_it_ends_with_whoever_started_it(bench: Bench) -> None:
    """A killed wizard cannot kill its child; the end of the pipe does."""
    only = [MISTAKES[Mistake.ROLE_MISSING]]
    # It would wait for a new role for ten minutes.
    request = replace(bench.request.only(only), pauses=(600,))
    with subprocess.Popen(
        [sys.executable, "-P", subprocess_main.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(pickle.dumps(sys.path) + pickle.dumps(request))
        child.stdin.flush()
        waiting = False
        while not waiting:
            _, news = pickle.load(child.stdout)
            told = [each for each in news if isinstance(each, Progress)]
            waiting = any("to reach all of AWS" in each.waiting for each in told)
        child.stdin.close()
        assert child.wait(timeout=10) == 0
