"""From wanted sections to steps: which section of the file each one meets, and how."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.decisions import Decision, decide
from carto_wizard.files.config.names import (
    DEFAULT_PROFILE,
    READABLE_BY_ALL,
    NameIndex,
    header_for,
    profile_name,
)
from carto_wizard.files.config.reading import ConfigSection, Kind
from carto_wizard.files.mask import shown
from carto_wizard.render.planned import Section

NO_CHOICES: Mapping[str, str] = MappingProxyType({})

_LONGEST_NAME = 64
_MOST_RENAMES = 100


@dataclass(frozen=True, slots=True)
class SectionEdit:
    """What happens for one wanted section."""

    planned: str
    """The profile as the plan names it."""
    profile: str
    """The profile as the file will name it."""
    header: str
    theirs: ConfigSection | None
    """None: the section is new."""
    decision: Decision

    @property
    def renamed(self) -> bool:
        """Whether the choice was another name."""
        return self.planned != self.profile


def steps(
    sections: Sequence[Section],
    index: NameIndex,
    *,
    path: str,
    kind: Kind,
    choices: Mapping[str, str],
    base: Sequence[Section],
) -> tuple[SectionEdit, ...]:
    """One step for each section, in their order."""
    written = {profile_name(each.header, kind): each for each in base}
    planned = {_name(each, kind, path) for each in sections}
    if len(planned) < len(sections):
        raise ConfigRefused("two planned profiles have the same name.", path=path)
    found: list[SectionEdit] = []
    for section in sections:
        name = _name(section, kind, path)
        choice = choices.get(name, "")
        theirs = index.only(name, path)
        if theirs is None:
            step = _new(name, name, section, path, kind)
        else:
            step = _met(name, section, theirs, written.get(name), choice)
        if step.decision.conflicts and choice == "rename" and name != DEFAULT_PROFILE:
            step = _renamed(name, section, index, written, planned, path, kind)
            planned.add(step.profile)
        found.append(step)
    return tuple(found)


def _name(section: Section, kind: Kind, path: str) -> str:
    name = profile_name(section.header, kind)
    if name is None:
        raise ConfigRefused(
            f"the planned [{shown(section.header)}] is not a profile.", path=path
        )
    return name


def _new(
    planned: str, name: str, section: Section, path: str, kind: Kind
) -> SectionEdit:
    if not READABLE_BY_ALL.fullmatch(name):
        raise ConfigRefused(
            f"{shown(name)} is not a profile name that every AWS tool reads.",
            "Use letters, digits, - and _ only.",
            path=path,
        )
    return SectionEdit(
        planned, name, header_for(name, kind), None, Decision(section.keys)
    )


def _met(
    name: str,
    section: Section,
    theirs: ConfigSection,
    base: Section | None,
    choice: str,
) -> SectionEdit:
    decision = decide(name, theirs, section, base, replace=choice == "replace")
    if choice == "keep" and decision.conflicts:
        decision = Decision()
    return SectionEdit(name, name, theirs.header, theirs, decision)


def renamed_before(name: str, written: Collection[str]) -> str | None:
    """The other name that an earlier run gave a profile, out of what it wrote."""
    others = (_other_name(name, number) for number in range(1, _MOST_RENAMES))
    return next((other for other in others if other in written), None)


def _other_name(name: str, number: int) -> str:
    suffix = "-cartography" if number == 1 else f"-cartography-{number}"
    return name[: _LONGEST_NAME - len(suffix)] + suffix


def _renamed(
    name: str,
    section: Section,
    index: NameIndex,
    written: Mapping[str | None, Section],
    planned: set[str],
    path: str,
    kind: Kind,
) -> SectionEdit:
    """The first free name, or the one that an earlier run already gave this profile."""
    for number in count(1):
        other = _other_name(name, number)
        if other in planned:
            continue
        if not index.taken(other):
            return _new(name, other, section, path, kind)
        theirs = index.only(other, path)
        if theirs is not None:
            base = written.get(other)
            decision = decide(other, theirs, section, base)
            if base is not None or not decision.conflicts:
                return SectionEdit(name, other, theirs.header, theirs, decision)
    raise AssertionError("count() does not end")
