"""Where a recorded patch is in a file that others may have edited since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import ConfigSection
from carto_wizard.files.config.editor import ConfigFile
from carto_wizard.files.config.edits import removed_sections
from carto_wizard.files.config.names import NameIndex, profile_name
from carto_wizard.files.config.splices import (
    Splice,
    last_line_is_open,
    majority_line_end,
)
from carto_wizard.files.journal.entries import JournalEntry
from carto_wizard.files.journal.pieces import Patch
from carto_wizard.files.lines import split
from carto_wizard.files.rerun import secret_digest
from carto_wizard.render.planned import Section
from carto_wizard.setup.text import one_line


@dataclass(frozen=True, slots=True)
class Found:
    """Splices that take a patch back, and remarks on what has to stay."""

    splices: tuple[Splice, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PatchSearch:
    """Where the patches of an entry are in the file as it is now."""

    entry: JournalEntry
    file: ConfigFile
    index: NameIndex
    backup: bytes | None

    @classmethod
    def of(
        cls, entry: JournalEntry, file: ConfigFile, backup: bytes | None
    ) -> PatchSearch:
        """Ready to search; the backup is the file as it was before that write."""
        return cls(entry, file, NameIndex(file), backup)

    def undo(self, patch: Patch) -> Found:
        """The splices that take one patch back, or why it has to stay."""
        if not patch.new.size:
            return self.restored(patch)
        start, end = self.region(patch)
        old = self.old_bytes(patch)
        if start == end or old is None:
            return self.stays(patch)
        places = [at for at in self.places(patch, start, end) if self.whole(patch, at)]
        if len(places) == 1:
            at = places[0]
            new = self.file.data[at : at + patch.new.size]
            return Found((Splice(at, new, old),))
        if patch.profile or patch.old.size:
            return self.stays(patch)
        return self.by_line(patch) or self.by_name(patch)

    def region(self, patch: Patch) -> tuple[int, int]:
        """Where the patch can be: its key, its section, or anywhere."""
        if not patch.profile:
            return 0, len(self.file.data)
        section = self.index.only(patch.profile)
        key = section.find(patch.key) if section and patch.key else None
        if section is None or (patch.key and key is None):
            return 0, 0
        if key is None:
            return section.start, section.end
        # Below an open last line, ours began with a line end.
        return max(section.start, key.start - 2), key.end

    def places(self, patch: Patch, start: int, end: int) -> list[int]:
        """Where in that region the new bytes are, to the byte."""
        return [start + at for at in patch.new.places(self.file.data[start:end])]

    def whole(self, patch: Patch, at: int) -> bool:
        """Whether that place holds whole lines, or the whole value of the key."""
        data, end = self.file.data, at + patch.new.size
        if patch.key and patch.old.size:
            return True
        before, after = data[max(at - 1, 0) : at], data[end : end + 1]
        inside = data[at:end]
        closed = inside[-1:] in (b"\n", b"\r")
        # Below an open last line, ours began with a line end and was left open.
        glued = inside[:1] in (b"\n", b"\r") and not closed
        starts = at == 0 or before in (b"\n", b"\r") or glued
        ends = closed or after in (b"", b"\n", b"\r")
        # A key that a person added below ours would fall to the section above.
        line_end = 0 if closed else 2 if data[end : end + 2] == b"\r\n" else 1
        limit = end + line_end
        own = all(s.end <= limit for s in self.file.sections if at <= s.start < end)
        return starts and ends and own

    def by_line(self, patch: Patch) -> Found | None:
        """The same lines once, whatever their ends are now."""
        if patch.new.data is None or patch.old.size:
            return None
        wanted = [line.rstrip(b"\r\n") for line in split(patch.new.data)]
        lines = split(self.file.data)
        bare = [line.rstrip(b"\r\n") for line in lines]
        count = len(wanted)
        hits = [
            n for n in range(len(bare) - count + 1) if bare[n : n + count] == wanted
        ]
        if len(hits) != 1:
            return None
        at = sum(map(len, lines[: hits[0]]))
        gone = b"".join(lines[hits[0] : hits[0] + count])
        own = all(
            s.end <= at + len(gone)
            for s in self.file.sections
            if at <= s.start < at + len(gone)
        )
        return Found((Splice(at, gone, b""),)) if own else None

    def by_name(self, patch: Patch) -> Found:
        """Whole profiles, those whose every key still has our value."""
        gone: list[ConfigSection] = []
        left: list[str] = []
        for ours in self.sections_of(patch):
            name = profile_name(ours.header, self.file.kind) or ""
            section = self.index.only(name)
            if section is None:
                continue
            if _still_ours(section, ours):
                gone.append(section)
            else:
                left.append(_edited(section, name))
        return Found(removed_sections(self.file.data, gone), tuple(left))

    def sections_of(self, patch: Patch) -> Sequence[Section]:
        """The profiles that a patch added, as they were written."""
        if patch.new.data is None:
            return self.entry.written
        names = {
            section.header
            for section in ConfigFile.parse(
                patch.new.data, self.entry.path, self.file.kind
            ).sections
        }
        return [each for each in self.entry.written if each.header in names]

    def restored(self, patch: Patch) -> Found:
        """What the write removed: put back where its place can still be told."""
        old = self.old_bytes(patch)
        if old is None:
            return self.stays(patch)
        data = self.file.data
        if patch.key or patch.profile:
            section = self.index.only(patch.profile)
            if section is None or (patch.key and section.find(patch.key)):
                return self.stays(patch)
            return Found((Splice(section.end, b"", _glued(data, section.end, old)),))
        try:
            names = ConfigFile.parse(old, self.entry.path, self.file.kind).profiles
        except ConfigRefused:
            return self.stays(patch)
        if any(self.index.taken(name) for name in names):
            return self.stays(patch)
        return Found((Splice(len(data), b"", _glued(data, len(data), old)),))

    def old_bytes(self, patch: Patch) -> bytes | None:
        """What was there before, from the record or else from the backup."""
        if not patch.old.size:
            return b""
        if patch.old.data is not None or self.backup is None:
            return patch.old.data
        return self.backup[patch.offset : patch.offset + patch.old.size]

    def stays(self, patch: Patch) -> Found:
        """A remark on what is no longer ours to change."""
        if not patch.profile:
            return Found(left=("a part that was edited since stays as it is.",))
        what = f"key {patch.key} of " if patch.key else ""
        name = one_line(patch.profile, 80)
        return Found(left=(f"{what}profile {name} was edited since; it stays.",))


def _still_ours(section: ConfigSection, ours: Section) -> bool:
    wanted = dict(ours.keys)
    current = {key.key: key.value for key in section.keys}
    return current.keys() == wanted.keys() and all(
        wanted[key] in (value, secret_digest(value)) for key, value in current.items()
    )


def _edited(section: ConfigSection, name: str) -> str:
    return (
        f"line {section.line}: profile {one_line(name, 80)} was edited since; it stays."
    )


def _glued(data: bytes, at: int, old: bytes) -> bytes:
    """Old lines with a line end before them where the file lacks one."""
    if at == len(data) and last_line_is_open(data) and old[:1] not in (b"\n", b"\r"):
        return majority_line_end(data) + old
    return old
