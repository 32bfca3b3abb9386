"""Layouts that botocore reads and other AWS SDKs read otherwise or not at all.

Cartography does not mind; the person's other tools do. One finding for each file and
kind, however many lines have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import AwsFile, Place
from carto_wizard.checks.lint.reading import Reading
from carto_wizard.checks.lint.wording import lines, lint_finding

_found = partial(lint_finding, "lint.file")

_KINDS = {
    "colon": (
        "other AWS tools want = between key and value, not :",
        "Write `key = value`.",
    ),
    "case": (
        "other AWS tools know keys in small letters only",
        "Write the keys in small letters.",
    ),
    "indent": (
        "some AWS SDKs reject the whole file for keys or headers that are indented",
        "Write headers and keys at the start of their lines.",
    ),
    "comment": (
        "other AWS tools take an indented comment for part of the value above it",
        "Write comments at the start of their lines.",
    ),
    "rest": (
        "some AWS SDKs miss a header with text right behind its bracket",
        "Put a blank, or nothing, behind the bracket.",
    ),
    "return": (
        "other AWS tools do not know a lone carriage return as the end of a line",
        "Save the file with LF or CRLF line ends.",
    ),
}


def layout(file: AwsFile) -> Iterator[Finding]:
    """What other AWS tools would stumble over, with the lines."""
    if file.reading is None:
        return
    for kind, numbers in _places(file.reading).items():
        if numbers:
            message, remedy = _KINDS[kind]
            yield _found(
                "layout-not-portable",
                Place(file.path, numbers[0]),
                f"{message} ({lines(numbers)}).",
                status=Status.WARNING,
                remedy=remedy,
            )


def _places(reading: Reading) -> dict[str, list[int]]:
    entries = [entry for section in reading.sections for entry in section.entries]
    headers = [s.line for s in reading.sections if s.indent]
    return {
        "colon": [e.line for e in entries if e.delimiter == ":"],
        "case": [e.line for e in entries if e.spelled != e.key],
        "indent": sorted(headers + [e.line for e in entries if e.indent]),
        "comment": reading.comments_inside,
        "rest": [s.line for s in reading.sections if s.rest[:1] in ("#", ";")],
        "return": [1] if reading.lone_returns else [],
    }
