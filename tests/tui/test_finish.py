"""What the last page claims, and what it must not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.setup.answers import Answers
from tests.tui.wizard import HUB, opened


@pytest.mark.parametrize(
    ("statuses", "claim"),
    [
        (None, "! Not checked yet"),
        ([], "✓ Every check passed: Cartography will read exactly the 2 accounts"),
        ([Status.FAILED, Status.SKIPPED], "✗ 1 check failed"),
        ([Status.SKIPPED], "! 1 check could not be made here"),
        ([Status.WARNING], "! Nothing failed, 1 warning"),
    ],
)
async def test_the_claim_is_what_was_found(
    statuses: list[Status] | None, claim: str, home: Path
) -> None:
    """Beside the accounts, all of which answered well."""
    async with opened(home, HUB, "retry") as wizard:
        state = wizard.state
        more = [Finding("spoke.permissions", each, "x") for each in statuses or ()]
        state.findings = [*_well(state.answers), *more]
        state.checked = None if statuses is None else replace(state.answers, step="")
        await wizard.show("finish")
        assert claim in wizard.screen()


async def test_an_account_that_did_not_answer_is_not_claimed(home: Path) -> None:
    async with opened(home, HUB, "retry") as wizard:
        state = wizard.state
        state.findings = _well(state.answers)[:-1]
        state.checked = replace(state.answers, step="")
        await wizard.show("finish")
        assert "! 1 of 2 accounts verified." in wizard.screen()


def _well(answers: Answers) -> list[Finding]:
    checks = ("assume-role", "account", "describe-regions", "region")
    accounts = [account.id for account in answers.accounts]
    found = [Finding("files.account-map", Status.OK, "x")]
    for account in accounts:
        for check in checks:
            found.append(Finding(f"spoke.{check}", Status.OK, "x", account))
    return found


async def test_other_answers_are_not_checked_by_an_earlier_check(home: Path) -> None:
    async with opened(home, HUB, "retry") as wizard:
        wizard.state.findings = [Finding("spoke.account", Status.OK, "x")]
        wizard.state.checked = replace(HUB, step="", accounts=HUB.accounts[:1])
        await wizard.show("finish")
        assert "! Not checked yet" in wizard.screen()


async def test_the_command_is_copied(home: Path) -> None:
    async with opened(home, HUB, "finish") as wizard:
        await wizard.press("c")
        assert "cartography" in wizard.app.clipboard
        assert "The command was sent to the" in wizard.screen()
        await wizard.press("enter")
        assert wizard.app.return_code == 0


async def test_there_is_no_next_after_the_last_page(home: Path) -> None:
    async with opened(home, HUB, "finish") as wizard:
        body = wizard.app.frame.body
        assert "Next" not in wizard.screen()
        await wizard.press("ctrl+n")
        assert wizard.app.frame.body is body
