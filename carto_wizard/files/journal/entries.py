"""What was written, one private file per write: exact enough to take it back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from carto_wizard import __version__
from carto_wizard.files.disk.atomic import complete_copy, make_folder, sync_folder
from carto_wizard.files.journal.pieces import Patch, Piece
from carto_wizard.render.planned import Section

VERSION = 1
OPEN = ".open"
DONE = ".json"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One write of one file. `before` or `after` None: there was no file."""

    id: str
    """Sorts by time."""
    run: str
    """Shared by all files of one write."""
    session: str
    key: str
    """The planned file's key."""
    path: str
    target_path: str
    language: str
    real: str
    before: Piece | None
    after: Piece | None
    mode: int
    """Of the file that was there before; 0 where there was none."""
    secret: bool = False
    config: str = ""
    """`config` or `credentials`: an AWS file that was edited; else a whole file."""
    patches: tuple[Patch, ...] = ()
    written: tuple[Section, ...] = ()
    """The keys that are ours after this write; values of secret files as digests."""
    generated: Piece | None = None
    """What the renderer gave, hand edits that were merged in left out."""
    folders: tuple[str, ...] = ()
    backup: str = ""
    temporary: str = ""
    """Where the new bytes are while the file is written in place."""
    undoes: tuple[str, ...] = ()
    wizard: str = field(default=__version__)


@dataclass(frozen=True, slots=True)
class Run:
    """All that one confirmation wrote, for the list of what happened."""

    id: str
    time: datetime
    session: str
    entries: tuple[JournalEntry, ...]
    undone: bool
    """Every write of it was taken back."""
    undo: bool
    """It took something back; a redo, which takes an undo back, is no undo."""
    redo: bool


def new_id() -> str:
    """A name that sorts by time and that no other process picks."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}"


def record(journal: Path, entry: JournalEntry) -> None:
    """Announce a write; a killed run leaves it open, and `settle` finds out."""
    _put(journal, entry, OPEN)


def confirm(journal: Path, entry: JournalEntry) -> None:
    """The write happened."""
    _put(journal, replace(entry, temporary=""), DONE)
    forget(journal, entry)


def forget(journal: Path, entry: JournalEntry) -> None:
    """The write did not happen, or its announcement is no longer needed."""
    _path(journal, entry, OPEN).unlink(missing_ok=True)


def announced(journal: Path) -> tuple[JournalEntry, ...]:
    """Writes that began; while no wizard runs, those that a kill cut short."""
    found = (_read(path) for path in _files(journal, OPEN))
    return tuple(entry for entry in found if entry is not None)


def entries(journal: Path) -> tuple[JournalEntry, ...]:
    """Every entry that can be read, oldest first."""
    found = (_read(path) for path in _files(journal, DONE))
    return tuple(entry for entry in found if entry is not None)


def damaged(journal: Path) -> tuple[Path, ...]:
    """Entries that cannot be read; what they wrote cannot be taken back."""
    return tuple(path for path in _files(journal, DONE) if _read(path) is None)


def history(journal: Path, session: str = "") -> tuple[Run, ...]:
    """The runs of a session, or of all, oldest first."""
    every = entries(journal)
    gone = undone(every)
    undos: set[str] = set()
    for entry in every:
        if entry.undoes and not undos.intersection(entry.undoes):
            undos.add(entry.id)
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
            undone=all(entry.id in gone for entry in found),
            undo=any(entry.id in undos for entry in found),
            redo=any(entry.undoes and entry.id not in undos for entry in found),
        )
        for run, found in runs.items()
    )


def undone(every: Iterable[JournalEntry]) -> set[str]:
    """The writes that were taken back, and whose undo was not taken back itself."""
    gone: set[str] = set()
    for entry in reversed(tuple(every)):
        if entry.undoes and entry.id not in gone:
            gone |= set(entry.undoes)
    return gone


def latest(every: Iterable[JournalEntry], session: str = "") -> dict[str, JournalEntry]:
    """Real path → the newest write of it that still stands, by that session or by any.

    Sessions may share a config file; none owns the profiles that another one wrote, so
    without a session, and with several, nobody owns any.
    """
    listed = tuple(every)
    gone = undone(listed)
    found: dict[str, JournalEntry] = {}
    for entry in listed:
        if entry.undoes or entry.id in gone or session not in ("", entry.session):
            continue
        before = found.get(entry.real)
        shared = before is not None and before.session != entry.session
        found[entry.real] = replace(entry, written=()) if shared else entry
    return found


def _path(journal: Path, entry: JournalEntry, suffix: str) -> Path:
    return journal / f"{entry.id}{suffix}"


def _put(journal: Path, entry: JournalEntry, suffix: str) -> None:
    make_folder(journal)
    text = json.dumps(_as_json(entry), indent=1)
    copy = complete_copy(Path(entry.real), text.encode("ascii"), journal)
    with copy as temporary:
        temporary.replace(_path(journal, entry, suffix))
    sync_folder(journal)


def _files(journal: Path, suffix: str) -> list[Path]:
    try:
        return sorted(journal.glob(f"*{suffix}"))
    except OSError:
        return []


def _read(path: Path) -> JournalEntry | None:
    try:
        return _from_json(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


_PIECES = ("before", "after", "generated")
_LISTS = ("folders", "undoes")


def _as_json(entry: JournalEntry) -> dict[str, Any]:
    plain = set(JournalEntry.__slots__) - {"patches", "written"}
    found: dict[str, Any] = {"version": VERSION}
    found |= {name: getattr(entry, name) for name in sorted(plain)}
    for name in _PIECES:
        piece = getattr(entry, name)
        found[name] = piece.as_json() if piece else None
    found["patches"] = [
        {
            "offset": patch.offset,
            "old": patch.old.as_json(),
            "new": patch.new.as_json(),
            "profile": patch.profile,
            "key": patch.key,
        }
        for patch in entry.patches
    ]
    found["written"] = [asdict(section) for section in entry.written]
    return found


def _from_json(found: dict[str, Any]) -> JournalEntry:
    if found.pop("version") != VERSION:
        raise ValueError("written by a newer version")
    for name in _PIECES:
        piece = found[name]
        found[name] = Piece.from_json(piece) if piece else None
    for name in _LISTS:
        found[name] = tuple(found[name])
    found["patches"] = tuple(
        Patch(
            patch["offset"],
            Piece.from_json(patch["old"]),
            Piece.from_json(patch["new"]),
            patch["profile"],
            patch["key"],
        )
        for patch in found["patches"]
    )
    found["written"] = tuple(
        Section(
            section["header"],
            tuple((key, value) for key, value in section["keys"]),
            tuple(section["remove"]),
        )
        for section in found["written"]
    )
    return JournalEntry(**found)
