"""What an earlier run left in a config file, and what becomes of it in this one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from carto_wizard.files.config.editor import ConfigFile
from carto_wizard.files.config.names import profile_name
from carto_wizard.files.config.section_edits import renamed_before
from carto_wizard.files.journal.entry import JournalEntry, same_value
from carto_wizard.render.planned import Section
from carto_wizard.setup.text import one_line


def base_of(known: JournalEntry | None, before: ConfigFile) -> list[Section]:
    """What we wrote last; a digest stands for the value that it is the digest of."""
    found = []
    for section in known.written if known else ():
        name = profile_name(section.header, before.kind)
        profile = before.profiles.get(name or "")
        current = profile.values if profile else {}
        keys = tuple(
            (key, current[key])
            if key in current and same_value(current[key], value)
            else (key, value)
            for key, value in section.keys
        )
        found.append(replace(section, keys=keys))
    return found


def renamed(
    base: Sequence[Section], before: ConfigFile, wanted: Sequence[str]
) -> dict[str, str]:
    """Profiles that stand under another name since an earlier run, by wanted name."""
    names = {profile_name(each.header, before.kind) or "" for each in base}
    kept = {name for name in names if name in before.profiles}
    if not kept:
        return {}
    found = {
        name: other
        for name in wanted
        if name not in names and (other := renamed_before(name, kept))
    }
    return {name: other for name, other in found.items() if other not in wanted}


def stale(
    base: Sequence[Section],
    before: ConfigFile,
    wanted: Collection[str],
    choices: Mapping[str, str],
) -> tuple[list[str], list[str]]:
    """Profiles whose account left the answers: removed if still exactly ours."""
    gone, notes = [], []
    for section in base:
        name = profile_name(section.header, before.kind) or ""
        profile = before.profiles.get(name)
        if name in wanted or profile is None:
            continue
        shown = one_line(name, 80)
        if profile.values == dict(section.keys) and choices.get(name) != "keep":
            gone.append(name)
            notes.append(f"Profile {shown} is no longer in the answers; it is removed.")
        else:
            notes.append(
                f"line {profile.line}: profile {shown} is no longer in the answers; it "
                "stays, because it was edited by hand or you chose to keep it."
            )
    return gone, notes
