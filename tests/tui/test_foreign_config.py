"""The check page asks before files of somebody else are read by botocore."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from carto_wizard.demo.launch import Demo
from carto_wizard.setup.session import load
from carto_wizard.tui.dialogs.foreign_config import AllowForeign
from carto_wizard.tui.steps.check.page import CheckBody
from tests.foreign import LEADS, ForeignFolder, foreign_folder
from tests.tui.wizard import Wizard, app_on


@asynccontextmanager
async def checking(
    aws: Demo, tmp_path: Path
) -> AsyncIterator[tuple[Wizard, ForeignFolder]]:
    """The check page of somebody else's session, once it asks."""
    repo = foreign_folder(aws, tmp_path / "repo", LEADS["default"])
    home = tmp_path / "home"
    home.mkdir()
    environ = {k: v for k, v in aws.environ.items() if not k.endswith("_FILE")}
    app = app_on(home, load(repo.session).answers, environ | {"HOME": str(home)})
    async with app.run_test(size=(140, 40), notifications=True) as pilot:
        await pilot.pause()
        wizard = Wizard(app, pilot)
        await wizard.show("check")
        await wizard.until(lambda: isinstance(app.screen, AllowForeign))
        yield wizard, repo


def running(wizard: Wizard) -> bool:
    body = wizard.app.frame.body
    return isinstance(body, CheckBody) and body.running


async def test_it_names_the_line_and_a_no_starts_nothing(
    small_aws: Demo, tmp_path: Path
) -> None:
    async with checking(small_aws, tmp_path) as (wizard, repo):
        text = wizard.dialog_text()
        assert f"{repo.config} is not your default AWS file" in text
        assert f"line 3: credential_process = {repo.helper}" in text
        await wizard.press("enter")
        assert len(wizard.app.screen_stack) == 1
        assert "Nothing was checked. A checks again." in wizard.problem
        assert not wizard.state.is_checked
        await wizard.press("a")
        await wizard.until(lambda: isinstance(wizard.app.screen, AllowForeign))
        await wizard.press("escape")
        assert "Nothing was checked" in wizard.problem
    assert not repo.started


async def test_a_yes_holds_for_these_lines_and_no_other(
    small_aws: Demo, tmp_path: Path
) -> None:
    async with checking(small_aws, tmp_path) as (wizard, repo):
        assert not repo.started
        await wizard.press("down", "enter")
        await wizard.until(lambda: wizard.state.is_checked and not running(wizard))
        assert repo.started
        repo.mark.unlink()
        await wizard.press("a")
        await wizard.until(lambda: repo.started and not running(wizard))
        assert len(wizard.app.screen_stack) == 1
        repo.mark.unlink()
        repo.config.write_text(repo.config.read_text().replace("helper", "helper x"))
        await wizard.press("a")
        await wizard.until(lambda: isinstance(wizard.app.screen, AllowForeign))
        assert not repo.started
