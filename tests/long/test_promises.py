"""Every key that a page advertises does what its label says, at other sizes too."""

from __future__ import annotations

from pathlib import Path

import pytest

from carto_wizard.setup.steps import steps_for
from carto_wizard.tui.keys import LASTING
from tests.tui.advertised import MODES, walk_on, walk_page
from tests.tui.promises import EVERYWHERE
from tests.tui.test_promises import MANY_PLACES

PAGES = [(mode, step.key) for mode in MODES for step in steps_for(MODES[mode])]


@pytest.mark.one_in(4)
@pytest.mark.parametrize("size", [(60, 15), (120, 40)], ids=str)
@pytest.mark.parametrize(("mode", "step"), PAGES)
async def test_every_advertised_key_keeps_its_promise_at_other_sizes(
    mode: str,
    step: str,
    size: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with walk_on(tmp_path, MODES[mode], size, monkeypatch) as walk:
        elsewhere = set() if step == MANY_PLACES else {*EVERYWHERE} - {*LASTING}
        assert await walk_page(walk, step, MODES[mode], {*elsewhere})
