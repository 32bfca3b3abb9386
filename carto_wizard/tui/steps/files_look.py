"""A page that says which files are there: it looks at the disk without holding up."""

from __future__ import annotations

from functools import partial

from textual import on

from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.work.background import Finished, start
from carto_wizard.tui.work.writing import files_on_disk


class FilesLookBody(StepBody):
    """Shows what is known at once, and again when the disk was read."""

    def show_page(self) -> None:
        """Fill the page from the state."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Show what is known, and look at the disk again."""
        self.show_page()
        start(self, "files", partial(files_on_disk, self.state))

    @on(Finished)
    def _looked(self, event: Finished) -> None:
        event.stop()
        if event.error is None:
            self.state.files_on_disk = event.result
            self.show_page()
            self.post_message(self.Changed(self.state.answers))
        else:
            self.post_message(self.Trouble(str(event.error)))
