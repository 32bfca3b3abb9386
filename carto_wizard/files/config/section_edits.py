"""Which section of the file each wanted section changes, and how."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import ConfigSection
from carto_wizard.files.config.names import (
    DEFAULT_PROFILE,
    READABLE_BY_ALL,
    NameIndex,
    header_for,
    profile_name,
)
from carto_wizard.files.config.profile_merge import ProfileMerge, merge_profile
from carto_wizard.files.mask import shown
from carto_wizard.render.planned import Section

_LONGEST_NAME = 64
_MOST_RENAMES = 100


@dataclass(frozen=True, slots=True)
class SectionEdit:
    """What is done for one wanted section."""

    planned: str
    """The profile as the plan names it."""
    profile: str
    """The profile as the file will name it."""
    header: str
    theirs: ConfigSection | None
    """None: the section is new."""
    merge: ProfileMerge


def section_edits(
    sections: Sequence[Section],
    index: NameIndex,
    choices: Mapping[str, str],
    base: Sequence[Section],
) -> tuple[SectionEdit, ...]:
    """One edit for each wanted section, in their order."""
    written = {profile_name(each.header, index.kind): each for each in base}
    planned = {_name(each, index) for each in sections}
    if len(planned) < len(sections):
        raise ConfigRefused("two planned profiles have the same name.", path=index.path)
    found: list[SectionEdit] = []
    for section in sections:
        name = _name(section, index)
        choice = choices.get(name, "")
        theirs = index.only(name)
        if theirs is None:
            edit = _new(name, name, section, index)
        else:
            base_section, replace = written.get(name), choice == "replace"
            merge = merge_profile(name, theirs, section, base_section, replace=replace)
            if choice == "keep" and merge.conflicts:
                merge = ProfileMerge()
            edit = SectionEdit(name, name, theirs.header, theirs, merge)
        if edit.merge.conflicts and choice == "rename" and name != DEFAULT_PROFILE:
            edit = _renamed(name, section, index, written, planned)
            planned.add(edit.profile)
        found.append(edit)
    return tuple(found)


def _name(section: Section, index: NameIndex) -> str:
    name = profile_name(section.header, index.kind)
    if name is None:
        raise ConfigRefused(
            f"the planned [{shown(section.header)}] is not a profile.",
            path=index.path,
        )
    return name


def _new(planned: str, name: str, section: Section, index: NameIndex) -> SectionEdit:
    if not READABLE_BY_ALL.fullmatch(name):
        raise ConfigRefused(
            f"not every AWS tool can read the profile name {shown(name)}.",
            "Use letters, digits, - and _ only.",
            path=index.path,
        )
    header = header_for(name, index.kind)
    return SectionEdit(planned, name, header, None, ProfileMerge(section.keys))


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
) -> SectionEdit:
    """Write it under the first free name, or the name that an earlier run gave it."""
    for number in count(1):
        other = _other_name(name, number)
        if other in planned:
            continue
        if not index.taken(other):
            return _new(name, other, section, index)
        theirs = index.only(other)
        if theirs is not None:
            base = written.get(other)
            merge = merge_profile(other, theirs, section, base)
            if base is not None or not merge.conflicts:
                return SectionEdit(name, other, theirs.header, theirs, merge)
    raise AssertionError("count() does not end")
