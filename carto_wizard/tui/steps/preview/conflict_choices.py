"""The choices that answer the conflicts of a file, by their keys."""

from __future__ import annotations

from carto_wizard.files.change import (
    Change,
    ChangeStatus,
    choice_key,
    options,
)
from carto_wizard.files.config.profile_merge import Conflict
from carto_wizard.tui.steps.preview.lines import PreviewLine

MERGE = "others"
"""The choice that Cartography may sync the other profiles too."""


def conflict_at(change: Change | None, line: PreviewLine | None) -> Conflict | None:
    """The conflict under the cursor, else the first of the file."""
    if change is None or change.status is not ChangeStatus.CONFLICT:
        return None
    return line.conflict if line and line.conflict else change.conflicts[0]


def allowed(change: Change | None, line: PreviewLine | None) -> tuple[str, ...]:
    """The answers that the conflict under the cursor allows."""
    conflict = conflict_at(change, line)
    return options(conflict) if conflict else ()


def allowed_somewhere(change: Change | None) -> set[str]:
    """The answers that at least one conflict of the file allows."""
    if change is None or change.status is not ChangeStatus.CONFLICT:
        return set()
    return {answer for conflict in change.conflicts for answer in options(conflict)}


def answer(
    change: Change | None, line: PreviewLine | None, how: str, *, every: bool
) -> dict[str, str]:
    """The choices that answer this conflict, or all of the file."""
    here = conflict_at(change, line)
    if change is None or here is None:
        return {}
    found = {}
    for conflict in change.conflicts if every else (here,):
        safe = options(conflict)[0]
        answer = how if how in options(conflict) else safe
        found[choice_key(change.file, conflict)] = answer
    return found


def made_for(change: Change | None, choices: dict[str, str]) -> list[str]:
    """The choices made for a file."""
    if change is None:
        return []
    key = change.file.key
    return [name for name in choices if name == key or name.startswith(f"{key}/")]
