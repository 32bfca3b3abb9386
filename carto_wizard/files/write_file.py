"""Write one change: record, back up, replace, and look at what was replaced."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from carto_wizard.errors import WriteError
from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.config.guards import prove_readable
from carto_wizard.files.disk import atomic, renames
from carto_wizard.files.disk.backups import back_up, prune, set_aside
from carto_wizard.files.disk.file_state import FileState, read_state, unusable_state
from carto_wizard.files.disk.in_place import NotAsBefore, WrittenByTwo, write_in_place
from carto_wizard.files.disk.leases import is_open_for_writing
from carto_wizard.files.journal.record import entry_for
from carto_wizard.files.journal.recovery import recover_file
from carto_wizard.files.journal.store import announce, confirm, forget, new_id
from carto_wizard.files.state_folder import StateFolder


class ChangedSince(Exception):
    """The disk is not as the preview showed it; it stays as another program left it."""


class TwoVersions(Exception):
    """Another program wrote the file at the same moment; both versions are kept."""

    def __init__(self, other: Path) -> None:
        super().__init__(str(other))
        self.other = other
        """Where the version is that is not at the file's own name."""


class FileWrite:
    """The steps of one write, whose lock is held, and the way back if one fails."""

    def __init__(
        self, change: Change, state_folder: StateFolder, run: str, session: str
    ) -> None:
        self.change = change
        self.state_folder = state_folder
        self.journal = state_folder.journal
        self.real = Path(change.real)
        self.entry = entry_for(change, run, session)
        self.message = ""

    def put(self) -> None:
        """Take every step in order; the record is on disk before the file changes."""
        change = self.change
        recover_file(self.state_folder, change.real)
        # Under the lock, so that the journal's order is the order of the writes.
        self.entry = replace(self.entry, id=new_id())
        state = self._state_as_previewed()
        missing = map(str, atomic.missing_folders(self.real.parent))
        self.entry = replace(self.entry, folders=(*self.entry.folders, *missing))
        if state.data is not None and change.backup:
            self._keep_copy(state)
        self._announce()
        # Announced first, so that a kill right after it leaves no folder for good.
        atomic.make_folder(self.real.parent)
        if change.status is ChangeStatus.REMOVE:
            self._remove(state)
        elif state.data == change.after:
            self.real.chmod(change.mode)
        elif state.in_place:
            self._in_place(state)
        else:
            self._replace(state)
        confirm(self.journal, self.entry)
        if self.entry.backup:
            prune(Path(self.entry.backup))

    def is_written(self) -> bool:
        """Whether the disk holds what was to be written."""
        wanted = self.change.after
        removed = self.change.status is ChangeStatus.REMOVE
        return read_state(self.change.real).data == (None if removed else wanted)

    def is_untouched(self) -> bool:
        """Whether the disk holds what was there before."""
        return read_state(self.change.real).data == self.change.before

    def give_up(self) -> None:
        """Remove the record, backup and folders of a write that changed nothing."""
        with contextlib.suppress(OSError):
            forget(self.journal, self.entry)
        if self.entry.backup:
            with contextlib.suppress(OSError):
                Path(self.entry.backup).unlink()
        if self.change.before is None:
            atomic.remove_empty(self.entry.folders)

    def judge_by_the_disk(self) -> None:
        """Keep the record of the write if the file holds it, as after a kill."""
        with contextlib.suppress(OSError):
            recover_file(self.state_folder, self.change.real)

    def _replace(self, state: FileState) -> None:
        """Give a complete new file the name, and look again at what had it before.

        In place where that is blocked.
        """
        with self._complete_copy(self.real.parent, self.change.mode) as copy:
            try:
                if state.data is None:
                    renames.create(copy, self.real)
                else:
                    renames.swap(copy, self.real)
                    self._drop(copy, state)
                atomic.sync_folder(self.real.parent)
                return
            except (FileExistsError, FileNotFoundError):
                raise ChangedSince from None
            except renames.Blocked:
                self.message = (
                    "It was overwritten in place, because it could not be replaced."
                )
        self._in_place(state)

    def _in_place(self, state: FileState) -> None:
        """Write into the file, once a complete copy of the new bytes is on disk."""
        if not self.entry.backup:
            self._keep_copy(state)
        change, backup = self.change, Path(self.entry.backup)
        mode = None if change.mode == change.mode_before else change.mode
        with self._complete_copy(backup.parent):
            try:
                write_in_place(self.real, state.data or b"", change.after, mode)
            except (NotAsBefore, FileNotFoundError):
                raise ChangedSince from None
            except WrittenByTwo:
                raise TwoVersions(backup) from None

    def _remove(self, state: FileState) -> None:
        """Remove the file, and the folders made for it that are empty now."""
        # Under another name first, so that it can be looked at once nobody finds it.
        aside = atomic.temporary_name(self.real, self.real.parent)
        self.entry = replace(self.entry, temporary=str(aside))
        self._announce()
        try:
            self.real.rename(aside)
        except FileNotFoundError:
            raise ChangedSince from None
        self._drop(aside, state)
        atomic.remove_empty(self.change.folders)
        if self.real.parent.is_dir():
            atomic.sync_folder(self.real.parent)

    def _drop(self, replaced: Path, state: FileState) -> None:
        """Remove what was replaced if the preview showed it; else put it back."""
        if atomic.holds(replaced, state.data, state.mode):
            if is_open_for_writing(replaced):
                kept = set_aside(replaced, self.real)
                self.message = (
                    "Another program still has the old file open. What that program "
                    f"writes goes to {kept}."
                )
            else:
                replaced.unlink()
            return
        with contextlib.suppress(OSError, renames.Blocked):
            renames.give_back(replaced, self.real)
            atomic.sync_folder(self.real.parent)
        if os.path.lexists(replaced) and not self._is_ours(replaced):
            raise TwoVersions(set_aside(replaced, self.real))
        raise ChangedSince

    def _is_ours(self, path: Path) -> bool:
        change = self.change
        return atomic.holds(path, change.after, change.mode)

    @contextlib.contextmanager
    def _complete_copy(self, folder: Path, mode: int | None = None) -> Iterator[Path]:
        """The new file under a name that the record gives, proved readable."""
        copy = atomic.complete_copy(self.real, self.change.after, folder, mode)
        with copy as temporary:
            self.entry = replace(self.entry, temporary=str(temporary))
            self._announce()
            # An undo gives back what was there, readable or not.
            if self.change.kind and not self.change.undoes:
                prove_readable(temporary, self.change.file.path, self.change.kind)
            self._state_as_previewed()
            yield temporary

    def _keep_copy(self, state: FileState) -> None:
        """Make a verified backup and name it in the record."""
        backup = back_up(self.real, state.data or b"", self.state_folder.backups)
        self.entry = replace(self.entry, backup=str(backup))

    def _announce(self) -> None:
        try:
            announce(self.journal, self.entry)
        except OSError as error:
            obstacle = unusable_state(self.journal, error)
            raise WriteError(
                obstacle.problem,
                f"{obstacle.hint} Nothing was changed, because a change without a "
                "journal entry could not be undone.",
            ) from None

    def _state_as_previewed(self) -> FileState:
        """Return what is there; raise ChangedSince if the preview showed another."""
        change = self.change
        state = read_state(change.file.path)
        if state.problem:
            raise WriteError(f"{state.path} {state.problem}", state.hint)
        as_shown = (state.real, state.data) == (change.real, change.before)
        # The mode is ours already where an earlier change of this file set it.
        if not as_shown or state.mode not in (change.mode_before, change.mode):
            raise ChangedSince
        return state
