"""An AWS config or credentials file against the disk: profiles merged in."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import replace

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.change import REMOVE_BOM, Change, ChangeStatus
from carto_wizard.files.config.aws_file import Kind
from carto_wizard.files.config.editor import (
    ConfigFile,
    EditResult,
    edit_file,
    remove_from,
)
from carto_wizard.files.config.names import header_for, profile_name
from carto_wizard.files.config.profiles import account_of
from carto_wizard.files.disk.file_state import FileState
from carto_wizard.files.earlier_profiles import base_of, renamed, stale
from carto_wizard.files.journal.entry import JournalEntry, value_digest
from carto_wizard.render.planned import PlannedFile, Section
from carto_wizard.setup.text import count, one_line


def config_changes(
    file: PlannedFile,
    state: FileState,
    choices: Mapping[str, str],
    known: JournalEntry | None,
) -> list[Change]:
    """The change, after one of its own where a byte order mark has to go first."""
    data = state.data
    if (
        data is not None
        and data.startswith(codecs.BOM_UTF8)
        and choices.get(f"{file.key}/{REMOVE_BOM}") == "remove"
    ):
        bare = data.removeprefix(codecs.BOM_UTF8)
        first = replace(
            _change(file, state, ChangeStatus.UPDATE, bare),
            notes=("3 bytes that hide this file from AWS tools are removed.",),
            backup=True,
        )
        return [first, _config_change(file, replace(state, data=bare), choices, known)]
    return [_config_change(file, state, choices, known)]


def config_kind(file: PlannedFile) -> Kind:
    """Which of the two file formats."""
    return "credentials" if "credentials" in file.key else "config"


def names_of(sections: Sequence[Section], kind: Kind) -> tuple[str, ...]:
    """The profiles of these sections."""
    names = (profile_name(section.header, kind) for section in sections)
    return tuple(name for name in names if name is not None)


def _config_change(
    file: PlannedFile,
    state: FileState,
    choices: Mapping[str, str],
    known: JournalEntry | None,
) -> Change:
    kind = config_kind(file)
    ours = {
        key.removeprefix(f"{file.key}/"): choice
        for key, choice in choices.items()
        if key.startswith(f"{file.key}/")
    }
    if state.data is None:
        fresh = replace(
            _change(file, state, ChangeStatus.CREATE, file.text.encode()),
            written=_hidden(file, file.sections),
        )
        return fresh
    try:
        return _edited(file, state, state.data, kind, ours, known)
    except ConfigRefused as refused:
        return replace(
            _change(file, state, ChangeStatus.REFUSED, state.data), problem=str(refused)
        )


def _edited(
    file: PlannedFile,
    state: FileState,
    data: bytes,
    kind: Kind,
    choices: Mapping[str, str],
    known: JournalEntry | None,
) -> Change:
    before = ConfigFile.parse(data, file.path, kind)
    base = base_of(known, before)
    wanted = names_of(file.sections, kind)
    others = renamed(base, before, wanted)
    choices = {**dict.fromkeys(others, "rename"), **choices}
    gone, notes = stale(base, before, {*wanted, *others.values()}, choices)
    cut = remove_from(before, gone) if gone else EditResult(data)
    left = ConfigFile.parse(cut.data, file.path, kind) if cut.splices else before
    result = edit_file(
        left,
        file.sections,
        choices=choices,
        base=[
            each
            for each in base
            if profile_name(each.header, kind) in {*wanted, *others.values()}
        ],
    )
    notes += result.notes
    notes += _renamed(result)
    kept = _kept(file, result)
    notes += kept.values()
    status = ChangeStatus.SAME if result.data == data else ChangeStatus.UPDATE
    if result.conflicts:
        status = ChangeStatus.CONFLICT
    written = _written(file, base, before, result)
    # Where ours got another name, or none, theirs of that name is read too.
    theirs = {*result.renamed, *kept}
    mine = {*(set(wanted) - theirs), *result.renamed.values(), *gone}
    return replace(
        _change(file, state, status, result.data),
        problem=_problem(file, result),
        conflicts=result.conflicts,
        others=tuple(name for name in before.profiles if name not in mine),
        notes=tuple(notes),
        written=_hidden(file, written),
        backup=True,
    )


def _change(
    file: PlannedFile, state: FileState, status: ChangeStatus, after: bytes
) -> Change:
    return Change(
        file,
        status,
        state.data,
        after,
        real=state.real,
        mode_before=state.mode,
        in_place=state.in_place,
        kind=config_kind(file),
    )


def _renamed(result: EditResult) -> list[str]:
    return [
        f"Profile {one_line(old, 80)} is written as {one_line(new, 80)}, since the "
        "name is taken."
        for old, new in result.renamed.items()
    ]


def _kept(file: PlannedFile, result: EditResult) -> dict[str, str]:
    """Wanted profiles that stay somebody else's, and what that means."""
    kind = config_kind(file)
    open_ = {each.profile for each in result.conflicts}
    there = {profile_name(h, kind): keys for h, keys in result.reading.items()}
    found = {}
    for section in file.sections:
        name = profile_name(section.header, kind) or ""
        account = account_of(dict(section.keys))
        theirs = account_of(there.get(name, {}))
        if account and account != theirs and name not in {*open_, *result.renamed}:
            found[name] = (
                f"Profile {one_line(name, 80)} stays as it is, so Cartography does not "
                f"see account {one_line(account, 20)}."
            )
    return found


def _problem(file: PlannedFile, result: EditResult) -> str:
    if not result.conflicts:
        return ""
    profiles = len({each.profile for each in result.conflicts})
    return (
        f"{file.path}: {count(profiles, 'profile')} of the same name "
        f"{'says' if profiles == 1 else 'say'} something else. Choose for each whether "
        "theirs stays, ours gets another name, or ours replaces it."
    )


def _written(
    file: PlannedFile, base: Sequence[Section], before: ConfigFile, result: EditResult
) -> list[Section]:
    """The keys that are ours now: written by this edit, or by an earlier one."""
    kind = before.kind
    earlier = {profile_name(each.header, kind): dict(each.keys) for each in base}
    found = []
    for section in file.sections:
        planned = profile_name(section.header, kind) or ""
        name = result.renamed.get(planned, planned)
        theirs = before.profiles.get(name)
        had = theirs.values if theirs else {}
        header = theirs.header if theirs else header_for(name, kind)
        has = result.reading.get(header, {})
        mine = earlier.get(name, {})
        keys = tuple(
            (key, value)
            for key, value in section.keys
            if key in mine or (has.get(key) == value and had.get(key) != value)
        )
        if keys:
            found.append(Section(header_for(name, kind), keys))
    return found


def _hidden(file: PlannedFile, sections: Sequence[Section]) -> tuple[Section, ...]:
    if not file.secret:
        return tuple(sections)
    return tuple(
        replace(each, keys=tuple((key, value_digest(v)) for key, v in each.keys))
        for each in sections
    )
