"""Planned files against the disk: create, same, update, conflict or refused."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.choices import Choices
from carto_wizard.files.compare_aws_file import config_changes
from carto_wizard.files.compare_text import text_change
from carto_wizard.files.config.progress import ConfigPhase, listening
from carto_wizard.files.diff import DiffLine, diff_bytes
from carto_wizard.files.disk.file_state import FileState, read_state, real_path
from carto_wizard.files.journal.entry import JournalEntry
from carto_wizard.files.journal.recovery import recover
from carto_wizard.files.journal.store import entries, latest
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.render.planned import PlannedFile

NOTHING_CHOSEN = Choices()


@dataclass(frozen=True, slots=True)
class Stage:
    """How far the comparison with the disk is."""

    path: str
    number: int
    """From 0."""
    files: int
    doing: str = ""
    """Empty while it is quick."""
    share: float = 0.0
    """Of all of them by their size, from 0 to 1."""


def changes(
    planned: Iterable[PlannedFile],
    *,
    choices: Choices = NOTHING_CHOSEN,
    state_folder: StateFolder | None = None,
    session: str = "",
    tell: Callable[[Stage], object] = lambda stage: None,
) -> tuple[Change, ...]:
    """Each planned file against what is there; what goes wrong is in the change.

    The journal distinguishes what this session wrote from other files and profiles;
    what a killed run left half done is put right first. `tell` is called in this
    thread.
    """
    planned = tuple(planned)
    known: dict[str, JournalEntry] = {}
    if state_folder:
        reals = [real_path(file.path) for file in planned]
        recover(state_folder, reals)
        known = latest(entries(state_folder.journal), session)
    found: list[Change] = []
    for stage, room, file in _stages(planned):
        tell(stage)
        state = read_state(file.path)
        if state.problem:
            found.append(_refused(file, state))
        elif file.sections:
            with listening(partial(_tell_of, tell, stage, room)):
                found += config_changes(file, state, choices, known.get(state.real))
        else:
            found.append(text_change(file, state, choices, known.get(state.real)))
    return tuple(
        replace(_with_mode(change), recorded=change.real in known) for change in found
    )


def _stages(
    planned: Sequence[PlannedFile],
) -> Iterator[tuple[Stage, float, PlannedFile]]:
    """Where the comparison of each file begins, and its share of all."""
    sizes = [len(file.text) + _size(file.path) + 1 for file in planned]
    whole, before = sum(sizes), 0
    for number, (file, size) in enumerate(zip(planned, sizes, strict=True)):
        stage = Stage(file.path, number, len(planned), share=before / whole)
        yield stage, size / whole, file
        before += size


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except (OSError, ValueError):
        return 0


def _tell_of(
    tell: Callable[[Stage], object],
    stage: Stage,
    room: float,
    doing: ConfigPhase,
    share: float,
) -> None:
    tell(replace(stage, doing=doing, share=stage.share + room * share))


def diff(change: Change) -> list[DiffLine]:
    """A unified diff of what writing would do, secrets masked."""
    if change.status is ChangeStatus.REFUSED:
        return []
    return diff_bytes(change.before or b"", change.after)


def _wanted_mode(file: PlannedFile, before: int) -> int:
    """The mode afterwards: as it was, private where secret, executable where asked."""
    if not before:
        return 0o700 if file.executable else 0o600
    mode = before
    if file.executable:
        # Who may read it may also run it.
        mode |= 0o100 | (mode & 0o444) >> 2
    return mode & ~0o077 if file.secret else mode


def _refused(file: PlannedFile, state: FileState) -> Change:
    data, refused = state.data, ChangeStatus.REFUSED
    return Change(file, refused, data, data or b"", state.refusal, real=state.real)


def _with_mode(change: Change) -> Change:
    if change.before is None or change.status is ChangeStatus.REFUSED:
        return replace(change, mode=_wanted_mode(change.file, 0))
    before = change.mode_before
    mode = _wanted_mode(change.file, before) if os.name == "posix" else before
    notes = list(change.notes)
    status = change.status
    if mode != before and status in (ChangeStatus.SAME, ChangeStatus.UPDATE):
        status = ChangeStatus.UPDATE
        notes.append(f"The file mode changes from {before:04o} to {mode:04o}.")
    if change.in_place and status is ChangeStatus.UPDATE:
        notes.append(
            f"After a backup, it is overwritten in place because {change.in_place}."
        )
    return replace(
        change,
        status=status,
        mode=mode,
        notes=tuple(notes),
        backup=change.backup or bool(change.in_place),
    )
