"""Streams that take nothing: a sentence and an exit code, for the long commands."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import pytest

from carto_wizard.cli import PIPE_CLOSED
from carto_wizard.commands.terminal import NOT_WRITTEN
from tests.terminal import WIZARD

COMMANDS = (
    "lint /dev/null",
    "check",
    "check --json",
    "check --markdown",
    "write --yes",
    "demo --no-input",
)
# Without a place for AWS to be, a check has its findings at once.
NO_AWS = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED": "true"}


def _run(
    command: str,
    session: Path,
    env: Mapping[str, str],
    *,
    stdout: int | IO[bytes],
    stderr: int | IO[bytes] = subprocess.PIPE,
) -> tuple[int, str]:
    words = command.split()
    takes_session = words[0] in ("preview", "check", "write", "undo")
    if takes_session and "--help" not in words:
        words += ["--session", str(session)]
    done = subprocess.run(
        [*WIZARD, *words],
        env={**env, **NO_AWS},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        timeout=60,
    )
    return done.returncode, (done.stderr or b"").decode()


# A second write would find everything written.
USUAL: dict[str, tuple[int, bool]] = {"write --yes": (0, True)}
"""By command, its usual exit code and whether it prints anything on stdout."""


def _as_usual(command: str, session: Path, env: Mapping[str, str]) -> tuple[int, bool]:
    if command not in USUAL:
        out = Path(env["HOME"]) / "out"
        with out.open("wb") as file:
            code, _ = _run(command, session, env, stdout=file)
        USUAL[command] = code, out.stat().st_size > 0
    return USUAL[command]


@pytest.mark.one_in(4)
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_a_sentence(
    command: str, unbuffered: str, session: Path, env: dict[str, str]
) -> None:
    env["PYTHONUNBUFFERED"] = unbuffered
    code, prints = _as_usual(command, session, env)
    with Path("/dev/full").open("wb") as full:
        seen, told = _run(command, session, env, stdout=full)
    assert "Traceback" not in told and "Exception" not in told
    if prints:
        assert seen == NOT_WRITTEN
        assert "Could not write to standard output: No space left on device." in told
    else:
        assert seen == code


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_has_seen_enough_ends_it_quietly(
    command: str, unbuffered: str, session: Path, env: dict[str, str]
) -> None:
    env["PYTHONUNBUFFERED"] = unbuffered
    code, prints = _as_usual(command, session, env)
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        seen, told = _run(command, session, env, stdout=closed)
    assert "Traceback" not in told and "Exception" not in told
    assert seen == (PIPE_CLOSED if prints else code)


@pytest.mark.parametrize("command", COMMANDS)
def test_people_who_cannot_be_told_change_nothing(
    command: str, session: Path, env: dict[str, str]
) -> None:
    code, _ = _as_usual(command, session, env)
    with Path("/dev/full").open("wb") as full:
        seen, _ = _run(command, session, env, stdout=subprocess.DEVNULL, stderr=full)
    assert seen == code
