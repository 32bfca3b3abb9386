"""A person's home, and a session whose answers are complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from carto_wizard.setup.answers import Account, Answers, Hub
from carto_wizard.setup.session import save
from tests.terminal import environ

HUB = "111111111111"
SPOKE = "222222222222"
ANSWERS = Answers(
    step="preview",
    hub=Hub(HUB, "us-east-1"),
    accounts=(Account(HUB, "hub"), Account(SPOKE, "[red]x[/b]\n\x1b[31m", "eu-west-1")),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    return environ(home)


@pytest.fixture
def session(home: Path) -> Path:
    path = home / "session.toml"
    save(ANSWERS, path)
    return path
