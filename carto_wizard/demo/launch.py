"""Start the embedded AWS as a separate process, and change it while it runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.request import ProxyHandler, Request, build_opener

from carto_wizard.demo.admission import CONTROL, TOKEN_HEADER
from carto_wizard.demo.folders import demo_folder
from carto_wizard.demo.scenarios import Key, scenario
from carto_wizard.errors import DemoError
from carto_wizard.setup.answers import Answers, Mode

_NEEDED = ("moto", "flask", "flask_cors")
_START_TIMEOUT = 60.0
"""Seconds after which a process that is not ready is killed."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A running embedded AWS."""

    endpoint: str
    imds: str
    region: str
    instance: str
    answers: Answers
    accounts: dict[str, str]
    """Every account's name by id, one outside the organization included."""
    admin: dict[str, Key]
    environ: dict[str, str]
    """For a client of this AWS: no AWS_* of the person's own, an empty config."""
    directory: Path
    """Where `environ` looks for the AWS config; gone with the demo."""
    pid: int
    control: str = field(repr=False)
    """The token that the fault API wants."""

    def fault(self, kind: str, **details: Any) -> None:
        """Make something wrong from now on; the kinds are those of `fault_api`."""
        self._ask_fault_api("fault", {"kind": kind, **details})

    def clear(self) -> None:
        """Take back every fault; what was done through IAM stays."""
        self.fault("clear")

    def calls(self) -> list[dict[str, str]]:
        """The calls so far: permission, account, caller, region, error code."""
        found: list[dict[str, str]] = self._ask_fault_api("calls", None)
        return found

    def profiles_of_person(self, heading: str) -> str:
        """The profiles that the demo gives a person, for a file with such headings.

        A single account has no organization to list, and so no such profiles.
        """
        from carto_wizard.demo.sample_organization import PROFILES

        return "".join(
            f"{heading.format(profile)}\naws_access_key_id = {key.key}\n"
            f"aws_secret_access_key = {key.secret}\n"
            for profile, account in PROFILES.items()
            if self.answers.mode is Mode.HUB and (key := self.admin.get(account))
        )

    def _ask_fault_api(self, path: str, document: Mapping[str, Any] | None) -> Any:
        data = None if document is None else json.dumps(document).encode()
        url, token = f"{self.endpoint}{CONTROL}{path}", {TOKEN_HEADER: self.control}
        request = Request(url, data, token)
        # The person's proxy must not see a call to this machine.
        with build_opener(ProxyHandler({})).open(request, timeout=10) as answer:
            return json.load(answer)


@contextmanager
def start(
    name: str = "troubled",
    *,
    accounts: int | None = None,
    partition: str = "aws",
    mode: Mode = Mode.HUB,
    hub_reads_itself: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Demo]:
    """Run the embedded AWS for the length of a `with` block."""
    answers = scenario(name, accounts, partition, mode).answers
    require_moto()
    options = ["--scenario", name, "--partition", partition, "--mode", mode]
    if hub_reads_itself:
        options.append("--hub-reads-itself")
    if accounts is not None:
        options += ["--accounts", str(accounts)]
    with (
        demo_folder() as folder,
        tempfile.TemporaryFile() as complaints,
    ):
        base = os.environ if environ is None else environ
        process = _spawn(options, base, complaints)
        try:
            ready = _wait_until_ready(process, complaints)
            environ = client_environ(base, ready["endpoint"], ready["imds"], folder)
            keys = {account: Key(**key) for account, key in ready.pop("admin").items()}
            yield Demo(
                **ready,
                answers=answers,
                admin=keys,
                environ=environ,
                directory=folder,
                pid=process.pid,
            )
        finally:
            _stop(process)
            shutil.rmtree(folder, ignore_errors=True)


def require_moto() -> None:
    """Refuse early where the optional packages are missing."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise DemoError(
            f"The demo needs {' and '.join(missing)}, which this Python does not have.",
            "Install the demo's packages: pip install 'carto-wizard[demo]'",
        )


def client_environ(
    base: Mapping[str, str], endpoint: str, imds: str, directory: Path
) -> dict[str, str]:
    """An environment in which every AWS SDK talks to the embedded AWS only."""
    ours = ("AWS_", "CARTOGRAPHY_AWS_")
    environ = {k: v for k, v in base.items() if not k.upper().startswith(ours)}
    for name in ("NO_PROXY", "no_proxy"):
        others = [environ[name]] if environ.get(name) else []
        environ[name] = ",".join([*others, "127.0.0.1", "localhost"])
    return environ | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": imds,
        "AWS_CONFIG_FILE": str(directory / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(directory / "credentials"),
    }


def _spawn(
    options: list[str], base: Mapping[str, str], complaints: IO[bytes]
) -> subprocess.Popen[bytes]:
    # Its last line on stderr explains a failed start; no warning may be that line.
    command = [sys.executable, "-W", "ignore", "-m", "carto_wizard.demo.server"]
    # The child must find this very package, wherever the current directory is.
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([root, *filter(None, [base.get("PYTHONPATH")])])
    return subprocess.Popen(
        [*command, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env={**base, "PYTHONPATH": path},
    )


def _wait_until_ready(
    process: subprocess.Popen[bytes], complaints: IO[bytes]
) -> dict[str, Any]:
    assert process.stdout is not None
    # readline has no timeout; when the process is killed, it returns nothing.
    watchdog = threading.Timer(_START_TIMEOUT, process.kill)
    watchdog.start()
    try:
        line = process.stdout.readline()
    finally:
        watchdog.cancel()
    if not line:
        process.wait()
        complaints.seek(0)
        last = complaints.read().decode("utf-8", "replace").strip().splitlines()[-1:]
        raise DemoError(
            "The embedded AWS did not start:"
            f" {last[0] if last else 'it said nothing'}.",
            "Try: pip install --upgrade 'carto-wizard[demo]'",
        )
    ready: dict[str, Any] = json.loads(line)
    return ready


def _stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    process.stdout.close()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
