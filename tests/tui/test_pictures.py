"""How every page looks: pictures that a person has looked at."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from carto_wizard.aws import regions
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.steps import KEYS
from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.organization.screen import OrganizationScreen
from carto_wizard.tui.organization.ticks import first_ticks
from carto_wizard.tui.steps import welcome
from carto_wizard.tui.widgets.text_input import TextInput
from tests.organizations import LATER, LISTED, nobody
from tests.tui.wizard import HUB, HUB_ID, SINGLE, Wizard, app_on

Compare = Callable[..., bool]
NOW = datetime(2026, 5, 6, 17, 42).astimezone()
SIZES = [(80, 24), (120, 40), (60, 15)]
HOME = Path("/home/ada")
"""Only named, never there: what the pages show must not be this machine's."""

ACCOUNTS = (
    Account(HUB_ID, "platform-hub"),
    Account("222200000000", "payments-prod"),
    Account("222200000001", "payments-dev", "us-west-1"),
    Account("222200000002", "Zürich data lake", "eu-central-2"),
    Account("222200000003", "[red]team[/b]", "eu-west-1"),
    Account("222200000004", "two\nlines\x1b[31m"),
    Account("222200000005", ""),
    Account("222200000006", "a very long name of an account that goes on " * 5),
    *(Account(f"{300000000000 + n}", f"team-{n:03}") for n in range(206)),
)
MANY = replace(HUB, accounts=ACCOUNTS)
PENDING = "22220000002 data-lake\nnonsense [b]x[/b]\n"


FINDINGS = [
    Finding(
        "machine.environment", Status.OK, "No environment variable overrides the files."
    ),
    Finding("hub.identity", Status.OK, "The credentials are those of the hub."),
    Finding("spoke.assume-role", Status.OK, "The role may be assumed.", HUB_ID),
    Finding("spoke.security-audit", Status.OK, "SecurityAudit is attached.", HUB_ID),
    *(
        Finding(
            "spoke.assume-role",
            Status.FAILED,
            "AWS refuses to let the hub assume the role.",
            account,
            profile,
            cause="trust-or-role-missing",
            evidence="AccessDenied on sts:AssumeRole [red]x[/b]\x1b[31m",
            remedy=f"Make the role in account {account}, or let it trust the hub.",
            command=f"sh create-roles.sh spoke --account {account}",
        )
        for account, profile in (
            ("222200000000", "payments-prod"),
            ("222200000003", "red-team-b"),
        )
    ),
    Finding("spoke.assume-role", Status.OK, "It may be assumed.", "222200000001"),
    Finding(
        "spoke.region",
        Status.FAILED,
        "eu-central-2 is not enabled in this account.",
        "222200000002",
        "zurich-data-lake",
        "eu-central-2",
        "region-not-enabled",
        remedy="Enable it, or choose another region for this account.",
        command="aws account enable-region --region-name eu-central-2",
    ),
    Finding(
        "spoke.security-audit",
        Status.WARNING,
        "SecurityAudit could not be looked at.",
        "222200000004",
        cause="not-allowed-to-look",
    ),
]


REGIONS = (
    "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 "
    "ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 "
    "ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 "
    "ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 "
    "eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 "
    "mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2"
)
"""Of the lowest botocore that can be installed; AWS has more by now."""


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same place and settings for every picture."""
    monkeypatch.setattr(welcome, "LOOK_AFTER", 0.01)
    names = REGIONS.split()
    known = [each for each in regions.regions("aws") if each.name in names]
    assert [each.name for each in known] == names
    monkeypatch.setattr(regions, "regions", lambda partition: tuple(known))
    monkeypatch.chdir(tmp_path)
    assert "NO_COLOR" not in os.environ


def app_at(answers: Answers, environ: dict[str, str] | None = None) -> CartoWizard:
    """The app on a session whose name is the same everywhere."""
    app = app_on(Path(), answers, environ)
    app.state.session = Path("session.toml")
    app.state.home = HOME
    app.state.now = lambda: NOW
    app.state.monotonic = lambda: 0.0
    app.animation_level = "none"
    return app


def at(
    step: str, do: Callable[[Wizard], Awaitable[None]] | None = None
) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Go to a step, and do something there."""

    async def run_before(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, CartoWizard)
        wizard = Wizard(app, pilot)
        if step == "check":
            wizard.state.findings = FINDINGS
            wizard.state.checked = app.state.answers.rendered
        await wizard.show(step)
        if step == "finish":
            await wizard.until(lambda: wizard.state.files_on_disk)
        if do is not None:
            await do(wizard)
        await wizard.settle()

    return run_before


