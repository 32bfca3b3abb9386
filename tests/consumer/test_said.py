"""What the README says of Cartography's log: it says that, and we name the cause."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo
from tests.checks.bench import Bench
from tests.checks.runs import bench_on, findings, troubles
from tests.consumer.test_agreement import HUB_WORLDS

ROOT = Path(__file__).resolve().parents[2]
# The graph is left out: nothing is read after the accounts and their regions.
INGEST = """
import logging, sys
logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
import boto3
from cartography.intel import aws

class Config:
    aws_sync_all_profiles = True
    def __getattr__(self, name):
        return None

def regions_only(graph, accounts, *rest, **options):
    for profile, account in accounts.items():
        session = boto3.Session(profile_name=profile)
        aws._autodiscover_account_regions(session, account)

aws._sync_multiple_accounts = regions_only
aws.start_aws_ingestion(None, Config())
"""
WORLDS = {world.name: world for world in HUB_WORLDS}
SAID = [
    ("No valid AWS credentials", "config gone", "config-missing"),
    ("No valid AWS credentials", "imds: no-profile", "instance-profile-missing"),
    ("No valid AWS credentials", "imds: hop-limit", "metadata-hop-limit"),
    ("Unable to initialize", "AWS_PROFILE=ghost", "profile-variable-missing"),
    ("Unable to initialize", "config is garbage", "text-before-section"),
    ("Unable to initialize", "byte order mark", "byte-order-mark"),
    ("AccessDenied", "role missing", "trust-or-role-missing"),
    ("AccessDenied", "another external ID", "trust-or-role-missing"),
    ("AccessDenied", "hub may assume nothing", "hub-permission-missing"),
    ("You must specify a region", "region: none", "region-missing"),
    ("InvalidClientTokenId", "region: not enabled", "region-not-enabled"),
    ("InvalidClientTokenId", "region: a zone", "region-is-zone"),
    ("There are duplicate AWS accounts", "profile twice", "account-twice"),
    ("UnauthorizedOperation", "SecurityAudit detached", "security-audit-missing"),
    ("", "header: no word profile", "section-ignored"),
    ("", "header: a space in the name", "section-ignored"),
]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = README.partition("## Cartography said …")[2].partition("\n## ")[0]


@pytest.fixture
def bench(small_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(small_aws, tmp_path) as made:
        yield made


def log_of(bench: Bench) -> str:
    done = subprocess.run(
        [os.environ["CARTOGRAPHY_PYTHON"], "-W", "ignore", "-c", INGEST],
        env=bench.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return done.stderr


# CI has time for some; `-m ""` runs all.
@pytest.mark.one_in(3)
@pytest.mark.parametrize(("said", "world", "cause"), SAID)
def test_cartography_says_it_and_the_cause_is_named(
    said: str, world: str, cause: str, bench: Bench
) -> None:
    WORLDS[world].make(bench)
    assert cause in {found for _, _, found in troubles(findings(bench.request))}
    log = log_of(bench)
    rows = [row for row in ROWS.splitlines() if said and f"`{said}" in row]
    quoted = re.findall(r"`([^`]+)`", rows[0].split("|")[1]) if said else []
    assert all(phrase in log for phrase in quoted), log
    if said:
        assert rows
    else:
        assert "rror" not in log and "Unable" not in log, json.dumps(log)


def test_every_row_is_shown_or_is_in_its_code() -> None:
    shown = {said for said, _, _ in SAID if said}
    code = subprocess.run(
        [
            os.environ["CARTOGRAPHY_PYTHON"],
            "-c",
            "import inspect, cartography.util as u; print(inspect.getsource(u))",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for row in ROWS.splitlines():
        for phrase in re.findall(r"`([^`]+)`", row.partition("|")[2].split("|")[0]):
            assert phrase in code or any(s in row for s in shown), phrase
