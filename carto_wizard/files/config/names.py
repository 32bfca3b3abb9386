"""Which profile a section is: as botocore reads it, and as other AWS tools may."""

from __future__ import annotations

import re
import shlex

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import AwsFile, ConfigSection, Kind
from carto_wizard.files.mask import shown

DEFAULT_PROFILE = "default"

READABLE_BY_ALL = re.compile(r"(?!-)[A-Za-z0-9_\-./@:+%]+")
"""The names that every AWS SDK reads, unquoted."""

_PLAIN_HEADER = re.compile(rf"profile[ \t]+({READABLE_BY_ALL.pattern})")
_QUOTING = re.compile(r"""["'\\]""")
"""Only where one of these is, does the slow reading of quotes say anything else."""
_BLANKS = re.compile(r"[ \t\r\n]+")


def profile_name(header: str, kind: Kind) -> str | None:
    """The profile that botocore sees in this section; None: not a profile."""
    if kind == "credentials" or header == DEFAULT_PROFILE:
        return header
    if not header.startswith("profile"):
        return None
    if plain := _PLAIN_HEADER.fullmatch(header):
        return plain[1]
    words = _words(header)
    return words[1] if len(words) == 2 else None


def header_for(name: str, kind: Kind) -> str:
    """The header under which a new profile of this name is written."""
    plain = kind == "credentials" or name == DEFAULT_PROFILE
    return name if plain else f"profile {name}"


class NameIndex:
    """Sections by the names under which any AWS tool may find them."""

    def __init__(self, file: AwsFile) -> None:
        self.path = file.path
        self.kind = file.kind
        self._read: dict[str, list[ConfigSection]] = {}
        self._loose: dict[str, list[ConfigSection]] = {}
        for section in file.sections:
            name = profile_name(section.header, file.kind)
            if name is not None:
                self._read.setdefault(name, []).append(section)
            loose = _loose_name(section.header, file.kind)
            if loose is not None and loose != name:
                self._loose.setdefault(loose, []).append(section)

    def taken(self, name: str) -> bool:
        """Whether any AWS tool may find a profile of this name."""
        return name in self._read or name in self._loose

    def only(self, name: str) -> ConfigSection | None:
        """The one section of this profile, None if there is none; two are refused."""
        read = self._read.get(name, [])
        loose = self._loose.get(name, [])
        if not loose and len(read) <= 1:
            return read[0] if read else None
        named = shown(name)
        if not read:
            raise ConfigRefused(
                f"some AWS tools read [{shown(loose[0].header)}] as the profile "
                f"{named}, but Cartography does not.",
                f"Write the header as [{header_for(named, self.kind)}], or rename it.",
                path=self.path,
                line=loose[0].line,
            )
        first, second = sorted([*read, *loose], key=lambda each: each.line)[:2]
        raise ConfigRefused(
            f"[{shown(second.header)}] and [{shown(first.header)}] on line "
            f"{first.line} are the same profile. AWS tools do not agree which one is "
            "used.",
            "Merge the two sections by hand, or rename one.",
            path=self.path,
            line=second.line,
        )


def _loose_name(header: str, kind: Kind) -> str | None:
    """The name for a reader that trims, unquotes, or ends headers at the first `]`."""
    text = header.split("]", 1)[0].strip()
    if kind == "config":
        return profile_name(text, kind)
    words = _words(text)
    return words[0] if len(words) == 1 else text


def _words(text: str) -> list[str]:
    if not _QUOTING.search(text):
        return _BLANKS.sub(" ", text).strip(" ").split(" ")
    try:
        return shlex.split(text)
    except ValueError:
        return []
