"""What the preview shows and the writer gets: planned files against the disk."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands.files_on_disk import FilesOnDisk
from carto_wizard.commands.planning import (
    Incomplete,
    complete_session,
    planned_changes,
    stuck,
)
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import one_line

if TYPE_CHECKING:
    from carto_wizard.files.change import Change
    from carto_wizard.files.changes import Stage
    from carto_wizard.render.places import Places
    from carto_wizard.tui.state import WizardState

SEPARATORS = ("/", "\\")


@dataclass(frozen=True, slots=True)
class Review:
    """Every file that these answers lead to, as the disk was when it was looked at."""

    answers: Answers
    missing: tuple[Problem, ...] = ()
    """Answers that are not there yet; then there are no changes."""
    places: Places | None = None
    changes: tuple[Change, ...] = ()

    @property
    def pending(self) -> tuple[Change, ...]:
        """The changes that would touch the disk."""
        return tuple(change for change in self.changes if change.pending)

    @property
    def open(self) -> tuple[Change, ...]:
        """The changes that wait for a person: conflicts and refusals."""
        return stuck(self.changes)

    def on_disk(self, written: Collection[str] = ()) -> FilesOnDisk:
        """Which files were there, and those `written` since."""
        return FilesOnDisk.of(self.answers, self.changes, written)

    def fits(self, answers: Answers) -> bool:
        """Whether it was made for what the files follow from."""
        return self.answers.rendered == answers.rendered


def review(
    state: WizardState, tell: Callable[[Stage], object] = lambda stage: None
) -> Review:
    """The files of these answers against the disk; `tell` gets each stage of it."""
    answers = state.answers
    try:
        complete = complete_session(
            state.session, answers, state.environ, state.state_folder, state.home
        )
    except Incomplete as incomplete:
        return Review(answers, incomplete.problems)
    changes = planned_changes(complete, state.keys, tell)
    return Review(answers, (), complete.places, changes)


def changed_since(seen: Review, now: Review) -> tuple[str, ...]:
    """The files whose content on the disk is no longer what was shown."""
    before = {change.file.path: change.before for change in seen.changes}
    return tuple(
        change.file.path
        for change in now.changes
        if before.get(change.file.path, change.before) != change.before
    )


def without_secrets(change: Change) -> Change:
    """The change without the bytes of a file that holds secrets."""
    if not change.file.secret:
        return change
    file = replace(change.file, parts=(), sections=())
    bare = replace(change, file=file, before=None, after=b"", written=())
    return replace(bare, conflicts=(), choices=())


def short_path(path: str, home: Path, folder: str = "") -> str:
    """A path as a person knows it: its name in the folder, else with `~` for home."""
    for start, sign in ((folder, ""), (str(home), "~")):
        rest = path.removeprefix(start) if start else path
        if rest != path and rest[:1] in SEPARATORS:
            return one_line(sign + rest if sign else rest[1:])
    return one_line(path)