def name(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


STEPS = [
    ("mode", HUB),
    ("mode-single", SINGLE),
    ("target", HUB),
    ("identity", SINGLE),
    ("hub", HUB),
    ("accounts", MANY),
    ("regions", MANY),
    ("regions-single", SINGLE),
    ("access", HUB),
    ("retry", HUB),
    ("check", MANY),
    ("finish", HUB),
]


@pytest.mark.one_in(3)
@pytest.mark.parametrize("size", SIZES, ids=name)
@pytest.mark.parametrize(("step", "answers"), STEPS, ids=[s for s, _ in STEPS])
def test_every_page(
    step: str, answers: Answers, size: tuple[int, int], snap_compare: Compare
) -> None:
    key = step.partition("-")[0]
    assert key in KEYS
    assert snap_compare(app_at(answers), terminal_size=size, run_before=at(key))


@pytest.mark.parametrize("size", SIZES, ids=name)
def test_welcome_with_something_to_resume(
    size: tuple[int, int], snap_compare: Compare
) -> None:
    app = app_at(
        replace(MANY, step="regions"),
        {"AWS_PROFILE": "personal", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE"},
    )
    app.state.saved = NOW.replace(tzinfo=None)
    app.state.now = lambda: NOW + timedelta(days=1)

    async def looked(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, CartoWizard)
        wizard = Wizard(pilot.app, pilot)
        found = wizard.one("#found", Static)
        await wizard.until(lambda: "Found on this machine" in str(found.content))
        await wizard.settle()

    assert snap_compare(app, terminal_size=size, run_before=looked)


async def waiting(wizard: Wizard) -> None:
    await wizard.paste(PENDING)
    await wizard.until(lambda: wizard.state.pending)


async def refused(wizard: Wizard) -> None:
    wizard.one("#field-hub-account_id TextInput", TextInput).value = "12345"
    wizard.one("#field-hub-region TextInput", TextInput).value = "cn-north-1"
    await wizard.press("ctrl+n")


async def why(wizard: Wizard) -> None:
    await wizard.press("f1")


async def go_to(wizard: Wizard) -> None:
    await wizard.press("ctrl+g")


async def edit(wizard: Wizard) -> None:
    await wizard.press("tab", "tab", "down", "down", "down", "down", "e")


async def choose(wizard: Wizard) -> None:
    await wizard.press("a", *"frank")


async def details(wizard: Wizard) -> None:
    await wizard.press("shift+tab", "shift+tab", "v")


async def grants(wizard: Wizard) -> None:
    # How far the page scrolls depends on the help that is shown after each key.
    for key in ("tab", "tab", "tab", "space", "down", "down"):
        await wizard.press(key)


STATES: list[tuple[str, str, Answers, Callable[[Wizard], Awaitable[None]]]] = [
    ("lines-that-wait", "accounts", MANY, waiting),
    ("refused", "hub", HUB, refused),
    ("why", "accounts", MANY, why),
    ("go-to", "retry", HUB, go_to),
    ("edit", "accounts", MANY, edit),
    ("region", "regions", MANY, choose),
    ("details", "check", MANY, details),
    ("grants", "access", HUB, grants),
]


@pytest.mark.one_in(2)
@pytest.mark.parametrize("size", SIZES[::2], ids=name)
@pytest.mark.parametrize(
    ("step", "answers", "do"), [s[1:] for s in STATES], ids=[s[0] for s in STATES]
)
def test_what_a_person_meets_on_the_way(
    step: str,
    answers: Answers,
    do: Callable[[Wizard], Awaitable[None]],
    size: tuple[int, int],
    snap_compare: Compare,
) -> None:
    assert snap_compare(app_at(answers), terminal_size=size, run_before=at(step, do))


async def look(wizard: Wizard) -> None:
    await wizard.press("ctrl+t")


async def tree(wizard: Wizard) -> None:
    wizard.app.push_screen(
        OrganizationScreen(first_ticks(LATER, LISTED), LISTED, nobody())
    )
    await wizard.settle()
    await wizard.press("down", "down")


@pytest.mark.parametrize("size", SIZES, ids=name)
@pytest.mark.parametrize("do", [look, tree])
def test_the_organization(
    do: Callable[[Wizard], Awaitable[None]],
    size: tuple[int, int],
    snap_compare: Compare,
) -> None:
    app = app_at(LISTED)
    assert snap_compare(app, terminal_size=size, run_before=at("accounts", do))


def test_the_organization_without_colour(
    snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_at(LISTED, {"NO_COLOR": "1"})
    assert snap_compare(app, run_before=at("accounts", tree))


@pytest.mark.parametrize("theme", ["carto-light", "ansi-dark"])
@pytest.mark.parametrize("step", ["accounts", "check", "mode"])
def test_every_theme(theme: str, step: str, snap_compare: Compare) -> None:
    app = app_at(MANY)
    app.theme = theme
    assert snap_compare(app, run_before=at(step))


@pytest.mark.parametrize("step", ["accounts", "check", "access"])
def test_without_colour(
    step: str, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_at(MANY, {"NO_COLOR": "1"})
    assert snap_compare(app, run_before=at(step))
