"""From a change to its journal entry, with a digest in the place of every secret."""

from __future__ import annotations

from collections.abc import Iterator

from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.config.profiles import named_sections
from carto_wizard.files.config.reading import read
from carto_wizard.files.journal.entry import (
    JournalEntry,
    KeyChange,
    ProfileChange,
    digest_of,
    value_digest,
)
from carto_wizard.files.journal.store import new_id
from carto_wizard.files.mask import hides_secret
from carto_wizard.render.planned import PlannedFile


def entry_for(change: Change, run: str, session: str) -> JournalEntry:
    """Return what the journal says about this change."""
    file = change.file
    removed = change.status is ChangeStatus.REMOVE
    return JournalEntry(
        id=new_id(),
        run=run,
        session=session,
        key=file.key,
        path=file.path,
        real=change.real,
        before=digest_of(change.before),
        after=None if removed else digest_of(change.after),
        mode=change.mode_before,
        secret=file.secret,
        kind=change.kind,
        changed=tuple(_profile_changes(change)) if change.kind else (),
        written=change.written,
        generated=None if change.kind else _without_secrets(change.file),
        merged=change.after != file.text.encode(),
        folders=change.folders,
        undoes=change.undoes,
    )


def _without_secrets(file: PlannedFile) -> str | None:
    return None if file.secret or hides_secret(file.text) else file.text


def _profile_changes(change: Change) -> Iterator[ProfileChange]:
    old, new = _values(change, change.before), _values(change, change.after)
    for profile in {**old, **new}:
        before, after = old.get(profile, {}), new.get(profile, {})
        keys = tuple(
            KeyChange(
                key,
                _recorded(change, key, before.get(key)),
                _recorded(change, key, after.get(key)),
            )
            for key in {**before, **after}
            if before.get(key) != after.get(key)
        )
        if keys:
            yield ProfileChange(profile, profile not in old, keys)


def _values(change: Change, data: bytes | None) -> dict[str, dict[str, str]]:
    """Profile → key → value."""
    file = read(data or b"", change.file.path, change.kind or "config")
    return {name: section.values for name, section in named_sections(file)}


def _recorded(change: Change, key: str, value: str | None) -> str | None:
    if value is None:
        return None
    secret = change.file.secret or hides_secret(f"{key} = {value}")
    return value_digest(value) if secret else value
