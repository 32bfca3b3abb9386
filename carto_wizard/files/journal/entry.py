"""One write of one file, as the journal keeps it: digests, and never a secret."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from carto_wizard import __version__
from carto_wizard.errors import WizardError
from carto_wizard.files.config.aws_file import Kind
from carto_wizard.render.planned import Section

VERSION = 2


class OtherVersion(WizardError):
    """The entry was recorded by another version of the wizard."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key of an AWS file that a write set or removed; None: there is no such key."""

    key: str
    before: str | None = field(repr=False)
    """Like `after` the value, or the `value_digest` of a secret."""
    after: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What a write did to one profile of an AWS file."""

    profile: str
    created: bool
    """Whether the write added the profile."""
    keys: tuple[KeyChange, ...]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One write of one file."""

    id: str
    """Sorts by time."""
    run: str
    """Shared by all files of one write."""
    session: str
    key: str
    """The planned file's key."""
    path: str
    real: str
    before: str | None
    """Digest of what was there; None: there was no file."""
    after: str | None
    """Digest of what was written; None: the file was removed."""
    mode: int
    """Of the file that was there before; 0 where there was none."""
    secret: bool = False
    kind: Kind | Literal[""] = ""
    """`config` or `credentials`: an AWS file that was edited; else a whole file."""
    changed: tuple[ProfileChange, ...] = ()
    written: tuple[Section, ...] = ()
    """The keys that are ours after this write; values of secret files as digests."""
    generated: str | None = None
    """The text before hand edits were merged in; None where it may hold a secret."""
    merged: bool = False
    """Whether what was written holds hand edits."""
    folders: tuple[str, ...] = ()
    """Folders that were made for the file, outermost first."""
    backup: str = ""
    temporary: str = ""
    """Where the new bytes are, complete, and then what they replaced, until it is done.

    Empty: they are not complete yet."""
    undoes: tuple[str, ...] = ()
    """The entries that this write takes back."""
    wizard: str = field(default=__version__)

    def as_json(self) -> dict[str, Any]:
        """Return the entry as a JSON document."""
        return {"version": VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> JournalEntry:
        """Read what `as_json` gave; raises OtherVersion, or the error of bad data."""
        values = dict(found)
        if values.pop("version") != VERSION:
            raise OtherVersion("written by another version of carto-wizard")
        values["changed"] = tuple(
            ProfileChange(
                each["profile"],
                each["created"],
                tuple(KeyChange(**key) for key in each["keys"]),
            )
            for each in values["changed"]
        )
        values["written"] = tuple(
            Section(
                each["header"],
                tuple((key, value) for key, value in each["keys"]),
                tuple(each["remove"]),
            )
            for each in values["written"]
        )
        for name in ("folders", "undoes"):
            values[name] = tuple(values[name])
        return cls(**values)


def digest_of(data: bytes | None) -> str | None:
    """Return the SHA-256 of a file's bytes in hexadecimal; None for no file."""
    return None if data is None else hashlib.sha256(data).hexdigest()


def value_digest(value: str) -> str:
    """Return what the journal keeps instead of a secret value."""
    return "sha256:" + hashlib.sha256(value.encode()).hexdigest()


def same_value(value: str | None, recorded: str | None) -> bool:
    """Whether a value is the recorded one, or the one that has the recorded digest."""
    return value == recorded or (value is not None and recorded == value_digest(value))
