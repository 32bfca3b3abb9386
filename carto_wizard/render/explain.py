"""Why a line of a generated file is there, and what breaks without it."""

from __future__ import annotations

from carto_wizard.render.explanations.config import CONFIG, CREDENTIALS
from carto_wizard.render.explanations.environment import ENVIRONMENT
from carto_wizard.render.explanations.policies import POLICIES
from carto_wizard.render.explanations.read_me import explain_read_me
from carto_wizard.render.explanations.scripts import explain_run, explain_script
from carto_wizard.render.explanations.table import Explanation, look_up
from carto_wizard.render.planned import Language, PlannedFile

__all__ = ["BLANK", "NOT_OURS", "Explanation", "explain"]

BLANK = Explanation("Keeps the parts apart for the eye.", "Nothing breaks.")
NOT_OURS = Explanation(
    "It was there before and is not the wizard's.",
    "Whoever put it there knows; the wizard keeps what it does not have to change.",
)


def explain(file: PlannedFile, line: str, line_number: int) -> Explanation:
    """The explanation of a line, its number counted from 1 in the planned text.

    A line that is not in the planned text, such as an old one in a diff, is explained
    where its text is known and is `NOT_OURS` otherwise.
    """
    if not line.strip():
        return BLANK
    return _ours(file, line, _index(file, line, line_number)) or NOT_OURS


def _ours(file: PlannedFile, line: str, index: int | None) -> Explanation | None:
    match file.key:
        case "aws-config":
            return look_up(CONFIG, line)
        case "aws-credentials":
            return look_up(CREDENTIALS, line)
    if file.language is Language.JSON:
        return look_up(POLICIES, line)
    if file.key.startswith("env-"):
        return look_up(ENVIRONMENT, line)
    if index is None:
        return None
    match file.key:
        case "read-me":
            return explain_read_me(file.text, index)
        case "run-cartography":
            return explain_run(file.text, index, line)
    return explain_script(file.text, index, line)


def _index(file: PlannedFile, line: str, line_number: int) -> int | None:
    """Where the line stands, counted from 0: at its number, else anywhere."""
    lines = file.text.split("\n")
    if 0 < line_number <= len(lines) and lines[line_number - 1] == line:
        return line_number - 1
    return lines.index(line) if line in lines else None
