"""In every world of the fault matrix: the findings agree with what Cartography sees."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from carto_wizard.checks.results.verdict import verdict
from carto_wizard.demo.launch import Demo
from carto_wizard.render.aws_config import expected_map
from tests.checks.bench import Bench
from tests.checks.faults import (
    CREDENTIALS,
    ENVIRONMENT,
    INSTANCE,
    NETWORK,
    RIGHTS,
    ROLES,
    Fault,
)
from tests.checks.faults_files import FILES
from tests.checks.runs import bench_on, findings

# Cartography takes a second to import: one process answers for every world.
SERVE = """
import json, os, sys, botocore.exceptions, boto3
from cartography.intel.aws.organizations import get_aws_accounts_from_botocore_config
for line in sys.stdin:
    os.environ.clear()
    os.environ.update(json.loads(line))
    try:
        # The first session decides whether a run starts; what it raises ends the run.
        found = get_aws_accounts_from_botocore_config(boto3.Session())
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError):
        found = {}
    print(json.dumps(found), flush=True)
"""
LEFT_OUT = {
    # Stops Cartography elsewhere than where it reads the accounts.
    "CARTOGRAPHY_AWS_MAX_ATTEMPTS=0",
    # Cartography waits a minute for each profile, and then sees none.
    "packets dropped",
    # The Cartography that is asked here is another one.
    "old Cartography",
    # It is over by the time that Cartography asks.
    "role just made, seen",
}
WORLDS = [
    fault
    for fault in (
        *NETWORK,
        *ENVIRONMENT,
        *INSTANCE,
        *CREDENTIALS,
        *ROLES,
        *RIGHTS,
        *FILES,
    )
    if fault.name not in LEFT_OUT
]


@dataclass(slots=True)
class Cartography:
    """The real package, asked for its account map."""

    process: subprocess.Popen[str]

    def accounts(self, environ: dict[str, str]) -> dict[str, str]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(environ) + "\n")
        self.process.stdin.flush()
        found: dict[str, str] = json.loads(self.process.stdout.readline())
        return found


@pytest.fixture(scope="module")
def cartography() -> Iterator[Cartography]:
    process = subprocess.Popen(
        [os.environ["CARTOGRAPHY_PYTHON"], "-W", "ignore", "-c", SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        yield Cartography(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def bench(small_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(small_aws, tmp_path) as made:
        yield made


def test_there_are_enough_worlds() -> None:
    assert len(WORLDS) >= 40


@pytest.mark.parametrize("fault", WORLDS, ids=lambda fault: fault.name)
def test_what_the_findings_leave_is_what_cartography_sees(
    fault: Fault, bench: Bench, cartography: Cartography
) -> None:
    fault.make(bench)
    found = findings(bench.request)
    expected = expected_map(bench.answers)
    # A run that fails fast keeps the test short; it changes no answer.
    environ = bench.environ | {"AWS_MAX_ATTEMPTS": "1"}
    theirs = cartography.accounts(environ)
    ours = dict(verdict(found, expected).verified)
    assert {p: a for p, a in theirs.items() if expected.get(p) == a} == ours
    reported = {"profile-unexpected", "account-twice"}
    extra = {one.profile for one in found if one.cause in reported}
    assert set(theirs) - set(expected) <= extra
