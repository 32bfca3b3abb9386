"""The AWS shared config and credentials files, edited without touching another byte."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from carto_wizard.files.config.decisions import Conflict
from carto_wizard.files.config.edits import (
    edit_section,
    new_section,
    removed_sections,
    valid_section,
)
from carto_wizard.files.config.guards import (
    Reading,
    check_editable,
    check_reading,
    check_result,
    decoded,
)
from carto_wizard.files.config.names import Kind, NameIndex, profile_name
from carto_wizard.files.config.notes import Note, NoteKind, notes_for
from carto_wizard.files.config.progress import Doing, begin
from carto_wizard.files.config.scan import DEFAULTS, ScannedSection, scan
from carto_wizard.files.config.splices import Splice, apply_splices, majority_line_end
from carto_wizard.files.config.steps import NO_CHOICES, SectionEdit, steps
from carto_wizard.render.planned import Section


class ProfileKey(NamedTuple):
    """One key of a profile, with its 1-based line."""

    key: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as botocore sees it in this one file."""

    name: str
    header: str
    line: int
    keys: tuple[ProfileKey, ...] = field(repr=False)

    @property
    def values(self) -> dict[str, str]:
        """Key → value."""
        return {each.key: each.value for each in self.keys}


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A config or credentials file that botocore can read, with places."""

    data: bytes = field(repr=False)
    path: str
    kind: Kind
    sections: tuple[ScannedSection, ...] = field(repr=False)
    reading: Reading = field(repr=False)
    """What botocore's parser reads: section → key → value."""
    profiles: Mapping[str, Profile] = field(repr=False)
    """Name → profile in file order; of two spellings the later counts."""

    @classmethod
    def parse(cls, data: bytes, path: str, kind: Kind = "config") -> ConfigFile:
        """Read a file; what AWS tools would reject raises ConfigRefused."""
        sections = scan(decoded(data, path), path)
        reading = check_reading(sections, data, path)
        profiles = MappingProxyType(_profiles(sections, kind))
        return cls(data, path, kind, sections, reading, profiles)


@dataclass(frozen=True, slots=True)
class EditResult:
    """The bytes after an edit and all that led to them; no splices: nothing changed."""

    data: bytes = field(repr=False)
    splices: tuple[Splice, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    """Of profiles that were left as they are, until a choice is made."""
    notes: tuple[Note, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Planned name → name in the file, where the choice was "rename"."""
    reading: Reading = field(default_factory=dict, repr=False)
    """What botocore's parser reads afterwards: section → key → value."""


def edit(
    data: bytes,
    sections: Sequence[Section],
    *,
    path: str,
    kind: Kind,
    choices: Mapping[str, str] = NO_CHOICES,
    base: Sequence[Section] = (),
) -> EditResult:
    """Merge sections into the bytes of a file: see `edit_file`."""
    file = ConfigFile.parse(data, path, kind)
    return edit_file(file, sections, choices=choices, base=base)


def edit_file(
    file: ConfigFile,
    sections: Sequence[Section],
    *,
    choices: Mapping[str, str] = NO_CHOICES,
    base: Sequence[Section] = (),
) -> EditResult:
    """Merge sections into a file; what cannot be exact raises ConfigRefused.

    `choices` gives "keep", "rename" or "replace" by profile; `base` is what was written
    last time, for a three-way merge.
    """
    data, path, kind = file.data, file.path, file.kind
    begin(Doing.COMPARE)
    for section in sections:
        valid_section(section, path)
    check_editable(file.sections, kind, path)
    index = NameIndex(file.sections, kind)
    plan = steps(sections, index, path=path, kind=kind, choices=choices, base=base)
    splices = _splices(file, plan)
    result = EditResult(
        data=apply_splices(data, splices),
        splices=splices,
        conflicts=tuple(each for step in plan for each in step.decision.conflicts),
        notes=notes_for(data, file.sections, plan, kind),
        renamed={step.planned: step.profile for step in plan if step.renamed},
        reading=_expected(file.reading, plan) if splices else file.reading,
    )
    if splices:
        check_result(data, result.data, splices, result.reading, path)
    return result


def remove(
    data: bytes, profiles: Collection[str], *, path: str, kind: Kind
) -> EditResult:
    """Cut whole profiles, header to last key; absent names change nothing."""
    return remove_from(ConfigFile.parse(data, path, kind), profiles)


def remove_from(file: ConfigFile, profiles: Collection[str]) -> EditResult:
    """The same, from a file that was read already."""
    data, path, kind = file.data, file.path, file.kind
    check_editable(file.sections, kind, path)
    index = NameIndex(file.sections, kind)
    found = (index.only(name, path) for name in dict.fromkeys(profiles))
    gone = [section for section in found if section is not None]
    splices = removed_sections(data, gone)
    if not splices:
        return EditResult(data)
    result = EditResult(apply_splices(data, splices), splices)
    headers = {section.header for section in gone}
    expected = {h: keys for h, keys in file.reading.items() if h not in headers}
    check_result(data, result.data, splices, expected, path)
    return result


def shadowed(sections: Sequence[Section], credentials: ConfigFile) -> tuple[Note, ...]:
    """Where the credentials file has the last word on a profile of the config file."""
    notes: list[Note] = []
    for section in sections:
        name = profile_name(section.header, "config")
        found = credentials.profiles.get(name) if name is not None else None
        if name is None or found is None:
            continue
        wanted = dict(section.keys)
        notes += (
            Note(NoteKind.SHADOWED, name, each.key, each.line)
            for each in found.keys
            if wanted.get(each.key, each.value) != each.value
        )
    return tuple(notes)


def _profiles(sections: Sequence[ScannedSection], kind: Kind) -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    for section in sections:
        name = profile_name(section.header, kind)
        if name is None or section.header == DEFAULTS:
            continue
        keys = tuple(ProfileKey(k.key, k.value, k.line) for k in section.keys)
        found[name] = Profile(name, section.header, section.line, keys)
    return found


def _splices(file: ConfigFile, plan: Sequence[SectionEdit]) -> tuple[Splice, ...]:
    """Every change of the plan, in the order of the file; new sections last."""
    inside: list[Splice] = []
    appended: list[Splice] = []
    end = majority_line_end(file.data)
    after = {
        each.start: following
        for each, following in zip(file.sections, file.sections[1:], strict=False)
    }
    for step in plan:
        if step.theirs is not None:
            following = after.get(step.theirs.start)
            inside += edit_section(file.data, file.path, step, end, following)
        else:
            appended.append(new_section(file.data, step, end, first=not appended))
    return (*sorted(inside, key=lambda each: each.offset), *appended)


def _expected(
    reading: Reading, plan: Sequence[SectionEdit]
) -> dict[str, Mapping[str, str]]:
    """What botocore's parser must read afterwards, told from the plan alone."""
    expected = dict(reading)
    for step in plan:
        values = dict(expected.get(step.header, {}))
        values |= dict(step.decision.put)
        expected[step.header] = {
            key: value for key, value in values.items() if key not in step.decision.drop
        }
    return expected
