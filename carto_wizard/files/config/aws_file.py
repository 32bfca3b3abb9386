"""An AWS config or credentials file as read: sections, keys, and their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from carto_wizard.files.config.read_errors import ReadError

Kind = Literal["config", "credentials"]

DEFAULTS = "DEFAULT"
"""The section whose keys RawConfigParser lends to every other one."""


@dataclass(slots=True)
class ConfigKey:
    """One `key = value` with its continuation lines; offsets are bytes of the file."""

    key: str
    """Lower case, as the parser compares it."""
    spelled: str
    value: str = field(repr=False)
    """As the parser joins it; may be a secret."""
    line: int
    indent: str
    delimiter: str
    start: int
    """Where the key's line starts."""
    value_start: int
    value_end: int
    """Around the value on the first line, or where one would be."""
    end: int
    """After the line end of the last continuation line."""
    more: Sequence[tuple[int, str]] = field(default=(), repr=False)
    """Continuation lines that are not blank, with their numbers."""

    @property
    def last_line(self) -> int:
        """The last line of the value."""
        return self.more[-1][0] if self.more else self.line


@dataclass(slots=True)
class ConfigSection:
    """One section: the text between the brackets, what follows them, and its keys."""

    header: str
    line: int
    indent: str
    rest: str = field(repr=False)
    start: int
    header_end: int
    """After the line end of the header."""
    keys: list[ConfigKey] = field(default_factory=list)

    @property
    def end(self) -> int:
        """After the last key and its continuation lines; comments below are outside."""
        return self.keys[-1].end if self.keys else self.header_end

    @property
    def values(self) -> dict[str, str]:
        """Key → value."""
        return {each.key: each.value for each in self.keys}

    def find(self, key: str) -> ConfigKey | None:
        """The key of this lower-case name."""
        return next((each for each in self.keys if each.key == key), None)


@dataclass(frozen=True, slots=True)
class AwsFile:
    """One file as read; with an error botocore would read nothing from it."""

    path: str
    kind: Kind
    data: bytes = field(default=b"", repr=False)
    found: bool = False
    """Whether botocore finds a file to read at the path."""
    sections: tuple[ConfigSection, ...] = ()
    """Every section that was found, [DEFAULT] too."""
    errors: tuple[ReadError, ...] = ()
    indented_comments: tuple[int, ...] = ()
    """Lines of indented comments below a key, which other AWS tools take as values."""
