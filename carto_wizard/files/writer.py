"""Write changes to the disk, one after the other; no failure stops the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from carto_wizard.errors import ConfigRefused, WizardError
from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.disk.file_state import unusable, unusable_state
from carto_wizard.files.disk.locks import lock
from carto_wizard.files.journal.store import new_id
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.files.write_file import ChangedSince, FileWrite, TwoVersions


class Outcome(StrEnum):
    """How the writing of one file ended."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    SKIPPED = "skipped"
    """A conflict waits for a choice."""
    REFUSED = "refused"
    CHANGED = "changed since preview"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class WriteResult:
    """How the writing of one change ended; `backup` is empty where none was made."""

    change: Change
    outcome: Outcome
    backup: str = ""
    message: str = ""

    @property
    def ok(self) -> bool:
        """Whether the file is now as the preview showed it."""
        return self.outcome in (Outcome.WRITTEN, Outcome.UNCHANGED, Outcome.REMOVED)


_WITHOUT_WRITING = {
    ChangeStatus.SAME: Outcome.UNCHANGED,
    ChangeStatus.REFUSED: Outcome.REFUSED,
    ChangeStatus.CONFLICT: Outcome.SKIPPED,
}


def write(
    changes: Iterable[Change], *, state_folder: StateFolder, session: str
) -> Iterator[WriteResult]:
    """Write each change and give its result at once.

    Each write is recorded for the session, so that it can be taken back.
    """
    run = new_id()
    for change in changes:
        if change.status in _WITHOUT_WRITING:
            outcome = _WITHOUT_WRITING[change.status]
            yield WriteResult(change, outcome, message=change.problem)
        else:
            yield _write(change, FileWrite(change, state_folder, run, session))


def _write(change: Change, writing: FileWrite) -> WriteResult:
    try:
        with lock(change.real, writing.state_folder.locks):
            return _locked(change, writing)
    except WizardError as error:
        return WriteResult(change, Outcome.FAILED, message=str(error))
    except OSError as error:
        obstacle = unusable_state(writing.state_folder.locks, error)
        message = f"{obstacle.problem} {obstacle.hint}"
        return WriteResult(change, Outcome.FAILED, message=message)


def _locked(change: Change, writing: FileWrite) -> WriteResult:
    try:
        writing.put()
    except ChangedSince:
        writing.give_up()
        message = f"{change.file.path} changed after the preview. Preview it again."
        return WriteResult(change, Outcome.CHANGED, message=message)
    except TwoVersions as two:
        writing.judge_by_the_disk()
        message = (
            f"Another program wrote {change.file.path} at the same moment. The other "
            f"version is in {two.other}. Compare them, then preview again."
        )
        return WriteResult(change, Outcome.CHANGED, writing.entry.backup, message)
    except WizardError as error:
        writing.give_up()
        refused = isinstance(error, ConfigRefused)
        outcome = Outcome.REFUSED if refused else Outcome.FAILED
        return WriteResult(change, outcome, message=str(error))
    except (OSError, ValueError) as error:
        return _failed(change, writing, unusable(error).problem, unusable(error).hint)
    outcome, message = Outcome.WRITTEN, writing.message
    if change.status is ChangeStatus.REMOVE:
        outcome = Outcome.REMOVED
    if not writing.is_written():
        outcome = Outcome.CHANGED
        message = (
            f"Another program changed {change.file.path} directly after the write."
        )
    return WriteResult(change, outcome, writing.entry.backup, message)


def _failed(change: Change, writing: FileWrite, problem: str, hint: str) -> WriteResult:
    """Judge by what is on the disk now, whatever step failed."""
    path = change.file.path
    if writing.is_written():
        message = f"{path} is written, but could be lost in a power cut: it {problem}"
        return WriteResult(change, Outcome.WRITTEN, writing.entry.backup, message)
    if writing.is_untouched():
        writing.give_up()
        message = f"{path} {problem} {hint} Nothing was changed."
        return WriteResult(change, Outcome.FAILED, message=message)
    backup = writing.entry.backup
    copy = f" The earlier content is in {backup}." if backup else ""
    message = f"{path} {problem} {hint}{copy}"
    return WriteResult(change, Outcome.FAILED, backup, message)
