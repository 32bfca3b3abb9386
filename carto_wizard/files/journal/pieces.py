"""What the journal keeps of bytes: their digest always, the text only if no secret."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from carto_wizard.files.config.splices import Splice
from carto_wizard.files.lines import equal_blocks, split
from carto_wizard.files.mask import mask_lines

LONGEST = 4 * 1024 * 1024
"""More text than that is kept as a digest; undo then needs the backup."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes: length and digest, and the text unless it holds secrets."""

    size: int
    sha256: str
    data: bytes | None = None

    @classmethod
    def of(cls, data: bytes, *, secret: bool = False) -> Piece:
        """Record bytes; those that would be masked on a screen are not kept."""
        kept = None if secret or len(data) > LONGEST or hides(data) else data
        return cls(len(data), digest(data), kept)

    def as_json(self) -> dict[str, Any]:
        """For the journal; bytes that are not UTF-8 survive as lone surrogates."""
        found: dict[str, Any] = {"size": self.size, "sha256": self.sha256}
        if self.data is not None:
            found["text"] = self.data.decode("utf-8", "surrogateescape")
        return found

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Piece:
        """Read what `as_json` gave; text that does not fit its digest is damage."""
        text = found.get("text")
        data = None if text is None else text.encode("utf-8", "surrogateescape")
        if data is not None and digest(data) != found["sha256"]:
            raise ValueError("the text does not fit its digest")
        return cls(int(found["size"]), str(found["sha256"]), data)

    def places(self, where: bytes) -> list[int]:
        """Every offset at which these bytes occur."""
        if not self.size:
            return []
        if self.data is not None:
            found, at = [], where.find(self.data)
            while at >= 0:
                found.append(at)
                at = where.find(self.data, at + 1)
            return found
        ends = range(self.size, len(where) + 1)
        return [
            end - self.size
            for end in ends
            if digest(where[end - self.size : end]) == self.sha256
        ]


@dataclass(frozen=True, slots=True)
class Patch:
    """One splice as the journal keeps it, with the profile and key it lies in."""

    offset: int
    old: Piece
    new: Piece
    profile: str = ""
    key: str = ""


def patched(before: bytes, patches: Iterable[Patch]) -> bytes | None:
    """The bytes after these patches; None where the record keeps only a digest."""
    pieces, done = [], 0
    for patch in patches:
        if patch.new.size and patch.new.data is None:
            return None
        pieces += [before[done : patch.offset], patch.new.data or b""]
        done = patch.offset + patch.old.size
    return b"".join([*pieces, before[done:]])


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hides(data: bytes) -> bool:
    """Whether any of it would be masked on a screen."""
    lines = [line.decode("utf-8", "replace") for line in split(data)]
    stripped = [line.rstrip("\r\n") for line in lines]
    return mask_lines(stripped) != stripped


def splices_between(before: bytes, after: bytes) -> tuple[Splice, ...]:
    """Whole lines that turn one into the other; what was only added stands alone."""
    old, new = split(before), split(after)
    starts_old, starts_new = _starts(old), _starts(new)
    found = []
    at_old = at_new = 0
    for start, other, size in [*equal_blocks(old, new), (len(old), len(new), 0)]:
        left = before[starts_old[at_old] : starts_old[start]]
        right = after[starts_new[at_new] : starts_new[other]]
        if left != right:
            found.append(_bare(Splice(starts_old[at_old], left, right)))
        at_old, at_new = start + size, other + size
    return tuple(found)


def _bare(splice: Splice) -> Splice:
    """Without a shared beginning, where that leaves a pure addition or removal."""
    for shorter, longer in ((splice.old, splice.new), (splice.new, splice.old)):
        if longer.startswith(shorter):
            cut = len(shorter)
            return Splice(splice.offset + cut, splice.old[cut:], splice.new[cut:])
    return splice


def _starts(lines: Iterable[bytes]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts
