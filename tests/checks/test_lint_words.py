"""Every sentence of the lint; CARTO_WIZARD_UPDATE_GOLDEN=1 writes them anew.

Read the difference before committing it: it is what people will read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Finding, Status
from tests.checks.test_lint import TABLES, run

GOLDEN = Path(__file__).parent / "golden"


def as_text(findings: Iterable[Finding], folder: Path) -> str:
    """The words of the findings, a line each, the changing folder called DIR."""
    lines: list[str] = []
    for finding in findings:
        lines += [
            f"  {finding.status} {finding.cause}: {finding.message}",
            *(f"    evidence: {line}" for line in finding.evidence.splitlines()),
            *(f"    remedy: {line}" for line in finding.remedy.splitlines()),
            *(f"    command: {line}" for line in finding.command.splitlines()),
        ]
    return "".join(f"{line}\n" for line in lines).replace(str(folder), "DIR")


@pytest.mark.parametrize("table", TABLES)
def test_the_lint_says_what_was_looked_at(table: str, tmp_path: Path) -> None:
    parts = []
    for number, case in enumerate(TABLES[table]):
        folder = tmp_path / str(number)
        folder.mkdir()
        findings = [f for f in run(case, folder) if f.status is not Status.OK]
        parts.append(f"{case.name}\n{as_text(findings, folder)}")
    text = "\n".join(parts)
    golden = GOLDEN / f"lint-{table}.txt"
    if os.environ.get("CARTO_WIZARD_UPDATE_GOLDEN"):
        golden.write_bytes(text.encode())
    assert golden.read_bytes().decode() == text


def test_no_golden_file_is_left_over() -> None:
    names = {path.name for path in GOLDEN.iterdir()}
    assert names == {f"lint-{table}.txt" for table in TABLES}
