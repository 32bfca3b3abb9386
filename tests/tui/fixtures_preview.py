"""The wizard opened at the preview or the write page, on a home of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from carto_wizard.files.state_folder import StateFolder
from carto_wizard.setup.answers import (
    AccessKeyChoice,
    Account,
    Answers,
    CredentialSource,
    Form,
    Hub,
    Identity,
    Mode,
    Single,
    Target,
)
from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.preview.code_view import CodeView
from carto_wizard.tui.steps.preview.page import PreviewBody
from carto_wizard.tui.steps.write.page import WriteBody
from tests.tui.wizard import Wizard

HUB_ID = "111111111111"
WIDE = (120, 40)
NARROW = (80, 24)


def hub_answers(*names: str) -> Answers:
    spokes = tuple(
        Account(f"{222200000000 + number}", name) for number, name in enumerate(names)
    )
    return Answers(
        mode=Mode.HUB,
        hub=Hub(HUB_ID, "us-east-1"),
        accounts=(Account(HUB_ID, "hub"), *spokes),
    )


def single_answers() -> Answers:
    return Answers(
        mode=Mode.SINGLE,
        target=Target(credentials=CredentialSource.PROFILE, profile="default"),
        single=Single(
            HUB_ID,
            "us-east-1",
            Identity.USER,
            "cartography",
            "default",
            AccessKeyChoice.WRITE,
        ),
    )


class Opened(Wizard):
    """The app under test at a page that reads the disk; its tests wait for that."""

    async def settle(self) -> None:
        await self.pilot.pause()

    @property
    def preview(self) -> PreviewBody:
        body = self.app.frame.body
        assert isinstance(body, PreviewBody)
        return body

    @property
    def writing(self) -> WriteBody:
        body = self.app.frame.body
        assert isinstance(body, WriteBody)
        return body

    @property
    def code(self) -> CodeView:
        return self.app.frame.query_one(CodeView)

    @property
    def lines(self) -> list[str]:
        return [line.text for line in self.code.lines]

    @property
    def entries(self) -> list[tuple[str, str]]:
        """Status and name of each entry of the list."""
        rows = (self.preview._row(index) for index in range(self.grid.count))
        return [
            (cell[0] if isinstance(cell, tuple) else cell, str(name))
            for cell, name in rows
        ]

    async def says(self, selector: str, text: str) -> None:
        """The text is there, or comes with the messages still under way."""
        await self.until(lambda: text in self.text(selector))

    async def choose(self, index: int) -> None:
        """Stand on another file of the preview."""
        self.grid.cursor = index
        await self.until(lambda: self.preview.chosen == self.preview.rows[index])
        await self.settled()

    async def agree(self) -> None:
        """Press Enter on the write page, and see it through."""
        await self.press("enter")
        await self.until(lambda: bool(self.writing.results))
        await self.settled()

    async def show(self, step: str) -> None:
        await self.app.frame.show(step)
        await self.settled()

    async def settled(self) -> None:
        """The page has read the disk, and shows the chosen file."""
        if self.step == "preview":
            await self.until(self._preview_settled)
        elif self.step == "write":
            await self.until(self._write_settled)

    def _preview_settled(self) -> bool:
        body = self.preview
        shown = body.review is not None and body.chosen in (*body.entries, *Form)
        return bool(body.trouble) or shown

    def _write_settled(self) -> bool:
        body = self.writing
        return not body.writing and bool(body.trouble or body.comparison)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose state folder, journal and locks are the test's own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / ".aws").mkdir()
    return tmp_path


@asynccontextmanager
async def opened(
    home: Path,
    answers: Answers,
    step: str = "preview",
    size: tuple[int, int] = WIDE,
) -> AsyncIterator[Opened]:
    """The wizard at a step, the disk read."""
    app = CartoWizard(
        WizardState(
            home / "session.toml", {}, home, StateFolder(home / "state"), answers
        )
    )
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        wizard = Opened(app, pilot)
        await wizard.show(step)
        yield wizard
