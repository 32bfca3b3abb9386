"""What would be written: the value that every renderer returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Language(StrEnum):
    """How a file is coloured and explained."""

    INI = "ini"
    JSON = "json"
    SHELL = "bash"
    FISH = "fish"
    POWERSHELL = "powershell"
    ENV = "properties"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Section:
    """One section wanted in an AWS config or credentials file, keys in order.

    `remove` names keys that contradict ours (source_profile against credential_source).
    """

    header: str
    """`default`, or `profile NAME` (config), or `NAME` (credentials)."""
    keys: tuple[tuple[str, str], ...]
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file to write: whole text, or sections merged into what is there."""

    key: str
    """Stable name of the kind: `aws-config`, `spoke-trust-policy`, …"""
    path: str
    """Where this machine writes it, absolute."""
    target_path: str
    """Where it belongs on the target, in that system's spelling."""
    text: str = field(repr=False)
    """May hold keys, so it is in no representation."""
    language: Language
    purpose: str
    """One sentence: what it is for and who uses it."""
    sections: tuple[Section, ...] = field(default=(), repr=False)
    """Given: an AWS config file, edited in place; `text` is what a new one holds."""
    executable: bool = False
    secret: bool = False
    """Holds secrets: shown masked, always 0600."""
