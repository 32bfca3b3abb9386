"""Three-way merge of text: what we wrote last, what it is now, what we would write."""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.files.lines import Block, equal_blocks, split


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged bytes; `clashes` counts the places where both sides changed."""

    data: bytes
    clashes: int
    kept: int
    """Places where only a person changed something, which was kept."""


def merge(base: bytes, theirs: bytes, ours: bytes) -> Merged:
    """Keep what either side changed; where both did, differently, ours wins."""
    lines = split(base), split(theirs), split(ours)
    to_theirs = equal_blocks(lines[0], lines[1])
    to_ours = equal_blocks(lines[0], lines[2])
    result: list[bytes] = []
    clashes = kept = 0
    at = (0, 0, 0)
    end = (len(lines[0]), len(lines[1]), len(lines[2]))
    for stable in [*_stable(to_theirs, to_ours), end]:
        base_part, their_part, our_part = (
            lines[side][at[side] : stable[side]] for side in range(3)
        )
        if our_part == their_part or their_part == base_part:
            result += our_part
        elif our_part == base_part:
            result += their_part
            kept += 1
        else:
            result += our_part
            clashes += 1
        at = stable
    return Merged(b"".join(result), clashes, kept)


def _stable(theirs: list[Block], ours: list[Block]) -> list[tuple[int, int, int]]:
    """Where a line of the base is in both others: before and after each shared run."""
    places = []
    left = right = 0
    while left < len(theirs) and right < len(ours):
        one, other = theirs[left], ours[right]
        start = max(one[0], other[0])
        end = min(one[0] + one[2], other[0] + other[2])
        if start < end:
            for at in (start, end):
                places.append((at, at - one[0] + one[1], at - other[0] + other[1]))
        if one[0] + one[2] <= other[0] + other[2]:
            left += 1
        else:
            right += 1
    return places
