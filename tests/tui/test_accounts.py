"""The account list: typed, pasted, imported, decided, undone; thousands as ten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.widget import Widget
from textual.widgets import Input

from carto_wizard.setup.answers import Account, Answers, Hub
from carto_wizard.setup.profile_names import profile_names
from carto_wizard.tui.widgets.grid import Grid
from tests.tui.wizard import HUB, HUB_ID, SPOKE_ID, Wizard, opened

OFFERED = "33333333333 a\n44444444444 b\n"


def many(number: int) -> Answers:
    spokes = (Account(f"{300000000000 + n}", f"team-{n}") for n in range(number))
    return Answers(
        hub=Hub(HUB_ID, "us-east-1"), accounts=(Account(HUB_ID, "hub"), *spokes)
    )


async def waiting(wizard: Wizard, text: str = OFFERED) -> None:
    before = wizard.grid.count
    await wizard.paste(text)
    await wizard.until(lambda: wizard.grid.count > before)
    assert wizard.grid.has_focus


async def test_accounts_are_typed_one_by_one(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press(*"3333-3333-3333 data lake", "enter")
        assert wizard.rows[-1] == " ".join(
            ["333333333333", "data lake", "data-lake", "us-east-1"]
        )
        assert wizard.one("#add", Input).value == ""
        assert wizard.focus == "add"
        assert "1 account added" in wizard.problem
        assert "read 3333-3333-3333 as 333333333333" in wizard.problem


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("abc", "No account ID was found in 1 line"),
        ("12345678901234", "has 14 digits"),
        (SPOKE_ID, "already in the list as payments"),
    ],
)
async def test_what_is_no_account_is_refused_in_place(
    typed: str, reason: str, home: Path
) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press(*typed, "enter")
        assert reason in wizard.problem
        assert wizard.one("#add", Input).value == typed
        assert wizard.answers.accounts == HUB.accounts


async def test_an_id_without_its_zeros_is_offered_where_it_was_typed(
    home: Path,
) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press(*"33333333333 lake", "enter")
        assert wizard.one("#add", Input).value == "033333333333 lake"
        assert "it is 033333333333" in wizard.problem
        await wizard.press("enter")
        assert wizard.answers.accounts[-1] == Account("033333333333", "lake")


async def test_a_pasted_list_is_read_whatever_has_the_focus(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        for index, keys in enumerate([[], ["tab"], ["tab"]]):
            await wizard.press(*keys)
            first = 300000000000 + 2 * index
            await wizard.paste(f"{first} a{index}\n{first + 1} b{index}\n")
            total = 2 + 2 * (index + 1)
            await wizard.until(lambda n=total: len(wizard.answers.accounts) == n)  # type: ignore[misc]
        assert wizard.one("#filter", Input).value == ""
        assert wizard.one("#add", Input).value == ""


async def test_offered_ids_are_accepted_dropped_edited_and_all_undone(
    home: Path,
) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await waiting(wizard, f"{OFFERED}55555555555 c\n66666666666 d\n")
        assert "4 lines wait: Enter accepts" in wizard.problem
        await wizard.press("enter")
        assert wizard.answers.accounts[-1] == Account("033333333333", "a")
        await wizard.press("delete")
        assert [row.account.name for row in wizard.state.pending] == ["c", "d"]
        await wizard.press("e")
        await wizard.press("end", "enter", "x", "ctrl+n")
        assert wizard.answers.accounts[-1] == Account("055555555555", "cx")
        await wizard.press("x")
        assert wizard.state.pending == ()
        assert len(wizard.answers.accounts) == 4
        assert "Dropped 1 line. Ctrl+Z undoes this." in wizard.problem
        for said in (
            "Undone: dropped 1 line. 1 line waits",
            "Undone: added 055555555555 cx.",
            "Undone: dropped 1 line.",
            "Undone: added 033333333333 a.",
            "Undone: 4 lines to decide.",
        ):
            await wizard.press("ctrl+z")
            assert said in wizard.problem
        assert wizard.answers.accounts == HUB.accounts
        assert wizard.state.pending == ()
        await wizard.press("ctrl+z")
        assert wizard.problem == "· There is nothing to undo."
        assert wizard.answers.accounts == HUB.accounts


async def test_every_change_of_many_says_how_many_and_how_it_is_taken_back(
    home: Path,
) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await waiting(wizard, f"{OFFERED}333333333333 c\n444444444444 d\n")
        assert "2 accounts added, 2 lines to decide. Ctrl+Z" in wizard.problem
        await wizard.press("x")
        assert wizard.problem == "· Dropped 2 lines. Ctrl+Z undoes this."
        await wizard.press("x")
        assert wizard.problem == "· There are no undecided lines."
        await wizard.press("ctrl+z")
        assert "Undone: dropped 2 lines. 2 lines wait: " in wizard.problem
        await wizard.press("ctrl+z")
        said = "Undone: 2 accounts added, 2 lines to decide."
        assert wizard.problem == f"· {said}"
        assert wizard.answers.accounts == HUB.accounts


@pytest.mark.parametrize("field", ["add", "filter"])
async def test_down_goes_into_the_list_and_up_from_its_first_row_back(
    field: str, home: Path
) -> None:
    async with opened(home, many(5), "accounts") as wizard:
        assert "Down goes to the list" in " ".join(wizard.screen().split())
        await wizard.press(*["tab"] * (field == "filter"), "down")
        assert wizard.grid.has_focus and wizard.grid.cursor == 0
        await wizard.press("down", "down", "up", "up")
        assert wizard.grid.has_focus
        await wizard.press("up")
        assert wizard.focus == field


async def test_a_filter_that_nothing_matches_says_so(home: Path) -> None:
    async with opened(home, many(5), "accounts") as wizard:
        await wizard.press("tab", *"nobody")
        assert wizard.text("#count") == "No match in 6 accounts"
        for key in ("down", "enter"):
            await wizard.press(key)
            assert wizard.focus == "filter"
            assert wizard.problem == "· No match"


async def test_next_waits_for_the_lines_nobody_decided_about(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await waiting(wizard)
        await wizard.press("ctrl+n")
        assert wizard.step == "accounts"
        assert "2 lines wait: Enter accepts" in wizard.problem
        await wizard.press("x", "ctrl+n")
        assert wizard.step == "regions"


async def test_deciding_clears_the_line_that_asked_for_it(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await waiting(wizard, "33333333333 a\nzzz b\n")
        assert "2 lines wait" in wizard.problem
        await wizard.press("enter")
        assert "2 lines wait" not in wizard.problem
        await wizard.press("x")
        assert "wait" not in wizard.problem


async def test_undo_works_while_typing_too(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press(*"333333333333", "enter")
        assert len(wizard.answers.accounts) == 3
        await wizard.press("ctrl+z")
        assert wizard.answers.accounts == HUB.accounts


async def test_the_hub_is_not_deleted_and_its_id_not_edited(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("tab", "tab", "delete")
        assert "The hub cannot be removed" in wizard.problem
        assert wizard.answers.accounts == HUB.accounts
        await wizard.press("e")
        assert wizard.one("#id", Input).disabled
        assert wizard.focus == "name"
        await wizard.press("escape", "down", "delete")
        assert wizard.answers.accounts == HUB.accounts[:1]
        assert "Deleted payments. Ctrl+Z undoes this." in wizard.problem
        await wizard.press("ctrl+z")
        assert wizard.answers.accounts == HUB.accounts


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("id", "123", "has 3 digits"),
        ("id", HUB_ID, "is already in the list"),
        ("region", "us-gov-west-1", "belongs to"),
        ("region", "us-east-1a", "is an availability zone"),
        ("region", "us-east-77", "There is no region us-east-77"),
    ],
)
async def test_an_edit_is_refused_in_place(
    field: str, typed: str, reason: str, home: Path
) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("tab", "tab", "down", "e")
        at = "#region Input" if field == "region" else f"#{field}"
        wizard.one(at, Input).value = typed
        await wizard.press("ctrl+n")
        assert reason in wizard.dialog_text()
        assert wizard.focus == field
        await wizard.press("escape")
        assert wizard.answers.accounts == HUB.accounts


async def test_lost_zeros_are_offered_in_the_dialog_too(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("tab", "tab", "down", "e")
        wizard.one("#id", Input).value = "33333333333"
        await wizard.press("home", "ctrl+n")
        assert "it is 033333333333. Ctrl+N accepts that." in wizard.dialog_text()
        field = wizard.one("#id", Input)
        assert (field.value, field.cursor_position) == ("033333333333", 12)
        await wizard.press("ctrl+n")
        assert wizard.answers.accounts[-1].id == "033333333333"


async def test_every_field_of_the_dialog_is_seen_on_a_small_terminal(
    home: Path,
) -> None:
    async with opened(home, HUB, "accounts", size=(60, 15)) as wizard:
        await wizard.press("tab", "tab", "down", "e")
        for field in ("id", "name", "region"):
            assert wizard.focus == field
            area = wizard.one(f"#{field}", Widget).region
            visible = wizard.one(".dialog", Widget).content_region
            assert visible.contains_region(area), field
            await wizard.press("tab")
        wizard.one("#region Input", Input).value = "nowhere"
        await wizard.press("ctrl+n")
        assert "nowhere is not a region name" in wizard.screen()


async def test_the_filter_shows_fewer_and_edits_the_right_one(home: Path) -> None:
    async with opened(home, many(20), "accounts") as wizard:
        await wizard.press("tab", *"team-13")
        assert "1 of 21 accounts" in wizard.text("#count")
        await wizard.press("enter", "delete")
        names = [account.name for account in wizard.answers.accounts]
        assert "team-13" not in names
        assert len(names) == 20


async def test_what_is_added_is_not_hidden_by_the_filter_unsaid(home: Path) -> None:
    async with opened(home, many(20), "accounts") as wizard:
        await wizard.press("tab", *"team-13", "shift+tab")
        await wizard.press(*"222222222222 other", "enter")
        assert "1 of 22 accounts" in wizard.text("#count")
        assert "1 account added" in wizard.problem


@pytest.mark.parametrize("number", [1_000, 9_998])
async def test_thousands_of_accounts_draw_only_what_is_visible(
    number: int, home: Path
) -> None:
    async with opened(home, many(number), "accounts") as wizard:
        calls = 0
        row_at = wizard.grid._row_at

        def counted(index: int) -> object:
            nonlocal calls
            calls += 1
            return row_at(index)

        wizard.app.frame.body._row = counted  # type: ignore[attr-defined]
        wizard.grid.show(wizard.grid.count, counted)  # type: ignore[arg-type]
        await wizard.press("tab", "tab")
        for key in ("end", "home", "pagedown", "down"):
            calls = 0
            await wizard.press(key)
            assert 0 < calls <= 6 * wizard.grid.size.height, key
        calls = 0
        await wizard.press("delete")
        assert len(wizard.answers.accounts) == number
        await wizard.press("ctrl+z")
        assert calls <= 8 * wizard.grid.size.height
        calls = 0
        await wizard.press("shift+tab", "7")
        assert calls <= 8 * wizard.grid.size.height
        assert f"of {number + 1:,} accounts" in wizard.text("#count")


async def test_names_are_made_once_for_a_list_not_for_every_keystroke(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(home, many(1000), "accounts") as wizard:
        calls = 0

        def counted(found: Sequence[Account]) -> tuple[str, ...]:
            nonlocal calls
            calls += 1
            return profile_names(found)

        module = "carto_wizard.tui.steps.accounts.page.profile_names"
        monkeypatch.setattr(module, counted)
        await wizard.press("tab", *"team")
        assert calls == 0


async def test_a_cursor_far_down_comes_back_when_the_list_shrinks(home: Path) -> None:
    async with opened(home, many(500), "accounts") as wizard:
        await wizard.press("tab", "tab", "end")
        assert wizard.grid.cursor == 500
        await wizard.press("shift+tab", *"team-42", "tab")
        assert wizard.grid.cursor < wizard.grid.count == 11
        assert "team-42" in wizard.screen()


async def test_the_list_follows_a_corrected_hub(home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        wizard.one("#field-hub-account_id Input", Input).value = "999999999999"
        await wizard.press("ctrl+n")
        assert wizard.rows[0].startswith("hub 999999999999")
        assert isinstance(wizard.grid, Grid)
