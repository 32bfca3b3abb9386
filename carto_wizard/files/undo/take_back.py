"""One write of an AWS file taken back from bytes that others may have edited since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import Kind
from carto_wizard.files.config.editor import ConfigFile
from carto_wizard.files.config.splices import Splice, apply_splices
from carto_wizard.files.journal.entries import JournalEntry
from carto_wizard.files.journal.pieces import digest
from carto_wizard.files.undo.patch_search import PatchSearch
from carto_wizard.setup.text import one_line


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The bytes without that write, and what of it had to stay."""

    data: bytes
    left: tuple[str, ...] = ()


def take_back(entry: JournalEntry, data: bytes, backup: bytes | None) -> TakenBack:
    """Cut what is still ours and leave the rest; raises ConfigRefused where unsafe.

    `backup` is the file as it was before that write, if it is still there.
    """
    if entry.after and digest(data) == entry.after.sha256:
        exact = _inverse(entry, data, backup)
        if exact is not None:
            return TakenBack(exact)
    kind: Kind = "credentials" if entry.config == "credentials" else "config"
    file = ConfigFile.parse(data, entry.path, kind)
    search = PatchSearch.of(entry, file, backup)
    splices: list[Splice] = []
    left: list[str] = []
    for patch in entry.patches:
        found = search.undo(patch)
        splices += found.splices
        left += found.left
    return TakenBack(_applied(file, splices, entry.path), tuple(left))


def _inverse(entry: JournalEntry, data: bytes, backup: bytes | None) -> bytes | None:
    """Exactly the bytes of before, where nobody else has edited the file."""
    if entry.before is None:
        return b""
    if backup is not None:
        return backup
    pieces, done, shift = [], 0, 0
    for patch in entry.patches:
        if patch.old.size and patch.old.data is None:
            return None
        start = patch.offset + shift
        pieces += [data[done:start], patch.old.data or b""]
        done = start + patch.new.size
        shift += patch.new.size - patch.old.size
    before = b"".join([*pieces, data[done:]])
    return before if digest(before) == entry.before.sha256 else None


def _applied(file: ConfigFile, splices: Sequence[Splice], path: str) -> bytes:
    """Apply, and prove that no profile of another person reads differently."""
    ordered = sorted(splices, key=lambda each: (each.offset, len(each.old)))
    try:
        after = apply_splices(file.data, ordered)
    except ValueError:
        raise ConfigRefused(
            "what was written cannot be told apart from later edits.",
            "Remove it by hand; the profiles are in the list of what was written.",
            path=path,
        ) from None
    result = ConfigFile.parse(after, path, file.kind)
    spans = [(each.offset, each.offset + len(each.old)) for each in ordered]
    for section in file.sections:
        touched = any(s <= section.end and section.start <= e for s, e in spans)
        reading = result.reading.get(section.header)
        if not touched and reading != file.reading.get(section.header):
            raise ConfigRefused(
                f"taking it back would change how [{one_line(section.header, 80)}] is "
                "read.",
                "Remove it by hand; the profiles are in the list of what was written.",
                path=path,
                line=section.line,
            )
    return after
