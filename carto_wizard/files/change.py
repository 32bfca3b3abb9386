"""A planned file against the disk: what preview shows and the writer takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from carto_wizard.files.choices import OpenChoice
from carto_wizard.files.config.aws_file import Kind
from carto_wizard.files.config.profile_merge import Conflict
from carto_wizard.files.disk.file_state import FileState
from carto_wizard.render.planned import PlannedFile, Section


class ChangeStatus(StrEnum):
    """What writing would do."""

    CREATE = "create"
    SAME = "same"
    UPDATE = "update"
    CONFLICT = "conflict"
    """A person has to choose first; as it is, nothing is written."""
    REFUSED = "refused"
    REMOVE = "remove"
    """Only in an undo: the file was ours alone and goes."""

    @property
    def glyph(self) -> str:
        """The character that stands beside the word."""
        return _GLYPHS[self]


_GLYPHS = dict(zip(ChangeStatus, "+=~!✗-", strict=True))


@dataclass(frozen=True, slots=True)
class Change:
    """One file: what is there, what would be there, and what prevents it."""

    file: PlannedFile
    status: ChangeStatus
    before: bytes | None = field(repr=False)
    after: bytes = field(repr=False)
    """What is written, to the byte."""
    problem: str = ""
    """Place, reason and way out; empty: none."""
    conflicts: tuple[Conflict, ...] = ()
    choices: tuple[OpenChoice, ...] = ()
    """What a person can decide about this file and has not decided yet."""
    others: tuple[str, ...] = ()
    """Profiles in this AWS file that are not ours; Cartography would sync them too."""
    merged: bool = False
    """The person agreed that Cartography syncs these other profiles."""
    notes: tuple[str, ...] = ()
    """What a person should know before agreeing."""
    real: str = ""
    """The file behind every symlink."""
    mode: int = 0o600
    mode_before: int = 0
    """0: there is no file."""
    in_place: str = ""
    """Why it is written in place, after a backup; empty: replaced by a rename."""
    backup: bool = False
    """Whether a copy of what is there is kept beside it."""
    kind: Kind | Literal[""] = ""
    """`config` or `credentials`: an AWS file that is edited; else a whole file."""
    written: tuple[Section, ...] = field(default=(), repr=False)
    """The keys of this AWS file that are ours once it is written."""
    folders: tuple[str, ...] = ()
    """Folders that an undo removes where they are left empty, outermost first."""
    outside: bool = False
    """It is not in a folder of the person's: nobody agrees to it without seeing it."""
    recorded: bool = False
    """Whether this session wrote the file before, as the journal has it."""
    undoes: tuple[str, ...] = ()
    """Journal entries that this change takes back."""

    @property
    def pending(self) -> bool:
        """Whether writing it would change the disk."""
        kinds = (ChangeStatus.CREATE, ChangeStatus.UPDATE, ChangeStatus.REMOVE)
        return self.status in kinds


def change_of(
    file: PlannedFile, state: FileState, status: ChangeStatus, after: bytes
) -> Change:
    """The change from what is there to these bytes."""
    return Change(
        file,
        status,
        state.data,
        after,
        real=state.real,
        mode_before=state.mode,
        in_place=state.in_place,
        kind=config_kind(file) if file.sections else "",
    )


def config_kind(file: PlannedFile) -> Kind:
    """Which of the two formats of AWS files."""
    return "credentials" if "credentials" in file.key else "config"


def mark_choice(change: Change) -> OpenChoice | None:
    """The choice that removes a byte order mark; None: none is in the way."""
    return next((each for each in change.choices if "remove" in each.options), None)
