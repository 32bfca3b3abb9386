"""An AWS config or credentials file against the disk: profiles merged in."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import replace

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.change import (
    Change,
    ChangeStatus,
    change_of,
    config_kind,
)
from carto_wizard.files.choices import (
    Choices,
    OpenChoice,
    mark_name,
    name_of,
    profile_content,
)
from carto_wizard.files.config.aws_file import Kind
from carto_wizard.files.config.editor import (
    ConfigFile,
    EditResult,
    edit_file,
    remove_from,
)
from carto_wizard.files.config.names import (
    DEFAULT_PROFILE,
    header_for,
    profile_name,
)
from carto_wizard.files.config.profiles import account_of
from carto_wizard.files.config.recognition import check_is_of_aws
from carto_wizard.files.disk.file_state import FileState
from carto_wizard.files.earlier_profiles import base_of, renamed, stale
from carto_wizard.files.journal.entry import JournalEntry, value_digest
from carto_wizard.files.mask import mask_key_ids
from carto_wizard.render.planned import PlannedFile, Section
from carto_wizard.setup.text import count, one_line


def config_changes(
    file: PlannedFile,
    state: FileState,
    choices: Choices,
    known: JournalEntry | None,
) -> list[Change]:
    """The change, after one that removes a byte order mark where that was chosen."""
    data = state.data
    if data is None:
        created = change_of(file, state, ChangeStatus.CREATE, file.text.encode())
        return [replace(created, written=_hidden(file, file.sections))]
    found: list[Change] = []
    mark = OpenChoice(mark_name(file.path), ("remove",), data)
    marked = data.startswith(codecs.BOM_UTF8)
    if marked and choices.word(mark.name, mark.there) == "remove":
        data = data.removeprefix(codecs.BOM_UTF8)
        note = (
            "The byte order mark (3 bytes), which makes AWS tools reject the file, "
            "is removed."
        )
        first = change_of(file, state, ChangeStatus.UPDATE, data)
        found.append(replace(first, notes=(note,), backup=True))
        state, marked = replace(state, data=data), False
    try:
        found.append(_edited(file, state, data, choices, known))
    except ConfigRefused as refused:
        change = change_of(file, state, ChangeStatus.REFUSED, data)
        offered = (mark,) if marked else ()
        found.append(replace(change, problem=str(refused), choices=offered))
    return found


def _edited(
    file: PlannedFile,
    state: FileState,
    data: bytes,
    choices: Choices,
    known: JournalEntry | None,
) -> Change:
    before = ConfigFile.parse(data, file.path, config_kind(file))
    check_is_of_aws(before)
    base = base_of(known, before)
    wanted = {
        profile_name(section.header, before.kind) or "": dict(section.keys)
        for section in file.sections
    }
    others = renamed(base, before, wanted)
    ours = {*wanted, *others.values()}
    chosen = dict.fromkeys(others, "rename") | _chosen(choices, before)
    gone, notes = stale(base, before, ours)
    left = before
    if gone:
        left = ConfigFile.parse(remove_from(before, gone).data, file.path, before.kind)
    result = edit_file(
        left,
        file.sections,
        choices=chosen,
        base=[section for name, section in base.items() if name in ours],
    )
    kept = _kept(wanted, before.kind, result)
    status = ChangeStatus.SAME if result.data == data else ChangeStatus.UPDATE
    if result.conflicts:
        status = ChangeStatus.CONFLICT
    # Where ours got another name, or none, theirs of that name is read too.
    theirs = {*result.renamed, *kept}
    mine = {*(wanted.keys() - theirs), *result.renamed.values(), *gone}
    strangers = [name for name in before.profiles if name not in mine]
    merge = OpenChoice(file.path, ("merge",), "\n".join(sorted(strangers)).encode())
    merged = choices.word(merge.name, merge.there) == "merge"
    waiting = _open(file.path, before, result)
    return replace(
        change_of(file, state, status, result.data),
        problem=_problem(file, result, choices),
        conflicts=result.conflicts,
        choices=(*waiting, merge) if strangers and not merged else waiting,
        others=tuple(map(mask_key_ids, strangers)),
        merged=merged,
        notes=(*notes, *result.notes, *_renamed(result), *kept.values()),
        written=_hidden(file, _written(wanted, base, before, result)),
        backup=True,
    )


def _chosen(choices: Choices, before: ConfigFile) -> dict[str, str]:
    """What was chosen about the profiles as they are now."""
    found = {}
    for name in choices.of_profiles(before.path):
        there = before.profiles.get(name)
        content = profile_content(there.values if there else {})
        if word := choices.word(name_of(before.path, name), content):
            found[name] = word
    return found


def _open(path: str, before: ConfigFile, result: EditResult) -> tuple[OpenChoice, ...]:
    """One choice for each profile that differs."""
    found = []
    for name in dict.fromkeys(each.profile for each in result.conflicts):
        there = before.profiles.get(name)
        content = profile_content(there.values if there else {})
        default = name == DEFAULT_PROFILE
        options = ("keep", "replace") if default else ("keep", "rename", "replace")
        found.append(OpenChoice(name_of(path, name), options, content, name))
    return tuple(found)


def _renamed(result: EditResult) -> list[str]:
    return [
        f"Profile {one_line(old, 80)} is written as {one_line(new, 80)}, because the "
        "name is in use."
        for old, new in result.renamed.items()
    ]


def _kept(
    wanted: Mapping[str, Mapping[str, str]], kind: Kind, result: EditResult
) -> dict[str, str]:
    """Wanted profiles that stay somebody else's, and what that means."""
    decided = {*(each.profile for each in result.conflicts), *result.renamed}
    there = {profile_name(h, kind): keys for h, keys in result.reading.items()}
    found = {}
    for name, keys in wanted.items():
        account, theirs = account_of(keys), account_of(there.get(name, {}))
        if account and account != theirs and name not in decided:
            found[name] = (
                f"The existing profile {one_line(name, 80)} is kept, so Cartography "
                f"does not read account {one_line(account, 20)}."
            )
    return found


def _problem(file: PlannedFile, result: EditResult, choices: Choices) -> str:
    if not result.conflicts:
        return ""
    names = dict.fromkeys(each.profile for each in result.conflicts)
    again = (choices.lapsed(name_of(file.path, name)) for name in names)
    return (
        f"{file.path}: {count(len(names), 'profile')} of the same name "
        f"{'says' if len(names) == 1 else 'say'} something else. Choose for each "
        "whether theirs stays, ours gets another name, or ours replaces it."
        f"{next(filter(None, again), '')}"
    )


def _written(
    wanted: Mapping[str, Mapping[str, str]],
    base: Mapping[str, Section],
    before: ConfigFile,
    result: EditResult,
) -> list[Section]:
    """The keys that are ours now: written by this edit, or by an earlier one."""
    found = []
    for planned, values in wanted.items():
        name = result.renamed.get(planned, planned)
        header = header_for(name, before.kind)
        theirs = before.profiles.get(name)
        had = theirs.values if theirs else {}
        has = result.reading.get(theirs.header if theirs else header, {})
        earlier = dict(base[name].keys) if name in base else {}
        keys = tuple(
            (key, value)
            for key, value in values.items()
            if key in earlier or (has.get(key) == value and had.get(key) != value)
        )
        if keys:
            found.append(Section(header, keys))
    return found


def _hidden(file: PlannedFile, sections: Sequence[Section]) -> tuple[Section, ...]:
    if not file.secret:
        return tuple(sections)
    return tuple(
        replace(each, keys=tuple((key, value_digest(v)) for key, v in each.keys))
        for each in sections
    )
