"""Dialogs that ask for a region, and whether one that must be enabled is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Static

from carto_wizard.aws.regions import Region, opt_in_notice
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.menu import Menu
from carto_wizard.tui.widgets.overflow import Overflow
from carto_wizard.tui.widgets.region_picker import RegionPicker


class ChooseRegion(Dialog[str | None]):
    """Gives the region's name, or an empty string for "as the hub"."""

    def __init__(
        self,
        title: str,
        regions: Sequence[Region],
        chosen: str | None,
        hub: str,
        where: str,
        note: str = "",
    ) -> None:
        """`where` is what an opt-in region must be enabled in."""
        super().__init__()
        self.heading = title
        self.note = note
        self.picker = RegionPicker(regions, chosen, start=hub, hub=hub)
        self.where = where

    def compose(self) -> ComposeResult:
        """A title and the picker."""
        with Overflow(classes="dialog tall"):
            yield Static(self.heading, classes="heading", markup=False)
            if self.note:
                yield Static(self.note, classes="muted", markup=False)
            yield self.picker
        yield KeyBar()

    def on_mount(self) -> None:
        """Start in the filter."""
        self.picker.focus()

    @on(RegionPicker.Chosen)
    def _chosen(self, event: RegionPicker.Chosen) -> None:
        event.stop()

        def taken() -> None:
            self.dismiss(event.region.name)

        take(self.app, event, self.where, taken)

    def action_close(self) -> None:
        """Clear the filter first, as on a page."""
        if self.picker.input.value:
            self.picker.input.clear()
        else:
            super().action_close()


class AskOptIn(Dialog[bool | None]):
    """What an opt-in region asks for, and a yes that is never the first answer."""

    def __init__(self, region: Region, where: str) -> None:
        super().__init__()
        self.asked = region
        self.where = where

    def compose(self) -> ComposeResult:
        """What it means, then the answers."""
        name = self.asked.name
        answers = ("Choose another region", f"Use {name}: it is enabled")
        with Overflow(classes="dialog"):
            yield Static(f"Use {name}?", classes="heading", markup=False)
            yield Static(opt_in_notice(self.asked, self.where), markup=False)
            yield Menu(answers)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start at the no."""
        answers = self.query_one(Menu)
        answers.highlighted = 0
        answers.focus()

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        self.dismiss(event.option_index == 1)


def take(
    app: App[None], asked: RegionPicker.Chosen, where: str, then: Callable[[], None]
) -> None:
    """Take the region and go on; one that must be enabled first only after a yes."""
    picker, region = asked.picker, asked.region

    def answered(yes: bool | None) -> None:
        if yes:
            picker.choose(region.name)
            then()

    if region.opt_in and region.name != picker.chosen:
        app.push_screen(AskOptIn(region, where), answered)
    else:
        answered(True)
