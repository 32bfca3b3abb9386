"""The check page on the embedded AWS: it streams, retries, stops and lets go."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.results.groups import Groups
from carto_wizard.checks.results.results import ResultRow
from carto_wizard.demo.launch import Demo
from carto_wizard.files.locations import places
from carto_wizard.tui.steps.check import page as check
from carto_wizard.tui.steps.check.detail import group_detail, row_detail
from carto_wizard.tui.steps.check.page import CheckBody
from carto_wizard.tui.widgets.text_input import TextInput
from carto_wizard.tui.work.background import start as start_work
from tests.checks.bench import Bench
from tests.checks.faults_aws import without_audit
from tests.checks.runs import bench_on
from tests.tui.wizard import HUB, HUB_ID, SINGLE, SPOKE_ID, Wizard, app_on, opened

AT_ONCE = 3.0
"""Seconds: far above what it takes, far below any timeout of a call."""


@pytest.fixture
def bench(small_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(small_aws, tmp_path) as made:
        made.environ["HOME"] = str(tmp_path)
        made.where = places(made.answers, made.environ, tmp_path)
        yield made


@asynccontextmanager
async def checking(bench: Bench) -> AsyncIterator[Wizard]:
    app = app_on(bench.folder, bench.answers, bench.environ)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        wizard = Wizard(app, pilot)
        await wizard.show("check")
        yield wizard


def page(wizard: Wizard) -> CheckBody:
    body = wizard.app.frame.body
    assert isinstance(body, CheckBody)
    return body


async def done(wizard: Wizard) -> None:
    await wizard.until(lambda: not page(wizard).running)


def working() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name.startswith("check ")]


async def test_findings_come_one_by_one_and_rows_keep_their_place(
    bench: Bench,
) -> None:
    async with checking(bench) as wizard:
        order = [line.account for line in page(wizard).panes.rows]
        seen = {page(wizard).results.asked}
        while page(wizard).running:
            await wizard.until(
                lambda: (
                    page(wizard).results.asked not in seen or not page(wizard).running
                )
            )
            seen.add(page(wizard).results.asked)
            assert [line.account for line in page(wizard).panes.rows] == order
        assert len(seen) > 1
        shown = wizard.screen()
        assert "exactly the 5 accounts" in shown
        assert "✗ 0 failed" in shown
        assert wizard.state.is_checked
        await wizard.press("ctrl+n")
        await wizard.until(lambda: "✓ All checks passed." in wizard.screen())


async def test_a_failure_is_explained_and_only_it_is_asked_again(
    bench: Bench,
) -> None:
    account = bench.spokes[1]
    without_audit(bench, account)
    async with checking(bench) as wizard:
        await done(wizard)
        assert page(wizard).results.to_retry() == (account,)
        assert wizard.focus == "causes"
        assert "SecurityAudit" in wizard.text("#text")
        await wizard.press("c")
        assert "attach-role-policy" in wizard.app.clipboard
        bench.undo.close()
        before = len(bench.demo.calls())
        await wizard.press("r")
        await wizard.until(lambda: "exactly the 5 accounts" in wizard.screen())
        assert wizard.state.is_checked
        asked = bench.demo.calls()[before:]
        assumed = {c["account"] for c in asked if c["permission"] == "sts:AssumeRole"}
        assert assumed <= {account, bench.hub}
        assert page(wizard).results.to_retry() == ()


async def test_nothing_to_retry_is_said(bench: Bench) -> None:
    async with checking(bench) as wizard:
        await done(wizard)
        await wizard.press("r")
        assert "Nothing failed. A asks everything again." in wizard.problem
        await wizard.press("a")
        assert page(wizard).running
        await done(wizard)


NOTHING_CLAIMED = re.compile(r"! (Not checked yet|The checks were stopped before)")
"""The machine may have been looked at before the key came."""


async def test_x_stops_at_once_and_nothing_is_claimed(bench: Bench) -> None:
    bench.demo.fault("imds", fault="silent")
    async with checking(bench) as wizard:
        await wizard.until(lambda: page(wizard).running)
        began = time.monotonic()
        await wizard.press("x")
        await done(wizard)
        assert time.monotonic() - began < AT_ONCE
        assert not wizard.state.is_checked
        assert "All checks passed" not in wizard.screen()
        await wizard.press("ctrl+n")
        await wizard.until(lambda: NOTHING_CLAIMED.search(wizard.screen()))


async def test_leaving_the_page_stops_asking(bench: Bench) -> None:
    bench.demo.fault("imds", fault="silent")
    async with checking(bench) as wizard:
        await wizard.until(working)
        cancel = page(wizard).runs.checking.cancel
        began = time.monotonic()
        await wizard.show("retry")
        assert cancel.is_set()
        await wizard.until(lambda: not working())
        assert time.monotonic() - began < AT_ONCE
        assert wizard.step == "retry"


async def test_what_was_checked_is_shown_again_until_the_answers_change(
    bench: Bench,
) -> None:
    async with checking(bench) as wizard:
        await done(wizard)
        before = len(bench.demo.calls())
        await wizard.show("finish")
        await wizard.press("escape")
        assert not page(wizard).running
        assert len(bench.demo.calls()) == before
        assert "exactly the" in wizard.text("#counts")
        wizard.state.answers = replace(
            wizard.answers, accounts=wizard.answers.accounts[:2]
        )
        await wizard.show("check")
        assert page(wizard).running
        await done(wizard)


async def test_the_report_is_saved_beside_the_other_files(bench: Bench) -> None:
    async with checking(bench) as wizard:
        await done(wizard)
        await wizard.press("s")
        await wizard.until(lambda: "The report is" in wizard.problem)
        folder = Path(bench.where.folder)
        (report,) = folder.glob("check-*.md")
        assert report.with_suffix(".json").exists()
        assert "4" in report.read_text(encoding="utf-8")


async def test_a_report_that_cannot_be_written_is_said(bench: Bench) -> None:
    async with checking(bench) as wizard:
        await done(wizard)
        Path(bench.where.folder).parent.mkdir(parents=True, exist_ok=True)
        Path(bench.where.folder).write_text("in the way")
        await wizard.press("s")
        await wizard.until(lambda: "Could not write" in wizard.problem)


HOSTILE = "[red]x[/b]\n\x1b[31m" + "y" * 300


def hostile_findings() -> list[Finding]:
    return [
        Finding("machine.environment", Status.WARNING, HOSTILE, cause="c\x1b[31m"),
        Finding("spoke.assume-role", Status.OK, "ok", HUB_ID),
        Finding(
            "spoke.assume-role",
            Status.FAILED,
            HOSTILE,
            SPOKE_ID,
            HOSTILE,
            "us\x1b[31m",
            "trust-or-role-missing",
            evidence=HOSTILE,
            remedy=HOSTILE,
            command=f"aws '{HOSTILE}'",
        ),
        Finding("no.such-check\x1b[31m", Status.SKIPPED, HOSTILE, cause=HOSTILE),
    ]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_hostile_findings_are_shown_and_obeyed_nowhere(
    size: tuple[int, int], home: Path
) -> None:
    async with opened(home, HUB, size=size) as wizard:
        wizard.state.findings = hostile_findings()
        wizard.state.checked = wizard.state.answers.rendered
        await wizard.show("check")
        assert wizard.grid.count
        for keys in ([], ["down"], ["enter"], ["escape"], ["shift+tab"], ["v"]):
            await wizard.press(*keys)
            raw = {c for c in wizard.screen() if not c.isprintable()} - {"\n"}
            assert not raw, wizard.screen()


def test_an_account_that_is_asked_again_is_not_said_to_be_unasked() -> None:
    assert row_detail(ResultRow("spoke")).content.plain.endswith("No answer yet.")


def test_what_is_seen_of_the_set_up_is_seen_in_no_account() -> None:
    finding = Finding("machine.clock", Status.FAILED, "x", cause="clock-skew")
    (group,) = Groups([replace(finding, evidence="Date: then")]).by_urgency()
    assert "Evidence\nDate: then" in group_detail(group, alone=False).content.plain


async def test_keys_go_before_news_and_bring_it_along(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(home, HUB) as wizard:
        wizard.state.findings = hostile_findings()
        wizard.state.checked = wizard.state.answers.rendered
        await wizard.show("check")
        body = page(wizard)
        before = wizard.text("#counts")
        news = Finding("spoke.assume-role", Status.FAILED, "No.", SPOKE_ID, "spoke")
        # As if the cursor moved all the time: no tick draws.
        monkeypatch.setattr(check, "_MOVING_SECONDS", float("inf"))
        body.runs.checking._fresh.append(news)
        body._drawn_at = time.monotonic()
        body._tick()
        assert wizard.text("#counts") == before
        # The picture of a key long after the last news takes it along.
        body._drawn_at = 0.0
        await wizard.press("down")
        assert wizard.text("#counts") != before


async def test_details_open_over_the_lists_and_escape_closes_them(home: Path) -> None:
    async with opened(home, HUB) as wizard:
        wizard.state.findings = hostile_findings()
        wizard.state.checked = wizard.state.answers.rendered
        await wizard.show("check")
        assert wizard.focus == "causes"
        await wizard.press("tab", "tab", "end", "enter")
        assert wizard.focus == "detail"
        assert "What to do" in wizard.text("#text")
        await wizard.press("escape")
        assert wizard.step == "check"
        assert wizard.focus == "lines"
        await wizard.press("escape")
        assert wizard.step == "roles"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_it_starts_on_what_to_fix_first(
    size: tuple[int, int], home: Path
) -> None:
    async with opened(home, HUB, size=size) as wizard:
        wizard.state.findings = hostile_findings()
        wizard.state.checked = wizard.state.answers.rendered
        await wizard.show("check")
        assert wizard.focus == "causes"
        await wizard.press("enter")
        assert wizard.text("#text").startswith("1 account: The role is missing")
        await wizard.press("escape")
        assert wizard.focus == "causes"


@pytest.mark.parametrize("size", [(80, 24), (60, 15)], ids=str)
async def test_the_filter_is_reached_from_the_details_too(
    size: tuple[int, int], home: Path
) -> None:
    async with opened(home, HUB, size=size) as wizard:
        wizard.state.findings = hostile_findings()
        wizard.state.checked = wizard.state.answers.rendered
        await wizard.show("check")
        await wizard.press("enter", "slash")
        assert wizard.focus == "filter"
        assert "Filter" in wizard.screen()
        assert "Fix first" in wizard.screen()


async def test_a_single_account_is_a_list_of_checks_that_the_filter_shows(
    home: Path,
) -> None:
    async with opened(home, SINGLE) as wizard:
        region = Finding("single.region", Status.FAILED, "Not enabled.", HUB_ID)
        wizard.state.findings = [
            Finding("single.credentials", Status.OK, "AWS knows them.", HUB_ID),
            replace(region, cause="region-not-enabled"),
        ]
        wizard.state.checked = wizard.state.answers.rendered
        await wizard.show("check")
        screen = wizard.screen()
        assert "assume" not in screen and "Profile" not in screen
        assert "AWS knows them." in screen and "Not enabled." in screen
        wizard.one("#filter", TextInput).value = "region-not"
        await wizard.settle()
        assert "AWS knows them." not in wizard.screen()
        assert "✓ 0 ok" in wizard.text("#counts")
        assert "✗ 1 failed" in wizard.text("#counts")


async def test_it_starts_in_the_accounts_where_nothing_is_wrong(bench: Bench) -> None:
    async with checking(bench) as wizard:
        await done(wizard)
        assert wizard.focus == "lines"
        assert "All checks passed." in wizard.screen()
        assert "Fix first" not in wizard.screen()
        # Nothing is there to be explained.
        await wizard.press("shift+tab")
        assert wizard.focus == "filter"
        await wizard.press("shift+tab")
        assert wizard.focus != "causes"


async def test_the_focus_moves_to_the_first_failure_unless_a_key_was_pressed(
    bench: Bench,
) -> None:
    without_audit(bench, bench.spokes[1])
    for keys, focus in (([], "causes"), (["down"], "lines")):
        async with checking(bench) as wizard:
            await wizard.press(*keys)
            await done(wizard)
            assert page(wizard).panes.causes
            assert wizard.focus == focus
            # Asked anew there is nothing to fix for a moment.
            await wizard.press("a")
            await done(wizard)
            assert wizard.focus == focus


async def test_a_report_saved_while_it_runs_or_was_stopped_says_so(
    bench: Bench,
) -> None:
    details = {"permission": "sts:AssumeRole", "account": bench.spokes[1]}
    bench.demo.fault("call", delay=30.0, **details)
    async with checking(bench) as wizard:
        await wizard.until(lambda: page(wizard).results.asked)
        folder = Path(bench.where.folder)
        await wizard.press("s")
        await wizard.until(lambda: "The report is" in wizard.problem)
        await wizard.press("x")
        await done(wizard)
        shown = wizard.text("#counts")
        assert "Not finished: " in shown and " of 5 accounts asked, " in shown
        await wizard.press("d")
        await wizard.until(lambda: "redacted" in wizard.problem)
    reports = list(folder.glob("check-*.md"))
    assert len(reports) == 2
    for report in reports:
        assert report.read_text().splitlines()[2].startswith("Not finished: ")
        document = json.loads(report.with_suffix(".json").read_text())
        assert (document["complete"], document["ok"]) == (False, False)


async def test_a_page_that_is_left_while_it_asks_leaves_no_whole_check(
    bench: Bench,
) -> None:
    async with checking(bench) as wizard:
        await done(wizard)
        assert wizard.state.is_checked
        details = {"permission": "sts:AssumeRole", "account": bench.spokes[1]}
        bench.demo.fault("call", delay=30.0, **details)
        await wizard.press("a")
        await wizard.until(lambda: page(wizard).results.asked)
        await wizard.press("ctrl+n")
        assert not wizard.state.is_checked
        await wizard.until(lambda: "The checks were stopped" in wizard.screen())


async def test_work_that_ends_after_its_page_is_gone_harms_nobody(home: Path) -> None:
    go = threading.Event()
    async with opened(home, HUB, "hub") as wizard:
        late = start_work(wizard.app.frame.body, "late", go.wait)
        await wizard.show("mode")
        go.set()
        await wizard.until(lambda: not late.is_alive())
        assert wizard.step == "mode"


async def test_a_defect_of_late_work_is_not_swallowed(home: Path) -> None:
    go = threading.Event()

    def defect() -> None:
        go.wait()
        raise ZeroDivisionError("too late")

    with pytest.raises(ZeroDivisionError):
        async with opened(home, HUB, "hub") as wizard:
            late = start_work(wizard.app.frame.body, "late", defect)
            await wizard.show("mode")
            go.set()
            await wizard.until(lambda: not late.is_alive())
            await wizard.until(lambda: wizard.app.return_code)


async def test_a_stopped_run_and_a_retry_of_one_are_no_whole_check(
    bench: Bench,
) -> None:
    details = {"permission": "sts:AssumeRole", "account": bench.spokes[1]}
    bench.demo.fault("call", delay=30.0, **details)
    async with checking(bench) as wizard:
        body = page(wizard)
        await wizard.until(lambda: body.results.asked)
        await wizard.press("x")
        await done(wizard)
        assert not wizard.state.is_checked
        body.query_one("#lines").focus()
        await wizard.press("down", "t")
        await done(wizard)
        assert not wizard.state.is_checked
        bench.demo.clear()
        await wizard.press("a")
        await done(wizard)
        assert wizard.state.is_checked


async def test_a_run_whose_process_dies_is_no_whole_check(bench: Bench) -> None:
    details = {"permission": "sts:AssumeRole", "account": bench.spokes[1]}
    bench.demo.fault("call", delay=30.0, **details)
    async with checking(bench) as wizard:
        await wizard.until(lambda: page(wizard).results.asked)
        (child,) = [pid for pid in children() if b"subprocess_main" in command_of(pid)]
        os.kill(child, signal.SIGKILL)
        await done(wizard)
        assert "ended too early" in wizard.problem
        assert not wizard.state.is_checked


def children() -> list[int]:
    """The processes that this one started."""
    tasks = Path("/proc/self/task").iterdir()
    found = (task / "children" for task in tasks)
    return [int(pid) for each in found for pid in each.read_text().split()]


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
