"""The roles page: every form, its commands, and the one that was chosen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.setup.answers import Account, Answers, ChosenOrganization, Identity
from carto_wizard.tui.widgets.grid import Grid
from tests.tui.fixtures_preview import Opened, home, hub_answers, opened, single_answers

__all__ = ["home"]


def rows(wizard: Opened) -> list[str]:
    grid = wizard.app.frame.query_one(Grid)
    cells = (grid._row_at(index) for index in range(grid.count))
    return [" ".join(c if isinstance(c, str) else c[0] for c in row) for row in cells]


def many(number: int) -> Answers:
    """Accounts that come from an organization."""
    answers = hub_answers(*(f"team-{index}" for index in range(number)))
    return replace(answers, organization=ChosenOrganization("o-exampleorgid"))


async def test_a_few_accounts_get_the_script_first_and_many_the_stackset(
    home: Path,
) -> None:
    async with opened(home, hub_answers("payments"), step="roles") as wizard:
        assert rows(wizard)[0] == "→ fits AWS CLI script"
        assert "sh create-roles.sh hub" in wizard.text("#way")
    async with opened(home, many(20), step="roles") as wizard:
        assert rows(wizard)[0] == "→ fits StackSet roll-out"
        assert "sh roll-out.sh plan" in wizard.text("#way")


async def test_china_and_a_single_account_are_offered_no_stackset(home: Path) -> None:
    china = replace(many(20), partition="aws-cn")
    for answers in (china, single_answers()):
        async with opened(home, answers, step="roles") as wizard:
            assert not any("StackSet" in row for row in rows(wizard))
            assert rows(wizard)[0].startswith("→ fits")


@pytest.mark.parametrize("identity", Identity)
async def test_a_single_account_names_what_is_made(
    identity: Identity, home: Path
) -> None:
    answers = single_answers()
    answers = replace(answers, single=replace(answers.single, identity=identity))
    async with opened(home, answers, step="roles") as wizard:
        assert wizard.text("#ask") == f"Create the {identity}"
        await wizard.press("down", "down")
        await wizard.until(lambda: "terraform/main.tf" in wizard.text("#way"))
        # There are modules for an organization alone.
        assert "modules" not in wizard.text("#way")
        await wizard.press("f1")
        assert f"All of them make the {identity} " in wizard.dialog_text()


async def test_enter_chooses_a_form_which_the_session_keeps(home: Path) -> None:
    async with opened(home, hub_answers("payments"), step="roles") as wizard:
        await wizard.press("down", "down")
        await wizard.until(lambda: "cloudformation deploy" in wizard.text("#way"))
        await wizard.press("enter")
        await wizard.until(lambda: wizard.step == "check")
        assert wizard.state.answers.access.form == "template"
        await wizard.show("roles")
        assert rows(wizard)[0] == "✓ chosen CloudFormation templates"
        await wizard.press("u")
        await wizard.press("ctrl+n")
        await wizard.until(lambda: wizard.step == "check")
        assert wizard.state.answers.access.form == ""


async def test_a_form_changes_no_file(home: Path) -> None:
    async with opened(home, hub_answers("payments"), step="write") as wizard:
        await wizard.press("down")
        await wizard.agree()
        await wizard.show("roles")
        await wizard.press("down", "enter")
        await wizard.until(lambda: wizard.step == "check")
        await wizard.show("write")
        assert " files written." in wizard.text("#say")
        comparison = wizard.writing.comparison
        assert comparison is not None and not comparison.review.pending


async def test_what_is_not_written_yet_is_said(home: Path) -> None:
    async with opened(home, hub_answers("payments"), step="roles") as wizard:
        await wizard.says("#way", "! No file is written yet.")


async def test_c_copies_the_commands_in_order(home: Path) -> None:
    async with opened(home, hub_answers("payments"), step="roles") as wizard:
        await wizard.press("c")
        lines = wizard.app.clipboard.splitlines()
        assert lines[:2] == ["sh create-roles.sh hub", "sh create-roles.sh spoke"]
        await wizard.press("end")
        await wizard.until(lambda: "hand-off.md" in wizard.text("#way"))


@pytest.mark.parametrize("name", ["[red]x[/b]", "\x1b[31mx", "a" * 300])
async def test_names_of_others_are_plain_text(name: str, home: Path) -> None:
    answers = hub_answers("payments")
    hostile = replace(answers, accounts=(*answers.accounts, Account("9" * 12, name)))
    async with opened(home, hostile, step="roles") as wizard:
        shown = json.dumps(wizard.screen())
        assert "\\u001b" not in shown
