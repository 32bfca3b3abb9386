"""Text for people: other people's text on one safe line, and counted nouns."""

from __future__ import annotations

import unicodedata

_MINUTE = 60


def one_line(text: str, width: int | None = None) -> str:
    """Make control characters visible, and cut the text to `width` characters."""
    # What is cut off is not looked at: it may be megabytes.
    kept = text if width is None else text[: width + 1]
    shown = "".join(_shown(char) for char in kept)
    if width is not None and len(shown) > width:
        return shown[: max(width - 1, 0)] + "…"
    return shown


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    if char < " ":
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "␡"
    if unicodedata.category(char) == "Zs":
        return " "
    return f"\\u{ord(char):04x}"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 account`, `2 accounts`, `1,000 accounts`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def time_left(seconds: float) -> str:
    """`less than a minute left`, `about 3 minutes left`."""
    if seconds < _MINUTE:
        return "less than a minute left"
    return f"about {count(round(seconds / _MINUTE), 'minute')} left"
