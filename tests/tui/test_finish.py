"""What the last page claims, and what it must not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.setup.answers import Answers
from carto_wizard.tui.run_status import last_words
from tests.tui.wizard import HUB, opened


@pytest.mark.parametrize(
    ("statuses", "claim"),
    [
        (None, "! The checks were stopped before"),
        ([], "✓ All checks passed. Cartography will read exactly the 2 accounts"),
        ([Status.FAILED, Status.SKIPPED], "✗ 1 check failed"),
        ([Status.SKIPPED], "! 1 check could not be run on this machine"),
        ([Status.WARNING], "! No check failed; 1 warning."),
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
        state.checked = None if statuses is None else state.answers.rendered
        await wizard.show("finish")
        assert claim in wizard.screen()


async def test_an_account_that_did_not_answer_is_not_claimed(home: Path) -> None:
    async with opened(home, HUB, "retry") as wizard:
        state = wizard.state
        state.findings = _well(state.answers)[:-1]
        state.checked = state.answers.rendered
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
        assert "! Your answers changed after the last check" in wizard.screen()


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


async def test_files_that_are_not_there_are_not_spoken_of_as_there(home: Path) -> None:
    """By Ctrl+G, before anything was written."""
    async with opened(home, HUB, "retry", size=(120, 60)) as wizard:
        await wizard.press("ctrl+g", "end", "enter")
        await wizard.until(
            lambda: "cartography.env  not written yet" in wizard.screen()
        )
        seen = wizard.screen()
        assert "! No file is written yet." in seen
        assert "! Not checked yet." in seen
        assert "First: Write and Check. Press Ctrl+G to go there." in seen
        assert "Where all files will be" in seen
        assert "· Write" in seen
        assert "· Check" in seen


async def test_written_files_are_told_even_by_another_run(home: Path) -> None:
    await written(home)
    async with opened(home, HUB, "finish", size=(120, 60)) as wizard:
        await wizard.until(lambda: "files are written." in wizard.screen())
        seen = wizard.screen()
        assert "Where all files are" in seen
        assert "not written yet" not in seen
        assert "First: Check." in seen
        assert "✓ Write" in seen


async def test_a_file_that_changed_since_is_named(home: Path) -> None:
    await written(home)
    config = home / ".aws" / "config"
    config.write_text(config.read_text().replace("us-east-1", "us-west-2"))
    (home / "cartography-setup" / "cartography.env").unlink()
    async with opened(home, HUB, "finish", size=(120, 60)) as wizard:
        changed = "changed or removed after it was written"
        await wizard.until(lambda: f"cartography.env  {changed}" in wizard.screen())
        assert f".aws/config  {changed}" in wizard.screen()
        assert "Changed or removed after writing: 2." in wizard.screen()
        assert "· Write" in wizard.screen()


async def test_a_check_that_was_stopped_is_not_called_made(home: Path) -> None:
    async with opened(home, HUB, "retry", size=(120, 60)) as wizard:
        wizard.state.findings = _well(HUB)
        await wizard.show("finish")
        assert "! The checks were stopped before they completed." in wizard.screen()
        assert "· Check" in wizard.screen()


async def test_a_failed_check_has_no_tick(home: Path) -> None:
    async with opened(home, HUB, "retry", size=(120, 60)) as wizard:
        wizard.state.findings = [Finding("spoke.account", Status.FAILED, "x")]
        wizard.state.checked = wizard.state.answers.rendered
        await wizard.show("finish")
        assert "✗ Check" in wizard.screen()


async def written(home: Path) -> None:
    """What an earlier run of the wizard wrote."""
    async with opened(home, HUB, "preview") as wizard:
        await wizard.until(lambda: wizard.state.review is not None)
        await wizard.press("ctrl+n")
        await wizard.until(lambda: "will be written" in wizard.text("#say"))
        await wizard.press("enter")
        await wizard.until(lambda: "files written" in wizard.text("#say"))
        words = last_words(wizard.state)
        assert "files are written." in words
        assert "! Not checked yet." in words
