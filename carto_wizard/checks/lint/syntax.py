"""What makes botocore reject a file, or read other values than a person sees."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import lint_finding
from carto_wizard.checks.shell import HERE, command, quoted, show_lines
from carto_wizard.files.config.aws_file import (
    DEFAULTS,
    AwsFile,
    ConfigKey,
    ConfigSection,
)
from carto_wizard.files.config.profiles import FileLine
from carto_wizard.files.config.settings import SETTINGS
from carto_wizard.files.mask import shown
from carto_wizard.render.scripts.shells import Shell

_finding = partial(lint_finding, "lint.file")

_ENCODINGS = {"utf-16": ("UTF-16", "Unicode"), "not-utf-8": ("LATIN1", "Latin1")}
"""What the file is most likely in, as iconv and as PowerShell call it."""


def _repair(cause: str, path: str) -> str:
    """The command that repairs the whole file, where there is one."""
    if not path.isprintable():
        return ""
    if cause == "byte-order-mark" and sys.platform == "linux":
        edit = ("sed", "-i", "--follow-symlinks", r"1s/^\xEF\xBB\xBF//", path)
        return command(*edit)
    if cause not in _ENCODINGS:
        return ""
    iconv, powershell = _ENCODINGS[cause]
    file = quoted(path, HERE)
    if HERE is Shell.POWERSHELL:
        return (
            f"(Get-Content {file} -Encoding {powershell} -Raw)"
            f" | Set-Content {file} -Encoding utf8NoBOM -NoNewline"
        )
    copy = quoted(f"{path}.utf8", HERE)
    # Into a copy that is nobody's yet, and then into the file itself, so that its mode
    # and a link to it stay.
    return (
        f"(umask 077; set -C; iconv -f {iconv} -t UTF-8 {file} >{copy})"
        f" && cat {copy} >{file} && rm {copy}"
    )


def errors(file: AwsFile) -> Iterator[Finding]:
    """Everything for which botocore rejects the file."""
    for error in file.errors:
        yield _finding(
            error.cause,
            FileLine(file.path, error.line),
            error.message,
            remedy=error.remedy,
            command=_repair(error.cause, file.path),
        )


def lent_keys(file: AwsFile) -> Iterator[Finding]:
    """Keys of [DEFAULT], which configparser gives to every section."""
    for section in file.sections:
        if section.header == DEFAULTS and section.keys:
            keys = ", ".join(shown(key.key) for key in section.keys[:5])
            yield _finding(
                "defaults-section",
                FileLine(file.path, section.line),
                "[DEFAULT] in capitals is not a profile. botocore adds its keys to "
                "every profile of this file. Other AWS tools do not.",
                status=Status.WARNING,
                evidence=f"keys: {keys}",
                remedy="Write [default], or move the keys to the profiles that need "
                "them.",
            )


def joined_lines(file: AwsFile) -> Iterator[Finding]:
    """Indented lines that became part of the value above them."""
    for section in file.sections:
        for key in section.keys:
            if not section.header.startswith(("services", "plugins")):
                yield from _joined(file, section, key)


def _joined(file: AwsFile, section: ConfigSection, key: ConfigKey) -> Iterator[Finding]:
    lost = [number for number, line in key.more if _was_meant(line, key)]
    if not lost and not (key.more and key.key in SETTINGS):
        return
    line = lost[0] if lost else key.more[0][0]
    header = next((n for n, text in key.more if text.startswith("[")), 0)
    what = "header" if header in lost[:1] else "line"
    yield _finding(
        "lines-joined",
        FileLine(file.path, line),
        f"this indented {what} is read as part of the value of `{shown(key.key)}` on "
        f"line {key.line}.",
        evidence=f"[{shown(section.header)}], key {shown(key.key)}",
        remedy="Write headers and keys at the start of their lines.",
        command=show_lines(file.path, key.line, key.more[-1][0]),
    )


def _was_meant(line: str, above: ConfigKey) -> bool:
    """Whether a continuation line is a header or a setting of the profile itself."""
    if line.startswith("[") and "]" in line:
        return True
    key = line.partition("=")[0].strip().lower()
    if "=" not in line or key not in SETTINGS:
        return False
    # `s3 =` and the like hold settings of their own, and a region may be among them.
    nested = above.value[0] == "\n" and above.key not in SETTINGS
    return not nested or key not in ("region", "output")
