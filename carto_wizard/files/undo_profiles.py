"""Undo in an AWS file that others edited: what is still exactly ours is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from carto_wizard.files.config.aws_file import ConfigSection, Kind
from carto_wizard.files.config.editor import ConfigFile, apply_edits, remove_from
from carto_wizard.files.config.names import NameIndex
from carto_wizard.files.config.profile_merge import ProfileMerge
from carto_wizard.files.config.profiles import named_sections
from carto_wizard.files.config.reading import read
from carto_wizard.files.config.section_edits import SectionEdit
from carto_wizard.files.disk.file_state import read_state
from carto_wizard.files.journal.entry import JournalEntry, KeyChange, same_value
from carto_wizard.setup.text import one_line


@dataclass(frozen=True, slots=True)
class _OurKey:
    """A key as it was before the first write and after the last."""

    before: str | None
    after: str | None
    backup: str
    """The copy of the file that was made before the first write."""


@dataclass(slots=True)
class _OurProfile:
    """What several writes did to one profile."""

    name: str
    created: bool = False
    keys: dict[str, _OurKey] = field(default_factory=dict)

    def is_exactly(self, values: Mapping[str, str]) -> bool:
        """Whether the profile is ours alone and still as it was written."""
        return values.keys() == self.keys.keys() and all(
            key.before is None and same_value(values[name], key.after)
            for name, key in self.keys.items()
        )


def without_our_profiles(
    writes: Sequence[JournalEntry], data: bytes, kind: Kind
) -> tuple[bytes, tuple[str, ...]]:
    """Return the bytes without these writes, oldest first, and what has to stay.

    A profile that we added goes or stays as a whole: without some of its keys it would
    be another profile. In a profile of somebody else, each key counts.
    """
    path = writes[-1].path
    ours = _joined(writes)
    file = ConfigFile.parse(data, path, kind)
    gone, left = _added_profiles(file, [each for each in ours if each.created])
    if gone:
        data = remove_from(file, gone).data
        file = ConfigFile.parse(data, path, kind)
    edits: list[SectionEdit] = []
    index = NameIndex(file)
    for profile in ours:
        section = index.only(profile.name)
        if section is not None and not profile.created:
            merge, stays = _keys_before(profile, section, kind)
            edits.append(
                SectionEdit(profile.name, profile.name, section.header, section, merge)
            )
            left += stays
    return apply_edits(file, edits).data, tuple(left)


def _joined(writes: Iterable[JournalEntry]) -> list[_OurProfile]:
    """Take several writes together, as if they had been one."""
    found: dict[str, _OurProfile] = {}
    for entry in writes:
        for change in entry.changed:
            profile = found.setdefault(change.profile, _OurProfile(change.profile))
            profile.created |= change.created
            for key in change.keys:
                profile.keys[key.key] = _next(profile.keys.get(key.key), key, entry)
    for profile in found.values():
        profile.keys = {
            name: key for name, key in profile.keys.items() if key.before != key.after
        }
    return [profile for profile in found.values() if profile.keys]


def _next(known: _OurKey | None, change: KeyChange, entry: JournalEntry) -> _OurKey:
    if known is not None and known.after == change.before:
        return _OurKey(known.before, change.after, known.backup)
    # Others edited it between the two writes, and theirs is what comes back.
    return _OurKey(change.before, change.after, entry.backup)


def _added_profiles(
    file: ConfigFile, added: Iterable[_OurProfile]
) -> tuple[list[str], list[str]]:
    """Return the profiles that can go, and sentences on those that stay."""
    gone, left = [], []
    index = NameIndex(file)
    for profile in added:
        section = index.only(profile.name)
        if section is None:
            continue
        if profile.is_exactly(section.values):
            gone.append(profile.name)
        else:
            name = one_line(profile.name, 80)
            left.append(
                f"line {section.line}: profile {name} was edited after it was written, "
                "so it is kept."
            )
    return gone, left


def _keys_before(
    profile: _OurProfile, section: ConfigSection, kind: Kind
) -> tuple[ProfileMerge, list[str]]:
    """Return what restores the keys of a profile, and sentences on those that stay."""
    put: list[tuple[str, str]] = []
    drop: list[str] = []
    stays: list[str] = []
    name = one_line(profile.name, 80)
    for key, ours in profile.keys.items():
        current = section.values.get(key)
        if same_value(current, ours.before):
            continue
        value = _value_before(profile.name, key, ours, kind)
        if not same_value(current, ours.after):
            stays.append(
                f"key {key} of profile {name} was edited after it was "
                "written, so it is kept."
            )
        elif ours.before is None:
            drop.append(key)
        elif value is None:
            stays.append(
                f"key {key} of profile {name} is kept: the backup with its earlier "
                "value no longer exists."
            )
        else:
            put.append((key, value))
    return ProfileMerge(tuple(put), tuple(drop)), stays


def _value_before(profile: str, key: str, ours: _OurKey, kind: Kind) -> str | None:
    """Return the value from before: of a secret the journal has only the digest."""
    if ours.before is None or not ours.before.startswith("sha256:"):
        return ours.before
    backup = read_state(ours.backup).data if ours.backup else None
    sections = dict(named_sections(read(backup or b"", ours.backup, kind)))
    value = sections[profile].values.get(key) if profile in sections else None
    return value if same_value(value, ours.before) else None
