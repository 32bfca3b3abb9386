"""The wizard as line prompts, with lines on its stdin."""

from __future__ import annotations

from pathlib import Path

import pytest

from carto_wizard.setup.answers import Answers
from carto_wizard.setup.questions import questions
from tests.terminal import Done, environ, run

HUB, SPOKE = "111111111111", "222222222222"
DEFAULT = Answers()


def typed(step: str, answers: Answers = DEFAULT, **lines: str) -> list[str]:
    """A line for each question of a step: the one given by its name, or Enter."""
    names = [q.key.rpartition(".")[2] for q in questions(step, answers)]
    assert set(lines) <= set(names)
    return [lines.get(name, "") for name in names]


MODE, TARGET, ACCESS, RETRY = map(typed, ("mode", "target", "access", "retry"))
HUB_STEP = typed("hub", account_id="1111-1111-1111", region="us-east-1")


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
