"""Who looks at the organization: named before it is asked, refused in a sentence."""

from __future__ import annotations

import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest
from textual.widgets import Static

from carto_wizard.checks.diagnosis.organization import POLICY
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import MANAGEMENT
from carto_wizard.setup.answers import Answers, CallAs, ChosenOrganization
from carto_wizard.setup.refresh import differences
from carto_wizard.tui.organization.look import LookAtOrganization
from carto_wizard.tui.organization.screen import OrganizationScreen
from carto_wizard.tui.widgets.menu import Menu
from carto_wizard.tui.work.credentials import offered
from tests.tui.reading import Reader, plain
from tests.tui.wizard import Wizard, opened

OUTSIDER = "333333333333"
ADMIN = "[profile admin]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
HOSTILE = "[profile [red]x[/b]]\nregion = us-east-1\n"


def environ_of(demo: Demo, account: str = "") -> dict[str, str]:
    """What a person has here: the keys of an account in the environment, or none."""
    environ = dict(demo.environ)
    if account:
        keys = demo.admin[account]
        environ["AWS_ACCESS_KEY_ID"] = keys.key
        environ["AWS_SECRET_ACCESS_KEY"] = keys.secret
    return environ


def only_hub(demo: Demo) -> Answers:
    return replace(demo.answers, accounts=demo.answers.accounts[:1])


