"""F1: what a step or a screen is for, every key that works there now, its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual.actions import parse
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from carto_wizard.setup.steps import step_of
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.keys import (
    ENTER,
    FOCUS,
    IN_FIELDS,
    IN_LISTS,
    is_text,
    key,
    spelled,
)
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.widgets.choices import Choices
from carto_wizard.tui.widgets.field import Field
from carto_wizard.tui.widgets.hanging_rows import HangingRows, KeyRow
from carto_wizard.tui.widgets.key_bar import KeyBar

Section = tuple[str, list[KeyRow]]


class Help(Dialog[None]):
    """What something is for, then its keys: those of what has the focus come first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,enter", "close", "Close")]

    def __init__(
        self, title: str, texts: Sequence[str], sections: Iterable[Section]
    ) -> None:
        super().__init__()
        self.heading = title
        self.texts = tuple(filter(None, texts))
        self.sections = list(sections)

    def compose(self) -> ComposeResult:
        """The reason, the keys, the fields."""
        with VerticalScroll(classes="dialog"):
            yield Static(self.heading, classes="heading", markup=False)
            for number, text in enumerate(self.texts):
                yield Static(text, classes="next" if number else "", markup=False)
            for title, rows in self.sections:
                if rows:
                    yield Static(title, classes="heading -next", markup=False)
                    yield Static(HangingRows(rows))
        yield KeyBar()


class Why(Help):
    """The reason for a step, its keys and its fields."""

    def __init__(self, step: str, body: StepBody, problem: str = "") -> None:
        """`problem` is what is in the way, where the frame has no room for it."""
        self.step = step_of(body.state.answers, step)
        super().__init__(
            self.step.title,
            (self.step.why, problem, *_without_room(body)),
            (
                *keys_here(body, body.app.focused),
                ("Keys everywhere", list(_everywhere(body))),
                ("Fields", list(_fields(body))),
            ),
        )


def keys_here(place: Widget, focused: Widget | None) -> Iterator[Section]:
    """The keys of what has the focus, and those of the page or screen."""
    yield "Keys here", list(_of_focused(focused))
    yield from _of_page(place, focused)


def _without_room(body: StepBody) -> list[str]:
    """The help that a page leaves out where it is too low."""
    left_out = body.query_children(".help, .rule").results(Static)
    return [str(each.content) for each in left_out if not each.display]


def _of_focused(widget: Widget | None) -> Iterator[KeyRow]:
    """The keys of the field or list that has the focus."""
    if enter := getattr(widget, "enter", ""):
        yield spelled(Binding(ENTER, "")), enter
    if isinstance(widget, Choices):
        yield from _rows(Choices.BINDINGS, "mark")
    yield from IN_FIELDS if isinstance(widget, Input) else IN_LISTS


def _of_page(place: Widget, focused: Widget | None) -> Iterator[Section]:
    """The keys of the page that do something; letters are text while one types."""
    rows: dict[bool, list[KeyRow]] = {False: [], True: []}
    for each in place.BINDINGS:
        if not isinstance(each, Binding) or not each.description:
            continue
        _, name, parameters = parse(each.action)
        if place.check_action(name, parameters):
            typed = is_text(each) and isinstance(focused, Input)
            rows[typed].append((spelled(each), each.tooltip or each.description))
    yield "Keys of the page", rows[False]
    yield "Keys of the page, outside of fields", rows[True]


def _everywhere(body: StepBody) -> Iterator[KeyRow]:
    """The keys that work on every page, as far as they lead somewhere."""
    if len(body.screen.focus_chain) > 1:
        ways = (key(FOCUS, f"app.focus_{way}") for way in ("next", "previous"))
        yield ", ".join(ways), "Next field, field before"
    for each in body.app.BINDINGS:
        if isinstance(each, Binding) and each.tooltip and not _taken(body, each):
            yield spelled(each), each.tooltip


def _taken(body: StepBody, binding: Binding) -> bool:
    """Whether a key of the wizard has no use now, or another one."""
    _, name, parameters = parse(binding.action)
    active = body.screen.active_bindings.get(binding.key)
    page = active is not None and active.node is body
    return page or not body.app.check_action(name, parameters)


def _fields(body: StepBody) -> Iterator[KeyRow]:
    for field in body.query(Field):
        if field.display:
            yield field.question.label, field.question.help


def _rows(bindings: Iterable[BindingType], action: str) -> Iterator[KeyRow]:
    for each in bindings:
        if isinstance(each, Binding) and each.action == action:
            yield spelled(each), each.description
