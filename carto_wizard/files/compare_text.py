"""A generated file against the disk: whole text, hand edits kept where they can be."""

from __future__ import annotations

import json
from dataclasses import replace

from carto_wizard.files.change import Change, ChangeStatus, change_of
from carto_wizard.files.choices import Choices, OpenChoice
from carto_wizard.files.config.profile_merge import Conflict
from carto_wizard.files.disk.file_state import FileState
from carto_wizard.files.journal.entry import JournalEntry, digest_of
from carto_wizard.files.merge import merge
from carto_wizard.render.planned import Language, PlannedFile
from carto_wizard.setup.text import count


def text_change(
    file: PlannedFile,
    state: FileState,
    choices: Choices,
    known: JournalEntry | None,
) -> Change:
    """Compare; a file that is not ours, or that clashes with ours, is a conflict."""
    ours = file.text.encode()
    theirs = state.data
    if theirs is None:
        return change_of(file, state, ChangeStatus.CREATE, ours)
    if theirs == ours:
        return change_of(file, state, ChangeStatus.SAME, ours)
    if known and known.after == digest_of(theirs) and not known.merged:
        return change_of(file, state, ChangeStatus.UPDATE, ours)
    if known:
        return _edited(file, state, choices, known, ours)
    return _chosen(file, state, choices, ours, "a different file already exists")


def _edited(
    file: PlannedFile,
    state: FileState,
    choices: Choices,
    known: JournalEntry,
    ours: bytes,
) -> Change:
    """Ours once, edited by hand since: merge, and ask where both changed."""
    theirs = state.data or b""
    if known.generated is None:
        return _chosen(file, state, choices, ours, "it was edited after it was written")
    merged = merge(known.generated.encode(), theirs, ours)
    if merged.clashes or not _still_valid(file.language, ours, merged.data):
        return _chosen(
            file,
            state,
            choices,
            ours,
            "it was edited in lines that the new version changes",
        )
    same = merged.data == theirs
    status = ChangeStatus.SAME if same else ChangeStatus.UPDATE
    return replace(
        change_of(file, state, status, merged.data),
        notes=(f"Your edits are kept ({count(merged.kept, 'place')}).",),
        backup=not same,
    )


def _chosen(
    file: PlannedFile,
    state: FileState,
    choices: Choices,
    ours: bytes,
    why: str,
) -> Change:
    theirs = state.data or b""
    choice = choices.word(file.path, theirs)
    if choice == "keep":
        change = change_of(file, state, ChangeStatus.SAME, theirs)
        return replace(change, notes=("The existing file is kept.",))
    if choice == "replace":
        change = change_of(file, state, ChangeStatus.UPDATE, ours)
        note = "The existing file is backed up."
        return replace(change, notes=(note,), backup=True)
    conflict = Conflict("", "", count(len(theirs), "byte"), count(len(ours), "byte"), 1)
    return replace(
        change_of(file, state, ChangeStatus.CONFLICT, ours),
        problem=f"{file.path}: {why}. Keep the file, or replace it after a backup."
        + choices.lapsed(file.path),
        conflicts=(conflict,),
        choices=(OpenChoice(file.path, ("keep", "replace"), theirs),),
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
