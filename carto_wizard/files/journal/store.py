"""The journal: one private file for each write, and what they say together."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from carto_wizard.files.disk.atomic import complete_copy, make_folder, sync_folder
from carto_wizard.files.journal.entry import JournalEntry, OtherVersion

ANNOUNCED = ".open"
DONE = ".json"

_DAMAGE = (OSError, ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class Run:
    """All that one confirmation wrote or took back."""

    id: str
    time: datetime
    session: str
    entries: tuple[JournalEntry, ...]
    undo: bool
    """It took something back."""
    undone: bool
    """Every write of it was taken back."""


def new_id() -> str:
    """Return a name that sorts by time and that no other process picks."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}"


def announce(journal: Path, entry: JournalEntry) -> None:
    """Record a write before it happens, so that a killed one can be put right."""
    _put(journal, entry, ANNOUNCED)


def confirm(journal: Path, entry: JournalEntry) -> None:
    """Record that an announced write happened."""
    _put(journal, replace(entry, temporary=""), DONE)
    forget(journal, entry)


def forget(journal: Path, entry: JournalEntry) -> None:
    """Remove an announcement."""
    _path(journal, entry, ANNOUNCED).unlink(missing_ok=True)


def announced(journal: Path) -> tuple[JournalEntry, ...]:
    """Return the writes that began: those that a kill cut short, if no wizard runs."""
    return tuple(_readable(_files(journal, ANNOUNCED)))


def entries(journal: Path) -> tuple[JournalEntry, ...]:
    """Return every entry that can be read, oldest first."""
    return tuple(_readable(_files(journal, DONE)))


def unreadable(journal: Path) -> dict[Path, str]:
    """Return the entries that cannot be read, each with the reason."""
    found = {}
    for path in _files(journal, DONE):
        try:
            _read(path)
        except OtherVersion as error:
            found[path] = f"was {error}"
        except _DAMAGE:
            found[path] = "cannot be read"
    return found


def history(journal: Path, session: str = "") -> tuple[Run, ...]:
    """Return the runs of a session, or of all, oldest first."""
    every = entries(journal)
    gone = _undone(every)
    runs: dict[str, list[JournalEntry]] = {}
    for entry in every:
        if session in ("", entry.session):
            runs.setdefault(entry.run, []).append(entry)
    return tuple(
        Run(
            id=run,
            time=datetime.strptime(run[:23], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC),
            session=found[0].session,
            entries=tuple(found),
            undo=any(entry.undoes for entry in found),
            undone=all(entry.id in gone for entry in found),
        )
        for run, found in runs.items()
    )


def _undone(every: Sequence[JournalEntry]) -> set[str]:
    """Return the IDs of the writes that were taken back."""
    return {gone for entry in every for gone in entry.undoes}


def standing(every: Sequence[JournalEntry], session: str = "") -> list[JournalEntry]:
    """Return the writes of a session, or of all, that were not taken back."""
    gone = _undone(every)
    return [
        entry
        for entry in every
        if not entry.undoes and entry.id not in gone and session in ("", entry.session)
    ]


def latest(every: Sequence[JournalEntry], session: str = "") -> dict[str, JournalEntry]:
    """Return the newest standing write of each file by its real path.

    Sessions may share a config file; none owns the profiles that another one wrote.
    """
    return {entry.real: entry for entry in standing(every, session)}


def _path(journal: Path, entry: JournalEntry, suffix: str) -> Path:
    return journal / f"{entry.id}{suffix}"


def _put(journal: Path, entry: JournalEntry, suffix: str) -> None:
    make_folder(journal)
    text = json.dumps(entry.as_json())
    copy = complete_copy(Path(entry.real), text.encode("ascii"), journal)
    with copy as temporary:
        temporary.replace(_path(journal, entry, suffix))
    sync_folder(journal)


def _files(journal: Path, suffix: str) -> list[Path]:
    try:
        return sorted(journal.glob(f"*{suffix}"))
    except OSError:
        return []


def _readable(paths: Iterable[Path]) -> Iterable[JournalEntry]:
    for path in paths:
        try:
            yield _read(path)
        except (OtherVersion, *_DAMAGE):
            continue


def _read(path: Path) -> JournalEntry:
    return JournalEntry.from_json(json.loads(path.read_bytes()))
