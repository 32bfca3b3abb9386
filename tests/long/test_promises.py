"""Every advertised key in every place of a page, in both modes, at every size."""

from __future__ import annotations

from pathlib import Path

import pytest

from carto_wizard.setup.steps import steps_for
from tests.tui.advertised import MODES, walk_on, walk_page

PAGES = [(mode, step.key) for mode in MODES for step in steps_for(MODES[mode])]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)], ids=str)
@pytest.mark.parametrize(("mode", "step"), PAGES)
async def test_every_advertised_key_keeps_its_promise_everywhere(
    mode: str,
    step: str,
    size: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with walk_on(tmp_path, MODES[mode], size, monkeypatch) as walk:
        done: set[str] = set()
        await walk_page(walk, step, MODES[mode], done, everywhere=True)
        assert done
