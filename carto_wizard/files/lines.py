"""Lines as bytes, and what changed between two lists of them, in linear time."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

Block = tuple[int, int, int]
"""Start in the first list, start in the second, and how many lines are equal."""

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_SMALL = 250_000
"""Pairs of lines that difflib compares within about 0.1 s."""


def split(data: bytes) -> list[bytes]:
    """The lines with their ends: CRLF, LF or a lone CR, and nothing else."""
    return _LINE.findall(data)


def equal_blocks(a: Sequence[bytes], b: Sequence[bytes]) -> list[Block]:
    """The runs of lines that both lists share, in order, neighbours joined.

    difflib alone is quadratic where thousands of profiles hold the same lines, so lines
    that occur once on both sides, such as headers, split the work first.
    """
    joined: list[Block] = []
    for start, other, size in _blocks(a, b, 0, 0):
        if joined and joined[-1][0] + joined[-1][2] == start:
            first, second, length = joined[-1]
            if second + length == other:
                joined[-1] = (first, second, length + size)
                continue
        joined.append((start, other, size))
    return joined


def _blocks(
    a: Sequence[bytes], b: Sequence[bytes], at_a: int, at_b: int
) -> Iterator[Block]:
    head = _common(a, b)
    if head:
        yield at_a, at_b, head
    tail = _common(a[head:][::-1], b[head:][::-1])
    end_a, end_b = len(a) - tail, len(b) - tail
    yield from _middle(a[head:end_a], b[head:end_b], at_a + head, at_b + head)
    if tail:
        yield at_a + end_a, at_b + end_b, tail


def _middle(
    a: Sequence[bytes], b: Sequence[bytes], at_a: int, at_b: int
) -> Iterator[Block]:
    if not a or not b:
        return
    if len(a) * len(b) <= _SMALL:
        matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
        for start, other, size in matcher.get_matching_blocks():
            if size:
                yield at_a + start, at_b + other, size
        return
    last_a = last_b = 0
    for start, other in _anchors(a, b):
        gap = a[last_a:start], b[last_b:other]
        yield from _blocks(*gap, at_a + last_a, at_b + last_b)
        yield at_a + start, at_b + other, 1
        last_a, last_b = start + 1, other + 1
    if last_a:
        yield from _blocks(a[last_a:], b[last_b:], at_a + last_a, at_b + last_b)


def _anchors(a: Sequence[bytes], b: Sequence[bytes]) -> list[tuple[int, int]]:
    """Lines that are unique on both sides: the longest run in the order of both."""
    seen_a, seen_b = Counter(a), Counter(b)
    places = {line: at for at, line in enumerate(b) if seen_b[line] == 1}
    pairs = [
        (at, places[line])
        for at, line in enumerate(a)
        if seen_a[line] == 1 and line in places
    ]
    ends: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    for index, (_, other) in enumerate(pairs):
        place = bisect_left(ends, other)
        before.append(holders[place - 1] if place else -1)
        ends[place : place + 1] = [other]
        holders[place : place + 1] = [index]
    chain = []
    index = holders[-1] if holders else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _common(a: Sequence[bytes], b: Sequence[bytes]) -> int:
    length = min(len(a), len(b))
    return next((at for at in range(length) if a[at] != b[at]), length)
