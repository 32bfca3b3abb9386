"""The check page after the first run: filter, retry of some, wait, look, redact."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import HUB, MANAGEMENT, MISTAKES, Mistake
from carto_wizard.tui.steps.check.page import CheckBody
from carto_wizard.tui.widgets.menu import Menu
from carto_wizard.tui.widgets.text_input import TextInput
from tests.benchmarks.bench_checks import slow_aws
from tests.benchmarks.checks_child import answers
from tests.checks.bench import Bench
from tests.checks.runs import bench_on
from tests.tui.wizard import Wizard, app_on

MISSING, OTHER = MISTAKES[Mistake.ROLE_MISSING], MISTAKES[Mistake.OTHER_HUB]
AUDIT = MISTAKES[Mistake.NO_SECURITY_AUDIT]
REGION = MISTAKES[Mistake.REGION_NOT_ENABLED]


@pytest.fixture
def bench(troubled_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(troubled_aws, tmp_path) as made:
        made.environ["HOME"] = str(tmp_path)
        yield made


@asynccontextmanager
async def checked(
    bench: Bench, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Wizard, CheckBody]]:
    app = app_on(bench.folder, bench.answers, bench.environ)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        wizard = Wizard(app, pilot)
        await wizard.show("check")
        body = wizard.app.frame.body
        assert isinstance(body, CheckBody)
        await wizard.until(lambda: not body.running)
        yield wizard, body


def shown(body: CheckBody) -> list[str]:
    return [line.account for line in body.panes.rows if line.account]


async def narrow(wizard: Wizard, words: str) -> None:
    wizard.one("#filter", TextInput).value = words
    await wizard.pilot.pause()


async def again(wizard: Wizard, body: CheckBody, key: str) -> set[str]:
    """Press a key that asks again; gives the accounts that were asked anew."""
    before = {
        a: tuple(map(id, line.findings)) for a, line in body.results.accounts.items()
    }
    body.query_one("#lines").focus()
    await wizard.press(key)
    await wizard.until(lambda: not body.running)
    after = {
        a: tuple(map(id, line.findings)) for a, line in body.results.accounts.items()
    }
    return {account for account in after if after[account] != before[account]}


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("words", "accounts"),
    [
        ("failed", {MISSING, OTHER, AUDIT, REGION}),
        ("trust-or-role", {MISSING, OTHER}),
        (MISSING[:5], {MISSING}),
        ("LOG-ARCH", {AUDIT}),
        ("failed trust-or-role data", {OTHER}),
        ("nobody", set()),
    ],
)
async def test_the_filter_takes_names_ids_statuses_and_causes(
    bench: Bench, words: str, accounts: set[str]
) -> None:
    async with checked(bench) as (wizard, body):
        await narrow(wizard, words)
        assert set(shown(body)) == accounts


async def test_counts_under_a_filter_are_of_what_it_shows(bench: Bench) -> None:
    async with checked(bench) as (wizard, body):
        every = wizard.text("#counts").splitlines()[0]
        await narrow(wizard, "trust-or-role")
        counts = wizard.text("#counts").splitlines()[0]
        assert "✗ 2 failed" in counts and "✓ 0 ok" in counts
        assert f"in 2 of {len(body.results.accounts)} accounts" in counts
        await narrow(wizard, "")
        assert wizard.text("#counts").splitlines()[0] == every


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_where_nothing_matches_that_is_said_and_nothing_opens(
    bench: Bench, size: tuple[int, int]
) -> None:
    async with checked(bench, size) as (wizard, body):
        body.query_one("#lines").focus()
        await wizard.press("slash", *"nobody")
        assert "No match" in wizard.screen()
        await wizard.press("enter")
        assert wizard.focus == "filter"
        body.query_one("#lines").focus()
        for key in ("enter", "v"):
            await wizard.press(key)
            assert not body.panes.has_class("-details")
        assert "No match" in wizard.problem
        assert "No match" in wizard.text("#text")


async def test_one_account_all_shown_or_all_failed_are_asked_again(
    bench: Bench,
) -> None:
    async with checked(bench) as (wizard, body):
        total = sum(body.results.counts.values())
        await narrow(wizard, "payments-prod")
        (account,) = shown(body)
        assert await again(wizard, body, "t") == {account}
        await narrow(wizard, "trust-or-role")
        assert await again(wizard, body, "f") == {MISSING, OTHER}
        await narrow(wizard, "")
        failed = set(body.results.to_retry())
        assert {MISSING, OTHER, AUDIT} <= failed
        assert await again(wizard, body, "r") == failed
        # Nothing is counted twice, whoever is asked how often.
        assert sum(body.results.counts.values()) == total
        assert len(body.results.setup["hub.credentials"].findings) == 1


async def test_the_files_and_accounts_are_retried_together(bench: Bench) -> None:
    whole = bench.config.read_text()
    bench.config.unlink()
    async with checked(bench) as (wizard, body):
        assert "files.account-map" in body.results.to_retry()
        (gone,) = body.results.setup["files.account-map"].findings
        assert gone.command == f"carto-wizard write --session {wizard.state.session}"
        bench.config.write_text(whole)
        assert MISSING in await again(wizard, body, "r")
        assert "files.account-map" not in body.results.to_retry()
        assert body.results.asked == len(body.results.accounts)


async def test_a_limit_of_aws_is_said_above_the_lists(tmp_path: Path) -> None:
    """An endpoint that lets through 20 a second, and accounts for over a minute."""
    asked = answers(2_000)
    said = re.compile(
        r"AWS is throttling the calls to about (\d+) a second, about 2 minutes"
    )
    with slow_aws(tmp_path, "--latency", "0.02", "--rate", "20") as environ:
        app = app_on(tmp_path, asked, environ | {"HOME": str(tmp_path)})
        async with app.run_test(size=(120, 40)) as pilot:
            wizard = Wizard(app, pilot)
            await wizard.show("check")
            body = wizard.app.frame.body
            assert isinstance(body, CheckBody)
            await wizard.until(lambda: said.search(wizard.text("#counts")))
            found = said.search(wizard.text("#counts"))
            assert found is not None
            assert 12 <= int(found[1]) <= 30
            assert all(
                finding.cause != "throttled" for finding in body.results.findings
            )
            await wizard.press("x")
            await wizard.until(lambda: not body.running)
            assert "AWS is throttling" not in wizard.text("#counts")


async def test_a_role_that_may_look_is_asked_for(bench: Bench) -> None:
    async with checked(bench) as (wizard, body):
        await wizard.press("l")
        assert "read only that role and its policies" in " ".join(
            wizard.dialog_text().split()
        )
        field = wizard.one(TextInput.__name__, TextInput)
        assert field.value == "OrganizationAccountAccessRole"
        field.value = "not a role"
        await wizard.press("enter")
        assert "! " in wizard.dialog_text()
        field.value = "OrganizationAccountAccessRole"
        await wizard.press("enter")
        await wizard.until(lambda: body.running)
        await wizard.until(lambda: not body.running)
        await wizard.press("a")
        await wizard.until(lambda: not body.running)
        (finding,) = body.results.accounts[MISSING].findings
        assert "Could not read the trust policy: sts:AssumeRole" in finding.evidence


async def test_a_persons_own_profile_shows_found_against_needed(bench: Bench) -> None:
    async with checked(bench) as (wizard, body):
        key = bench.demo.admin[MANAGEMENT]
        with Path(bench.environ["AWS_CONFIG_FILE"]).open("a") as config:
            config.write(
                f"[profile own]\naws_access_key_id = {key.key}\n"
                f"aws_secret_access_key = {key.secret}\n"
            )
        await wizard.press("i")
        await wizard.until(lambda: "Profile own" in wizard.screen())
        menu = wizard.one("Menu", Menu)
        prompts = [str(option.prompt) for option in menu.options]
        menu.highlighted = next(i for i, p in enumerate(prompts) if "own" in p)
        await wizard.press("enter")
        await wizard.until(lambda: "would look" in wizard.dialog_text())
        await wizard.press("down", "enter")
        await wizard.until(lambda: "What is in AWS is in the details" in wizard.problem)
        body.query_one("#lines").focus()
        await narrow(wizard, OTHER)
        await wizard.until(lambda: "as it must be" in wizard.text("#text"))
        detail = wizard.text("#text")
        assert f'+           "AWS": "{HUB}"' in detail, detail
        # The pane breaks sentences where it has to; nothing breaks them before.
        assert "Choose another name, unless the role was made for this." in detail
        assert key.secret not in detail


async def test_a_report_for_a_bug_holds_no_account(bench: Bench) -> None:
    async with checked(bench) as (wizard, _):
        await wizard.press("d")
        await wizard.until(lambda: "The report is" in wizard.problem)
        (report,) = Path(wizard.state.places().folder).glob("check-*-redacted.md")
        text = report.read_text() + report.with_suffix(".json").read_text()
        assert json.loads(report.with_suffix(".json").read_text())["version"] == 1
        assert "xxxxxxxxxx44" in text
        assert not [a.id for a in bench.answers.accounts if a.id in text]
