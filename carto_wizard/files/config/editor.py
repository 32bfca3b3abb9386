"""The AWS shared config and credentials files, edited without touching another byte."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from carto_wizard.files.config.aws_file import AwsFile, ConfigSection, Kind
from carto_wizard.files.config.edits import (
    edit_section,
    new_section,
    valid_section,
)
from carto_wizard.files.config.guards import (
    ParsedSections,
    check_result,
    check_unambiguous,
    proved_reading,
    read_editable,
)
from carto_wizard.files.config.names import NameIndex
from carto_wizard.files.config.notes import notes_for
from carto_wizard.files.config.profile_merge import Conflict
from carto_wizard.files.config.profiles import named_sections
from carto_wizard.files.config.progress import ConfigPhase, begin
from carto_wizard.files.config.section_edits import SectionEdit, section_edits
from carto_wizard.files.config.splices import (
    Splice,
    apply_splices,
    cut,
    majority_line_end,
    with_blank_line_before,
)
from carto_wizard.render.planned import Section


@dataclass(frozen=True, slots=True)
class ConfigFile(AwsFile):
    """A config or credentials file that botocore can read, ready to be edited."""

    reading: ParsedSections = field(default_factory=dict, repr=False)
    """What botocore's parser reads."""
    profiles: Mapping[str, ConfigSection] = field(default_factory=dict, repr=False)
    """Name → section in file order; of two spellings the later counts."""

    @classmethod
    def parse(cls, data: bytes, path: str, kind: Kind = "config") -> ConfigFile:
        """Read a file; what AWS tools would reject raises ConfigRefused."""
        file = read_editable(data, path, kind)
        return cls(
            path,
            kind,
            data,
            found=True,
            sections=file.sections,
            reading=proved_reading(file.sections, data, path),
            profiles=MappingProxyType(dict(named_sections(file))),
        )


@dataclass(frozen=True, slots=True)
class EditResult:
    """The bytes after an edit and all that led to them; no splices: nothing changed."""

    data: bytes = field(repr=False)
    splices: tuple[Splice, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    """Of profiles that were left as they are, until a choice is made."""
    notes: tuple[str, ...] = ()
    """Sentences that a person should read besides the conflicts."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Planned name → name in the file, where the choice was "rename"."""
    reading: ParsedSections = field(default_factory=dict, repr=False)
    """What botocore's parser reads afterwards."""


def edit_file(
    file: ConfigFile,
    sections: Sequence[Section],
    *,
    choices: Mapping[str, str] = MappingProxyType({}),
    base: Sequence[Section] = (),
) -> EditResult:
    """Merge sections into a file; what cannot be exact raises ConfigRefused.

    `choices` gives "keep", "rename" or "replace" by profile; `base` is what was written
    last time, for a three-way merge.
    """
    begin(ConfigPhase.COMPARE)
    for section in sections:
        valid_section(section, file.path)
    check_unambiguous(file)
    plan = section_edits(sections, NameIndex(file), choices, base)
    return replace(
        apply_edits(file, plan),
        conflicts=tuple(each for edit in plan for each in edit.merge.conflicts),
        notes=notes_for(file, plan),
        renamed={
            edit.planned: edit.profile for edit in plan if edit.planned != edit.profile
        },
    )


def apply_edits(file: ConfigFile, plan: Sequence[SectionEdit]) -> EditResult:
    """Apply edits that are decided already, and prove what botocore reads then."""
    return _proved(file, _splices(file, plan), _expected(file.reading, plan))


def remove_from(file: ConfigFile, profiles: Collection[str]) -> EditResult:
    """Cut whole profiles, header to last key; absent names change nothing."""
    index = NameIndex(file)
    found = (index.only(name) for name in dict.fromkeys(profiles))
    gone = [section for section in found if section is not None]
    # With the blank line above; comments around them stay.
    ranges = ((with_blank_line_before(file.data, s.start), s.end) for s in gone)
    headers = {section.header for section in gone}
    expected = {h: keys for h, keys in file.reading.items() if h not in headers}
    return _proved(file, tuple(cut(file.data, ranges)), expected)


def _proved(
    file: ConfigFile, splices: tuple[Splice, ...], expected: ParsedSections
) -> EditResult:
    if not splices:
        return EditResult(file.data, reading=file.reading)
    after = apply_splices(file.data, splices)
    check_result(file.data, after, splices, expected, file.path)
    return EditResult(after, splices, reading=expected)


def _splices(file: ConfigFile, plan: Sequence[SectionEdit]) -> tuple[Splice, ...]:
    """Every change of the plan, in the order of the file; new sections last."""
    inside: list[Splice] = []
    appended: list[Splice] = []
    end = majority_line_end(file.data)
    after = {
        each.start: following
        for each, following in zip(file.sections, file.sections[1:], strict=False)
    }
    for edit in plan:
        theirs = edit.theirs
        if theirs is None:
            appended.append(new_section(file.data, edit, end, first=not appended))
        else:
            following = after.get(theirs.start)
            inside += edit_section(file, theirs, edit.merge, end, following)
    return (*sorted(inside, key=lambda each: each.offset), *appended)


def _expected(
    parsed: ParsedSections, plan: Sequence[SectionEdit]
) -> dict[str, Mapping[str, str]]:
    """What botocore's parser must read afterwards, from the plan alone."""
    expected = dict(parsed)
    for edit in plan:
        values = dict(expected.get(edit.header, {}))
        values |= dict(edit.merge.put)
        expected[edit.header] = {
            key: value for key, value in values.items() if key not in edit.merge.drop
        }
    return expected
