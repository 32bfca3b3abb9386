"""Make `screenshots/` anew from the demo: `python -m tests.make_screenshots [FOLDER]`.

Walks the wizard by the keyboard through the troubled organization, one SVG for each
step. Two runs give the same bytes: clock, home, environment and cursor are fixed.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import chain, repeat
from pathlib import Path
from unittest.mock import patch

from textual import events
from textual.widgets import Input

from carto_wizard.demo.launch import Demo, start
from carto_wizard.demo.sample_organization import PROFILES
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.text import one_line
from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.organization.screen import OrganizationScreen
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.widgets.menu import Menu
from tests.tui.wizard import Wizard

SIZE = (120, 38)
HOME = Path("/tmp/carto-wizard-demo")
"""The same for everybody: the finish page shows a path in it."""
NOW = datetime(2026, 5, 6, 17, 42)
CHECK_SECONDS = 4.2
PATIENCE = 300
"""Seconds until a page that is never ready is a defect, on a busy machine too."""
PERSONAL = """\
[profile personal]
sso_session = home
region = eu-central-1
"""


def picture(app: CartoWizard) -> str:
    """The screen as SVG; Rich's prefix is a checksum of more than what is seen."""
    svg = app.export_screenshot(title="carto-wizard")
    # The system gives the demo another port each time, of five digits as this one.
    svg = re.sub(r"\b127\.0\.0\.1:\d{5}\b", "127.0.0.1:40000", svg)
    return re.sub(r"\bterminal-\d+\b", "carto-wizard", svg)


def fixed_app(home: Path, environ: Mapping[str, str], answers: Answers) -> CartoWizard:
    """The wizard at one moment of one day; the first check starts at 0 s."""
    seconds = chain([0.0], repeat(CHECK_SECONDS))
    state = WizardState(
        home / "session.toml",
        environ,
        home,
        StateFolder(home / "state"),
        answers,
        banner="demo",
        now=lambda: NOW,
        monotonic=lambda: next(seconds),
    )
    app = CartoWizard(state)
    app.animation_level = "none"
    return app


async def pages(
    app: CartoWizard, answers: Answers
) -> AsyncGenerator[tuple[str, str], None]:
    """The hub-and-spoke journey with these answers, typed and pasted."""
    with patch.object(Input, "_toggle_cursor"):
        async with app.run_test(size=SIZE) as pilot:
            wizard = Wizard(app, pilot, PATIENCE)
            async for name in asked(wizard, answers):
                yield name, picture(app)
            async for name in acted(wizard):
                yield name, picture(app)


async def asked(wizard: Wizard, answers: Answers) -> AsyncIterator[str]:
    """Every page with questions, each filled in."""
    await wizard.until(lambda: "Found on this machine" in wizard.text("#found"))
    # What was found lays the page out once more.
    await wizard.settle()
    yield "welcome"
    await wizard.press("enter")
    yield "mode"
    await wizard.press("ctrl+n")
    yield "target"
    await wizard.press("ctrl+n", *answers.hub.account_id, "enter")
    await wizard.press(*answers.hub.region, "enter")
    yield "hub"
    await wizard.press("ctrl+n")
    rows = [f"{a.id}\t{one_line(a.name)}\t{a.region}" for a in answers.accounts[1:]]
    wizard.app.frame.body.post_message(
        events.Paste("\n".join([*rows, "22222222224 legacy"]))
    )
    await wizard.until(lambda: len(wizard.answers.accounts) == len(answers.accounts))
    await wizard.settle()
    yield "accounts"
    await wizard.press("x")
    # The names as the organization has them: a paste cannot carry an escape.
    wizard.state.answers = replace(wizard.answers, accounts=answers.accounts)
    await wizard.show("regions")
    yield "regions"
    await wizard.press("ctrl+n")
    yield "access"
    await wizard.press("ctrl+n")
    yield "retry"


async def acted(wizard: Wizard) -> AsyncIterator[str]:
    """Preview, write, check and finish."""
    await wizard.press("ctrl+n")
    await wizard.until(lambda: "personal" in wizard.screen())
    await wizard.settle()
    yield "preview"
    # A config file of Cartography's own keeps the personal profile out.
    await wizard.press("d")
    await wizard.until(lambda: "cartography-config" in wizard.screen())
    await wizard.press("ctrl+n")
    await wizard.until(lambda: wizard.step == "write")
    await wizard.press("enter")
    await wizard.until(lambda: wizard.state.results)
    await wizard.settle()
    yield "write"
    await wizard.press("ctrl+n")
    await wizard.until(lambda: wizard.state.findings)
    await wizard.until(lambda: wizard.focus == "causes")
    await wizard.settle()
    yield "check"
    await wizard.press("ctrl+n")
    yield "finish"


async def single_pages(app: CartoWizard) -> AsyncGenerator[tuple[str, str], None]:
    """The pages that are another matter for a single account."""
    with patch.object(Input, "_toggle_cursor"):
        async with app.run_test(size=SIZE) as pilot:
            wizard = Wizard(app, pilot, PATIENCE)
            async for name in single(wizard):
                yield name, picture(app)


async def single(wizard: Wizard) -> AsyncIterator[str]:
    """Identity, region, and the check once the files are written."""
    await wizard.show("identity")
    yield "identity"
    await wizard.press("ctrl+n")
    yield "region-single"
    await wizard.press("enter", "ctrl+n")
    await wizard.until(lambda: "create" in wizard.screen())
    await wizard.settle()
    await wizard.press("ctrl+n")
    await wizard.until(lambda: "will be written" in wizard.screen())
    await wizard.press("enter")
    await wizard.until(lambda: wizard.state.results)
    await wizard.settle()
    await wizard.press("ctrl+n")
    await wizard.until(lambda: wizard.state.checked is not None)
    await wizard.until(lambda: wizard.focus == "causes")
    await wizard.settle()
    yield "check-single"


