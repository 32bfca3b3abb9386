"""The region of a single account."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from carto_wizard.setup.answers import Answers, put
from carto_wizard.setup.steps import Problem
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.steps.region_choice import region_picker
from carto_wizard.tui.widgets.region_picker import RegionPicker


class RegionBody(StepBody):
    """A picker; its default is chosen already."""

    def compose(self) -> ComposeResult:
        """What the region is for, and the regions."""
        text = "Cartography lists the other regions of the account itself."
        yield Static(text, classes="muted help", markup=False)
        yield region_picker(self.state, self.state.answers.single.region)

    @property
    def picker(self) -> RegionPicker:
        """The regions."""
        return self.query_one(RegionPicker)

    def focus_first(self) -> None:
        """Start in the filter."""
        self.picker.focus()

    def collect(self, answers: Answers) -> Answers:
        """The region as chosen."""
        return put(answers, "single.region", self.picker.chosen)

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Go to the picker; the problem line says what is wrong."""
        self.picker.focus()
        return False

    def next_asked(self) -> bool:
        """Take what is under the cursor where Enter would have to be pressed first."""
        undecided = self.picker.undecided
        if undecided:
            self.picker.accept()
        return undecided

    @on(RegionPicker.Chosen)
    def _chosen(self, event: RegionPicker.Chosen) -> None:
        from carto_wizard.tui.dialogs.region import take

        event.stop()
        take(self.app, event, "the account", self.go_next)
