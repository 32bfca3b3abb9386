"""The check page watches: what is not right is asked again until it is."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from carto_wizard.checks.run import rounds
from carto_wizard.demo.administrator import make_roles
from carto_wizard.demo.launch import Demo, start
from carto_wizard.files.locations import places
from carto_wizard.setup.answers import Form
from carto_wizard.tui.steps.check.page import CheckBody
from tests.checks.bench import Bench
from tests.checks.faults_aws import without_audit
from tests.checks.runs import bench_on
from tests.tui.wizard import Wizard, app_on

DENIED = {"code": "AccessDenied", "message": "Not authorized.", "status": 403}
AT_ONCE = 3.0
"""Seconds: far above what it takes, far below any timeout of a call."""


@pytest.fixture
def bench(small_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(small_aws, tmp_path) as made:
        made.environ["HOME"] = str(tmp_path)
        made.where = places(made.answers, made.environ, tmp_path)
        yield made


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "FIRST_SECONDS", 0.01)


@asynccontextmanager
async def checking(
    bench: Bench, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Wizard, CheckBody]]:
    # As a session that was saved, so that leaving the page changes no answer.
    answers = replace(bench.answers, setup_id="5cba54ad")
    app = app_on(bench.folder, answers, bench.environ)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        wizard = Wizard(app, pilot)
        await wizard.show("check")
        body = wizard.app.frame.body
        assert isinstance(body, CheckBody)
        yield wizard, body


def deny(bench: Bench, account: str) -> None:
    """The role is not there yet, as far as the hub can tell."""
    bench.demo.fault("call", permission="sts:AssumeRole", account=account, **DENIED)


@pytest.mark.usefixtures("quick")
async def test_accounts_turn_green_without_a_key_and_the_watching_ends(
    bench: Bench,
) -> None:
    late, later = bench.spokes[1], bench.spokes[2]
    deny(bench, late)
    without_audit(bench, later)
    async with checking(bench) as (wizard, body):
        await wizard.until(lambda: body.runs.judged is not None)
        assert set(body.results.to_retry()) == {late, later}
        bench.demo.clear()
        await wizard.until(lambda: body.results.to_retry() == (later,))
        assert "✗ 1 failed" in wizard.text("#counts")
        before = len(bench.demo.calls())
        bench.undo.close()
        await wizard.until(lambda: body.runs.round is None and not body.running)
        assert "exactly the 5 accounts" in wizard.screen()
        assert "Watching" not in wizard.screen()
        # Of an account that is right only the written profile is asked.
        asked = [c for c in bench.demo.calls()[before:] if c["account"] == late]
        assert {c["permission"] for c in asked} <= {
            "sts:AssumeRole",
            "sts:GetCallerIdentity",
        }
        assert wizard.state.is_checked


@pytest.mark.usefixtures("quick")
async def test_a_watched_check_is_as_complete_as_a_whole_one(bench: Bench) -> None:
    """Where no role was there at first, no written profile could be asked."""
    deny(bench, "*")
    async with checking(bench) as (wizard, body):
        await wizard.until(lambda: body.runs.judged is not None)
        assert len(body.results.to_retry()) == len(bench.answers.accounts)
        bench.demo.clear()
        await wizard.until(lambda: body.runs.round is None and not body.running)
        watched = {(f.check, f.account, f.status) for f in body.results.findings}
        await wizard.press("a")
        await wizard.until(lambda: not body.running)
        whole = {(f.check, f.account, f.status) for f in body.results.findings}
        assert watched == whole
        assert any(check == "files.profile" for check, _, _ in watched)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 60)], ids=str)
async def test_it_says_when_it_asks_next_and_a_key_stops_and_starts_it(
    bench: Bench, size: tuple[int, int]
) -> None:
    deny(bench, bench.spokes[1])
    async with checking(bench, size) as (wizard, body):
        await wizard.until(lambda: body.runs.round is not None)
        said = "Watching: 1 account again in"
        assert said in wizard.text("#counts")
        assert "R asks now, X stops." in wizard.text("#counts")
        assert "4 of 5 accounts verified." in wizard.text("#counts")
        await wizard.press("x")
        assert body.runs.round is None
        assert "Watching" not in wizard.text("#counts")
        await wizard.press("x")
        assert "No check is running" in wizard.problem
        await wizard.press("r")
        await wizard.until(lambda: body.runs.round is not None and not body.running)
        assert said in wizard.text("#counts")


@pytest.mark.usefixtures("quick")
async def test_a_round_that_is_cut_short_leaves_what_was_known(bench: Bench) -> None:
    account = bench.spokes[1]
    without_audit(bench, account)
    async with checking(bench) as (wizard, body):
        await wizard.until(lambda: body.runs.judged is not None)
        before = wizard.state.findings
        bench.demo.fault("call", permission="sts:AssumeRole", account="*", delay=30.0)
        await wizard.until(lambda: body.running)
        began = time.monotonic()
        await wizard.press("x")
        await wizard.until(lambda: not body.running)
        assert time.monotonic() - began < AT_ONCE
        assert body.runs.round is None
        assert body.results.to_retry() == (account,)
        assert "4 of 5 accounts verified." in wizard.text("#counts")
        assert wizard.state.is_checked
        assert wizard.state.findings == before


@pytest.mark.usefixtures("quick")
async def test_leaving_in_the_middle_of_a_round_keeps_the_check(bench: Bench) -> None:
    without_audit(bench, bench.spokes[1])
    async with checking(bench) as (wizard, body):
        await wizard.until(lambda: body.runs.judged is not None)
        bench.demo.fault("call", permission="sts:AssumeRole", account="*", delay=30.0)
        await wizard.until(lambda: body.running)
        began = time.monotonic()
        await wizard.press("ctrl+n")
        assert wizard.step == "finish"
        assert time.monotonic() - began < AT_ONCE
        assert wizard.state.is_checked
        # Back on the page it is watched again, from what is known.
        bench.demo.clear()
        bench.undo.close()
        await wizard.press("escape")
        await wizard.until(lambda: "exactly the 5 accounts" in wizard.screen())


@pytest.mark.usefixtures("quick")
async def test_nothing_is_called_passed_before_the_last_round_said_so(
    bench: Bench,
) -> None:
    deny(bench, bench.spokes[1])
    async with checking(bench) as (wizard, body):
        await wizard.until(lambda: body.runs.judged is not None)
        assert wizard.state.is_checked
        bench.demo.clear()
        bench.demo.fault("call", permission="organizations:ListAccounts", delay=30.0)
        await wizard.until(lambda: body.runs.is_confirming)
        assert "asking the set-up once more" in wizard.text("#counts")
        assert "exactly the 5 accounts" not in wizard.screen()
        assert "All checks passed" not in wizard.screen()
        assert not wizard.state.is_checked
        # Not even where it never gets an answer.
        await wizard.until(lambda: body.running)
        await wizard.press("x")
        await wizard.until(lambda: not body.running)
        assert "the checks did not complete" in wizard.screen()
        assert not wizard.state.is_checked


@pytest.mark.one_in(4)
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("key", ["r", "t", "f", "a"])
async def test_a_round_gives_way_to_what_a_person_asks(bench: Bench, key: str) -> None:
    account = bench.spokes[1]
    without_audit(bench, account)
    async with checking(bench) as (wizard, body):
        await wizard.until(lambda: body.runs.judged is not None)
        bench.demo.fault("call", permission="sts:AssumeRole", account="*", delay=30.0)
        await wizard.until(lambda: body.running)
        bench.demo.clear()
        bench.undo.close()
        body.query_one("#causes").focus()
        await wizard.press(key)
        assert not wizard.problem
        assert body.runs.round is None and body.running
        began = time.monotonic()
        await wizard.until(lambda: "exactly the 5 accounts" in wizard.screen())
        assert time.monotonic() - began < 10 * AT_ONCE
        assert wizard.state.is_checked


@pytest.mark.usefixtures("quick")
async def test_after_a_stopped_run_the_key_that_asks_again_watches(
    bench: Bench,
) -> None:
    account = bench.spokes[1]
    bench.demo.fault("call", permission="sts:AssumeRole", account="*", delay=30.0)
    async with checking(bench) as (wizard, body):
        await wizard.press("x")
        await wizard.until(lambda: not body.running)
        assert body.runs.round is None
        bench.demo.clear()
        deny(bench, account)
        await wizard.press("r")
        await wizard.until(lambda: body.runs.round is not None)
        assert body.results.to_retry() == (account,)
        assert "Watching: " in wizard.text("#counts")
        bench.demo.clear()
        await wizard.until(lambda: body.runs.round is None and not body.running)
        # What is about no account was never asked.
        assert "the checks did not complete" in wizard.screen()
        assert not wizard.state.is_checked


async def test_the_command_follows_the_form_that_is_chosen_later(
    bench: Bench,
) -> None:
    deny(bench, bench.spokes[1])
    async with checking(bench) as (wizard, body):
        await wizard.until(lambda: body.runs.judged is not None)
        await wizard.press("c")
        assert "create-roles.sh spoke" in wizard.app.clipboard
        await wizard.show("roles")
        access = replace(wizard.state.answers.access, form=Form.TERRAFORM)
        wizard.state.answers = replace(wizard.state.answers, access=access)
        await wizard.show("check")
        await wizard.press("c")
        assert wizard.app.clipboard.endswith("terraform -chdir=terraform apply")


async def test_a_round_asks_gently(bench: Bench) -> None:
    from carto_wizard.checks.run.context import RATE, new_context
    from tests.checks.runs import context_of

    ordinary = context_of(bench)
    gentle = new_context(replace(bench.request, gently=True), cancel=ordinary.cancel)
    assert gentle.pace.rate <= RATE / 4


async def test_the_administrator_of_the_demo_turns_the_page_green(
    tmp_path: Path,
) -> None:
    with start("troubled") as demo, bench_on(demo, tmp_path) as bench:
        bench.environ["HOME"] = str(tmp_path)
        async with checking(bench) as (wizard, body):
            wizard.state.administrator = partial(make_roles, demo)
            await wizard.until(lambda: body.runs.judged is not None)
            assert len(body.results.to_retry()) == 4
            assert body.runs.round is not None
            assert "M Make roles" in wizard.screen()
            await wizard.press("m")
            await wizard.until(lambda: "made the roles" in wizard.problem)
            await wizard.until(lambda: "exactly the 9 accounts" in wizard.screen())
            assert body.results.to_retry() == ()
            await wizard.until(lambda: "Make roles" not in wizard.screen())
            await wizard.press("m")
            assert wizard.problem == "· No role is missing."


async def test_there_is_no_administrator_outside_of_the_demo(bench: Bench) -> None:
    async with checking(bench) as (wizard, body):
        await wizard.until(lambda: not body.running)
        before = len(bench.demo.calls())
        await wizard.press("m")
        assert not body.check_action("make_roles", ())
        await wizard.press("f1")
        assert "administrator" not in wizard.dialog_text()
        assert len(bench.demo.calls()) == before
