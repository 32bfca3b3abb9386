"""The profiles that an earlier run wrote: kept, renamed, or no longer wanted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from carto_wizard.files.config.editor import ConfigFile
from carto_wizard.files.config.names import profile_name
from carto_wizard.files.config.section_edits import renamed_before
from carto_wizard.files.journal.entry import JournalEntry, same_value
from carto_wizard.render.planned import Section
from carto_wizard.setup.text import one_line


def base_of(known: JournalEntry | None, before: ConfigFile) -> dict[str, Section]:
    """What we wrote last, by profile, with the value there for each digest of it."""
    found = {}
    for section in known.written if known else ():
        name = profile_name(section.header, before.kind) or ""
        profile = before.profiles.get(name)
        current = profile.values if profile else {}
        keys = tuple(
            (key, current[key] if same_value(current.get(key), value) else value)
            for key, value in section.keys
        )
        found[name] = replace(section, keys=keys)
    return found


def renamed(
    base: Mapping[str, Section], before: ConfigFile, wanted: Collection[str]
) -> dict[str, str]:
    """Wanted profiles that an earlier run wrote under another name, which is there."""
    kept = base.keys() & before.profiles.keys()
    if not kept:
        return {}
    return {
        name: other
        for name in wanted
        if name not in base
        and (other := renamed_before(name, kept))
        and other not in wanted
    }


def stale(
    base: Mapping[str, Section],
    before: ConfigFile,
    wanted: Collection[str],
) -> tuple[list[str], list[str]]:
    """Profiles whose account left the answers: removed if still exactly ours."""
    gone, notes = [], []
    for name, section in base.items():
        profile = before.profiles.get(name)
        if name in wanted or profile is None:
            continue
        shown = one_line(name, 80)
        if profile.values == dict(section.keys):
            gone.append(name)
            notes.append(
                f"Profile {shown} is removed, because it is no longer in your answers."
            )
        else:
            notes.append(
                f"line {profile.line}: profile {shown} is no longer in the answers; it "
                "stays, because it was edited by hand."
            )
    return gone, notes
