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
    """Remove whole lines; what stood open above them is left as open as it was."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    exact = (_with_line_end_above(data, *each) for each in joined)
    return [Splice(start, data[start:end], b"") for start, end in exact]


def _with_line_end_above(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Move the range up by a line end where ours closed the line above.

    Then ours was left open itself, and how it ends is as it was there, or as others
    closed it; that is seen only if they did so with another line end than ours.
    """
    above, last = line_end_before(data, start), line_end_before(data, end)
    crlf = data.startswith(b"\r\n", start)
    blank_line = b"\r\n" if crlf else data[start : start + 1]
    if not last or (last != above == blank_line):
        return start - len(above), end - len(last)
    return start, end


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
