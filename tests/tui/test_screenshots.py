"""The pictures of the README: the same bytes whenever and wherever they are made."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path

import pytest

from carto_wizard.setup.answers import Answers
from carto_wizard.tui.recording.journey import HUB
from carto_wizard.tui.recording.stage import wizard_at
from tests.make_screenshots import pictures

LAST = "hub"
"""The pages after it ask AWS; the CI makes them all."""


async def first_pages(home: Path) -> dict[str, str]:
    """The pages up to the hub, and the picture of each."""
    made: dict[str, str] = {}
    app = wizard_at(home, Answers(), {})
    async with aclosing(pictures(app, HUB, [])) as made_so_far:
        async for name, svg in made_so_far:
            made[name] = svg
            if name == LAST:
                break
    return made


# CI makes every picture and compares it with the one that is there.
@pytest.mark.long
async def test_two_runs_make_the_same_pictures(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = await first_pages(home)
    again = await first_pages(tmp_path_factory.mktemp("elsewhere"))
    assert list(first) == ["welcome", "mode", "target", LAST]
    assert first == again
    assert "saved&#160;17:42" in first[LAST]
