from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from carto_wizard.tui.work.undisturbed import undisturbed


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
