"""The regions of a partition below a filter: what is typed narrows the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static

from carto_wizard.aws.regions import Region, matching
from carto_wizard.setup import validate
from carto_wizard.setup.partitions import partition_of_region
from carto_wizard.setup.text import count
from carto_wizard.tui.keys import FIELD, key
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.text_input import TextInput


class RegionPicker(Vertical):
    """Type part of a name or a place, move with the arrows, Enter chooses.

    Only the filter takes the focus, so a letter can go nowhere else.
    """

    DEFAULT_CSS = """
    RegionPicker {
        height: 1fr;
        & > .filter { height: 1; }
        & TextInput { width: 1fr; background: $panel; padding: 0 1; }
        & TextInput:ansi { text-style: underline; }
        & .count { width: auto; padding: 0 1; color: $text-muted; }
        & .hint { height: auto; color: $text-muted; }
        &:focus-within Grid > .grid--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        &:focus-within:ansi Grid > .grid--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """A person wants this region; it is taken by `choose`."""

        picker: RegionPicker
        region: Region

    def __init__(
        self,
        regions: Sequence[Region],
        chosen: str | None,
        *,
        start: str = "",
        reason: str = "",
        hub: str | None = None,
        id: str | None = None,
    ) -> None:
        """`start` is where the cursor stands while nothing of the list is chosen.

        With `hub`, the region of the hub, the first line is to follow it: "".
        """
        super().__init__(id=id)
        self.follows = hub is not None
        follow = () if hub is None else (Region("", f"as the hub: {hub}", False),)
        self.regions = (*follow, *regions)
        self.shown = self.regions
        self.chosen = chosen
        self.start = start
        self.reason = reason

    def compose(self) -> ComposeResult:
        """The filter, the list, and what Enter does."""
        with Horizontal(classes="filter"):
            other = "hub" if self.follows else "us-east"
            yield TextInput(
                placeholder=f"Type to filter, e.g. Frankfurt or {other}",
                enter="Choose",
            )
            yield ChangingText(classes="count")
        # Mark, name, where it is, and whether it must be enabled.
        grid = Grid(Column("", 3), Column("", 15), Column("", most=40), Column("", 6))
        grid.can_focus = False
        yield grid
        yield ChangingText(classes="hint")

    def on_mount(self) -> None:
        """Start at the region that is chosen, or the one suggested."""
        self._show()

    @property
    def input(self) -> TextInput:
        """What takes the focus."""
        return self.query_one(TextInput)

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one(Grid)

    @property
    def undecided(self) -> bool:
        """Whether something was typed and not taken, or nothing is chosen at all."""
        nothing = not self.chosen and all(region.name for region in self.regions)
        return nothing or bool(self.input.value.strip())

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus the filter."""
        self.input.focus(scroll_visible)
        return self

    def choose(self, region: str) -> None:
        """Take a region; the filter has done its work."""
        self.chosen = region
        with self.input.prevent(TextInput.Changed):
            self.input.clear()
        self._show()

    def accept(self) -> None:
        """Ask for the region under the cursor."""
        if self.shown:
            region = self.shown[self.grid.cursor]
            self.post_message(self.Chosen(self, region))

    def _show(self) -> None:
        text = self.input.value
        self.shown = matching(text, self.regions)
        self.grid.show(len(self.shown), self._row)
        self.grid.cursor = 0 if text.strip() else self._first()
        # To follow the hub is no region of its own.
        found, there = (sum(map(bool, each)) for each in self._names)
        total = count(there, "region")
        counted = total if found == there else f"{found} of {total}"
        self.query_one(".count", Static).update(counted if self.shown else "No match")
        self._show_hint()

    @property
    def _names(self) -> tuple[list[str], list[str]]:
        """Those shown, and all of them."""
        return [r.name for r in self.shown], [r.name for r in self.regions]

    def _first(self) -> int:
        names, _ = self._names
        wanted = (name for name in (self.chosen, self.start) if name in names)
        return names.index(next(wanted, names[0]))

    def _show_hint(self) -> None:
        if not self.shown:
            hint = self._refusal()
        else:
            region = self.shown[self.grid.cursor]
            named = f"{region.name}, {region.title}" if region.name else region.title
            hint = f"{key(FIELD, 'submit')} uses {named}."
            if region.opt_in:
                hint += " It must be enabled in the account first."
            elif region.name == self.start:
                hint += f" {self.reason}"
        self.query_one(".hint", Static).update(hint.strip())

    def _refusal(self) -> str:
        names = [region.name for region in self.regions if region.name]
        partition = partition_of_region(names[0])
        text = self.input.value.strip()
        return (partition and validate.region(text, partition.id, names)) or ""

    def _row(self, index: int) -> tuple[Cell, ...]:
        region = self.shown[index]
        mark = "(•)" if region.name == self.chosen else "( )"
        note = "opt-in" if region.opt_in else ""
        if index != self.grid.cursor:
            return (mark, region.name, region.title, (note, "dim"))
        return (mark, region.name, region.title, note)

    def action_move(self, by: int) -> None:
        """Move the cursor of the list."""
        self.grid.action_move(by)

    def action_page(self, by: int) -> None:
        """Move it by what is visible."""
        self.grid.action_page(by)

    def on_descendant_focus(self) -> None:
        """Draw the cursor as one that keys move, with all of the list in sight."""
        self.scroll_visible(animate=False)
        self.grid.notify_style_update()

    def on_descendant_blur(self) -> None:
        """Draw it as one that waits."""
        self.grid.notify_style_update()

    def on_click(self, event: events.Click) -> None:
        """A click in the list leaves the focus in the filter."""
        self.focus()

    @on(Grid.Highlighted)
    def _moved(self, event: Grid.Highlighted) -> None:
        event.stop()
        self._show_hint()

    @on(TextInput.Changed)
    def _filter(self, event: TextInput.Changed) -> None:
        event.stop()
        self._show()
        self.refresh_bindings()

    @on(TextInput.Submitted)
    @on(Grid.Selected)
    def _accepted(self, event: Message) -> None:
        event.stop()
        self.accept()
