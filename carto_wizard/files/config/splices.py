"""Edits as splices: what is replaced where, and therefore everything that is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Splice:
    """At byte `offset` of the original, `old` is replaced by `new`."""

    offset: int
    old: bytes = field(repr=False)
    new: bytes = field(repr=False)
    """Either may hold a secret, so neither is shown in a traceback."""


def apply_splices(data: bytes, splices: Sequence[Splice]) -> bytes:
    """The bytes after the splices, which come in order and do not overlap."""
    pieces: list[bytes] = []
    done = 0
    for splice in splices:
        end = splice.offset + len(splice.old)
        if splice.offset < done or data[splice.offset : end] != splice.old:
            raise ValueError(f"the splice at byte {splice.offset} does not fit")
        pieces += (data[done : splice.offset], splice.new)
        done = end
    pieces.append(data[done:])
    return b"".join(pieces)


def invert_splices(splices: Iterable[Splice]) -> tuple[Splice, ...]:
    """The splices that take the result of these back to the original."""
    inverse: list[Splice] = []
    shift = 0
    for splice in splices:
        inverse.append(Splice(splice.offset + shift, splice.new, splice.old))
        shift += len(splice.new) - len(splice.old)
    return tuple(inverse)


def majority_line_end(data: bytes) -> bytes:
    r"""The line end that most lines have; `\n` where there is none."""
    crlf = data.count(b"\r\n")
    counts = {
        b"\n": data.count(b"\n") - crlf,
        b"\r\n": crlf,
        b"\r": data.count(b"\r") - crlf,
    }
    return max(counts, key=lambda end: counts[end])


def last_line_is_open(data: bytes) -> bool:
    """Whether the last line has no line end."""
    return bool(data) and not data.endswith((b"\n", b"\r"))


def cut(data: bytes, ranges: Iterable[tuple[int, int]]) -> list[Splice]:
    """Remove whole lines; an open last line leaves an open last line behind."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    if joined and joined[-1][1] == len(data) and last_line_is_open(data):
        start, end = joined[-1]
        joined[-1] = (start - len(line_end_before(data, start)), end)
    return [Splice(start, data[start:end], b"") for start, end in joined]


def line_end_before(data: bytes, offset: int) -> bytes:
    """The line end right before this offset, empty at the start of the file."""
    if data[max(offset - 2, 0) : offset] == b"\r\n":
        return b"\r\n"
    last = data[max(offset - 1, 0) : offset]
    return last if last in (b"\n", b"\r") else b""


def with_blank_line_before(data: bytes, offset: int) -> int:
    """Where the empty line right above this line starts, else the offset itself."""
    above = offset - len(line_end_before(data, offset))
    if above == offset:
        return offset
    return above if above == 0 or line_end_before(data, above) else offset
