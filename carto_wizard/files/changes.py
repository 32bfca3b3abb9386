"""Planned files against the disk: create, same, update, conflict or refused."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from carto_wizard.files.change import (
    Change,
    ChangeStatus,
    choice_key,
    mark_key,
    options,
)
from carto_wizard.files.change_config import config_changes
from carto_wizard.files.change_text import text_change
from carto_wizard.files.diff import DiffLine, diff_bytes
from carto_wizard.files.disk.spot import Spot, look, real_path
from carto_wizard.files.journal.entries import Entry, entries, latest
from carto_wizard.files.journal.settle import settle
from carto_wizard.render.planned import PlannedFile

__all__ = [
    "Change",
    "ChangeStatus",
    "changes",
    "choice_key",
    "diff",
    "mark_key",
    "options",
]


def changes(
    planned: Iterable[PlannedFile],
    *,
    choices: Mapping[str, str] = MappingProxyType({}),
    journal: Path | None = None,
    session: str = "",
) -> tuple[Change, ...]:
    """Each planned file against what is there; no trouble is raised, each is told.

    `choices` answers conflicts: `choice_key(...)` → one of `options(...)`. The journal
    tells what this session wrote earlier from other files and profiles; what a killed
    run left half done is put right first.
    """
    planned = tuple(planned)
    known: dict[str, Entry] = {}
    if journal:
        reals = [real_path(file.path) for file in planned]
        settle(journal, journal.parent / "locks", reals)
        known = latest(entries(journal), session)
    found: list[Change] = []
    for file in planned:
        spot = look(file.path)
        if spot.problem:
            found.append(_refused(file, spot))
        elif file.sections:
            found += config_changes(file, spot, choices, known.get(spot.real))
        else:
            found.append(text_change(file, spot, choices, known.get(spot.real)))
    return tuple(_with_mode(change) for change in found)


def diff(change: Change) -> list[DiffLine]:
    """A unified diff of what writing would do, secrets masked."""
    if change.status is ChangeStatus.REFUSED:
        return []
    return diff_bytes(change.before or b"", change.after)


def wanted_mode(file: PlannedFile, before: int) -> int:
    """The mode afterwards: as it was, private where secret, executable where asked."""
    if not before:
        return 0o700 if file.executable else 0o600
    mode = before
    if file.executable:
        # Whoever may read it may run it.
        mode |= 0o100 | (mode & 0o444) >> 2
    return mode & ~0o077 if file.secret else mode


def _refused(file: PlannedFile, spot: Spot) -> Change:
    before = spot.data
    return Change(
        file, ChangeStatus.REFUSED, before, before or b"", spot.refusal, real=spot.real
    )


def _with_mode(change: Change) -> Change:
    if change.before is None or change.status is ChangeStatus.REFUSED:
        mode = wanted_mode(change.file, 0)
        return replace(change, mode=mode)
    before = change.mode_before
    mode = wanted_mode(change.file, before) if os.name == "posix" else before
    notes = list(change.notes)
    status = change.status
    if mode != before and status in (ChangeStatus.SAME, ChangeStatus.UPDATE):
        status = ChangeStatus.UPDATE
        notes.append(f"Its mode becomes {mode:04o}; it was {before:04o}.")
    if change.in_place and status is ChangeStatus.UPDATE:
        notes.append(
            f"It is written in place after a backup, because {change.in_place}."
        )
    return replace(
        change,
        status=status,
        mode=mode,
        notes=tuple(notes),
        backup=change.backup or bool(change.in_place),
    )
