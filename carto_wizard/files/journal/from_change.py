"""From a change to its record: patches with their place, and no secret in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.config.aws_file import ConfigSection, Kind
from carto_wizard.files.config.names import profile_name
from carto_wizard.files.config.reading import read
from carto_wizard.files.config.splices import Splice
from carto_wizard.files.journal.entries import JournalEntry, new_id
from carto_wizard.files.journal.pieces import Patch, Piece, splices_between


def entry_for(change: Change, run: str, session: str) -> JournalEntry:
    """What the journal will say about this change."""
    file = change.file
    removed = change.status is ChangeStatus.REMOVE
    before = _whole(change, change.before)
    after = None if removed else _whole(change, change.after)
    merged = change.after != file.text.encode()
    entry = JournalEntry(
        id=new_id(),
        run=run,
        session=session,
        key=file.key,
        path=file.path,
        target_path=file.target_path,
        language=str(file.language),
        real=change.real,
        before=before,
        after=after,
        mode=change.mode_before,
        secret=file.secret,
        config=change.kind,
        written=change.written,
        generated=None if change.kind else _generated(change, merged),
        folders=change.folders,
        undoes=change.undoes,
    )
    if not change.kind:
        return entry
    old = change.before or b""
    patches = patches_between(old, change.after, entry, change.splices)
    return replace(entry, patches=patches)


def keeps_text(change: Change) -> bool:
    """Whether the record alone can give back what is there now, without a backup.

    Secrets that are removed are not to be given back.
    """
    if change.file.secret and change.status is ChangeStatus.REMOVE:
        return True
    piece = _whole(change, change.before)
    return piece is None or piece.data is not None


def _whole(change: Change, data: bytes | None) -> Piece | None:
    """A whole file; of AWS files that stay, which are a person's, only the digest."""
    if data is None:
        return None
    theirs = bool(change.kind) and change.status is not ChangeStatus.REMOVE
    return Piece.of(data, secret=change.file.secret or theirs)


def _generated(change: Change, merged: bool) -> Piece | None:
    if change.undoes:
        return None
    text = change.file.text.encode() if merged else change.after
    return Piece.of(text, secret=change.file.secret)


def patches_between(
    before: bytes,
    after: bytes,
    entry: JournalEntry,
    splices: Sequence[Splice] = (),
) -> tuple[Patch, ...]:
    """What leads from one to the other, as the record of that file keeps it."""
    splices = splices or splices_between(before, after)
    old, new = _Map.of(before, entry), _Map.of(after, entry)
    found, shift = [], 0
    for splice in splices:
        place = _place(splice, shift, old, new)
        found.append(
            Patch(
                splice.offset,
                Piece.of(splice.old, secret=entry.secret),
                Piece.of(splice.new, secret=entry.secret),
                *place,
            )
        )
        shift += len(splice.new) - len(splice.old)
    return tuple(found)


def collapsed(
    writes: Sequence[JournalEntry], oldest: bytes, newest: bytes
) -> JournalEntry:
    """Writes that followed each other, newest first, as if they had been one.

    `oldest` and `newest` are the bytes before the first and after the last of them.
    """
    first, last = writes[-1], writes[0]
    return replace(
        last,
        before=first.before,
        backup=first.backup,
        mode=first.mode,
        folders=first.folders,
        patches=patches_between(oldest, newest, last),
    )


@dataclass(frozen=True, slots=True)
class _Map:
    """Where the sections of one side lie."""

    sections: tuple[ConfigSection, ...]
    kind: Kind

    @classmethod
    def of(cls, data: bytes, entry: JournalEntry) -> _Map:
        kind: Kind = "credentials" if entry.config == "credentials" else "config"
        file = read(data, entry.path, kind)
        return cls(() if file.errors else file.sections, kind)

    def at(self, start: int, end: int) -> tuple[str, str]:
        """The profile and key of a span; empty where it holds whole sections."""
        if any(start <= each.start < end for each in self.sections):
            return "", ""
        inside = [each for each in self.sections if each.start <= start]
        if not inside:
            return "", ""
        section = inside[-1]
        keys = [k.key for k in section.keys if k.start <= start and end <= k.end]
        name = profile_name(section.header, self.kind) or ""
        return name, keys[0] if len(keys) == 1 else ""


def _place(splice: Splice, shift: int, old: _Map, new: _Map) -> tuple[str, str]:
    if splice.new:
        start = splice.offset + shift
        profile, key = new.at(start, start + len(splice.new))
        return profile, key if splice.old or key else ""
    return old.at(splice.offset, splice.offset + len(splice.old))
