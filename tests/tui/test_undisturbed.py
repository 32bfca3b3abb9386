from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from carto_wizard.tui.work.background import start
from carto_wizard.tui.work.undisturbed import undisturbed
from tests.tui.wizard import opened


class Node:
    """An object that a full collection looks at."""


@pytest.fixture
def full() -> Iterator[list[int]]:
    """The generations that were collected meanwhile."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop":
            seen.append(info["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.unfreeze()


def test_nothing_old_is_collected_while_many_objects_come(full: list[int]) -> None:
    usual = gc.get_threshold()
    kept = []
    with undisturbed():
        full.clear()
        kept = [[Node()] for _ in range(300_000)]
        assert 2 not in full
        assert full
    assert gc.get_threshold() == usual
    assert gc.get_freeze_count() > len(kept)


def test_an_error_ends_it_too(full: list[int]) -> None:
    usual = gc.get_threshold()
    with pytest.raises(ValueError, match="x"), undisturbed():
        raise ValueError("x")
    assert gc.get_threshold() == usual


def test_it_lasts_until_the_last_thread_is_done(full: list[int]) -> None:
    usual = gc.get_threshold()
    with undisturbed():
        with undisturbed():
            pass
        assert gc.get_threshold() != usual
    assert gc.get_threshold() == usual


async def test_all_work_off_the_screen_is_undisturbed(home: Path) -> None:
    seen: list[tuple[int, int, int]] = []
    usual = gc.get_threshold()
    async with opened(home) as wizard:
        start(wizard.app.frame, "work", lambda: seen.append(gc.get_threshold())).join()
    assert seen and seen[0] != usual
    assert gc.get_threshold() == usual