async def organization_pages(
    app: CartoWizard,
) -> AsyncGenerator[tuple[str, str], None]:
    """The accounts of the organization, ticked; what is in AWS before anything is."""
    with patch.object(Input, "_toggle_cursor"):
        async with app.run_test(size=SIZE) as pilot:
            wizard = Wizard(app, pilot, PATIENCE)
            async for name in organization(wizard):
                yield name, picture(app)


async def organization(wizard: Wizard) -> AsyncIterator[str]:
    """Without the right to list and with it, a unit ticked by a filter, the preview."""
    await wizard.show("accounts")
    await look_as(wizard, "payments-admin")
    await wizard.until(lambda: "has no right to" in wizard.dialog_text())
    await wizard.settle()
    yield "organization-denied"
    await wizard.press("escape")
    await look_as(wizard, "org-admin")
    await wizard.until(lambda: isinstance(wizard.app.screen, OrganizationScreen))
    await wizard.settle()
    yield "organization"
    # Nothing but the hub, then the unit of what is in production.
    await wizard.press("enter", "slash", *"prod", *["down"] * 3, "enter")
    await wizard.settle()
    yield "organization-filter"
    await wizard.press("escape", "ctrl+n")
    await wizard.until(lambda: len(wizard.answers.accounts) > 1)
    await wizard.show("preview")
    await wizard.until(lambda: "create" in wizard.text("#counts"))
    await wizard.press("end", "i")
    await choose(wizard, "org-admin")
    await wizard.until(lambda: "would look" in wizard.dialog_text())
    await wizard.press("down", "enter")
    await wizard.until(lambda: "foreign" in wizard.screen())
    await wizard.settle()
    yield "preview-aws"


async def look_as(wizard: Wizard, profile: str) -> None:
    """Read the organization with the credentials of a profile."""
    await wizard.press("ctrl+t")
    await choose(wizard, profile)
    await wizard.until(lambda: "would list" in wizard.dialog_text())
    await wizard.press("enter")


async def choose(wizard: Wizard, profile: str) -> None:
    """Choose a profile, once those that are there are offered."""
    await wizard.until(lambda: f"Profile {profile}" in wizard.screen())
    menu = wizard.one("Menu", Menu)
    lines = [str(option.prompt) for option in menu.options]
    menu.highlighted = next(i for i, line in enumerate(lines) if profile in line)
    await wizard.press("enter")


@contextmanager
def fixed_home() -> Iterator[Path]:
    """Make the home of the pictures, and remove it at the end."""
    try:
        HOME.mkdir(mode=0o700)
    except FileExistsError:
        # Never deleted here: it may belong to a run that goes on beside this one.
        raise SystemExit(
            f"{HOME} is there already: remove it, then try again."
        ) from None
    try:
        (HOME / ".aws").mkdir()
        (HOME / ".aws" / "config").write_text(PERSONAL)
        yield HOME
    finally:
        shutil.rmtree(HOME)


async def make(folder: Path, home: Path) -> None:
    """Write every picture into a folder."""
    # Nothing of the person's: no colour setting, no proxy, no Cartography on the PATH.
    os.environ.clear()
    os.environ["HOME"] = str(home)
    with start("troubled") as demo:
        app = fixed_app(home, environ_of(demo, home), Answers())
        await save(pages(app, demo.answers), folder)
        own = home / "organization"
        environ = own_profiles(demo, own)
        app = fixed_app(own, environ, only_hub(demo.answers))
        await save(organization_pages(app), folder)
    with start("troubled", mode=Mode.SINGLE) as demo:
        # The region is still to be chosen.
        single = replace(demo.answers.single, region="")
        answers = replace(demo.answers, single=single)
        # The organization's files are not in its home.
        own = home / "single"
        own.mkdir()
        app = fixed_app(own, environ_of(demo, own), answers)
        await save(single_pages(app), folder)


def only_hub(answers: Answers) -> Answers:
    """The answers of somebody who has not named the accounts yet."""
    return replace(answers, accounts=answers.accounts[:1])


def environ_of(demo: Demo, home: Path) -> dict[str, str]:
    """What reaches the demo's AWS, with the files of this home."""
    environ = demo.environ | {"HOME": str(home)}
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        del environ[name]
    return environ


def own_profiles(demo: Demo, home: Path) -> dict[str, str]:
    """A home with the profiles that the demo gives a person."""
    (home / ".aws").mkdir(parents=True)
    blocks = [
        f"[profile {name}]\naws_access_key_id = {demo.admin[account].key}\n"
        f"aws_secret_access_key = {demo.admin[account].secret}\n"
        for name, account in PROFILES.items()
    ]
    (home / ".aws" / "config").write_text("".join(blocks))
    return environ_of(demo, home)


async def save(made: AsyncGenerator[tuple[str, str], None], folder: Path) -> None:
    """Write one picture after the other."""
    async for name, svg in made:
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")


def main() -> None:
    """Write the pictures into `screenshots/`, or the folder named."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    folder.mkdir(exist_ok=True)
    with fixed_home() as home:
        asyncio.run(make(folder, home))


if __name__ == "__main__":
    main()
