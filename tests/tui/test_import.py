"""A list from a file: its path is completed, and Enter does what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from carto_wizard.tui.work.paths import looked_at
from tests.tui.wizard import HUB, Wizard, opened

NAMES = ("accounts.csv", "accounts-old.csv", "audit/list.json", ".hidden")


@pytest.fixture
def files(home: Path) -> Path:
    for name in NAMES:
        path = home / "lists" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("333333333333 a\n444444444444 b\n")
    return home


async def typed(wizard: Wizard, text: str, says: str) -> None:
    await wizard.press("ctrl+o")
    await wizard.paste(text)
    await wizard.until(lambda: says in wizard.dialog_text())


@pytest.mark.parametrize(
    ("text", "completed", "candidates"),
    [
        ("~/lists/acc", "~/lists/accounts", ("accounts-old.csv", "accounts.csv")),
        ("~/lists/accounts-", "~/lists/accounts-old.csv", ("accounts-old.csv",)),
        ("~/lists/au", "~/lists/audit/", ("audit/",)),
        ("~/lists/", "~/lists/a", ("accounts-old.csv", "accounts.csv", "audit/")),
        ("~/lists/.h", "~/lists/.hidden", (".hidden",)),
        ("~", "~/", ("~/",)),
        ("~/lists/none", "~/lists/none", ()),
        ("~/lists/none/x", "~/lists/none/x", ()),
        ("$HOME/lists/acc", "$HOME/lists/acc", ()),
    ],
)
def test_a_path_goes_on_as_far_as_all_that_begin_so(
    text: str, completed: str, candidates: tuple[str, ...], files: Path
) -> None:
    found = looked_at(text, files)
    assert found.completed == completed
    start = text.rpartition("/")[0]
    wanted = [each if each == "~/" else f"{start}/{each}" for each in candidates]
    assert list(found.candidates) == wanted


def test_a_name_that_no_terminal_shows_as_it_is_is_not_offered(home: Path) -> None:
    (home / "a\x1b[31m").write_text("")
    (home / "a\nb").write_text("")
    assert looked_at("~/a", home).candidates == ()


@pytest.mark.parametrize("key", ["tab", "right"])
async def test_it_completes_and_says_what_enter_will_read(
    key: str, files: Path
) -> None:
    async with opened(files, HUB, "accounts") as wizard:
        await typed(wizard, "~/lists/acc", "2 paths begin like this:")
        path = wizard.app.screen.query_one(Input)
        await wizard.press(key)
        assert path.value == "~/lists/accounts"
        await wizard.press(".")
        await wizard.until(lambda: wizard.one("Input", Input).value.endswith("."))
        await wizard.until(lambda: "1 path begins like this:" in wizard.dialog_text())
        await wizard.press(key)
        await wizard.until(lambda: "accounts.csv: 2 lines." in wizard.dialog_text())
        assert "Enter reads ~/lists/accounts.csv: 2 lines." in wizard.dialog_text()
        await wizard.press("enter")
        await wizard.until(lambda: len(wizard.answers.accounts) == 4)


async def test_tab_holds_nobody_and_a_candidate_is_chosen_from_the_list(
    files: Path,
) -> None:
    async with opened(files, HUB, "accounts") as wizard:
        await typed(wizard, "~/lists/a", "3 paths begin like this:")
        assert wizard.app.screen.query_one(Input).has_focus
        await wizard.press("tab")
        assert wizard.app.screen.query_one(OptionList).has_focus
        await wizard.press("tab")
        assert wizard.app.screen.query_one(Input).has_focus
        await wizard.press("down", "end", "enter")
        assert wizard.app.screen.query_one(Input).value == "~/lists/audit/"
        await wizard.until(lambda: "1 path begins like this:" in wizard.dialog_text())
        await wizard.press("tab")
        await wizard.until(lambda: "list.json: 2 lines." in wizard.dialog_text())
        await wizard.press("escape")
        assert wizard.answers.accounts == HUB.accounts


async def test_what_enter_refuses_is_said_where_the_path_is(files: Path) -> None:
    async with opened(files, HUB, "accounts") as wizard:
        await typed(wizard, "~/lists", "1 path begins like this:")
        await wizard.press("enter")
        await wizard.until(lambda: "lists is a folder." in wizard.dialog_text())
        await wizard.press("x")
        await wizard.until(
            lambda: "No file or folder begins with" in wizard.dialog_text()
        )
        assert "is a folder" not in wizard.dialog_text()
