"""What every dialog above the frame is, and the two that are a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from carto_wizard.setup.steps import Step
from carto_wizard.tui.steps.body import pasted_too_much
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.menu import Menu
from carto_wizard.tui.widgets.overflow import Overflow

T = TypeVar("T")


class Dialog(ModalScreen[T], Generic[T]):
    """A box above the frame that Esc closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", priority=True),
        Binding("ctrl+c", "app.interrupt", "Abort", show=False),
    ]

    def on_paste(self, event: events.Paste) -> None:
        """Several lines at once belong to the list, not to a field of a dialog."""
        event.stop()
        for place in self.query("#trouble").results(Static):
            place.update(f"! {pasted_too_much(event.text)}")

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class GoTo(Dialog[str | None]):
    """Ctrl+G: the steps, each with the key that goes there."""

    def __init__(self, steps: Sequence[Step], current: str) -> None:
        super().__init__()
        self.steps = steps
        self.current = current

    def compose(self) -> ComposeResult:
        """One line for each step."""
        with Overflow(classes="dialog"):
            yield Static("Go to", classes="heading", markup=False)
            yield Menu([step.title for step in self.steps], numbered=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start at the step that is open."""
        keys = [step.key for step in self.steps]
        self.query_one(Menu).highlighted = keys.index(self.current)

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        self.dismiss(self.steps[event.option_index].key)


class ThisOrAll(Dialog[bool | None]):
    """Whether an answer is for one thing or for all of them; True: for all."""

    def __init__(self, title: str, this: str, all_: str) -> None:
        super().__init__()
        self.heading = title
        self.lines = (this, all_)

    def compose(self) -> ComposeResult:
        """The question and its two answers."""
        with Overflow(classes="dialog"):
            yield Static(self.heading, classes="heading", markup=False)
            yield Menu(self.lines, numbered=True)
        yield KeyBar()

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        self.dismiss(event.option_index == 1)
