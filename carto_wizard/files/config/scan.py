"""Where every section, key and value of an AWS config file lies.

botocore reads with `configparser.RawConfigParser()`, which throws offsets away. This is
the same reading, line for line, with byte offsets and 1-based line numbers kept, and
with a refusal in place of each error.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.progress import Doing, counted
from carto_wizard.setup.text import one_line

DEFAULTS = "DEFAULT"
"""The section whose keys RawConfigParser lends to every other one."""

_BLANK_RUN = re.compile(r"\s{64}")
"""Inside a key it makes the parser's pattern quadratic: 20,000 blanks take seconds."""

_COMMENT = ("#", ";")


def shown(text: str) -> str:
    """Someone's name or key, made safe for one line of a refusal."""
    return one_line(text[:200], 80)


@dataclass(frozen=True, slots=True)
class ScannedKey:
    """One `key = value` with its continuation lines; offsets are bytes."""

    key: str
    """Lower case, as the parser compares it."""
    value: str = field(repr=False)
    """As the parser joins it; may be a secret."""
    line: int
    last_line: int
    indent: str
    start: int
    """Where the key's line starts."""
    value_start: int
    value_end: int
    """Around the value on the first line, or where one would be."""
    end: int
    """After the line end of the last continuation line."""

    @property
    def multi_line(self) -> bool:
        """Whether continuation lines belong to the value."""
        return self.last_line > self.line


@dataclass(frozen=True, slots=True)
class ScannedSection:
    """One section: the header's text between the brackets, and its keys in order."""

    header: str
    line: int
    indent: str
    start: int
    header_end: int
    """After the line end of the header."""
    keys: tuple[ScannedKey, ...]

    @property
    def end(self) -> int:
        """After the last key and its continuation lines; comments below are outside."""
        return self.keys[-1].end if self.keys else self.header_end

    def find(self, key: str) -> ScannedKey | None:
        """The key of this lower-case name."""
        return next((each for each in self.keys if each.key == key), None)


def scan(text: str, path: str) -> tuple[ScannedSection, ...]:
    """Read decoded bytes; what RawConfigParser would not read raises ConfigRefused.

    Offsets are those of the text encoded as UTF-8.
    """
    reading = _Reading(path)
    # Not str.splitlines, which also breaks at U+2028, \x0b, \x0c, \x1c and \x85.
    lines = io.StringIO(text, newline="")
    for line in counted(lines, text.count("\n"), Doing.READ):
        reading.read(line)
    reading.close_section()
    return tuple(reading.sections)


class _Reading:
    """The state that RawConfigParser carries from line to line, and the open spans."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.sections: list[ScannedSection] = []
        self.number = 0
        self.offset = 0
        self.indent_level = 0
        self.header: tuple[str, int, str, int, int] | None = None
        self.keys: list[ScannedKey] = []
        self.open: tuple[str, int, str, int, int, int] | None = None
        self.parts: list[str] = []
        self.last_line = 0
        self.last_end = 0
        self.header_lines: dict[str, int] = {}
        self.key_lines: dict[str, int] = {}

    def read(self, line: str) -> None:
        """Take the next line, its line end included."""
        self.number += 1
        start = self.offset
        self.offset += len(line) if line.isascii() else len(line.encode())
        value = line.strip()
        if not value:
            if self.open:
                self.parts.append("")
            return
        if value.startswith(_COMMENT):
            return
        indent = len(line) - len(line.lstrip())
        if self.open and indent > self.indent_level:
            self.parts.append(value)
            self.last_line = self.number
            self.last_end = self.offset
            return
        self.indent_level = indent
        # The parser's greedy `\[(.+)\]`: up to the last bracket of the line.
        close = value.rfind("]")
        if value[0] == "[" and close > 1:
            self.read_header(value[1:close], line[:indent], start)
        else:
            self.read_key(line, value, indent, start)

    def read_header(self, header: str, indent: str, start: int) -> None:
        """Close what is open and start a section."""
        self.close_section()
        first = self.header_lines.setdefault(header, self.number)
        if first != self.number:
            raise self.refusal(
                f"[{shown(header)}] is already on line {first}, and a section "
                "that comes twice makes AWS tools reject the whole file.",
                "Join the two by hand, then run this again.",
            )
        self.header = (header, self.number, indent, start, self.offset)

    def read_key(self, line: str, value: str, indent: int, start: int) -> None:
        """Close the open key and start the next."""
        self.close_key()
        key, delimiter = self.split_key(value)
        first = self.key_lines.setdefault(key, self.number)
        if first != self.number:
            raise self.refusal(
                f"the key {shown(key)} is already on line {first} of the same "
                "section, which makes AWS tools reject the whole file.",
                "Remove one of the two lines, then run this again.",
            )
        tail = value[delimiter + 1 :].lstrip()
        value_end = indent + len(value) if tail else len(line.rstrip("\r\n"))
        value_start = value_end - len(tail)
        if not line.isascii():
            value_start = len(line[:value_start].encode())
            value_end = len(line[:value_end].encode())
        self.open = (
            key,
            self.number,
            line[:indent],
            start,
            start + value_start,
            start + value_end,
        )
        self.parts = [tail]
        self.last_line = self.number
        self.last_end = self.offset

    def split_key(self, value: str) -> tuple[str, int]:
        """The key's name in lower case and where the first `=` or `:` is."""
        if self.header is None:
            raise self.refusal(
                "this line stands before the first [section], which makes AWS tools "
                "reject the whole file.",
                "Put it under a header such as [default], or remove it.",
            )
        found = [at for at in (value.find("="), value.find(":")) if at >= 0]
        if not found:
            raise self.refusal(
                "this line is neither a [section], a comment nor `key = value`, which "
                "makes AWS tools reject the whole file.",
                "Complete the line, put # before it, or remove it.",
            )
        delimiter = min(found)
        name = value[:delimiter].rstrip()
        if not name:
            raise self.refusal(
                f"nothing stands before the `{value[delimiter]}` of this line, which "
                "makes AWS tools reject the whole file.",
                "Name the key, or remove the line.",
            )
        if _BLANK_RUN.search(name):
            raise self.refusal(
                "the key of this line holds a run of more than 63 blanks, which AWS "
                "tools take very long to read.",
                "Shorten or remove the line.",
            )
        return name.lower(), delimiter

    def close_key(self) -> None:
        """Keep the open key with the value as the parser joins it."""
        if self.open is None:
            return
        key, number, indent, start, value_start, value_end = self.open
        parts = self.parts
        value = parts[0] if len(parts) == 1 else "\n".join(parts).rstrip()
        self.keys.append(
            ScannedKey(
                key=key,
                value=value,
                line=number,
                last_line=self.last_line,
                indent=indent,
                start=start,
                value_start=value_start,
                value_end=value_end,
                end=self.last_end,
            )
        )
        self.open = None

    def close_section(self) -> None:
        """Keep the open section."""
        self.close_key()
        if self.header is not None:
            self.sections.append(ScannedSection(*self.header, keys=tuple(self.keys)))
        self.header = None
        self.keys = []
        self.key_lines = {}

    def refusal(self, message: str, hint: str) -> ConfigRefused:
        """A refusal at the current line."""
        return ConfigRefused(message, hint, path=self.path, line=self.number)
