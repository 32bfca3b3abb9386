"""The roles that are already in AWS, on the preview page."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import OptionList

from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import HUB, MANAGEMENT, sample_single
from carto_wizard.setup.answers import Access, Answers, Identity
from carto_wizard.tui.steps.preview.code_view import CodeView
from carto_wizard.tui.steps.preview.roles import RolesBody
from tests.tui.wizard import Wizard, opened

HUB_ARN = f"arn:aws:iam::{HUB}:user/admin"


@asynccontextmanager
async def preview_in(
    demo: Demo,
    home: Path,
    answers: Answers,
    size: tuple[int, int] = (120, 40),
    account: str = HUB,
) -> AsyncIterator[Wizard]:
    """The preview of somebody with keys of an account's administrator."""
    key = demo.admin[account]
    environ = demo.environ | {
        "AWS_ACCESS_KEY_ID": key.key,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        "AWS_CONFIG_FILE": str(home / "config"),
    }
    async with opened(home, answers, "preview", size=size, environ=environ) as wizard:
        await wizard.until(lambda: "create" in wizard.text("#counts"))
        yield wizard


async def look(wizard: Wizard) -> None:
    """Choose the environment, see whose it is, agree."""
    await wizard.press("i")
    await wizard.press("enter")
    await wizard.until(lambda: HUB_ARN in wizard.dialog_text())
    await wizard.press("enter")


def workers(name: str) -> list[str]:
    """The threads at work that have such a name."""
    return [t.name for t in threading.enumerate() if t.name.startswith(name)]


def content(wizard: Wizard) -> list[str]:
    code = wizard.app.frame.query_one(CodeView)
    return [f"{line.kind} {line.text}" for line in code.lines]


async def test_what_is_there_is_compared_with_the_answers(
    small_aws: Demo, home: Path
) -> None:
    access = Access(grants=("ecr:BatchGetImage",))
    answers = replace(small_aws.answers, access=access)
    async with preview_in(small_aws, home, answers) as wizard:
        assert wizard.rows[-1] == "? unknown Already in AWS"
        await wizard.press("end")
        assert content(wizard) == ["  AWS was not asked yet."]
        await look(wizard)
        await wizard.until(lambda: wizard.rows[-1] == "~ differs Already in AWS")
        shown = content(wizard)
        assert shown[0] == "! differs: role cartography-read-only"
        assert any(line.startswith("+") and "BatchGetImage" in line for line in shown)
        assert "  same: instance profile cartography-service" in shown
        assert f"Looked as {HUB_ARN}." in wizard.text("#notes")
        assert wizard.text("#size") == "5 differs · 2 same"


async def test_the_management_account_looks_by_the_role_of_the_organization(
    troubled_aws: Demo, home: Path
) -> None:
    answers = troubled_aws.answers
    async with preview_in(troubled_aws, home, answers, account=MANAGEMENT) as wizard:
        await wizard.press("i")
        await wizard.press("enter")
        await wizard.until(lambda: "would look" in wizard.dialog_text())
        await wizard.press("down", "enter")
        await wizard.until(lambda: wizard.rows[-1] == "✗ not ours Already in AWS")
        assert wizard.text("#size") == ("1 not ours · 1 differs · 1 create · 8 same")


async def test_other_answers_make_what_was_found_unknown_again(
    small_aws: Demo, home: Path
) -> None:
    async with preview_in(small_aws, home, small_aws.answers) as wizard:
        await look(wizard)
        await wizard.until(lambda: wizard.rows[-1] == "= same Already in AWS")
        wizard.state.answers = replace(wizard.answers, access=Access(external_id="x1"))
        await wizard.press("f5")
        await wizard.until(lambda: wizard.rows[-1:] == ["? unknown Already in AWS"])
        await wizard.press("end")
        assert content(wizard) == ["  The answers changed since AWS was asked."]


async def test_a_choice_about_a_file_leaves_what_was_found(
    small_aws: Demo, home: Path
) -> None:
    async with preview_in(small_aws, home, small_aws.answers) as wizard:
        await look(wizard)
        await wizard.until(lambda: wizard.rows[-1] == "= same Already in AWS")
        wizard.state.answers = replace(wizard.answers, choices={"~/x": "keep"})
        await wizard.press("f5")
        await wizard.until(lambda: wizard.rows[-1:] == ["= same Already in AWS"])


async def test_who_cannot_look_is_told_why_and_may_choose_again(
    small_aws: Demo, home: Path
) -> None:
    error = {"permission": "sts:GetCallerIdentity", "code": "InvalidClientTokenId"}
    small_aws.fault("call", **error)
    async with preview_in(small_aws, home, small_aws.answers, (80, 24)) as wizard:
        await wizard.press("i")
        await wizard.press("enter")
        await wizard.until(lambda: "! sts:GetCallerIdentity" in wizard.dialog_text())
        await wizard.press("enter")
        assert "Which credentials may look" in wizard.dialog_text()
        await wizard.press("escape")
        assert wizard.rows[-1] == "? unknown Already in AWS"


async def test_profiles_that_are_found_are_offered_by_name(
    small_aws: Demo, home: Path
) -> None:
    (home / "config").write_text("[profile [red]x]\nregion = us-east-1\n")
    async with preview_in(small_aws, home, small_aws.answers) as wizard:
        await wizard.press("i")
        menu = wizard.one("Menu", OptionList)
        await wizard.until(lambda: menu.option_count > 1)
        assert "Profile [red]x" in wizard.screen()


@pytest.mark.parametrize("identity", [Identity.USER, Identity.GROUP])
async def test_without_a_role_there_is_nothing_to_look_at(
    identity: Identity, home: Path
) -> None:
    single = sample_single()
    answers = replace(single, single=replace(single.single, identity=identity))
    async with opened(home, answers, "preview") as wizard:
        await wizard.until(lambda: "create" in wizard.text("#counts"))
        assert "Already in AWS" not in "".join(wizard.rows)


async def test_leaving_the_page_stops_the_look(small_aws: Demo, home: Path) -> None:
    small_aws.fault("call", permission="iam:*", delay=30.0)
    async with preview_in(small_aws, home, small_aws.answers) as wizard:
        await look(wizard)
        await wizard.until(lambda: wizard.rows[-1] == "… looking Already in AWS")
        await wizard.until(lambda: workers("worker-"))
        wizard.app.frame.body.post_message(RolesBody.LookedAt(1234))
        await wizard.until(lambda: "… 1,234" in wizard.screen())
        await wizard.press("escape")
        await wizard.until(lambda: wizard.step == "retry")
        # Those that wait for AWS are left behind; nobody waits for them.
        await wizard.until(lambda: not workers("roles"))


async def test_the_key_stops_a_look_and_says_what_was_not_asked(
    small_aws: Demo, home: Path
) -> None:
    small_aws.fault("call", permission="iam:*", delay=30.0)
    async with preview_in(small_aws, home, small_aws.answers) as wizard:
        await look(wizard)
        await wizard.until(lambda: wizard.rows[-1] == "… looking Already in AWS")
        await wizard.press("i")
        await wizard.until(lambda: wizard.rows[-1] == "? unknown Already in AWS")
        assert wizard.text("#size") == "5 accounts not looked at"
        assert "    It was stopped before." in content(wizard)
