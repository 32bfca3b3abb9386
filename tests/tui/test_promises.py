"""Every key that a page advertises does there what its label says."""

from __future__ import annotations

from pathlib import Path

import pytest

from carto_wizard.setup.steps import steps_for
from carto_wizard.tui.keys import LASTING
from tests.sample import sample
from tests.tui.advertised import MODES, STEPS, walk_on, walk_page
from tests.tui.promises import EVERYWHERE, PROMISES

MANY_PLACES = "retry"
"""A page in whose scenes all is advertised that works everywhere.

On the others it is pressed by the long tests, but for what is in every footer.
"""


WITH_MANY_KEYS = ("accounts", "preview", "write")


@pytest.mark.parametrize(
    "step", sample(STEPS, *(step for step in STEPS if step not in WITH_MANY_KEYS))
)
async def test_every_advertised_key_keeps_its_promise(
    step: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = set() if step == MANY_PLACES else {*EVERYWHERE} - {*LASTING}
    named: set[str] = set()
    done = set(elsewhere)
    for answers in MODES.values():
        if step in {each.key for each in steps_for(answers)}:
            async with walk_on(home, answers, (80, 24), monkeypatch) as walk:
                named |= await walk_page(walk, step, answers, done)
    assert named | elsewhere == done
    promised = {*PROMISES[step], *EVERYWHERE} - elsewhere - {*LASTING}
    assert promised <= named
