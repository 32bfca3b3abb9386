"""Layouts that botocore reads and other AWS SDKs read otherwise or not at all.

Cartography does not mind; the person's other tools do. One finding for each file and
kind, however many lines have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import lint_finding
from carto_wizard.files.config.aws_file import AwsFile
from carto_wizard.files.config.profiles import FileLine

_finding = partial(lint_finding, "lint.file")

_KINDS = {
    "colon": (
        "other AWS tools need = between key and value, not :",
        "Write `key = value`.",
    ),
    "case": (
        "other AWS tools know only lower-case keys",
        "Write the keys in lower case.",
    ),
    "indent": (
        "some AWS SDKs reject the whole file for keys or headers that are indented",
        "Write headers and keys at the start of their lines.",
    ),
    "comment": (
        "other AWS tools read an indented comment as part of the value above it",
        "Write comments at the start of their lines.",
    ),
    "rest": (
        "some AWS SDKs ignore a header with text directly after its bracket",
        "Put a space or nothing after the bracket.",
    ),
    "return": (
        "other AWS tools do not read a single carriage return as the end of a line",
        "Save the file with LF or CRLF line endings.",
    ),
}


def layout(file: AwsFile) -> Iterator[Finding]:
    """What other AWS tools would stumble over, with the lines."""
    for kind, numbers in _lines_by_kind(file).items():
        if numbers:
            message, remedy = _KINDS[kind]
            yield _finding(
                "layout-not-portable",
                FileLine(file.path, numbers[0]),
                f"{message} ({_line_numbers(numbers)}).",
                status=Status.WARNING,
                remedy=remedy,
            )


def _lines_by_kind(file: AwsFile) -> dict[str, list[int]]:
    keys = [key for section in file.sections for key in section.keys]
    headers = [s.line for s in file.sections if s.indent]
    return {
        "colon": [k.line for k in keys if k.delimiter == ":"],
        "case": [k.line for k in keys if k.spelled != k.key],
        "indent": sorted(headers + [k.line for k in keys if k.indent]),
        "comment": list(file.indented_comments),
        "rest": [s.line for s in file.sections if s.rest[:1] in ("#", ";")],
        "return": [1] if file.sections and _lone_returns(file.data) else [],
    }


def _lone_returns(data: bytes) -> bool:
    return data.count(b"\r") > data.count(b"\r\n")


def _line_numbers(numbers: list[int]) -> str:
    """`line 3`, `lines 3, 4 and 9`, `lines 3, 4, 5 and 120 more`."""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    first = ", ".join(str(number) for number in numbers[:3])
    if len(numbers) > 4:
        return f"lines {first} and {len(numbers) - 3:,} more"
    head, tail = numbers[:-1], numbers[-1]
    return f"lines {', '.join(str(number) for number in head)} and {tail}"
