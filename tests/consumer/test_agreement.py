"""In every world of the fault matrix: the findings agree with what Cartography sees."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Effect, Status
from carto_wizard.checks.results.verdict import verdict
from carto_wizard.demo.launch import Demo
from carto_wizard.render.aws_config import expected_map
from carto_wizard.setup.answers import Mode
from tests.checks.bench import Bench
from tests.checks.faults import (
    CREDENTIALS,
    ENVIRONMENT,
    INSTANCE,
    NETWORK,
    RIGHTS,
    ROLES,
)
from tests.checks.faults_files import FILES
from tests.checks.runs import bench_on, findings
from tests.consumer.single_worlds import SINGLE_WORLDS, single_bench
from tests.consumer.worlds import WORLDS, World

# Cartography takes a second to import: one process answers for every world.
SERVE = """
import json, os, sys, botocore.exceptions, boto3
from cartography.intel.aws import _autodiscover_account_regions
from cartography.intel.aws import organizations
tolerated = (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError)

def regions(session, account):
    # The first call of a sync: what it raises ends the run at this account.
    try:
        _autodiscover_account_regions(session(), account)
    except Exception:
        return False
    return True

# What Cartography asks a person, nobody answers; the questions come another way.
questions = os.fdopen(os.dup(0))
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

for line in questions:
    asked = json.loads(line)
    os.environ.clear()
    os.environ.update(asked["environ"])
    died = False
    try:
        # The first session decides whether a run starts; what it raises ends the run.
        session = boto3.Session()
        if asked["every"]:
            found = organizations.get_aws_accounts_from_botocore_config(session)
        else:
            found = organizations.get_aws_account_default(session)
    except tolerated:
        found = {}
    except Exception:
        found, died = {}, True
    read = {
        name: account
        for name, account in found.items()
        if regions(
            lambda: boto3.Session(profile_name=name) if asked["every"] else session,
            account,
        )
    }
    print(json.dumps({"seen": found, "read": read, "died": died}), flush=True)
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
FAULTS = [
    World(fault.name, fault.make)
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
HUB_WORLDS = [World("all is well", lambda bench: None, True), *FAULTS, *WORLDS]


@dataclass(frozen=True, slots=True)
class Reading:
    """The accounts that Cartography finds by profile, and those it gets into."""

    seen: dict[str, str]
    read: dict[str, str]
    died: bool
    """Whether it ended with an error before any account."""


@dataclass(slots=True)
class Cartography:
    """The real package, asked for its account map."""

    process: subprocess.Popen[str]

    def reads(self, bench: Bench, attempts: str) -> Reading:
        """What a run from this machine would do."""
        tries = {"AWS_MAX_ATTEMPTS": attempts} if attempts else {}
        asked = {
            "environ": tries | bench.environ,
            "every": bench.answers.mode is Mode.HUB,
        }
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return Reading(**json.loads(self.process.stdout.readline()))


@pytest.fixture(scope="module")
def cartography() -> Iterator[Cartography]:
    process = subprocess.Popen(
        [os.environ["CARTOGRAPHY_PYTHON"], "-W", "ignore", "-c", SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # Without a terminal, as from cron.
        start_new_session=True,
    )
    with process:
        yield Cartography(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def single(small_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with single_bench(small_aws, tmp_path) as made:
        yield made


@pytest.fixture
def bench(small_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(small_aws, tmp_path) as made:
        yield made


def test_there_are_enough_worlds() -> None:
    names = [world.name for world in (*HUB_WORLDS, *SINGLE_WORLDS)]
    assert len(set(names)) == len(names) >= 200


@pytest.mark.one_in(3)
@pytest.mark.parametrize("world", HUB_WORLDS, ids=lambda world: world.name)
def test_the_accounts_that_are_verified_are_those_that_cartography_reads(
    world: World, bench: Bench, cartography: Cartography
) -> None:
    world.make(bench)
    _compare(world, bench, cartography)


@pytest.mark.parametrize("world", SINGLE_WORLDS, ids=lambda world: world.name)
def test_a_single_account_is_verified_where_cartography_reads_it(
    world: World, single: Bench, cartography: Cartography
) -> None:
    world.make(single)
    _compare(world, single, cartography)


def _compare(world: World, bench: Bench, cartography: Cartography) -> None:
    found = findings(bench.request)
    expected = expected_map(bench.answers)
    judged = verdict(found, expected)
    theirs = cartography.reads(bench, world.attempts)
    failed = [f for f in found if f.status is Status.FAILED]
    lost = (
        {a for p, a in expected.items() if a not in set(theirs.read.values())}
        if bench.answers.mode is Mode.SINGLE
        else {a for p, a in expected.items() if theirs.read.get(p) != a}
    )
    # Those that it gets into and then leaves for want of a right have said so; and
    # what follows from a missing policy is not known where the first call is allowed.
    may_stop = (Effect.STOPS, Effect.UNKNOWN)
    stopped = {f.account for f in failed if f.effect in may_stop}
    unverified = set(expected.values()) - set(judged.verified.values())
    assert lost <= unverified
    assert unverified - lost <= stopped
    assert not (lost and judged.ok), "green, and an account is lost"
    assert not (world.harmless and failed), failed
    if theirs.died:
        assert Effect.ENDS in {f.effect for f in failed}
    if bench.answers.mode is Mode.HUB:
        reported = {f.profile for f in failed}
        assert set(theirs.seen) - set(expected) <= reported
