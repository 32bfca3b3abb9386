from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from carto_wizard.tui.work.garbage_collection import young_only
from tests.tui.wizard import opened


class Node:
    """An object that a full collection looks at."""


@pytest.fixture
def collected() -> Iterator[list[int]]:
    """The generations that were collected meanwhile."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop":
            seen.append(info["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def test_only_young_objects_are_collected_while_many_come(collected: list[int]) -> None:
    usual = gc.get_threshold()
    with young_only():
        collected.clear()
        kept = [[Node()] for _ in range(300_000)]
        assert set(collected) == {0, 1}
    assert gc.get_threshold() == usual
    assert kept


def test_an_error_ends_it_too() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ValueError, match="x"), young_only():
        raise ValueError("x")
    assert gc.get_threshold() == usual


async def test_all_are_collected_once_the_keys_have_stopped(
    home: Path, collected: list[int]
) -> None:
    with young_only():
        async with opened(home) as wizard:
            collected.clear()
            await wizard.press("down", "up")
            assert 2 not in collected
            await wizard.until(lambda: 2 in collected)
            assert collected.count(2) == 1
