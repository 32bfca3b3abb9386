"""A generated file against the disk: whole text, hand edits kept where they can be."""

from __future__ import annotations

import json
from collections.abc import Mapping

from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.config.profile_merge import Conflict
from carto_wizard.files.disk.file_state import Spot
from carto_wizard.files.journal.entries import JournalEntry
from carto_wizard.files.journal.pieces import digest
from carto_wizard.files.merge import merge
from carto_wizard.render.planned import Language, PlannedFile
from carto_wizard.setup.text import count


def text_change(
    file: PlannedFile,
    spot: Spot,
    choices: Mapping[str, str],
    known: JournalEntry | None,
) -> Change:
    """Compare; a file that is not ours, or that clashes with ours, is a conflict."""
    ours = file.text.encode()
    theirs = spot.data
    if theirs is None:
        return _change(file, spot, ChangeStatus.CREATE, ours)
    if theirs == ours:
        return _change(file, spot, ChangeStatus.SAME, ours)
    if known and known.after and known.after.sha256 == digest(theirs):
        if known.generated and known.generated.sha256 != known.after.sha256:
            return _edited(file, spot, choices, known, ours)
        return _change(file, spot, ChangeStatus.UPDATE, ours)
    if known:
        return _edited(file, spot, choices, known, ours)
    return _chosen(file, spot, choices, ours, "another file is there")


def _edited(
    file: PlannedFile,
    spot: Spot,
    choices: Mapping[str, str],
    known: JournalEntry,
    ours: bytes,
) -> Change:
    """Ours once, edited by hand since: merge, and ask where both changed."""
    base = known.generated.data if known.generated else None
    theirs = spot.data or b""
    if base is None:
        return _chosen(file, spot, choices, ours, "it was edited since")
    merged = merge(base, theirs, ours)
    if merged.clashes or not _still_valid(file.language, ours, merged.data):
        return _chosen(file, spot, choices, ours, "it was edited where ours changes")
    note = f"Hand edits are kept ({count(merged.kept, 'place')})."
    if merged.data == theirs:
        return _change(file, spot, ChangeStatus.SAME, theirs, note)
    return _change(file, spot, ChangeStatus.UPDATE, merged.data, note, backup=True)


def _chosen(
    file: PlannedFile, spot: Spot, choices: Mapping[str, str], ours: bytes, why: str
) -> Change:
    theirs = spot.data or b""
    choice = choices.get(file.key)
    if choice == "keep":
        return _change(file, spot, ChangeStatus.SAME, theirs, "It stays as it is.")
    if choice == "replace":
        note = "What is there is kept as a backup."
        return _change(file, spot, ChangeStatus.UPDATE, ours, note, backup=True)
    conflict = Conflict("", "", count(len(theirs), "byte"), count(len(ours), "byte"), 1)
    return _change(
        file,
        spot,
        ChangeStatus.CONFLICT,
        ours,
        problem=f"{file.path}: {why}. Keep it, or replace it; a backup is made.",
        conflicts=(conflict,),
    )


def _change(
    file: PlannedFile,
    spot: Spot,
    status: ChangeStatus,
    after: bytes,
    note: str = "",
    *,
    problem: str = "",
    conflicts: tuple[Conflict, ...] = (),
    backup: bool = False,
) -> Change:
    return Change(
        file,
        status,
        spot.data,
        after,
        problem,
        conflicts,
        notes=(note,) if note else (),
        real=spot.real,
        mode_before=spot.mode,
        in_place=spot.in_place,
        backup=backup,
    )


def _still_valid(language: Language, ours: bytes, merged: bytes) -> bool:
    """A merge by lines must not break what has a grammar."""
    return language is not Language.JSON or not _is_json(ours) or _is_json(merged)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True
