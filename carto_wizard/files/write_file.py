"""Write one change: record, back up, replace, read back."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from carto_wizard.errors import WriteError
from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.config.guards import prove_readable
from carto_wizard.files.disk import atomic
from carto_wizard.files.disk.backups import back_up, prune
from carto_wizard.files.disk.file_state import FileState, read_state, unusable_state
from carto_wizard.files.journal.record import entry_for
from carto_wizard.files.journal.recovery import recover_file
from carto_wizard.files.journal.store import announce, confirm, forget, new_id
from carto_wizard.files.state_folder import StateFolder


class ChangedSince(Exception):
    """The disk is no longer as the preview showed it."""


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
            self._remove()
        elif state.data == change.after:
            self.real.chmod(change.mode)
        elif state.in_place:
            self._in_place(state)
        else:
            self._replace(state)
        if not self.is_written():
            raise OSError("it does not read back as it was written")
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

    def _replace(self, state: FileState) -> None:
        """Replace the file by a rename, or in place where the rename is blocked."""
        change = self.change
        try:
            atomic.replace(
                self.real, change.after, change.mode, self._check_before_replacing
            )
        except atomic.Blocked as blocked:
            if state.data is None:
                raise blocked.__cause__ or blocked from None
            self.message = "It was written in place, since it could not be replaced."
            self._in_place(state)

    def _in_place(self, state: FileState) -> None:
        """Write into the file, once a complete copy of the new bytes is on disk."""
        if not self.entry.backup:
            self._keep_copy(state)
        folder = Path(self.entry.backup).parent
        copy = atomic.complete_copy(self.real, self.change.after, folder)
        with copy as temporary:
            self.entry = replace(self.entry, temporary=str(temporary))
            self._announce()
            self._check_before_replacing(temporary)
            try:
                atomic.write_in_place(self.real, self.change.after, self.change.mode)
            except OSError:
                atomic.write_in_place(self.real, state.data or b"", state.mode)
                raise

    def _remove(self) -> None:
        """Remove the file, and the folders made for it that are empty now."""
        self._state_as_previewed()
        self.real.unlink()
        atomic.remove_empty(self.change.folders)
        if self.real.parent.is_dir():
            atomic.sync_folder(self.real.parent)

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
                f"{obstacle.hint} Nothing was changed, since it could not be taken "
                "back without a record.",
            ) from None

    def _check_before_replacing(self, temporary: Path) -> None:
        """Prove the new file readable, and the old one still as in the preview."""
        # An undo gives back what was there, readable or not.
        if self.change.kind and not self.change.undoes:
            prove_readable(temporary, self.change.file.path, self.change.kind)
        self._state_as_previewed()

    def _state_as_previewed(self) -> FileState:
        """Return what is there; raise ChangedSince if the preview showed another."""
        change = self.change
        state = read_state(change.file.path)
        if state.problem:
            raise WriteError(f"{state.path} {state.problem}", state.hint)
        if (state.real, state.data) != (change.real, change.before):
            raise ChangedSince
        return state
