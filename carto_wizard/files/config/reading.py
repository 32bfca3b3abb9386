"""Read an AWS config or credentials file as botocore does, with places and every error.

botocore uses `configparser.RawConfigParser()`, which stops at the first error and keeps
no places. This reads the same lines in the same way, keeps where each section, key and
value is, and goes past errors, so that one reading serves the editor and the lint.
"""

from __future__ import annotations

import codecs
import io

from carto_wizard.files.config.aws_file import (
    DEFAULTS,
    AwsFile,
    ConfigKey,
    ConfigSection,
    Kind,
)
from carto_wizard.files.config.progress import ConfigPhase, counted
from carto_wizard.files.config.read_errors import ReadError, read_error

_COMMENT = ("#", ";")


def read(data: bytes, path: str, kind: Kind = "config") -> AwsFile:
    """Read the bytes of a file; nothing is raised, errors are in the result."""
    reader = _Reader()
    text = reader.decode(data)
    # Not str.splitlines, which also breaks at U+2028, \x0b, \x0c, \x1c and \x85.
    lines = io.StringIO(text, newline="")
    for line in counted(lines, text.count("\n"), ConfigPhase.READ):
        reader.take(line)
    reader.close_key()
    errors = sorted(reader.errors(), key=lambda error: error.line)
    return AwsFile(
        path,
        kind,
        data,
        found=True,
        sections=tuple(reader.sections),
        errors=tuple(errors),
        indented_comments=tuple(reader.indented_comments),
    )


def line_at(data: bytes, offset: int) -> int:
    """The 1-based line of a byte."""
    head = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return head.count(b"\n") + 1


class _Reader:
    """The state that RawConfigParser carries from line to line."""

    def __init__(self) -> None:
        self.sections: list[ConfigSection] = []
        self.found: list[ReadError] = []
        self.lent: list[tuple[str, ReadError]] = []
        """Errors in nested values of [DEFAULT], with their keys."""
        self.indented_comments: list[int] = []
        self.number = 0
        self.offset = 0
        self.indent = 0
        self.section: ConfigSection | None = None
        self.key: ConfigKey | None = None
        self.parts: list[str] = []
        """The lines of the open value; blank ones are empty."""
        self.more: list[tuple[int, str]] = []
        self.header_lines: dict[str, int] = {}
        self.key_lines: dict[str, dict[str, int]] = {}
        self.scope: dict[str, int] = {}
        """Where each key of this section is; a repeated section is one error."""

    def decode(self, data: bytes) -> str:
        """The text of the file; where it is not UTF-8, what can be read of it."""
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        if wide or data[:64].count(0) > len(data[:64]) // 3:
            self.error("utf-16", 1)
            return ""
        if data.startswith(codecs.BOM_UTF8):
            self.error("byte-order-mark", 1)
            self.offset = len(codecs.BOM_UTF8)
        text = data[self.offset :]
        try:
            return text.decode()
        except UnicodeDecodeError as error:
            self.error("not-utf-8", line_at(text, error.start))
            return text.decode(errors="surrogateescape")

    def take(self, line: str) -> None:
        """Read the next line, with its line end."""
        self.number += 1
        start = self.offset
        self.offset += _size(line)
        text = line.strip()
        if not text:
            self.parts.append("")
            return
        indent = len(line) - len(line.lstrip())
        inside = self.key is not None and indent > self.indent
        if text.startswith(_COMMENT):
            if inside:
                self.indented_comments.append(self.number)
        elif self.key and inside:
            self.parts.append(text)
            self.more.append((self.number, text))
            self.key.end = self.offset
        else:
            self.indent = indent
            self.close_key()
            # The parser's greedy `\[(.+)\]`: up to the last bracket of the line.
            close = text.rfind("]")
            if text[0] == "[" and close > 1:
                self.take_header(line[:indent], text, close, start)
            else:
                self.take_key(line, text, indent, start)

    def take_header(self, indent: str, text: str, close: int, start: int) -> None:
        """Begin a section."""
        header, number = text[1:close], self.number
        first = self.header_lines.setdefault(header, number)
        # The parser takes [DEFAULT] as often as it comes.
        if first != number and header != DEFAULTS:
            self.error("section-twice", number, first, header)
            self.scope = {}
        else:
            self.scope = self.key_lines.setdefault(header, {})
        rest = text[close + 1 :]
        self.section = ConfigSection(header, number, indent, rest, start, self.offset)
        self.sections.append(self.section)

    def take_key(self, line: str, text: str, indent: int, start: int) -> None:
        """Begin a key and its value."""
        number = self.number
        if self.section is None:
            self.error("text-before-section", number)
            return
        places = [at for at in (text.find("="), text.find(":")) if at >= 0]
        if not places:
            self.error("line-without-equals", number)
            if text[0] == "[":
                # A header without its bracket: what follows is not the last section's.
                self.scope = {}
                self.section = ConfigSection(text, number, "", "", start, self.offset)
            return
        at = min(places)
        spelled = text[:at].rstrip()
        if not spelled:
            self.error("line-without-key", number)
            return
        key = spelled.lower()
        first = self.scope.setdefault(key, number)
        if first != number:
            self.error("key-twice", number, first, key)
        value = text[at + 1 :].lstrip()
        end = indent + len(text) if value else len(line.rstrip("\r\n"))
        value_start = start + _size(line[: end - len(value)])
        self.key = ConfigKey(
            key=key,
            spelled=spelled,
            value=value,
            line=number,
            indent=line[:indent],
            delimiter=text[at],
            start=start,
            value_start=value_start,
            value_end=value_start + _size(value),
            end=self.offset,
        )
        self.parts, self.more = [value], []
        self.section.keys.append(self.key)

    def close_key(self) -> None:
        """Complete the value that ends here, and check the lines nested in it."""
        key, self.key = self.key, None
        if key is None or not self.more or self.section is None:
            return
        key.more = self.more
        key.value = "\n".join(self.parts).rstrip()
        if self.parts[0]:
            return
        for number, line in key.more:
            # botocore splits such a value again, at the breaks of str.splitlines.
            if any(part.strip() and "=" not in part for part in line.splitlines()):
                error = read_error("nested-line-without-equals", number)
                if self.section.header == DEFAULTS:
                    self.lent.append((key.key, error))
                else:
                    self.found.append(error)

    def error(self, cause: str, line: int, first: int = 0, name: str = "") -> None:
        """Note an error and go on."""
        self.found.append(read_error(cause, line, first, name))

    def errors(self) -> list[ReadError]:
        """All errors; values of [DEFAULT] count only where a section lacks the key."""
        others = [each for each in self.sections if each.header != DEFAULTS]
        lent = (e for key, e in self.lent if any(not s.find(key) for s in others))
        return [*self.found, *lent]


def _size(text: str) -> int:
    # Most lines are ASCII, and that is much quicker to tell than to encode.
    if text.isascii():
        return len(text)
    return len(text.encode(errors="surrogateescape"))
