"""Dialogs above the frame: why a step asks, and where to go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from carto_wizard.setup.steps import Step, step_of
from carto_wizard.tui.keys import FIELD, FOCUS, WIZARD, help_rows, key
from carto_wizard.tui.steps.body import StepBody, pasted_too_much
from carto_wizard.tui.widgets.field import Field
from carto_wizard.tui.widgets.key_bar import KeyBar

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


class Why(Dialog[None]):
    """F1: what the step is for, its fields, and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,enter", "close", "Close")]

    def __init__(self, step: str, body: StepBody) -> None:
        super().__init__()
        self.step = step_of(body.state.answers, step)
        fields = [field.question for field in body.query(Field) if field.display]
        self.fields = [(q.label, q.help) for q in fields]
        own = (b for b in map(_binding, body.BINDINGS) if body.applies(b.action))
        self.keys = [*help_rows(own), *_everywhere()]

    def compose(self) -> ComposeResult:
        """The reason, the fields, the keys."""
        with VerticalScroll(classes="dialog"):
            yield Static(self.step.title, classes="heading", markup=False)
            yield Static(self.step.why, markup=False)
            for title, rows in (("Fields", self.fields), ("Keys", self.keys)):
                if rows:
                    yield Static(title, classes="heading -next", markup=False)
                    yield Static(_table(rows))
        yield KeyBar()


def _binding(binding: BindingType) -> Binding:
    assert isinstance(binding, Binding)
    return binding


def _everywhere() -> list[tuple[str, str]]:
    """The keys that work on every page."""
    there, back = (key(FOCUS, f"app.focus_{way}") for way in ("next", "previous"))
    return [
        (key(FIELD, "submit"), "accept the field; on the last one, go on"),
        (f"{there}, {back}", "next field, field before"),
        (key(WIZARD, "next_step"), "next step"),
        (key(WIZARD, "previous_step"), "step before; nothing is lost"),
        (key(WIZARD, "go_to"), "go to a step"),
        (key(WIZARD, "command_palette"), "every command"),
        (key(WIZARD, "save_and_quit"), "save and quit"),
    ]


def _table(rows: Sequence[tuple[str, str]]) -> Content:
    room = max(len(label) for label, _ in rows) + 2
    lines = [
        Content.assemble((f"{label:<{room}}", "bold"), (text, "$text-muted"))
        for label, text in rows
    ]
    return Content("\n").join(lines)


class GoTo(Dialog[str | None]):
    """Ctrl+G: the steps, to go to one."""

    def __init__(self, steps: Sequence[Step], current: str) -> None:
        super().__init__()
        self.steps = steps
        self.current = current

    def compose(self) -> ComposeResult:
        """One line for each step."""
        with Vertical(classes="dialog"):
            yield Static("Go to", classes="heading", markup=False)
            lines = [f"{i:>2}  {step.title}" for i, step in enumerate(self.steps, 1)]
            yield OptionList(*lines, markup=False, compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start at the step that is open."""
        keys = [step.key for step in self.steps]
        self.query_one(OptionList).highlighted = keys.index(self.current)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.steps[event.option_index].key)
