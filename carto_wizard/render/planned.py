"""What would be written: a file in parts, and how its lines are explained."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from carto_wizard.render.parts import BLANK, NOT_OURS, Part, Reason, text_of
from carto_wizard.setup.answers import Form


class Language(StrEnum):
    """How a file is coloured."""

    INI = "ini"
    JSON = "json"
    SHELL = "bash"
    FISH = "fish"
    POWERSHELL = "powershell"
    ENV = "properties"
    MARKDOWN = "markdown"
    TERRAFORM = "terraform"
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
    shared: bool = False
    """The person's other tools use it too, so what they changed in it stays."""


# Without slots, which leave no room for what is computed once.
@dataclass(frozen=True)
class PlannedFile:
    """A file to write: whole text, or sections merged into what is there."""

    key: str
    """Stable name of the kind: `aws-config`, `spoke-trust-policy`, …"""
    path: str
    """Where this machine writes it, absolute."""
    target_path: str
    """Where it belongs on the target, in that system's spelling."""
    parts: tuple[Part, ...] = field(repr=False)
    language: Language
    purpose: str
    """One sentence: what it is for and who uses it."""
    sections: tuple[Section, ...] = field(default=(), repr=False)
    """Given: an AWS config file, edited in place; `text` is what a new one holds."""
    settings: Mapping[str, Reason] = field(
        default_factory=dict, repr=False, compare=False
    )
    """Given with sections: why by `setting_name`, since lines of others mingle."""
    executable: bool = False
    secret: bool = False
    """Holds secrets: shown masked, always 0600."""
    form: Form | None = None
    """The form of making the roles that it is for; None: Cartography reads it."""

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return text_of(self.parts)

    def explain(self, line: str, number: int) -> Part:
        """Return why a line is there, its number counted from 1.

        A line with another number, such as an old one in a diff, is found by the name
        it sets; any other is NOT_OURS.
        """
        if not line.strip():
            return BLANK
        name = setting_name(line)
        if self.settings:
            reason = self.settings.get(line) or self.settings.get(name)
            return Part(line, *reason) if reason else NOT_OURS
        return self._part_at(line, number - 1) or self._part_by_name.get(name, NOT_OURS)

    def _part_at(self, line: str, index: int) -> Part | None:
        at = bisect_right(self._first_lines, index) - 1
        if not 0 <= at < len(self.parts):
            return None
        lines = self.parts[at].text.split("\n")
        return self.parts[at] if lines[index - self._first_lines[at]] == line else None

    @cached_property
    def _first_lines(self) -> list[int]:
        """The line, from 0, that each part begins with; then the end of the file."""
        heights = (part.text.count("\n") for part in self.parts)
        return list(accumulate(heights, initial=0))

    @cached_property
    def _part_by_name(self) -> dict[str, Part]:
        """The first part with a line of that name."""
        found: dict[str, Part] = {}
        for part in self.parts:
            for line in part.text.split("\n"):
                found.setdefault(setting_name(line), part)
        return found


def setting_name(line: str) -> str:
    """Return what a line sets, whatever its value; every header is `[profile]`."""
    if line.startswith("[") and line.endswith("]"):
        return "[profile]"
    return line.partition("=")[0].rstrip()
