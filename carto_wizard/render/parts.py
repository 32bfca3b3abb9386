"""What a generated file is made of: its text in parts, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Reason = tuple[str, str]
"""What something is for, and what breaks without it: a sentence each."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some whole lines of a file, what they are for and what breaks without them."""

    text: str = field(repr=False)
    """May hold keys, so it is in no representation."""
    why: str
    without: str


BLANK = Part("\n", "Separates the parts for easier reading.", "Nothing breaks.")
NOT_OURS = Part(
    "",
    "It is not part of what the wizard writes.",
    "Nothing of this set-up breaks.",
)


def text_of(parts: Iterable[Part]) -> str:
    """Return the text that these parts make up."""
    return "".join(part.text for part in parts)
