from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Finding
from carto_wizard.checks.run.in_subprocess import run
from carto_wizard.demo.launch import Demo
from carto_wizard.work.progress import Progress
from tests.checks.bench import Bench
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
