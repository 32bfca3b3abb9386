"""Make `screenshots/` anew from the demo: `python -m tests.make_screenshots [FOLDER]`.

Walks the wizard by the keyboard through the troubled organization, one SVG for each
step, in a folder with a fixed name so that two runs differ in nothing but times.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from carto_wizard.demo.launch import Demo, start
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.setup.answers import Answers, Identity, Mode, Single
from carto_wizard.setup.text import one_line
from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.state import WizardState

SIZE = (120, 38)
HOME = Path(tempfile.gettempdir()) / "carto-wizard-demo"
PERSONAL = """\
[profile personal]
sso_session = home
region = eu-central-1
"""
BOUND = 1200
"""Pauses of the event loop until a page that never settles is a defect."""


async def settled(pilot: Pilot[None], done: Callable[[], bool]) -> None:
    """Let the app work until a page is as far as it should be."""
    for _ in range(BOUND):
        await pilot.pause(0.05)
        if done():
            await pilot.pause()
            return
    raise TimeoutError("A page never settled.")


async def walk(demo: Demo, shoot: Callable[[str], None], app: CartoWizard) -> None:
    """The hub-and-spoke journey with the demo's answers, typed and pasted."""
    answers = demo.answers
    async with app.run_test(size=SIZE) as pilot:
        frame = app.frame

        async def shot(name: str, *, ready: Callable[[], bool] = lambda: True) -> None:
            await settled(pilot, ready)
            shoot(name)

        await shot("welcome", ready=lambda: "Found here" in shown(app, "#found"))
        await pilot.press("enter")
        await shot("mode")
        await pilot.press("ctrl+n")
        await shot("target")
        await pilot.press("ctrl+n", *answers.hub.account_id, "enter")
        await pilot.press(*answers.hub.region, "enter")
        await shot("hub")
        await pilot.press("ctrl+n")
        rows = [f"{a.id}\t{one_line(a.name)}\t{a.region}" for a in answers.accounts[1:]]
        frame.body.post_message(events.Paste("\n".join([*rows, "22222222224 legacy"])))
        total = len(answers.accounts)
        await shot("accounts", ready=lambda: len(app.state.answers.accounts) == total)
        await pilot.press("x")
        # The names as the organization has them: a paste cannot carry an escape.
        app.state.answers = replace(app.state.answers, accounts=answers.accounts)
        await frame.show("regions")
        await shot("regions")
        await pilot.press("ctrl+n")
        await shot("access")
        await pilot.press("ctrl+n")
        await shot("retry")
        await pilot.press("ctrl+n")
        await acted(pilot, app, shot)


async def acted(
    pilot: Pilot[None], app: CartoWizard, shot: Callable[..., Awaitable[None]]
) -> None:
    """Preview, write, check and finish."""
    await shot("preview", ready=lambda: "personal" in visible_text(app))
    # A config file of Cartography's own keeps the personal profile out.
    await pilot.press("d")
    await settled(pilot, lambda: "cartography-config" in visible_text(app))
    await pilot.press("ctrl+n")
    await settled(pilot, lambda: app.frame.step == "write")
    await pilot.press("enter")
    await shot("write", ready=lambda: bool(app.state.results))
    await pilot.press("ctrl+n")
    await settled(pilot, lambda: bool(app.state.findings))
    await pilot.press("shift+tab", "shift+tab")
    await shot("check")
    await pilot.press("ctrl+n")
    await shot("finish")


def shown(app: CartoWizard, selector: str) -> str:
    """The text of one widget."""
    return str(app.screen.query_one(selector).render())


def visible_text(app: CartoWizard) -> str:
    """Everything on the screen, as text."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(s.text for s in line) for line in lines)


async def identity(shoot: Callable[[str], None], app: CartoWizard) -> None:
    """The page that only a single account has."""
    single = Single("111111111111", "us-east-1", Identity.USER, "cartography")
    app.state.answers = Answers(mode=Mode.SINGLE, single=single)
    async with app.run_test(size=SIZE) as pilot:
        await app.frame.show("identity")
        await pilot.pause()
        shoot("identity")


def main() -> None:
    """Write the pictures into `screenshots/`, or the folder named."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    folder.mkdir(exist_ok=True)
    shutil.rmtree(HOME, ignore_errors=True)
    (HOME / ".aws").mkdir(parents=True)
    (HOME / ".aws" / "config").write_text(PERSONAL)
    os.environ["HOME"] = str(HOME)
    with start("troubled") as demo:
        environ = demo.environ | {"HOME": str(HOME)}
        for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            del environ[name]
        for make in (lambda s, a: walk(demo, s, a), identity):
            state = WizardState(
                HOME / "session.toml",
                environ,
                HOME,
                StateFolder(HOME / "state"),
                banner="demo",
            )
            app = CartoWizard(state)

            def shoot(name: str, app: CartoWizard = app) -> None:
                svg = app.export_screenshot(title="carto-wizard")
                (folder / f"{name}.svg").write_text(svg, encoding="utf-8")

            asyncio.run(make(shoot, app))
    shutil.rmtree(HOME)


if __name__ == "__main__":
    main()
