"""No text is cut without a way to read it; tests/long has more sizes of terminals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.setup.accounts import Row, RowVerdict
from carto_wizard.setup.answers import Account, Answers, Target
from carto_wizard.setup.steps import steps_for
from carto_wizard.setup.text import one_line
from carto_wizard.tui.dialogs.account import EditAccount
from carto_wizard.tui.dialogs.dialog import Dialog, ThisOrAll
from carto_wizard.tui.frame import LONGEST_PROBLEM
from carto_wizard.tui.widgets.choices import Choices
from carto_wizard.tui.widgets.grid import Grid
from tests.tui.reading import Reader, cut_cells, plain
from tests.tui.test_pictures import FINDINGS
from tests.tui.test_tiny import DIALOGS
from tests.tui.wizard import HUB, SINGLE, Wizard, opened

Size = tuple[int, int]
SIZE = (80, 24)
LONG = "a long name of a thing that goes on and on " * 7
DEEP = "/".join(f"a-folder-with-a-long-name-{n}" * 2 for n in range(6))
SPOKES = (
    Account("222200000001", LONG),
    Account("222200000002", "x" * 300, "ap-southeast-5"),
    Account("222200000003", "日本語の名前" * 50, "eu-west-1"),
    Account("222200000004", "two\nlines\x1b[31m"),
)
NOWHERE = Account("222200000005", LONG, "xx-nowhere-1")
REASON = f"This line has 11 digits where an account ID has 12, and {LONG}ends here."
WAITING = tuple(
    Row(n, Account(f"{n}", LONG), verdict, REASON)
    for n, verdict in enumerate((RowVerdict.OFFERED, RowVerdict.REFUSED), 1)
)
FAILED = Finding(
    "spoke.assume-role",
    Status.FAILED,
    f"AWS refuses: {LONG}",
    "222200000002",
    "x" * 64,
    cause="trust-or-role-missing",
    evidence="AccessDenied " * 80,
    remedy=f"Make the role. {LONG}",
    command=f"sh create-roles.sh spoke --account {'x' * 200}",
)
BANNER = "demo: troubled, a single account"
"""The longest there is."""

USUAL: dict[str, Answers] = {"hub": HUB, "single": SINGLE}


def hostile(home: Path) -> dict[str, Answers]:
    """Every text as long as it gets."""
    target = Target(
        config_file=f"{home}/{DEEP}/config", folder=f"{home}/other/{DEEP}/files"
    )
    accounts = (*HUB.accounts, *SPOKES)
    return {
        "hub": replace(HUB, target=target, accounts=accounts),
        "single": replace(SINGLE, target=target),
    }


@dataclass(frozen=True)
class Cells:
    """Where the cells of a list that has no room for them are read."""

    keys: tuple[str, ...] = ()
    """What opens the place from the row; none: it is beside the list."""
    back: tuple[str, ...] = ()


CELLS = {
    ("accounts", None): Cells(("e",), ("escape",)),
    ("regions", None): Cells(("enter",), ("escape",)),
    ("preview", "entries"): Cells(),
    ("check", "causes"): Cells(("v",), ("v",)),
    ("check", "lines"): Cells(("v",), ("v",)),
}
"""By step and list: an edit dialog, the details, the notes below the list."""


async def ready(wizard: Wizard, step: str) -> None:
    """The page with all that it shows."""
    state = wizard.state
    if step == "check":
        state.findings = [*FINDINGS, FAILED]
        state.checked = wizard.answers.rendered
    if step in ("roles", "finish"):
        # Each looks at the disk itself, and says more once it has.
        state.files_on_disk = None
    if step != wizard.step:
        await wizard.show(step)
    if step == "check":
        # What is asked again would change what is being read.
        await wizard.press("x")
    until: dict[str, Callable[[], object]] = {
        "welcome": lambda: wizard.text("#found"),
        "preview": lambda: wizard.text("#notes"),
        "write": lambda: wizard.text("#rows"),
        "roles": lambda: state.files_on_disk,
        "finish": lambda: state.files_on_disk,
    }
    if step in until:
        await wizard.until(until[step])


def told(rows: dict[tuple[str, str], set[int]], where: str) -> list[str]:
    return [
        f"{where}: {place}: {text[:80]!r}, rows {sorted(left)[:9]}"
        for (place, text), left in rows.items()
    ]


async def cut_on_page(wizard: Wizard, *, with_help: bool) -> list[str]:
    """What of the page in front, or of its help, nobody can read."""
    step = wizard.step
    reader = Reader(wizard)
    for each in wizard.app.frame.query(Choices):
        if each.focusable:
            each.focus()
            for index in range(each.option_count):
                each.highlighted = index
                # A help of another height moves what is around it.
                await wizard.settle()
                reader.look()
    left = await reader.read()
    if step == "check" and left:
        # The details of a cause are read from the cause, before Tab explains another.
        wizard.one("#causes", Grid).focus()
        await wizard.press("v")
        left = await reader.read()
        await wizard.press("v")
    found = told(left, step)
    left_out = [
        str(each.content)
        for each in wizard.app.frame.body.query_children(".help, .rule").results(Static)
        if not each.display
    ]
    if not (with_help or left_out):
        return found
    await wizard.press("f1")
    reader = Reader(wizard)
    found += told(await reader.read(), f"F1 of {step}")
    found += [f"{step}: {t[:80]!r}" for t in left_out if plain(t) not in reader.text]
    await wizard.press("escape")
    return found


async def cut_in_lists(wizard: Wizard) -> list[str]:
    """The cells of the lists that are not even read where they should be."""
    found = []
    for grid in wizard.app.frame.query(Grid):
        if not grid.focusable:
            # The list of a region picker, whose hint names what is under the cursor.
            continue
        place = CELLS[wizard.step, grid.id]
        for row in range(grid.count):
            texts = cut_cells(grid, row)
            if not texts:
                continue
            grid.focus()
            grid.cursor = row
            await wizard.press(*place.keys)
            reader = Reader(wizard)
            await reader.read()
            found += [
                f"{wizard.step} {grid.id}: {text[:80]!r}"
                for text in texts
                if plain(text) not in reader.text
            ]
            await wizard.press(*place.back)
    return found


async def no_page_cuts_text(
    answers: Answers, home: Path, size: Size, *, with_help: bool = True
) -> None:
    """Walk over every page of one terminal."""
    cut = []
    async with opened(home, answers, size=size) as wizard:
        wizard.state.banner = BANNER
        wizard.app.frame._show_place()
        for step in steps_for(answers):
            await ready(wizard, step.key)
            cut += await cut_on_page(wizard, with_help=with_help)
    assert not cut, "\n".join(cut)


async def no_list_cuts_text(answers: Answers, home: Path, size: Size) -> None:
    """Walk over the rows of every list of one terminal."""
    cut = []
    async with opened(home, answers, size=size) as wizard:
        wizard.state.pending = WAITING
        for step in dict.fromkeys(step for step, _ in CELLS):
            wrong = (NOWHERE,) if step == "regions" else ()
            wizard.state.answers = replace(
                answers, accounts=(*answers.accounts, *wrong)
            )
            await ready(wizard, step)
            if wrong:
                await wizard.press("ctrl+n")
            cut += await cut_in_lists(wizard)
    assert not cut, "\n".join(cut)


async def no_dialog_cuts_text(name: str, home: Path, size: Size) -> None:
    """Walk over one dialog."""
    async with opened(home, HUB, "hub", size=size) as wizard:
        wizard.app.push_screen(LONG_DIALOGS[name](wizard))
        await wizard.settle()
        assert not told(await Reader(wizard).read(), name)


LONG_DIALOGS: dict[str, Callable[[Wizard], Dialog[Any]]] = {
    **DIALOGS,
    "account": lambda w: EditAccount(
        SPOKES[1], HUB.accounts, HUB, w.state.regions(), REASON
    ),
    "this-or-all": lambda w: ThisOrAll(LONG, f"Only {LONG}", "All of them"),
}


async def no_problem_is_cut(home: Path, size: Size) -> None:
    """Short enough it is on the page; else F1 has all of it."""
    text = one_line(f"{DEEP} is no folder. {LONG * 3}")
    async with opened(home, HUB, "accounts", size=size) as wizard:
        for problem in (text[: LONGEST_PROBLEM - 2], text):
            wizard.app.frame.show_problem(problem)
            await wizard.settle()
            reader = Reader(wizard)
            reader.look()
            if len(problem) < LONGEST_PROBLEM:
                assert plain(problem) in reader.text
            else:
                assert "F1 shows all of this." in wizard.screen()
                await wizard.press("f1")
                reader = Reader(wizard)
                await reader.read()
                assert plain(problem) in reader.text


@pytest.mark.parametrize("mode", USUAL)
async def test_every_page_with_long_texts(mode: str, home: Path) -> None:
    await no_page_cuts_text(hostile(home)[mode], home, SIZE, with_help=False)


@pytest.mark.long
async def test_every_list_with_long_texts(home: Path) -> None:
    await no_list_cuts_text(hostile(home)["hub"], home, SIZE)


@pytest.mark.parametrize("name", LONG_DIALOGS)
async def test_every_dialog(name: str, home: Path) -> None:
    await no_dialog_cuts_text(name, home, SIZE)


async def test_a_long_problem(home: Path) -> None:
    await no_problem_is_cut(home, SIZE)
