"""From a change to its record: patches with their place, and no secret in them."""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.config_names import Kind, profile_name
from carto_wizard.files.config_scan import ScannedSection, scan
from carto_wizard.files.config_splices import Splice
from carto_wizard.files.journal import Entry, new_id
from carto_wizard.files.pieces import Patch, Piece, splices_between


def entry_for(change: Change, run: str, session: str) -> Entry:
    """What the journal will say about this change."""
    file = change.file
    removed = change.status is ChangeStatus.REMOVE
    before = _whole(change, change.before)
    after = None if removed else _whole(change, change.after)
    merged = change.after != file.text.encode()
    return Entry(
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
        patches=_patches(change) if change.kind else (),
        written=change.written,
        generated=None if change.kind else _generated(change, merged),
        folders=change.folders,
        undoes=change.undoes,
    )


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


@dataclass(frozen=True, slots=True)
class _Map:
    """Where the sections of one side lie."""

    sections: tuple[ScannedSection, ...]
    kind: Kind

    @classmethod
    def of(cls, data: bytes, change: Change) -> _Map:
        kind: Kind = "credentials" if change.kind == "credentials" else "config"
        try:
            return cls(scan(data.decode("utf-8"), change.file.path), kind)
        except (ConfigRefused, UnicodeDecodeError):
            return cls((), kind)

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


def _patches(change: Change) -> tuple[Patch, ...]:
    before = change.before or b""
    splices = change.splices or splices_between(before, change.after)
    old, new = _Map.of(before, change), _Map.of(change.after, change)
    found, shift = [], 0
    for splice in splices:
        place = _place(splice, shift, old, new)
        found.append(
            Patch(
                splice.offset,
                Piece.of(splice.old, secret=change.file.secret),
                Piece.of(splice.new, secret=change.file.secret),
                *place,
            )
        )
        shift += len(splice.new) - len(splice.old)
    return tuple(found)


def _place(splice: Splice, shift: int, old: _Map, new: _Map) -> tuple[str, str]:
    if splice.new:
        start = splice.offset + shift
        profile, key = new.at(start, start + len(splice.new))
        return profile, key if splice.old or key else ""
    return old.at(splice.offset, splice.offset + len(splice.old))
