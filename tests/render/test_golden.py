"""Whole plans, byte by byte; CARTO_WIZARD_UPDATE_GOLDEN=1 writes them anew.

Look at the difference before committing it: it is what people will run.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from carto_wizard.render.plan import plan
from carto_wizard.render.planned import PlannedFile
from carto_wizard.render.run_command import run_command
from tests.render.cases import CASES, KEYS

GOLDEN = Path(__file__).parent / "golden"


def as_text(files: tuple[PlannedFile, ...], command: str) -> str:
    """A plan as one text, every file under a line that names it."""
    parts = [f"command: {command}\n"]
    for file in files:
        marks = [str(file.language)]
        marks += [m for m in ("executable", "secret") if getattr(file, m)]
        parts.append(
            f"\n##### {file.key} ({', '.join(marks)})\n# here:  {file.path}\n"
            f"# there: {file.target_path}\n# {file.purpose}\n{file.text}"
        )
    return "".join(parts)


@pytest.mark.parametrize("case", CASES)
def test_the_plan_is_the_one_that_was_looked_at(case: str) -> None:
    answers, places = CASES[case]
    text = as_text(plan(answers, places, KEYS), run_command(answers, places))
    golden = GOLDEN / f"{case}.txt"
    if os.environ.get("CARTO_WIZARD_UPDATE_GOLDEN"):
        golden.write_bytes(text.encode())
    assert golden.read_bytes().decode() == text


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(CASES)
