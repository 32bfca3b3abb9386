"""The process: quick, quiet, refused where it cannot run, and gone with its parent."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from carto_wizard.demo.launch import client_environ, start
from carto_wizard.demo.sample_organization import INACTIVE
from carto_wizard.errors import DemoError
from carto_wizard.setup.partitions import PARTITIONS
from tests.demo.client import hub, spoke

ROOT = Path(__file__).parents[2]
SERVER = [sys.executable, "-m", "carto_wizard.demo.server", "--scenario", "empty"]


def pipes(command: list[str], **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **more},
    )


def test_one_line_when_ready_nothing_on_stderr_and_an_end_with_stdin() -> None:
    process = pipes(SERVER, AWS_PROFILE="no-such", AWS_CONFIG_FILE="/no/such")
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    assert ready["endpoint"].startswith("http://127.0.0.1:")
    closed = {account.id for account in INACTIVE}
    assert set(ready["admin"]) == set(ready["accounts"]) - closed
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


PARENT = """
import sys
from carto_wizard.demo.launch import start
with start("empty") as demo:
    print(demo.endpoint, flush=True)
    sys.stdin.read()
"""


def test_it_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    # Nobody is left to remove the demo's folder.
    with pipes([sys.executable, "-c", PARENT], TMPDIR=str(tmp_path)) as parent:
        assert parent.stdout is not None
        with connected(parent.stdout.readline().strip()) as line:
            parent.kill()
            assert ended(line)


def connected(endpoint: str) -> socket.socket:
    """A connection that says nothing, so only the end of the server ends it."""
    address = urlsplit(endpoint)
    assert address.port is not None
    return socket.create_connection(("127.0.0.1", address.port), timeout=20)


def ended(line: socket.socket) -> bool:
    """Wait for the end; one that the server never took on is reset instead."""
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


def test_it_is_gone_after_the_block_and_so_is_its_folder() -> None:
    with start("empty") as demo:
        line = connected(demo.endpoint)
        demo.directory.joinpath("config").write_text("[default]\n")
    with line:
        assert ended(line)
    assert not demo.directory.exists()


WRONG_POLICIES = {
    "trust of a missing account": "p.spoke_trust = lambda a: trust('314159265358')",
    "trust in words": "p.spoke_trust = lambda a: {'Statement': 'the hub, please'}",
    "hub policy without resource": "p.hub_inline = lambda a: no_resource",
    "ec2 misspelt": "p.start_role_trust = lambda a: misspelt",
}
PRELUDE = """
import carto_wizard.render.policies as p
def policy(**parts):
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **parts}
    return {"Version": "2012-10-17", "Statement": [statement]}
def trust(account):
    return policy(Principal={"AWS": f"arn:aws:iam::{account}:root"})
no_resource, misspelt = policy(), policy(Principal={"Service": "ec2.amazon.com"})
"""


@pytest.mark.parametrize("case", WRONG_POLICIES)
def test_a_wrong_policy_makes_the_demo_fail(case: str) -> None:
    script = f"{PRELUDE}{WRONG_POLICIES[case]}\n"
    script += "from carto_wizard.demo.server import main\nmain(['--scenario=healthy'])"
    with pipes([sys.executable, "-c", script]) as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert "MalformedPolicyDocument" in err


AS_CARTOGRAPHY = """
import boto3
session = boto3.Session(profile_name="third")
print(session.client("sts").get_caller_identity()["Arn"].rpartition("/")[0])
found = session.client("ec2").describe_regions()["Regions"]
print(session.region_name in {region["RegionName"] for region in found})
"""


@pytest.mark.parametrize("partition", PARTITIONS)
def test_a_profile_reads_an_account_in_every_partition(partition: str) -> None:
    role = f"arn:{partition}:iam::333333333333:role/cartography-read-only"
    with start("healthy", partition=partition) as demo:
        Path(demo.environ["AWS_CONFIG_FILE"]).write_text(
            f"[profile third]\nregion = {demo.answers.hub.region}\n"
            f"role_arn = {role}\ncredential_source = Ec2InstanceMetadata\n"
        )
        read = subprocess.run(
            [sys.executable, "-c", AS_CARTOGRAPHY],
            capture_output=True,
            check=False,
            text=True,
            env=demo.environ,
        )
    session = role.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")
    assert (read.stdout.splitlines(), read.stderr) == ([session, "True"], "")


def test_a_client_environment_holds_nothing_of_the_persons_own(tmp_path: Path) -> None:
    own = {
        "AWS_PROFILE": "mine",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "aws_session_token": "secret",
        "CARTOGRAPHY_AWS_RETRY_MODE": "legacy",
        "HTTP_PROXY": "http://proxy:3128",
        "NO_PROXY": "intra.example",
        "HOME": "/home/me",
    }
    environ = client_environ(own, "http://127.0.0.1:1", "http://127.0.0.1:2", tmp_path)
    assert environ == {
        "HTTP_PROXY": "http://proxy:3128",
        "NO_PROXY": "intra.example,127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "HOME": "/home/me",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:2",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }


def test_without_its_packages_it_says_what_to_install() -> None:
    script = (
        "import sys\n"
        "sys.path = [p for p in sys.path if 'site-packages' not in p]\n"
        "from carto_wizard.demo.launch import start\n"
        "from carto_wizard.errors import DemoError\n"
        "try:\n"
        "    with start(): pass\n"
        "except DemoError as error: print(error)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "needs moto and flask and flask_cors" in found.stdout
    assert "pip install 'carto-wizard[demo]'" in found.stdout


def test_a_server_that_cannot_start_is_a_refusal(tmp_path: Path) -> None:
    """A broken moto on the path comes first and ends the server."""
    broken = tmp_path / "flask"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise ImportError('flask is broken')")
    with (
        pytest.raises(DemoError, match="did not start: ImportError: flask is broken"),
        start("empty", environ={**os.environ, "PYTHONPATH": str(tmp_path)}),
    ):
        pass


def test_a_thousand_accounts_are_ready_and_answer() -> None:
    with start("healthy", accounts=1_000) as demo:
        last = demo.answers.accounts[-1].id
        assert hub(demo)("sts").get_caller_identity()["Account"] == "111111111111"
        reader = spoke(demo, last)
        assert reader("sts").get_caller_identity()["Account"] == last
