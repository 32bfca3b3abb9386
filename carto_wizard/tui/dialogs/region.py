"""The dialog that chooses a region for some accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from carto_wizard.aws.regions import Region
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.region_picker import RegionPicker


class ChooseRegion(Dialog[str | None]):
    """Gives the region's name, or an empty string for "as the hub"."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+h", "as_hub", "As the hub", priority=True),
    ]

    def __init__(
        self, title: str, regions: Sequence[Region], chosen: str, hub: str
    ) -> None:
        super().__init__()
        self.heading = title
        self.picker = RegionPicker(regions, chosen)
        self.hub = hub

    def compose(self) -> ComposeResult:
        """A title and the picker."""
        with Vertical(classes="dialog tall"):
            yield Static(self.heading, classes="heading", markup=False)
            yield self.picker
        yield KeyBar()

    @on(RegionPicker.Chosen)
    def _chosen(self, event: RegionPicker.Chosen) -> None:
        self.dismiss(event.region)

    def action_as_hub(self) -> None:
        """Let these accounts follow the hub."""
        self.dismiss("")
