"""Places that a session of somebody else names, on the pages that show and write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.wizard import HUB, opened


@pytest.mark.parametrize("step", ["preview", "write"])
async def test_a_place_of_the_system_is_refused_with_its_reason(
    step: str, home: Path
) -> None:
    target = replace(HUB.target, config_file="/etc/passwd")
    answers = replace(HUB, target=target)
    async with opened(home, answers, step, size=(140, 40)) as wizard:
        said = "keeps its own files" if step == "preview" else "answer is missing"
        await wizard.until(lambda: said in " ".join(wizard.screen().split()))


async def test_what_lies_outside_the_home_is_named_before_it_is_written(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("elsewhere") / "setup"
    target = replace(HUB.target, folder=str(folder))
    async with opened(
        home, replace(HUB, target=target), "write", size=(140, 40)
    ) as wizard:
        await wizard.until(lambda: "Outside your home folder: " in wizard.text("#say"))
        assert wizard.text("#say").count(str(folder)) == 1
