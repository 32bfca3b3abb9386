"""The wizard as line prompts, with lines on its stdin."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import Done, environ, run

HUB, SPOKE = "111111111111", "222222222222"
MODE = ["", ""]
TARGET = ["", "", "", ""]
HUB_STEP = ["1111-1111-1111", "us-east-1", ""]
ACCESS = ["", "", "", ""]
RETRY = ["", ""]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    return environ(home)


def walked(
    session: Path, env: dict[str, str], *lines: str, flags: tuple[str, ...] = ()
) -> Done:
    """The wizard with these lines on its stdin; whatever it says can be read aloud."""
    text = "".join(f"{line}\n" for line in lines)
    done = run("--plain", *flags, "--session", session, env=env, text=text)
    assert done.out == ""
    assert all(char.isprintable() for char in done.err.replace("\n", ""))
    return done
