"""The real AWS CLI runs the generated script and reads the generated config."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import botocore.configloader
import pytest

from carto_wizard.demo.launch import Demo, start
from carto_wizard.demo.sample_organization import INACTIVE
from carto_wizard.render.aws_config import expected_map
from carto_wizard.setup.accounts import RowVerdict, read_accounts
from carto_wizard.setup.session import save


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """Accounts of an organization in which nothing was set up yet."""
    with start("empty") as running:
        yield running


@pytest.fixture(scope="module")
def folder(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wizard writes for them."""
    folder = tmp_path_factory.mktemp("setup")
    target = replace(
        demo.answers.target,
        config_file=str(folder / "aws" / "config"),
        folder=str(folder / "setup"),
    )
    save(replace(demo.answers, target=target), folder / "session.toml")
    done = wizard(demo, folder, "write", "--yes")
    assert done.returncode == 0, done.stderr
    return folder


def environ(demo: Demo, folder: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return demo.environ | {"XDG_STATE_HOME": str(folder / "state"), "PATH": path}


def wizard(demo: Demo, folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    session = str(folder / "session.toml")
    return subprocess.run(
        [sys.executable, "-m", "carto_wizard", *args, "--session", session],
        env=environ(demo, folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def run_script(demo: Demo, folder: Path, part: str, account: str) -> str:
    """`sh create-roles.sh PART` as an administrator of that account."""
    key = demo.admin[account]
    admin = {
        "AWS_ACCESS_KEY_ID": key.key,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        "AWS_DEFAULT_REGION": demo.region,
        "AWS_CONFIG_FILE": os.devnull,
    }
    done = subprocess.run(
        ["sh", str(folder / "setup" / "create-roles.sh"), part],
        env=environ(demo, folder) | admin,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def attach_to_the_instance(demo: Demo, printed: str) -> None:
    """The command that the script ends with, run as it was printed."""
    command = next(
        line.strip() for line in printed.splitlines() if "associate-iam" in line
    )
    key = demo.admin[demo.answers.hub.account_id]
    admin = {"AWS_ACCESS_KEY_ID": key.key, "AWS_SECRET_ACCESS_KEY": key.secret}
    subprocess.run(
        ["sh", "-c", command.replace("i-INSTANCE", demo.instance)],
        env=environ(demo, demo.directory) | admin,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )


def test_the_script_run_twice_makes_every_check_pass(demo: Demo, folder: Path) -> None:
    hub, answers = demo.answers.hub.account_id, demo.answers
    before = wizard(demo, folder, "check", "--json")
    assert before.returncode == 1
    printed = ""
    for _ in range(2):
        printed = run_script(demo, folder, "hub", hub)
        for account in answers.accounts:
            run_script(demo, folder, "spoke", account.id)
    attach_to_the_instance(demo, printed)
    after = wizard(demo, folder, "check", "--json")
    document = json.loads(after.stdout)
    assert [f for f in document["findings"] if f["status"] == "failed"] == []
    assert (after.returncode, document["ok"]) == (0, True)


def test_the_cli_reads_exactly_the_planned_profiles(demo: Demo, folder: Path) -> None:
    """`aws configure list-profiles` is version 2's alone, which is not on PyPI."""
    config = folder / "aws" / "config"
    names = {"AWS_CONFIG_FILE": str(config)}
    planned = expected_map(demo.answers)
    listed = botocore.configloader.load_config(str(config))["profiles"]
    assert list(listed) == ["default", *planned]
    for profile, account in planned.items():
        done = subprocess.run(
            ["aws", "configure", "get", "role_arn", "--profile", profile],
            env=environ(demo, folder) | names,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        role = demo.answers.access.role
        assert done.stdout.strip() == f"arn:aws:iam::{account}:role/{role}"


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize("output", ["json", "text", "table"])
def test_a_list_of_the_cli_is_read_with_its_states(
    output: str, older: bool, demo: Demo, folder: Path
) -> None:
    """Today's answers with a State and Paths, and those with a Status."""
    demo.fault("organization", older_status=older, paths=not older)
    key = demo.admin["222222222222"]
    admin = {
        "AWS_ACCESS_KEY_ID": key.key,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        "AWS_DEFAULT_REGION": demo.region,
        "AWS_CONFIG_FILE": os.devnull,
    }
    try:
        done = subprocess.run(
            ["aws", "organizations", "list-accounts", "--output", output],
            env=environ(demo, folder) | admin,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    finally:
        demo.clear()
    reading = read_accounts(done.stdout)
    active = {account.id: account.name for account in demo.answers.accounts}
    taken = {row.account.id: row.account.name for row in reading.of(RowVerdict.OK)}
    assert taken == active
    refused = {row.account.id: row.reason for row in reading.of(RowVerdict.REFUSED)}
    assert refused.keys() == {account.id for account in INACTIVE}
    assert all(each.state in refused[each.id] for each in INACTIVE)
    assert len(reading.rows) == len(taken) + len(refused)
