"""The wizard under test: opened on a folder of its own, driven by keys, looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from textual import events
from textual.widget import Widget
from textual.widgets import Static

from carto_wizard.files.state_folder import StateFolder
from carto_wizard.setup.answers import Account, Answers, Hub, Mode, Single
from carto_wizard.setup.session import open_session
from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.recording.player import Player
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.widgets.grid import Grid

HUB_ID = "111111111111"
SPOKE_ID = "222222222222"
LIMIT = 20.0
"""Seconds after which waiting is a failure, never a pass."""
HUB = Answers(
    mode=Mode.HUB,
    hub=Hub(HUB_ID, "us-east-1"),
    accounts=(Account(HUB_ID, "hub"), Account(SPOKE_ID, "payments", "eu-west-1")),
)
SINGLE = Answers(mode=Mode.SINGLE, single=Single(HUB_ID, "us-east-1"))
W = TypeVar("W", bound=Widget)


@dataclass
class Wizard(Player):
    """The app under test and ways to look at it."""

    limit: float = LIMIT

    @property
    def state(self) -> WizardState:
        return self.app.state

    @property
    def answers(self) -> Answers:
        return self.state.answers

    @property
    def step(self) -> str:
        return self.app.frame.step

    @property
    def focus(self) -> str:
        """The id of what has the focus, or of the field around it."""
        widget = self.app.focused
        if widget is None:
            return ""
        for node in (widget, *widget.ancestors):
            if isinstance(node, Widget) and node.id:
                return node.id
        return type(widget).__name__

    @property
    def problem(self) -> str:
        return self.text("#problem")

    @property
    def grid(self) -> Grid:
        return self.app.frame.query_one(Grid)

    @property
    def rows(self) -> list[str]:
        """Every row of the list, cells joined by spaces."""
        cells = (self.grid._row_at(index) for index in range(self.grid.count))
        return [
            " ".join(c if isinstance(c, str) else c[0] for c in row).strip()
            for row in cells
        ]

    def text(self, selector: str) -> str:
        return str(self.app.frame.query_one(selector, Static).content)

    def dialog_text(self) -> str:
        """What the dialog on top says."""
        assert len(self.app.screen_stack) > 1, "no dialog is open"
        return "\n".join(str(s.content) for s in self.app.screen.query(Static))

    def one(self, selector: str, kind: type[W]) -> W:
        """A widget of the screen on top."""
        return self.app.screen.query_one(selector, kind)

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def show(self, step: str) -> None:
        await self.app.frame.show(step)
        await self.settle()

    async def command(self, title: str) -> None:
        """Run one command of the palette."""
        commands = {c.title: c for c in self.app.get_system_commands(self.app.screen)}
        result = commands[title].callback()
        if result is not None:
            await result
        await self.settle()


@asynccontextmanager
async def opened(
    home: Path,
    answers: Answers | None = None,
    step: str = "welcome",
    *,
    size: tuple[int, int] = (80, 24),
    environ: Mapping[str, str] | None = None,
) -> AsyncIterator[Wizard]:
    """The wizard at a step, with these answers."""
    app = app_on(home, answers, environ)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        wizard = Wizard(app, pilot)
        if step != "welcome":
            await wizard.show(step)
        yield wizard


def app_on(
    home: Path,
    answers: Answers | None = None,
    environ: Mapping[str, str] | None = None,
    saved: datetime | None = None,
) -> CartoWizard:
    """The app on a session in `home`, not started."""
    state = WizardState(
        home / "session.toml",
        environ or {},
        home,
        StateFolder(home / "state"),
        answers or Answers(),
    )
    state.saved = saved
    return CartoWizard(state)


@asynccontextmanager
async def reopened(
    home: Path, *, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Wizard]:
    """The wizard on the session file that is in `home`, as the command opens it."""
    found = open_session(home / "session.toml")
    app = app_on(home, found.answers, saved=found.saved)
    app.state.notices, app.state.on_disk = found.notices, found.text
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Wizard(app, pilot)
