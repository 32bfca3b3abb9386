"""Undo and redo: changes like any other, shown before the same writer applies them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.disk.file_state import Spot, look
from carto_wizard.files.journal.entries import (
    JournalEntry,
    Run,
    entries,
    history,
    undone,
)
from carto_wizard.files.journal.from_change import collapsed
from carto_wizard.files.journal.pieces import Piece, digest, patched
from carto_wizard.files.journal.recovery import settle
from carto_wizard.files.merge import merge
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.files.undo.take_back import take_back
from carto_wizard.render.parts import NOT_OURS, Part
from carto_wizard.render.planned import Language, PlannedFile


def undo_plan(
    state_folder: StateFolder,
    session: str = "",
    *,
    runs: Collection[str] = (),
    choices: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Change, ...]:
    """Take back all that a session wrote, or only these runs; nothing is written yet.

    A file that was edited since is a conflict: its key → "replace" in the choices takes
    it back all the same, after a backup.
    """
    settle(state_folder)
    every = entries(state_folder.journal)
    gone = undone(every)
    chosen = [
        entry
        for entry in every
        if entry.id not in gone
        and session in ("", entry.session)
        and (entry.run in runs if runs else not entry.undoes)
    ]
    files: dict[str, list[JournalEntry]] = {}
    for entry in reversed(chosen):
        files.setdefault(entry.real, []).append(entry)
    return tuple(_undo(real, found, choices) for real, found in files.items())


def redo_plan(state_folder: StateFolder, session: str = "") -> tuple[Change, ...]:
    """Take back the last undo; empty: there is none, or something was written since."""
    run = last_undo(history(state_folder.journal, session))
    return undo_plan(state_folder, session, runs=[run.id]) if run else ()


def last_undo(runs: Sequence[Run]) -> Run | None:
    """The newest run that still stands, if it is itself an undo."""
    standing = [run for run in runs if not run.undone and not run.redo]
    return standing[-1] if standing and standing[-1].undo else None


@dataclass(frozen=True, slots=True)
class _Back:
    """How far back the bytes of a file could be taken."""

    data: bytes | None
    left: tuple[str, ...] = ()
    problem: str = ""
    known: bool = True
    """False: nobody can say what was there before."""


def _undo(
    real: str, found: Sequence[JournalEntry], choices: Mapping[str, str]
) -> Change:
    """One file; `found` are its writes, newest first."""
    newest, oldest = found[0], found[-1]
    spot = look(newest.path)
    change = _change(real, spot, found)
    if spot.problem:
        return replace(change, status=ChangeStatus.REFUSED, problem=spot.refusal)
    if spot.real != real:
        problem = f"{newest.path} leads to another file than when it was written."
        return replace(change, status=ChangeStatus.REFUSED, problem=problem)
    back = _Back(spot.data)
    try:
        for entry in _joined(found, spot.data):
            back = _step(entry, back)
    except ConfigRefused as refused:
        return replace(change, status=ChangeStatus.REFUSED, problem=str(refused))
    mode = oldest.mode or spot.mode or 0o600
    change = replace(change, notes=back.left, mode=mode)
    choice = choices.get(newest.key)
    if not back.known:
        status = ChangeStatus.REFUSED
        return replace(change, status=status, problem=back.problem)
    if back.problem and choice == "keep":
        return change
    if back.problem and choice != "replace":
        after = back.data or b""
        return replace(
            change, status=ChangeStatus.CONFLICT, after=after, problem=back.problem
        )
    return _settled(change, spot, back, oldest)


def _joined(
    found: Sequence[JournalEntry], data: bytes | None
) -> Sequence[JournalEntry]:
    """Several writes of an AWS file that others edited afterwards, taken as one.

    One by one, a profile that was written, then removed, would come back for a moment
    and find another place.
    """
    newest, oldest = found[0], found[-1]
    if len(found) < 2 or not newest.config or _is(data, newest.after):
        return found
    if any(later.before != one.after for later, one in pairwise(found)):
        return found
    start = b"" if oldest.before is None else _before(oldest)
    last = b"" if newest.before is None else _before(newest)
    end = patched(last, newest.patches) if last is not None else None
    if start is None or end is None or not _is(end, newest.after):
        return found
    return [collapsed(found, start, end)]


def _settled(change: Change, spot: Spot, back: _Back, oldest: JournalEntry) -> Change:
    data = back.data
    if data is not None and oldest.before is None and not data.strip():
        data = None
    if data is None and spot.data is None:
        return replace(change, status=ChangeStatus.SAME, after=b"")
    if data is None:
        return replace(
            change,
            status=ChangeStatus.REMOVE,
            after=b"",
            folders=oldest.folders,
            # A file of ours alone is in the record; keys should not outlive an undo.
            backup=bool(back.problem or back.left),
        )
    same = data == spot.data and change.mode == spot.mode
    status = ChangeStatus.SAME if same else ChangeStatus.UPDATE
    if spot.data is None:
        status = ChangeStatus.CREATE
    notes = change.notes
    if change.kind and change.file.secret and not same:
        notes = (*notes, "The backups beside it still hold the keys; delete them.")
    file = replace(change.file, parts=_as_found(data))
    return replace(
        change,
        file=file,
        status=status,
        after=data,
        notes=notes,
        backup=change.backup or bool(back.problem),
    )


def _step(entry: JournalEntry, back: _Back) -> _Back:
    """One write further back."""
    data = back.data
    if _is(data, entry.before):
        return back
    if entry.config:
        return _config_step(entry, back)
    before = _before(entry)
    if _is(data, entry.after):
        if before is None and entry.before is not None:
            return _unknown(entry, back)
        return replace(back, data=before)
    return _edited_step(entry, back, before)


def _config_step(entry: JournalEntry, back: _Back) -> _Back:
    before = _before(entry)
    if back.data is None:
        if entry.after is None:
            known = before is not None
            return replace(back, data=before) if known else _unknown(entry, back)
        left = (*back.left, f"{entry.path} is gone already.")
        return replace(back, left=left)
    taken = take_back(entry, back.data, before)
    return replace(back, data=taken.data, left=(*back.left, *taken.left))


def _edited_step(entry: JournalEntry, back: _Back, before: bytes | None) -> _Back:
    """A generated file that a person edited or removed since."""
    problem = f"{entry.path} was edited since it was written."
    after = entry.after.data if entry.after else None
    if back.data is None:
        return replace(back, left=(*back.left, f"{entry.path} is gone already."))
    if before is not None and after is not None:
        merged = merge(after, back.data, before)
        if not merged.clashes:
            note = "Hand edits are kept."
            return replace(back, data=merged.data, left=(*back.left, note))
    if before is None and entry.before is not None:
        return _unknown(entry, back)
    way_out = "Keep it, or take it back all the same; a backup is made."
    return replace(back, data=before, problem=f"{problem} {way_out}")


def _unknown(entry: JournalEntry, back: _Back) -> _Back:
    problem = (
        f"{entry.path}: neither the record nor a backup holds what was there before. "
        "Restore it from your own backup."
    )
    return replace(back, problem=problem, known=False)


def _before(entry: JournalEntry) -> bytes | None:
    """The whole file before that write, from the record or a backup that fits it."""
    if entry.before is None:
        return None
    if entry.before.data is not None:
        return entry.before.data
    backup = look(entry.backup).data if entry.backup else None
    return backup if _is(backup, entry.before) else None


def _is(data: bytes | None, piece: Piece | None) -> bool:
    if data is None or piece is None:
        return data is None and piece is None
    return digest(data) == piece.sha256


def _as_found(data: bytes) -> tuple[Part, ...]:
    """Return a text that no renderer made."""
    return (replace(NOT_OURS, text=data.decode("utf-8", "replace")),)


def _change(real: str, spot: Spot, found: Sequence[JournalEntry]) -> Change:
    newest = found[0]
    file = PlannedFile(
        key=newest.key,
        path=newest.path,
        target_path=newest.target_path,
        parts=_as_found(spot.data or b""),
        language=Language(newest.language),
        purpose="As it was before it was written; later edits of others stay.",
        executable=bool(spot.mode & 0o100),
        secret=newest.secret,
    )
    return Change(
        file,
        ChangeStatus.SAME,
        spot.data,
        spot.data or b"",
        real=real,
        mode=spot.mode,
        mode_before=spot.mode,
        in_place=spot.in_place,
        backup=bool(newest.config or spot.in_place),
        kind=newest.config,
        undoes=tuple(entry.id for entry in found),
    )
