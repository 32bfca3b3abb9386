"""What makes botocore reject a file, or read other values than a person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import AwsFile, Place
from carto_wizard.checks.lint.reading import Entry, SectionRead, Trouble
from carto_wizard.checks.lint.settings import SETTINGS
from carto_wizard.checks.lint.wording import command, lint_finding, shown

_found = partial(lint_finding, "lint.file")

_REJECTED = "botocore rejects the whole file, and Cartography ends with status 0."


class _Words(NamedTuple):
    message: str
    remedy: str
    command: Callable[[str], str] = lambda path: ""


_TROUBLES: dict[str, _Words] = {
    "byte-order-mark": _Words(
        "the file begins with a UTF-8 byte order mark, which hides its first section;",
        "Save the file as UTF-8 without a byte order mark.",
        lambda path: command("sed", "-i", "1s/^\\xEF\\xBB\\xBF//", path),
    ),
    "utf-16": _Words(
        "the file is UTF-16, as PowerShell's > writes it;",
        "Save the file as UTF-8 without a byte order mark.",
        lambda path: command("iconv", "-f", "UTF-16", "-t", "UTF-8", path),
    ),
    "not-utf-8": _Words(
        "this line holds a byte that is not UTF-8;",
        "Save the file as UTF-8, or write the line in plain letters.",
        lambda path: command("iconv", "-f", "LATIN1", "-t", "UTF-8", path),
    ),
    "section-twice": _Words(
        "this section is already on line {first};",
        "Join the two sections, or rename one.",
    ),
    "key-twice": _Words(
        "this key is already on line {first} of the same section;",
        "Remove one of the two lines.",
    ),
    "text-before-section": _Words(
        "this line stands before the first [section];",
        "Put it under a header, or put # before it.",
    ),
    "line-without-equals": _Words(
        "this line is neither a [section], a comment nor `key = value`;",
        "Complete the line, put # before it, or remove it.",
    ),
    "line-without-key": _Words(
        "nothing stands before the equals sign of this line;",
        "Name the key, or remove the line.",
    ),
    "nested-line-without-equals": _Words(
        "this indented line belongs to the key above it and has no equals sign;",
        "Complete the line, or move it to the start of the line if it is its own.",
    ),
}


def troubles(file: AwsFile) -> Iterator[Finding]:
    """Everything for which botocore rejects the file."""
    for trouble in file.reading.troubles if file.reading else ():
        yield _trouble(file, trouble)


def _trouble(file: AwsFile, trouble: Trouble) -> Finding:
    words = _TROUBLES[trouble.cause]
    message = words.message.format(first=trouble.first)
    return _found(
        trouble.cause,
        Place(file.path, trouble.line),
        f"{message} {_REJECTED}",
        remedy=words.remedy,
        command=words.command(file.path),
    )


def lent_keys(file: AwsFile) -> Iterator[Finding]:
    """Keys of [DEFAULT], which configparser gives to every section."""
    for section in file.sections:
        if section.header == "DEFAULT" and section.entries:
            keys = ", ".join(shown(entry.key) for entry in section.entries[:5])
            yield _found(
                "defaults-section",
                Place(file.path, section.line),
                "[DEFAULT] in capitals is no profile: botocore, and no other AWS tool,"
                " adds its keys to every profile of this file.",
                status=Status.WARNING,
                evidence=f"keys: {keys}",
                remedy="Write [default], or move the keys where they belong.",
            )


def joined_lines(file: AwsFile) -> Iterator[Finding]:
    """Indented lines that became part of the value above them."""
    for section in file.sections:
        for entry in section.entries:
            if not section.header.startswith(("services", "plugins")):
                yield from _joined(file, section, entry)


def _joined(file: AwsFile, section: SectionRead, entry: Entry) -> Iterator[Finding]:
    lost = [number for number, line in entry.more if _was_meant(line, entry)]
    if not lost and not (entry.more and entry.key in SETTINGS):
        return
    line = lost[0] if lost else entry.more[0][0]
    header = next((n for n, text in entry.more if text.startswith("[")), 0)
    what = "header" if header in lost[:1] else "line"
    yield _found(
        "lines-joined",
        Place(file.path, line),
        f"this indented {what} is read as part of the value of"
        f" `{shown(entry.key)}` on line {entry.line}, not as a {what} of its own.",
        evidence=f"[{shown(section.header)}], key {shown(entry.key)}",
        remedy="Write headers and keys at the start of their lines.",
        command=command("sed", "-n", f"{entry.line},{entry.more[-1][0]}p", file.path),
    )


def _was_meant(line: str, entry: Entry) -> bool:
    """Whether a continuation line is a header or a setting of the profile itself."""
    if line.startswith("[") and "]" in line:
        return True
    key = line.partition("=")[0].strip().lower()
    if "=" not in line or key not in SETTINGS:
        return False
    # `s3 =` and the like hold settings of their own, and a region may be among them.
    nested = not entry.parts[0] and entry.key not in SETTINGS
    return not nested or key not in ("region", "output")
