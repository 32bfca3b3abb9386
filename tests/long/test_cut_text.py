"""No text is cut without a way to read it, in terminals of other sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.test_cut_text import (
    LONG_DIALOGS,
    SIZE,
    USUAL,
    Size,
    hostile,
    no_dialog_cuts_text,
    no_list_cuts_text,
    no_page_cuts_text,
    no_problem_is_cut,
)

OTHERS = [(60, 15), (120, 40), (200, 60)]
sizes = pytest.mark.parametrize("size", OTHERS, ids=str)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / ".aws").mkdir()
    return tmp_path


@pytest.mark.parametrize("size", [*OTHERS, SIZE], ids=str)
@pytest.mark.parametrize("mode", USUAL)
async def test_every_page(mode: str, size: Size, home: Path) -> None:
    await no_page_cuts_text(USUAL[mode], home, size)


@pytest.mark.one_in(6)
@sizes
@pytest.mark.parametrize("mode", USUAL)
async def test_every_page_with_long_texts(mode: str, size: Size, home: Path) -> None:
    await no_page_cuts_text(hostile(home)[mode], home, size)


@sizes
async def test_every_list_with_long_texts(size: Size, home: Path) -> None:
    await no_list_cuts_text(hostile(home)["hub"], home, size)


@sizes
@pytest.mark.parametrize("name", LONG_DIALOGS)
async def test_every_dialog(name: str, size: Size, home: Path) -> None:
    await no_dialog_cuts_text(name, home, size)


@sizes
async def test_a_long_problem(size: Size, home: Path) -> None:
    await no_problem_is_cut(home, size)
