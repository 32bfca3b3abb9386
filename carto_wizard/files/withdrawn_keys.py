"""The backups that still hold access keys which an undo has taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from carto_wizard.files.config.profiles import named_sections
from carto_wizard.files.config.reading import read
from carto_wizard.files.disk.backups import copies_of
from carto_wizard.files.disk.file_state import read_state
from carto_wizard.files.journal.entry import JournalEntry, value_digest
from carto_wizard.files.journal.store import standing
from carto_wizard.files.state_folder import StateFolder


def backups_with_withdrawn_keys(
    state_folder: StateFolder, every: Sequence[JournalEntry], session: str
) -> tuple[Path, ...]:
    """Return the copies that hold keys which this session wrote and took back.

    Of the keys, the journal has only the digests.
    """
    stand = standing(every)
    kept = set(_written(stand))
    ids = {entry.id for entry in stand}
    gone = [
        entry
        for entry in every
        if entry.secret
        and entry.session == session
        and not entry.undoes
        and entry.id not in ids
    ]
    withdrawn = set(_written(gone)) - kept
    reals = dict.fromkeys(entry.real for entry in gone)
    return tuple(
        copy
        for real in reals
        for copy in copies_of(Path(real), state_folder.backups)
        if withdrawn & set(_digests(copy))
    )


def _written(entries: Iterable[JournalEntry]) -> Iterator[str]:
    for entry in entries:
        for change in entry.changed if entry.secret else ():
            yield from (key.after for key in change.keys if key.after is not None)


def _digests(copy: Path) -> Iterator[str]:
    """The digest of each value in a credentials file."""
    file = read(read_state(str(copy)).data or b"", str(copy), "credentials")
    for _, section in named_sections(file):
        yield from map(value_digest, section.values.values())
