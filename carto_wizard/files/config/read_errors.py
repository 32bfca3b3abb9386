"""Why botocore rejects a whole file: the sentence and the remedy of each cause."""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.files.mask import shown

_REJECTED = "botocore rejects the whole file, and Cartography exits with status 0."

_ERRORS = {
    "byte-order-mark": (
        "the file begins with a UTF-8 byte order mark, which hides the first section.",
        "Save the file as UTF-8 without a byte order mark.",
    ),
    "utf-16": (
        "the file is UTF-16, the encoding of > in PowerShell.",
        "Save the file as UTF-8 without a byte order mark.",
    ),
    "not-utf-8": (
        "this line contains a byte that is not UTF-8.",
        "Save the file as UTF-8, or use only ASCII letters in the line. The command "
        "converts a Latin-1 file.",
    ),
    "section-twice": (
        "[{name}] is already on line {first}.",
        "Merge the two sections, or rename one.",
    ),
    "key-twice": (
        "the key {name} is already on line {first} of the same section.",
        "Remove one of the two lines.",
    ),
    "text-before-section": (
        "this line comes before the first [section].",
        "Move it below a header such as [default], or put # before it.",
    ),
    "line-without-equals": (
        "this line is neither a [section], a comment nor `key = value`.",
        "Complete the line, put # before it, or remove it.",
    ),
    "line-without-key": (
        "this line has nothing before the equals sign.",
        "Add the key, or remove the line.",
    ),
    "nested-line-without-equals": (
        "this indented line belongs to the key above it and has no equals sign.",
        "Complete the line, or remove its indentation if it does not belong to the "
        "key above.",
    ),
}
"""Cause → what is wrong and how to repair it. A line is never quoted: it may be a
secret."""


@dataclass(frozen=True, slots=True)
class ReadError:
    """Something for which botocore rejects the whole file; `cause` is a known cause."""

    cause: str
    line: int
    message: str
    remedy: str


def read_error(cause: str, line: int, first: int = 0, name: str = "") -> ReadError:
    """The error of this cause; `name` is the section or key that `first` has too."""
    message, remedy = _ERRORS[cause]
    message = message.format(first=first, name=shown(name))
    return ReadError(cause, line, f"{message} {_REJECTED}", remedy)
