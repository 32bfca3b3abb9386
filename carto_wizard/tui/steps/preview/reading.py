"""A page about the files as the disk has them, read off the screen's thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from carto_wizard.files.change import Change
from carto_wizard.setup.text import one_line
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.steps.preview.lines import (
    PreviewEntry,
    answers_entry,
    file_entry,
)
from carto_wizard.tui.work.background import Finished, start
from carto_wizard.tui.work.disk_progress import DiskProgress
from carto_wizard.tui.work.review import Review, review

if TYPE_CHECKING:
    from carto_wizard.checks.roles.look import AccountRoles


class ReviewedBody(StepBody):
    """Reads the disk and makes the lines of each file; a subclass shows them."""

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.review: Review | None = None
        self.entries: dict[int, PreviewEntry] = {}
        """0 are the answers; the files follow."""
        self.trouble = ""
        self._round = 0

    def begin_reading(self, say: Callable[[str], None]) -> None:
        """Read the disk without holding up the page; `say` gets how far it is."""
        self._progress = DiskProgress(self, say, self.state.home)
        self.action_reread()

    def show_review(self, review: Review) -> None:
        """The disk was read."""
        raise NotImplementedError

    def show_trouble(self) -> None:
        """The disk could not be read."""
        raise NotImplementedError

    def show_entry(self, index: int) -> None:
        """The lines of a file are there."""
        raise NotImplementedError

    def roles_found(self, found: tuple[AccountRoles, ...]) -> None:
        """AWS was asked which roles are there; only the preview asks."""
        raise NotImplementedError

    def action_reread(self) -> None:
        """Read the disk, again if need be."""
        self._round += 1
        self.trouble, self.review, self.entries = "", None, {}
        self.state.review = None
        self._progress.begin()
        work = partial(review, self.state.snapshot(), self._progress.tell)
        start(self, f"review {self._round}", work)

    def make_entry(self, index: int, change: Change) -> None:
        """Make the lines of a file, unless they are there already."""
        if index not in self.entries:
            start(self, f"entry {self._round} {index}", partial(file_entry, change))

    @on(Finished)
    def _finished(self, event: Finished) -> None:
        event.stop()
        what, number, *index = event.name.split()
        if what == "roles":
            self.roles_found(event.result)
            return
        if int(number) != self._round:
            return
        if event.error:
            self._progress.end()
            self.trouble = one_line(str(event.error))
            self.show_trouble()
        elif what == "review":
            self._progress.end()
            found: Review = event.result
            self.review = self.state.review = found
            self.state.files_on_disk = found.on_disk()
            self.entries = {0: answers_entry(found.answers, found.missing)}
            self.show_review(found)
        else:
            self.entries[int(index[0])] = event.result
            self.show_entry(int(index[0]))
        if what == "review":
            # The rail and the problem line follow.
            self.post_message(self.Changed(self.state.answers))
