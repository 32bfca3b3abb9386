"""A home of its own for every test of the screens, and a cursor that does not blink."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input


@pytest.fixture(autouse=True)
def steady_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blinking cursor makes two pictures of one screen."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda self: None)


@pytest.fixture(autouse=True)
def nothing_of_this_machine(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No AWS setting and no colour setting of whoever runs the tests."""
    import os

    ours = ("AWS_", "CARTOGRAPHY_", "XDG_")
    for name in [n for n in os.environ if n.startswith(ours)]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "COLORTERM", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    empty = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(empty))
    monkeypatch.setenv("XDG_STATE_HOME", str(empty / "state"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the session and the AWS files of one test are."""
    (tmp_path / ".aws").mkdir()
    return tmp_path
