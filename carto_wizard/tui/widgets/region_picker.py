"""The regions of a partition with a filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from carto_wizard.aws.regions import Region
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.text_input import TextInput


class RegionPicker(Vertical):
    """Type to narrow the list, Enter to choose."""

    DEFAULT_CSS = """
    RegionPicker { height: 1fr; }
    RegionPicker TextInput { margin-bottom: 1; background: $panel; padding: 0 1; }
    RegionPicker TextInput:ansi { text-style: underline; }
    """

    @dataclass
    class Chosen(Message):
        """A region was chosen."""

        region: str

    def __init__(self, regions: Sequence[Region], chosen: str) -> None:
        super().__init__()
        self.regions = tuple(regions)
        self.shown = self.regions
        self.chosen = chosen

    def compose(self) -> ComposeResult:
        """A filter above the list."""
        yield TextInput(placeholder="Filter, e.g. us-east or Frankfurt")
        # Mark, name, where it is, and whether it must be enabled.
        yield Grid(Column("", 3), Column("", 15), Column("", most=40), Column("", 6))

    def on_mount(self) -> None:
        """Start at the region that is chosen."""
        self._show()
        names = [region.name for region in self.shown]
        if self.chosen in names:
            self.query_one(Grid).cursor = names.index(self.chosen)

    def _show(self) -> None:
        words = self.query_one(TextInput).value.lower().split()
        self.shown = tuple(
            region
            for region in self.regions
            if all(word in f"{region.name} {region.title}".lower() for word in words)
        )
        self.query_one(Grid).show(len(self.shown), self._row)

    def _row(self, index: int) -> tuple[Cell, ...]:
        region = self.shown[index]
        mark = "(•)" if region.name == self.chosen else "( )"
        note = "opt-in" if region.opt_in else ""
        return (mark, region.name, region.title, (note, "dim"))

    @on(TextInput.Changed)
    def _filter(self, event: TextInput.Changed) -> None:
        event.stop()
        self._show()
        self.query_one(Grid).cursor = 0

    @on(TextInput.Submitted)
    def _to_list(self, event: TextInput.Submitted) -> None:
        event.stop()
        if len(self.shown) == 1:
            self._choose(self.shown[0].name)
        elif self.shown:
            self.query_one(Grid).focus()

    @on(Grid.Selected)
    def _selected(self, event: Grid.Selected) -> None:
        event.stop()
        self._choose(self.shown[event.index].name)

    def _choose(self, region: str) -> None:
        self.chosen = region
        self.query_one(Grid).refresh()
        self.post_message(self.Chosen(region))
