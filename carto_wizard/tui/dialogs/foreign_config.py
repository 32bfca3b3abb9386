"""Ask whether files that are not the person's own may act when they are read."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from carto_wizard.files.foreign_config import ForeignSetting, named
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.menu import Menu
from carto_wizard.tui.widgets.overflow import Overflow

_ANSWERS = ("Do not check", "Check with this file: I know who wrote it")


class AllowForeign(Dialog[bool | None]):
    """What they would do, line by line, and a yes that is never the first answer."""

    def __init__(self, settings: Sequence[ForeignSetting]) -> None:
        super().__init__()
        self.settings = settings

    def compose(self) -> ComposeResult:
        """The lines, then the answers."""
        with Overflow(classes="dialog"):
            yield Static("A file that is not yours", classes="heading", markup=False)
            yield Static("\n".join(named(self.settings)), markup=False)
            yield Static("", markup=False)
            yield Menu(_ANSWERS)
        yield KeyBar()

    def on_mount(self) -> None:
        """Start at the no."""
        answers = self.query_one(Menu)
        answers.highlighted = 0
        answers.focus()

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        self.dismiss(event.option_index == 1)
