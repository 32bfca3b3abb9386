"""Import a list of accounts from a file: its path is completed while it is typed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static

from carto_wizard.setup.text import count
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.keys import FIELD, key
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.overflow import Overflow
from carto_wizard.tui.widgets.text_input import TextInput
from carto_wizard.tui.work.background import Finished, start
from carto_wizard.tui.work.paths import TypedPath, looked_at, read_text

_MOST_SHOWN = 50
"""Candidates; the rest is counted."""


class PathInput(TextInput):
    """A path; Right at its end completes it."""

    completion = ""

    def action_cursor_right(self, select: bool = False) -> None:
        """Move on, or take what all candidates have in common."""
        at_end = self.cursor_position == len(self.value)
        if at_end and not select and self.completion not in ("", self.value):
            self.put(self.completion)
        else:
            super().action_cursor_right(select)


class ImportAccounts(Dialog[str | None]):
    """A file to read accounts from; gives its text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", priority=True),
        Binding("down", "choose", "Choose", show=False),
    ]

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home = home
        self.typed = TypedPath("")
        self._round = 0

    def compose(self) -> ComposeResult:
        """A path, what Enter does with it, and how it can go on."""
        with Overflow(classes="dialog"):
            yield Static("Import accounts from a file", classes="heading", markup=False)
            yield Static(
                "CSV, lines, or the JSON of `aws organizations list-accounts`.",
                classes="muted",
                markup=False,
            )
            yield PathInput(placeholder="~/accounts.csv")
            yield ChangingText(id="trouble")
            yield ChangingText(id="enter", classes="muted")
            yield OptionList(markup=False, compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what is to be done."""
        self._show(self.typed)

    @property
    def path(self) -> PathInput:
        """Where the path is typed."""
        return self.query_one(PathInput)

    @on(TextInput.Changed)
    def _changed(self, event: TextInput.Changed) -> None:
        self._round += 1
        self.path.completion = ""
        look = partial(looked_at, event.value.strip(), self.home)
        start(self.path, f"look {self._round}", look)

    @on(Finished)
    def _finished(self, event: Finished) -> None:
        event.stop()
        if event.name == f"look {self._round}":
            self._show(event.result)
        elif event.name == "file":
            if event.error is None:
                self.dismiss(event.result)
            else:
                self._say(f"! {event.error}")

    def _show(self, typed: TypedPath) -> None:
        self.typed = typed
        self.path.completion = typed.completed
        self._say("")
        self.query_one("#enter", Static).update(
            typed.what_enter_does(key(FIELD, "submit"))
        )
        listed = self.query_one(OptionList)
        listed.clear_options()
        names = [each.rstrip("/").rpartition("/")[2] for each in typed.candidates]
        slashes = ["/" * each.endswith("/") for each in typed.candidates]
        shown = [a + b for a, b in zip(names, slashes, strict=True)][:_MOST_SHOWN]
        listed.add_options(shown)
        more = len(typed.candidates) - len(shown)
        if more:
            listed.add_option(f"and {count(more, 'more path')}")
            listed.disable_option_at_index(len(shown))
        listed.display = bool(shown)

    def _say(self, trouble: str) -> None:
        self.query_one("#trouble", Static).update(trouble)

    @on(TextInput.Submitted)
    def _submitted(self, event: TextInput.Submitted) -> None:
        text = event.value.strip()
        if text:
            start(self.path, "file", partial(read_text, text, self.home))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.path.put(self.typed.candidates[event.option_index])
        self.path.focus()

    def action_complete(self) -> None:
        """Complete the path; where nothing is left to complete, go on as Tab does."""
        path = self.path
        if path.has_focus and path.completion not in ("", path.value):
            path.put(path.completion)
        else:
            self.focus_next()

    def action_choose(self) -> None:
        """Go from the path to its candidates."""
        if self.path.has_focus and self.query_one(OptionList).display:
            self.query_one(OptionList).focus()