@asynccontextmanager
async def looking(
    home: Path,
    demo: Demo,
    environ: Mapping[str, str],
    answers: Answers | None = None,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[Wizard]:
    """The dialog, opened from the field of the accounts page."""
    answers = answers or only_hub(demo)
    async with opened(home, answers, "accounts", size=size, environ=environ) as wizard:
        await wizard.press("ctrl+t")
        assert isinstance(wizard.app.screen, LookAtOrganization)
        yield wizard


def lines(wizard: Wizard) -> list[str]:
    return [str(each.prompt) for each in wizard.one("Menu", Menu).options]


def offers(wizard: Wizard, line: str) -> Callable[[], bool]:
    return lambda: line in lines(wizard)


async def read(wizard: Wizard) -> OrganizationScreen:
    """Agree, and wait for the tree."""
    await wizard.until(offers(wizard, "Read the organization"))
    await wizard.press("enter")
    await wizard.until(lambda: isinstance(wizard.app.screen, OrganizationScreen))
    await wizard.settle()
    screen = wizard.app.screen_stack[-1]
    assert isinstance(screen, OrganizationScreen)
    return screen


def asked(demo: Demo) -> list[str]:
    calls = (call["permission"] for call in demo.calls())
    return [call for call in calls if call.startswith("organizations:")]


async def test_whose_credentials_they_are_is_seen_before_organizations_is_asked(
    home: Path, healthy_aws: Demo
) -> None:
    healthy_aws.fault("forget-calls")
    async with looking(home, healthy_aws, environ_of(healthy_aws, MANAGEMENT)) as w:
        assert lines(w) == ["The environment: AWS_ACCESS_KEY_ID"]
        await w.press("enter")
        await w.until(offers(w, "Read the organization"))
        assert f"arn:aws:iam::{MANAGEMENT}:user/admin would list" in w.dialog_text()
        assert asked(healthy_aws) == []
        screen = await read(w)
        assert asked(healthy_aws)[0] == "organizations:DescribeOrganization"
        assert screen.ticks.total.ticked == 9
        await w.press("ctrl+n")
        assert "8 accounts added" in w.problem
        chosen = w.answers.organization
        assert (chosen.management_account, chosen.call_as) == (MANAGEMENT, CallAs.SELF)
        secret = healthy_aws.admin[MANAGEMENT].secret
        assert secret not in (home / "session.toml").read_text()


async def test_what_the_tree_shows_first_is_computed_off_the_screen_and_once(
    home: Path, healthy_aws: Demo
) -> None:
    threads: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is differences.__code__:
            threads.append(threading.current_thread().name)

    environ = environ_of(healthy_aws, MANAGEMENT)
    async with looking(home, healthy_aws, environ) as wizard:
        await wizard.press("enter")
        await wizard.until(offers(wizard, "Read the organization"))
        threading.setprofile(note)
        sys.setprofile(note)
        try:
            await read(wizard)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
    assert len(threads) == 1
    assert threading.main_thread().name not in threads


async def test_a_profile_looks_and_a_second_look_finds_what_changed(
    home: Path, healthy_aws: Demo
) -> None:
    keys = healthy_aws.admin[MANAGEMENT]
    config = home / "config"
    config.write_text(ADMIN.format(key=keys.key, secret=keys.secret) + HOSTILE)
    environ = environ_of(healthy_aws) | {"AWS_CONFIG_FILE": str(config)}
    async with looking(home, healthy_aws, environ) as wizard:
        await wizard.until(offers(wizard, "Profile admin"))
        assert "Profile [red]x[/b]" in lines(wizard)
        await wizard.press("enter")
        await read(wizard)
        await wizard.press("ctrl+n")
        healthy_aws.fault("member", account=OUTSIDER, name="shop")
        healthy_aws.fault("member", account="999999999999", state="SUSPENDED")
        healthy_aws.fault("member", account="888888888888", outside=True)
        healthy_aws.fault("member", account="101010101010", name="[b]x\x1b[31m")
        await wizard.press("ctrl+t")
        await wizard.until(offers(wizard, "Profile admin"))
        await wizard.press("enter")
        screen = await read(wizard)
        changes = str(screen.query_one("#changes", Static).content)
        assert (
            changes
            == "Compared with your list: 1 new, 1 gone, 1 not active, 1 renamed."
        )
        await wizard.press("ctrl+n")
        assert "1 account added, 2 retired" in wizard.problem


async def test_tags_are_read_on_demand_and_the_filter_finds_them(
    home: Path, healthy_aws: Demo
) -> None:
    async with looking(home, healthy_aws, environ_of(healthy_aws, MANAGEMENT)) as w:
        await w.press("enter")
        screen = await read(w)
        healthy_aws.fault("forget-calls")
        await w.press("slash", *"retail", "enter", "t")
        await w.until(lambda: len(screen.ticks.tree.tags) == 2)
        assert asked(healthy_aws) == ["organizations:ListTagsForResource"] * 2
        await w.until(lambda: screen._reading is None)
        await w.press("slash", "end", *(["backspace"] * 6), *"team=retail")
        assert screen.view.accounts == 2
        await w.press("enter", "t")
        assert "no tags to read here" in str(screen.query_one("#trouble").render())


async def test_the_reading_of_tags_stops_at_once_and_keeps_what_it_has(
    home: Path, healthy_aws: Demo
) -> None:
    async with looking(home, healthy_aws, environ_of(healthy_aws, MANAGEMENT)) as w:
        await w.press("enter")
        screen = await read(w)
        await w.press("t")
        await w.until(lambda: screen.ticks.tree.tags)
        await w.press("escape")
        await w.until(lambda: screen._reading is None)
        known = len(screen.ticks.tree.tags)
        assert 0 < known < len(screen.ticks.tree.organization.members)
        trouble = str(screen.query_one("#trouble", Static).content)
        assert trouble == "The reading of tags was stopped."
        assert w.app.screen_stack[-1] is screen
        await w.press("t")
        await w.until(lambda: len(screen.ticks.tree.tags) > known)


async def test_tags_that_nobody_may_read_are_a_sentence(
    home: Path, healthy_aws: Demo
) -> None:
    async with looking(home, healthy_aws, environ_of(healthy_aws, MANAGEMENT)) as w:
        await w.press("enter")
        screen = await read(w)
        right, denied = "organizations:ListTagsForResource", "AccessDeniedException"
        healthy_aws.fault("call", permission=right, code=denied)
        await w.press("t")
        await w.until(lambda: screen._reading is None)
        trouble = str(screen.query_one("#trouble", Static).content)
        assert f"has no right to {right}" in trouble
        await w.press("space", "ctrl+n")
        assert len(w.app.screen_stack) == 1


async def test_who_has_no_right_is_told_which_and_gets_the_policy(
    home: Path, healthy_aws: Demo
) -> None:
    async with looking(home, healthy_aws, environ_of(healthy_aws, OUTSIDER)) as wizard:
        await wizard.press("enter")
        await wizard.until(offers(wizard, "Read the organization"))
        await wizard.press("enter")
        await wizard.until(offers(wizard, "Copy the policy that would allow it"))
        text = wizard.dialog_text()
        assert f"user/admin has no right to {asked(healthy_aws)[-1]}" in text
        assert "You can also type, paste or import the accounts." in text
        reader = Reader(wizard)
        await reader.read()
        assert plain(POLICY) in reader.text
        wizard.one("Menu", Menu).focus()
        await wizard.press("enter")
        assert wizard.app.clipboard == POLICY
        await wizard.press("down", "enter")
        assert lines(wizard) == ["The environment: AWS_ACCESS_KEY_ID"]
        await wizard.press("escape")
        assert len(wizard.app.screen_stack) == 1
        assert wizard.answers.accounts == only_hub(healthy_aws).accounts


async def test_the_policy_is_not_offered_where_another_one_denies_it(
    home: Path, healthy_aws: Demo
) -> None:
    healthy_aws.fault(
        "call",
        permission="organizations:ListAccounts",
        code="AccessDeniedException",
        message="No, with an explicit deny in a service control policy",
    )
    async with looking(home, healthy_aws, environ_of(healthy_aws, MANAGEMENT)) as w:
        await w.press("enter")
        await w.until(offers(w, "Read the organization"))
        await w.press("enter")
        await w.until(lambda: "A service control policy denies" in w.dialog_text())
        assert lines(w) == ["Use other credentials"]
        assert "ListTagsForResource" not in w.dialog_text()


async def test_a_tree_whose_units_nobody_may_list_is_shown_as_far_as_it_is_known(
    home: Path, healthy_aws: Demo
) -> None:
    right = "organizations:ListOrganizationalUnitsForParent"
    healthy_aws.fault("call", permission=right, code="AccessDeniedException")
    async with looking(home, healthy_aws, environ_of(healthy_aws, MANAGEMENT)) as w:
        await w.press("enter")
        screen = await read(w)
        news = str(screen.query_one("#changes", Static).content)
        assert news.startswith("Not all units could be read.") and right in news
        assert screen.ticks.total.ticked == 9
        await w.press("ctrl+n")
        assert "8 accounts added" in w.problem


async def test_without_credentials_it_says_so(home: Path, healthy_aws: Demo) -> None:
    environ = environ_of(healthy_aws) | {
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": "",
    }
    async with looking(home, healthy_aws, environ) as wizard:
        assert lines(wizard) == ["What the AWS CLI uses here without a profile"]
        await wizard.press("enter")
        await wizard.until(offers(wizard, "Use other credentials"))
        assert "! The organization cannot be listed." in wizard.dialog_text()


async def test_another_organization_is_not_taken_for_this_one(
    home: Path, healthy_aws: Demo
) -> None:
    answers = replace(
        healthy_aws.answers, organization=ChosenOrganization("o-another0000")
    )
    environ = environ_of(healthy_aws, MANAGEMENT)
    async with looking(home, healthy_aws, environ, answers) as wizard:
        await wizard.press("enter")
        await wizard.until(offers(wizard, "Read the organization"))
        await wizard.press("enter")
        await wizard.until(lambda: "o-another0000" in wizard.dialog_text())
        assert lines(wizard) == ["Use other credentials"]


async def test_a_look_says_how_far_it_is_and_stops_at_once(
    home: Path, healthy_aws: Demo
) -> None:
    async with looking(home, healthy_aws, environ_of(healthy_aws, MANAGEMENT)) as w:
        await w.press("enter")
        await w.until(offers(w, "Read the organization"))
        healthy_aws.fault("organization", rate=0.5)
        await w.press("enter")
        await w.until(lambda: "minute left" in w.dialog_text())
        assert "lists the accounts. 11 accounts, " in w.dialog_text()
        await w.press("enter")
        assert lines(w) == ["The environment: AWS_ACCESS_KEY_ID"]
        await w.press("escape")
        assert len(w.app.screen_stack) == 1


PROFILES = ("one", "two")
OFFERED = [
    ({}, ["Profile one", "Profile two", "What the AWS CLI uses here"]),
    ({"AWS_PROFILE": "two"}, ["Profile two, from AWS_PROFILE", "Profile one"]),
    (
        {"AWS_ACCESS_KEY_ID": "AKIA"},
        ["The environment: AWS_ACCESS_KEY_ID", "Profile one", "Profile two"],
    ),
]


@pytest.mark.parametrize(("environ", "labels"), OFFERED)
def test_what_the_environment_names_comes_first(
    environ: dict[str, str], labels: list[str]
) -> None:
    found = [each.label for each in offered(environ, PROFILES)]
    assert len(found) == len(labels)
    assert all(map(str.startswith, found, labels))


def test_the_default_profile_is_offered_once() -> None:
    assert [each.profile for each in offered({}, ["default"])] == ["default"]
