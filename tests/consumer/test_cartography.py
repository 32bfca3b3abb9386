"""The real Cartography reads what the wizard wrote, from an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo, start
from carto_wizard.render.aws_config import expected_map
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.session import load, save

READ_ACCOUNTS = """
import json
from cartography.intel.aws.organizations import get_aws_accounts_from_botocore_config
import boto3
print(json.dumps(get_aws_accounts_from_botocore_config(boto3.Session())))
"""


def cartography(environ: dict[str, str]) -> dict[str, str]:
    """The account map of the real package, run in its own Python."""
    done = subprocess.run(
        [os.environ["CARTOGRAPHY_PYTHON"], "-W", "ignore", "-c", READ_ACCOUNTS],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    accounts: dict[str, str] = json.loads(done.stdout)
    return accounts


def wizard(*arguments: str, environ: dict[str, str]) -> int:
    return subprocess.run(
        [sys.executable, "-m", "carto_wizard", *arguments],
        env=environ,
        stdout=subprocess.DEVNULL,
        check=False,
        timeout=600,
    ).returncode


def as_rendered(demo: Demo, folder: Path) -> dict[str, str]:
    """The demo's environment with what the rendered `cartography.sh` sets."""
    script = str(folder / "cartography.sh")
    dump = "import json, os; print(json.dumps(dict(os.environ)))"
    done = subprocess.run(
        ["sh", "-c", '. "$0" && exec "$1" -c "$2"', script, sys.executable, dump],
        env=demo.environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    environ: dict[str, str] = json.loads(done.stdout)
    return environ


def written(demo: Demo, folder: Path) -> tuple[Answers, dict[str, str]]:
    """A session of the demo's answers, written by the command line into a folder."""
    target = replace(
        demo.answers.target,
        config_file=str(folder / "aws" / "config"),
        folder=str(folder / "setup"),
    )
    answers = replace(demo.answers, target=target)
    session = folder / "session.toml"
    save(answers, session)
    environ = demo.environ | {"XDG_STATE_HOME": str(folder / "state")}
    assert wizard("write", "--yes", "--session", str(session), environ=environ) == 0
    return answers, as_rendered(demo, folder / "setup")


def test_the_demo_s_config_gives_exactly_the_expected_accounts(tmp_path: Path) -> None:
    code = wizard(
        *("demo", "--scenario", "healthy", "--no-input", "--directory", str(tmp_path)),
        environ=dict(os.environ),
    )
    assert code == 0
    answers = load(tmp_path / "session.toml").answers
    assert len(answers.accounts) == 9
    # The demo's AWS ended with the demo; the same one is started again.
    with start("healthy") as demo:
        environ = as_rendered(demo, tmp_path / "cartography-setup")
        assert cartography(environ) == expected_map(answers)


def test_300_accounts(tmp_path: Path) -> None:
    with start("healthy", accounts=300) as demo:
        answers, environ = written(demo, tmp_path)
        expected = expected_map(answers)
        assert len(expected) == 300
        assert cartography(environ) == expected


@pytest.mark.parametrize("partition", ["aws-us-gov", "aws-cn", "aws-eusc"])
def test_other_partitions(partition: str, tmp_path: Path) -> None:
    with start("healthy", accounts=4, partition=partition) as demo:
        answers, environ = written(demo, tmp_path)
        assert cartography(environ) == expected_map(answers)


def test_a_troubled_organization_lacks_exactly_the_failed_accounts(
    tmp_path: Path,
) -> None:
    """What our checks say cannot be read is what Cartography leaves out."""
    with start("troubled") as demo:
        answers, environ = written(demo, tmp_path)
        seen = cartography(environ)
        check = ["check", "--json", "--session", str(tmp_path / "session.toml")]
        done = subprocess.run(
            [sys.executable, "-m", "carto_wizard", *check],
            env=demo.environ | {"XDG_STATE_HOME": str(tmp_path / "state")},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    assert done.returncode == 1
    findings = json.loads(done.stdout)["findings"]
    denied = {
        f["profile"]
        for f in findings
        if f["status"] == "failed"
        and f["check"] in ("spoke.assume-role", "spoke.region")
    }
    expected = expected_map(answers)
    assert seen == {name: id for name, id in expected.items() if name not in denied}
