"""An AWS file read like botocore's parser, but past every error, with line numbers.

botocore's `RawConfigParser` stops at the first error and keeps no places. The lint has
to name every trouble of a file at once, so this reading notes it and goes on.
"""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass, field

_COMMENT = ("#", ";")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What makes botocore reject the whole file; `cause` is a key of CAUSES."""

    cause: str
    line: int
    first: int = 0
    """The line that this one repeats."""


@dataclass(slots=True)
class Entry:
    """One `key = value`; a value may be a secret, so no repr shows it."""

    key: str
    """Lower case, as the parser compares it."""
    spelled: str
    line: int
    indent: int
    delimiter: str
    parts: list[str] = field(repr=False)
    more: list[tuple[int, str]] = field(default_factory=list, repr=False)
    """Continuation lines that are not blank, with their numbers."""

    @property
    def value(self) -> str:
        """As the parser joins it."""
        return self.parts[0] if not self.more else "\n".join(self.parts).rstrip()


@dataclass(slots=True)
class SectionRead:
    """One section: the text between the brackets, what follows them, the keys."""

    header: str
    line: int
    indent: int
    rest: str = field(repr=False)
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """All of a file; with a trouble botocore would read nothing from it."""

    sections: list[SectionRead] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    comments_inside: list[int] = field(default_factory=list)
    """Lines of indented comments below a key, which other AWS tools take as values."""
    lone_returns: bool = False


def read(data: bytes) -> Reading:
    """Read the bytes of a config or credentials file; nothing is raised."""
    reading = Reading()
    text = _decoded(data, reading.troubles)
    reading.lone_returns = "\r" in text.replace("\r\n", "")
    state = _State(reading)
    # newline=None: CRLF and a lone CR end lines too, as in a file opened as text.
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        state.take(number, line)
    state.close()
    reading.troubles.sort(key=lambda trouble: trouble.line)
    return reading


def _decoded(data: bytes, troubles: list[Trouble]) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        troubles.append(Trouble("utf-16", 1))
        return ""
    if data[:64].count(0) > len(data[:64]) // 3:
        troubles.append(Trouble("utf-16", 1))
        return ""
    if data.startswith(codecs.BOM_UTF8):
        troubles.append(Trouble("byte-order-mark", 1))
        data = data[len(codecs.BOM_UTF8) :]
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
        troubles.append(Trouble("not-utf-8", line))
        return data.decode(errors="surrogateescape")


def _line_at(data: bytes, offset: int) -> int:
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


class _State:
    """What the parser carries from line to line."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.indent = 0
        self.section: SectionRead | None = None
        self.entry: Entry | None = None
        self.headers: dict[str, int] = {}
        self.scope = ""
        """Where a key may come once; a repeated section is reported as a whole."""
        self.keys: dict[tuple[str, str], int] = {}

    def take(self, number: int, line: str) -> None:
        value = line.strip()
        if not value:
            if self.entry:
                self.entry.parts.append("")
            return
        indent = len(line) - len(line.lstrip())
        if value.startswith(_COMMENT):
            if self.entry and indent > self.indent:
                self.reading.comments_inside.append(number)
            return
        if self.entry and indent > self.indent:
            self.entry.parts.append(value)
            self.entry.more.append((number, value))
            return
        self.indent = indent
        end = value.rfind("]")
        if value[0] == "[" and end > 1:
            self.take_header(number, value[1:end], indent, value[end + 1 :])
        else:
            self.take_key(number, value, indent)

    def take_header(self, number: int, header: str, indent: int, rest: str) -> None:
        self.close()
        first = self.headers.setdefault(header, number)
        # The parser takes [DEFAULT] as often as it comes.
        twice = first != number and header != "DEFAULT"
        if twice:
            self.trouble("section-twice", number, first)
        self.scope = f"{header}\0{number}" if twice else header
        self.section = SectionRead(header, number, indent, rest)
        self.reading.sections.append(self.section)

    def take_key(self, number: int, value: str, indent: int) -> None:
        self.close()
        if self.section is None:
            self.trouble("text-before-section", number)
            return
        places = [at for at in (value.find("="), value.find(":")) if at >= 0]
        if not places:
            self.trouble("line-without-equals", number)
            if value[0] == "[":
                # A header without its bracket: what follows is not the last section's.
                self.scope = f"\0{number}"
                self.section = SectionRead(value, number, indent, "")
            return
        at = min(places)
        spelled = value[:at].rstrip()
        if not spelled:
            self.trouble("line-without-key", number)
            return
        key = spelled.lower()
        first = self.keys.setdefault((self.scope, key), number)
        if first != number:
            self.trouble("key-twice", number, first)
        parts = [value[at + 1 :].strip()]
        self.entry = Entry(key, spelled, number, indent, value[at], parts)
        self.section.entries.append(self.entry)

    def close(self) -> None:
        """Check the nested lines of the key that ends here."""
        entry, self.entry = self.entry, None
        if entry is None or entry.parts[0] or not entry.more:
            return
        for number, line in entry.more:
            # botocore splits such a value again, at the breaks of str.splitlines.
            if any(part.strip() and "=" not in part for part in line.splitlines()):
                self.trouble("nested-line-without-equals", number)

    def trouble(self, cause: str, line: int, first: int = 0) -> None:
        self.reading.troubles.append(Trouble(cause, line, first))
