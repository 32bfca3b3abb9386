"""One measurement of `bench_checks`: prints wall time, CPU and memory as JSON."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from carto_wizard.checks.request import CheckRequest
from carto_wizard.files.locations import places
from carto_wizard.setup.answers import Account, Answers, Hub
from tests.render.cases import config_text

HUB = "111111111111"
# The three calls of the comparison; the fourth, the simulation, is left out.
CHECKS = (
    "spoke.assume-role",
    "spoke.account",
    "spoke.security-audit",
    "spoke.describe-regions",
    "spoke.region",
)


def answers(number: int) -> Answers:
    """As many accounts as asked, all in one region."""
    accounts = tuple(
        Account(str(300_000_000_000 + index), f"account-{index:05}")
        for index in range(number)
    )
    return replace(Answers(hub=Hub(HUB, "us-east-1")), accounts=accounts)


def request(number: int) -> CheckRequest:
    """The checks of the comparison for so many accounts."""
    setup = answers(number)
    where = places(setup, os.environ, Path("/nonexistent"))
    return CheckRequest(setup, where, os.environ, checks=frozenset(CHECKS))


def ours(number: int) -> dict[str, Any]:
    """The engine, as the screen calls it."""
    from carto_wizard.checks.finding import Finding
    from carto_wizard.checks.run.engine import run
    from carto_wizard.checks.run.progress_text import progress_text
    from carto_wizard.work.progress import Progress

    seen: set[str] = set()
    failed = 0
    first = 0.0
    words: dict[str, None] = {}

    def emit(finding: Finding) -> None:
        nonlocal failed, first
        first = first or time.perf_counter() - started
        failed += finding.status != "ok"
        if finding.check == "spoke.region" and finding.account:
            seen.add(finding.account)

    def progress(now: Progress) -> None:
        if text := progress_text(now):
            words[text] = None

    started = time.perf_counter()
    run(request(number), emit, cancel=threading.Event(), progress=progress)
    wall = time.perf_counter() - started
    said = list(words)[len(words) // 2] if words else ""
    return {
        "wall": wall,
        "first": first,
        "failed": failed,
        "accounts": len(seen),
        "words": said,
    }


def stopped(number: int, *, apart: bool) -> dict[str, Any]:
    """From the word to stop, in the middle of a run, to its end."""
    from carto_wizard.checks.finding import Finding
    from carto_wizard.checks.run.engine import run
    from carto_wizard.checks.run.in_subprocess import run as run_apart

    cancel = threading.Event()
    told = number
    at = 0.0

    def emit(finding: Finding) -> None:
        nonlocal told, at
        told -= 1
        if not told:
            at = time.perf_counter()
            cancel.set()

    ask = run_apart if apart else run
    ask(request(number), emit, cancel=cancel)
    return {"wall": time.perf_counter() - at}


def write_config(number: int) -> list[str]:
    """The config file of the wizard for so many accounts; returns the profiles."""
    asked = answers(number)
    text = config_text(asked)
    Path(os.environ["AWS_CONFIG_FILE"]).write_text(text)
    return [account.name for account in asked.accounts]


def naive(number: int) -> dict[str, Any]:
    """A boto3 session per profile in 32 threads, as most scripts do it."""
    import boto3

    def one(profile: str) -> str:
        session = boto3.Session(profile_name=profile)
        account = str(session.client("sts").get_caller_identity()["Account"])
        role = "cartography-read-only"
        session.client("iam").list_attached_role_policies(RoleName=role)
        session.client("ec2").describe_regions()
        return account

    profiles = write_config(number)
    started = time.perf_counter()
    with ThreadPoolExecutor(32) as pool:
        found = set(pool.map(one, profiles))
    assert len(found) == number
    return {"wall": time.perf_counter() - started, "n": number}


def plain(number: int) -> dict[str, Any]:
    """The same calls by three boto3 clients in one thread, and nothing else."""
    import boto3

    hub = boto3.Session(HUB, "secret", region_name="us-east-1")
    sts, iam, ec2 = hub.client("sts"), hub.client("iam"), hub.client("ec2")
    used = 0.0
    # Round 0 builds what clients build on their first call.
    for round_ in range(number + 1):
        before = time.thread_time()
        role = f"arn:aws:iam::{300_000_000_000 + round_}:role/cartography-read-only"
        sts.assume_role(RoleArn=role, RoleSessionName="plain")
        iam.list_attached_role_policies(RoleName="cartography-read-only")
        ec2.describe_regions()
        used += time.thread_time() - before if round_ else 0.0
    return {"each": used / number}


def cli(aws: str, number: int) -> dict[str, Any]:
    """The AWS CLI in a loop."""
    profiles = write_config(number)
    started = time.perf_counter()
    for profile in profiles:
        command = [aws, "sts", "get-caller-identity", "--profile", profile]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return {"wall": time.perf_counter() - started, "n": number}


def main() -> None:
    """Measure what the arguments name."""
    what, number = sys.argv[1], int(sys.argv[2])
    if what == "ours":
        found = ours(number)
    elif what == "naive":
        found = naive(number)
    elif what == "plain":
        found = plain(number)
    elif what in ("stop", "stop-apart"):
        found = stopped(number, apart=what == "stop-apart")
    else:
        found = cli(what.partition(":")[2], number)
    used = resource.getrusage(resource.RUSAGE_SELF)
    found |= {"cpu": time.process_time(), "rss": used.ru_maxrss / 1024}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
