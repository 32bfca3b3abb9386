"""A unified diff of bytes, with secrets masked and every odd character visible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from carto_wizard.files.lines import Block, equal_blocks, split
from carto_wizard.files.mask import mask_lines
from carto_wizard.setup.text import one_line

CONTEXT = 3


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a unified diff; `old` and `new` are 1-based line numbers."""

    kind: str
    """` ` kept, `+` added, `-` removed, `@` where a hunk starts or a remark."""
    text: str
    old: int | None = None
    new: int | None = None


@dataclass(frozen=True, slots=True)
class _Side:
    lines: list[bytes]
    shown: list[str]


def diff_bytes(before: bytes, after: bytes) -> list[DiffLine]:
    """What turns one into the other, with three lines of context round each change."""
    ends = {_line_end(line) for line in (*split(before), *split(after))}
    marks = len(ends - {b""}) > 1
    old, new = _side(before, marks), _side(after, marks)
    blocks = equal_blocks(old.lines, new.lines)
    shown: list[DiffLine] = []
    for hunk in _hunks(blocks, len(old.lines), len(new.lines)):
        shown.extend(_hunk(hunk, old, new))
    return shown


def as_text(lines: Sequence[DiffLine]) -> str:
    """The diff as `diff -u` prints it, without the file names."""
    return "".join(
        f"{line.text}\n" if line.kind == "@" else f"{line.kind}{line.text}\n"
        for line in lines
    )


def _line_end(line: bytes) -> bytes:
    return line[len(line.rstrip(b"\r\n")) :]


def _side(data: bytes, marks: bool) -> _Side:
    lines = split(data)
    texts = [line.decode("utf-8", "replace").rstrip("\r\n") for line in lines]
    shown = [one_line(text.replace("\t", "    ")) for text in mask_lines(texts)]
    if marks:
        signs = {b"\r\n": "␍␊", b"\r": "␍", b"\n": "␊"}
        shown = [
            text + signs.get(_line_end(line), "")
            for text, line in zip(shown, lines, strict=True)
        ]
    return _Side(lines, shown)


Change = tuple[int, int, int, int]
"""Old from and to, new from and to."""


def _hunks(blocks: list[Block], old: int, new: int) -> Iterator[list[Change]]:
    """The changes, those with little between them together."""
    hunk: list[Change] = []
    at_old = at_new = 0
    for start, other, size in [*blocks, (old, new, 0)]:
        if start > at_old or other > at_new:
            if hunk and at_old - hunk[-1][1] > 2 * CONTEXT:
                yield hunk
                hunk = []
            hunk.append((at_old, start, at_new, other))
        at_old, at_new = start + size, other + size
    if hunk:
        yield hunk


def _hunk(changes: list[Change], old: _Side, new: _Side) -> Iterator[DiffLine]:
    first, last = changes[0], changes[-1]
    head = min(CONTEXT, first[0])
    tail = min(CONTEXT, len(old.lines) - last[1])
    yield DiffLine(
        "@",
        f"@@ -{_span(first[0] - head, last[1] + tail)} "
        f"+{_span(first[2] - head, last[3] + tail)} @@",
    )
    at_old, at_new = first[0] - head, first[2] - head
    for old_from, old_to, new_from, new_to in changes:
        yield from _kept(at_old, old_from, at_new, new)
        yield from _run("-", old, old_from, old_to)
        yield from _run("+", new, new_from, new_to)
        at_old, at_new = old_to, new_to
    yield from _kept(at_old, at_old + tail, at_new, new)


def _kept(start: int, end: int, at_new: int, new: _Side) -> Iterator[DiffLine]:
    for step in range(end - start):
        text = new.shown[at_new + step]
        yield DiffLine(" ", text, start + step + 1, at_new + step + 1)


def _run(kind: str, side: _Side, start: int, end: int) -> Iterator[DiffLine]:
    for at in range(start, end):
        numbers = (at + 1, None) if kind == "-" else (None, at + 1)
        yield DiffLine(kind, side.shown[at], *numbers)
        if at == len(side.lines) - 1 and not side.lines[at].endswith((b"\n", b"\r")):
            yield DiffLine("@", r"\ No newline at end of file")


def _span(start: int, end: int) -> str:
    """As `diff -u` counts: an empty range names the line before it."""
    size = end - start
    return f"{start + 1 if size else start},{size}"
