from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from carto_wizard.tui.work.background import start
from carto_wizard.tui.work.garbage_collection import tidied_at_pauses, tidy, undisturbed
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


def test_full_passes_wait_for_a_pause_without_work(full: list[int]) -> None:
    usual = gc.get_threshold()
    with tidied_at_pauses():
        with undisturbed():
            pass
        full.clear()
        kept = [[Node()] for _ in range(300_000)]
        with undisturbed():
            tidy()
        assert 2 not in full
        tidy()
        assert full[-1] == 2
    assert gc.get_threshold() == usual
    assert kept


async def test_the_pass_is_made_once_the_keys_have_stopped(
    home: Path, full: list[int]
) -> None:
    with tidied_at_pauses():
        async with opened(home) as wizard:
            await wizard.press("down")
            full.clear()
            await wizard.until(lambda: 2 in full)


async def test_all_work_off_the_screen_is_undisturbed(home: Path) -> None:
    seen: list[tuple[int, int, int]] = []
    usual = gc.get_threshold()
    async with opened(home) as wizard:
        start(wizard.app.frame, "work", lambda: seen.append(gc.get_threshold())).join()
    assert seen and seen[0] != usual
    assert gc.get_threshold() == usual
