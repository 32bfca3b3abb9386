"""What each key of a page promises, as something to look at, and where to press it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual import events
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Input, OptionList

from carto_wizard.checks.request import CheckRequest
from carto_wizard.setup.answers import Answers, Form
from carto_wizard.setup.steps import neighbour
from carto_wizard.tui.dialogs.account import EditAccount
from carto_wizard.tui.dialogs.dialog import GoTo
from carto_wizard.tui.dialogs.import_accounts import ImportAccounts
from carto_wizard.tui.dialogs.look_with import LookWith
from carto_wizard.tui.dialogs.region import ChooseRegion
from carto_wizard.tui.dialogs.who_looks import LookAtRoles, LookAtStackSet
from carto_wizard.tui.dialogs.why import Why
from carto_wizard.tui.organization.look import LookAtOrganization
from carto_wizard.tui.steps.check.page import CheckBody
from carto_wizard.tui.steps.preview.page import PreviewBody
from carto_wizard.tui.steps.roles import RolesStep
from carto_wizard.tui.steps.write.page import WriteBody
from carto_wizard.tui.widgets.choices import Choices
from carto_wizard.tui.widgets.grid import Grid
from carto_wizard.tui.widgets.rows import Rows
from tests.tui.wizard import SPOKE_ID, Wizard


@dataclass
class Walk(Wizard):
    """The app that stays when it is told to go, and whose checks ask nobody."""

    home: Path = Path()
    left: bool = False
    asked: tuple[CheckRequest, ...] = ()
    entered: tuple[object, ...] | None = None
    """How the scene began; None: it is another one."""

    async def press(self, *keys: str) -> None:
        """As a terminal sends them, without the pilot's pauses."""
        for key in keys:
            sign = {"slash": "/", "space": " "}.get(key, key)
            self.app.post_message(events.Key(key, sign if len(sign) == 1 else None))
            await self.settle()

    async def settle(self) -> None:
        for _ in range(4):
            await self.pilot._wait_for_screen()

    async def until(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + self.limit
        while not condition():
            assert time.monotonic() < end, f"waited in vain; seen:\n{self.screen()}"
            await self.pilot._wait_for_screen()
            # A loop that never waits keeps the threads from their work.
            await asyncio.sleep(0.002)

    @property
    def typed(self) -> str:
        """The text of the field that has the focus."""
        focused = self.app.focused
        return focused.value if isinstance(focused, Input) else ""

    @property
    def shown(self) -> tuple[object, ...]:
        """What a key of a page changes in it."""
        body = self.app.frame.body
        if isinstance(body, PreviewBody):
            return body.review, body.panes.code.lines
        if isinstance(body, WriteBody):
            return body.comparison, body.results
        if isinstance(body, CheckBody):
            return body.runs.checking.cancel.is_set(), body.runs.round is None
        return tuple(each.chosen for each in body.query(Choices))

    @property
    def notices(self) -> str:
        """What pops up."""
        return " ".join(each.message for each in self.app._notifications)

    @property
    def place(self) -> float | None:
        """Where the cursor is, or a view without one; None: there is no other place."""
        focused = self.app.focused
        if isinstance(focused, Rows):
            return focused.cursor if focused.count > 1 else None
        if isinstance(focused, OptionList):
            return focused.highlighted if focused.option_count > 1 else None
        if focused is None or not focused.max_scroll_y:
            return None
        return focused.scroll_target_y

    @property
    def whole(self) -> tuple[object, ...]:
        """All that a key may change, to see whether it changed anything."""
        fields = tuple(each.value for each in self.app.frame.body.query(Input))
        said = (self.problem, self.notices, self.app.clipboard)
        return self.see(), fields, said, self.place, self.left

    def see(self) -> Seen:
        return Seen(
            self.step,
            self.app.focused,
            self.app.screen,
            self.answers,
            self.state.pending,
            self.shown,
            len(self.asked),
            self.app.frame.back_to,
        )


@dataclass(frozen=True)
class Seen:
    """What there was before the key."""

    step: str
    focused: object
    screen: object
    answers: Answers
    pending: tuple[object, ...]
    shown: tuple[object, ...]
    asked: int
    back_to: str


Kept = Callable[[Walk, Seen], object]
"""Whether the promise was kept; never so before the key is pressed."""


@dataclass(frozen=True)
class Promise:
    """What a key does, and what is to be done before it can be seen to."""

    kept: Kept
    first: Callable[[Walk], None] = lambda walk: None


def formless(walk: Walk) -> bool:
    body = walk.app.frame.body
    return isinstance(body, RolesStep) and body.form is Form.UNKNOWN


def opens(kind: type[Screen[Any]]) -> Promise:
    return Promise(lambda walk, seen: isinstance(walk.app.screen, kind))


def focuses(id: str) -> Promise:
    return Promise(lambda walk, seen: walk.focus == id)


def copies(text: str) -> Promise:
    return Promise(lambda walk, seen: text in walk.app.clipboard)


def says(text: str) -> Promise:
    return Promise(lambda walk, seen: text in walk.problem)


def asks(names: Callable[[set[str]], bool]) -> Promise:
    """A check begins of these accounts, by ID, and checks, by name; none: of all."""

    def kept(walk: Walk, seen: Seen) -> bool:
        new = walk.asked[seen.asked :]
        return len(new) == 1 and names({*new[0].accounts, *new[0].checks})

    return Promise(kept)


def what_failed(names: set[str]) -> bool:
    return names in ({SPOKE_ID}, {"single.region"})


def types(text: str, left: str) -> Promise:
    """A field with the cursor after the first word of `text`."""

    def first(walk: Walk) -> None:
        field = walk.app.focused
        assert isinstance(field, Input)
        field.value, field.cursor_position = text, text.index(" ") + 1

    return Promise(lambda walk, seen: walk.typed == left, first)


def refused(walk: Walk) -> bool:
    fields = walk.app.frame.body.query(".-problem")
    return walk.problem.startswith("!") or bool(fields)


def goes_on(walk: Walk, seen: Seen) -> bool:
    on = neighbour(walk.answers, seen.step, 1)
    return walk.step == on != seen.step or refused(walk)


def goes_back(walk: Walk, seen: Seen) -> bool:
    back = seen.back_to or neighbour(walk.answers, seen.step, -1)
    return walk.step == back != seen.step


def next_field(walk: Walk, seen: Seen) -> bool:
    return walk.step != seen.step or walk.app.focused is not seen.focused


def renewed(walk: Walk, seen: Seen) -> bool:
    """Whether something of the page was made anew, be it equal or not."""
    pairs = zip(walk.shown, seen.shown, strict=True)
    return any(new is not old for new, old in pairs)


def on_another_line(walk: Walk) -> None:
    """The cursor on a line that is not chosen yet."""
    choices = walk.app.focused
    assert isinstance(choices, Choices)
    if not choices.many and len(choices.choices) > 1:
        values = [each.value for each in choices.choices]
        choices.highlighted = int(values.index(choices.chosen[0]) == 0)


to_list = Promise(lambda walk, seen: isinstance(walk.app.focused, Grid))
unfiltered = Promise(
    lambda walk, seen: (
        not any(
            each.value
            for each in walk.app.frame.body.query(
                "#filter, RegionPicker Input"
            ).results(Input)
        )
    )
)
leaves = Promise(lambda walk, seen: walk.left)
looks_again = Promise(lambda walk, seen: renewed(walk, seen) and walk.shown[0])
goes_to_next_field = Promise(next_field)
chooses = Promise(
    lambda walk, seen: (
        walk.answers.choices != seen.answers.choices and walk.state.review
    )
)

EVERYWHERE = {
    "command_palette": opens(CommandPalette),
    "go_to": opens(GoTo),
    "why": opens(Why),
    "save_and_quit": leaves,
    "interrupt": Promise(lambda walk, seen: "again to quit" in walk.notices),
    "previous_step": Promise(goes_back),
    "next_step": Promise(goes_on),
    "next_step('preview')": Promise(lambda walk, seen: walk.step == "preview"),
    "Next field, field before": goes_to_next_field,
    "Delete to the left": types("one two", "two"),
    "Delete to the right": types("one two", "one "),
    "Delete a word": types("one two", "two"),
}
TEXT = {"Accept": goes_to_next_field}
LINES = {
    "Choose": goes_to_next_field,
    "mark": Promise(lambda walk, seen: walk.shown != seen.shown, on_another_line),
}


def number_of_accounts(more: int) -> Promise:
    def kept(walk: Walk, seen: Seen) -> bool:
        now, before = walk.answers.accounts, seen.answers.accounts
        return len(now) + len(walk.state.pending) == (
            len(before) + len(seen.pending) + more
        )

    return Promise(kept)


def retries(walk: Walk) -> None:
    """What was in the way is gone."""
    (walk.home / "state").unlink()


def check_page(walk: Walk) -> CheckBody:
    body = walk.app.frame.body
    assert isinstance(body, CheckBody)
    return body


COMMAND = "aws iam get-role"
PROMISES = {
    "welcome": {
        "Choose": Promise(lambda walk, seen: walk.step == "mode"),
        "demo": Promise(lambda walk, seen: walk.app.wants_demo and walk.left),
    },
    "mode": LINES,
    "target": {**TEXT, **LINES},
    "identity": {**TEXT, **LINES},
    "hub": {**TEXT, "Choose": goes_to_next_field, "clear_filter": unfiltered},
    "access": {**TEXT, **LINES},
    "retry": {**TEXT, **LINES},
    "accounts": {
        "Add": number_of_accounts(+1),
        "To the list": to_list,
        "to_list": to_list,
        "Edit": opens(EditAccount),
        "Accept": Promise(lambda walk, seen: not walk.state.pending),
        "edit": opens(EditAccount),
        "delete": number_of_accounts(-1),
        "add": focuses("add"),
        "filter": focuses("filter"),
        "drop": Promise(lambda walk, seen: not walk.state.pending),
        "undo": number_of_accounts(+1),
        "import": opens(ImportAccounts),
        "organization": opens(LookAtOrganization),
        "clear_filter": unfiltered,
    },
    "regions": {
        "Region": opens(ChooseRegion),
        "To the list": to_list,
        "choose_all": opens(ChooseRegion),
        "filter": focuses("filter"),
        "undo": Promise(lambda walk, seen: "earlier region" in walk.problem),
        "clear_filter": unfiltered,
        "Choose": goes_to_next_field,
    },
    "preview": {
        "Open": focuses("code"),
        "close_content": focuses("entries"),
        "choose('keep')": chooses,
        "choose('rename')": chooses,
        "choose('replace')": chooses,
        "remove_mark": chooses,
        "ask_again": chooses,
        "toggle_diff": Promise(renewed),
        "copy": copies("[profile"),
        "reread": looks_again,
        "look_in_aws": opens(LookAtRoles),
        "own_file": Promise(
            lambda walk, seen: (
                "cartography-config" in walk.answers.target.config_file
                and walk.answers != seen.answers
            )
        ),
        "merge": Promise(
            lambda walk, seen: (
                walk.answers != seen.answers and not walk.answers.target.config_file
            )
        ),
    },
    "write": {
        "Choose": Promise(
            lambda walk, seen: (
                walk.step != seen.step
                or walk.app.clipboard
                or (renewed(walk, seen) and walk.state.results)
            )
        ),
        "retry": Promise(
            lambda walk, seen: "files written" in walk.text("#say"), retries
        ),
        "reread": looks_again,
    },
    "roles": {
        "Use it": Promise(lambda walk, seen: walk.step == "check"),
        "copy": copies("create-roles"),
        "fitting": Promise(lambda walk, seen: formless(walk)),
    },
    "check": {
        "Details": focuses("detail"),
        "To the list": focuses("lines"),
        "close_content": Promise(lambda walk, seen: walk.focus in ("causes", "lines")),
        "clear_filter": unfiltered,
        "stop": Promise(
            lambda walk, seen: check_page(walk).runs.checking.cancel.is_set()
        ),
        "retry_failed": asks(what_failed),
        "copy": copies(COMMAND),
        "save": says("The report is"),
        "filter": focuses("filter"),
        "details": focuses("detail"),
        "retry_this": asks(what_failed),
        "retry_shown": asks(lambda names: len(names) > 1),
        "check_all": asks(lambda names: not names),
        "look_with": opens(LookWith),
        "look_in_aws": opens(LookAtRoles),
        "stack_set": opens(LookAtStackSet),
        "save(True)": says("redacted"),
    },
    "finish": {
        "copy": copies("run"),
        "leave": leaves,
    },
}
