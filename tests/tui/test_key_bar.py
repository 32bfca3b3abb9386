"""The footer and F1: what a page can do is in one of them, whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.steps import steps_for
from carto_wizard.tui.widgets.key_bar import KeyBar
from tests.sample import sample
from tests.tui.wizard import HUB, SINGLE, Wizard, opened

SIZES = [(60, 15), (80, 24), (120, 40)]
MODES = {"hub": HUB, "single": SINGLE}
PAGES = [(mode, step.key) for mode in MODES for step in steps_for(MODES[mode])]


def footer(wizard: Wizard) -> str:
    bar = wizard.app.screen.query_one(KeyBar)
    return bar.render().plain.rstrip()


async def f1(wizard: Wizard) -> str:
    await wizard.press("f1")
    shown = wizard.dialog_text()
    await wizard.press("f1")
    return shown


@pytest.mark.parametrize("size", sample(SIZES, (60, 15)), ids=str)
@pytest.mark.parametrize("mode", sample(MODES, "hub"))
async def test_the_footer_is_whole_and_has_the_way_on_and_back(
    mode: str, size: tuple[int, int], home: Path
) -> None:
    answers = MODES[mode]
    async with opened(home, answers, size=size) as wizard:
        for step in steps_for(answers):
            await wizard.show(step.key)
            for _ in range(4):
                text = footer(wizard)
                room = wizard.app.screen.query_one(KeyBar).content_size.width
                assert cell_len(text) <= room, step.key
                assert text.endswith("F1 Keys"), step.key
                assert "Esc Quit" in text or "Esc Back" in text or "Esc List" in text
                assert ("^n Next" in text) is (step.key != "finish"), step.key
                await wizard.press("tab")


async def test_the_footer_names_first_what_the_focused_widget_does(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        assert footer(wizard).startswith("Enter Add ")
        await wizard.press("tab")
        assert footer(wizard).startswith("Enter To the list ")
        await wizard.press("tab")
        shown = re.sub(" +", " ", footer(wizard))
        assert shown.startswith("Enter Edit Del Delete A Add / Filter ^t Organization")
        await wizard.press("down", "delete")
        assert "^z Undo" in footer(wizard)


async def test_letters_that_a_field_takes_are_not_in_its_footer(home: Path) -> None:
    async with opened(home, HUB, "regions") as wizard:
        assert "A Region for all" in footer(wizard)
        await wizard.press("slash")
        assert "Region for all" not in footer(wizard)
        assert "^n Next" in footer(wizard)


async def test_the_preview_says_that_enter_opens_a_file(home: Path) -> None:
    async with opened(home, HUB, "preview") as wizard:
        await wizard.until(lambda: wizard.grid.count)
        assert footer(wizard).startswith("Enter Open ")


async def test_f1_has_the_keys_of_the_focus_then_the_page_then_the_rest(
    home: Path,
) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("tab", "tab")
        shown = await f1(wizard)
        order = ["Keys here", "Keys of the page", "Keys everywhere"]
        places = [shown.index(heading) for heading in order]
        assert places == sorted(places)
        here = shown[places[0] : places[1]]
        assert re.search(r"Enter +Edit", here)
        page = shown[places[1] : places[2]]
        assert re.search(r"Del +Delete the account", page)
        assert "undecided lines" not in page
        assert "Ctrl+Z" not in page


async def test_f1_in_a_field_says_where_the_letters_work(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        shown = await f1(wizard)
        outside = shown.index("Keys of the page, outside of fields")
        assert shown.index("Import a file") < outside < shown.index("Edit the account")


async def test_what_has_no_room_in_the_footer_is_in_f1(home: Path) -> None:
    async with opened(home, HUB, "preview", size=(60, 15)) as wizard:
        await wizard.until(lambda: wizard.grid.count > 1)
        await wizard.press("home", "down")
        assert "Own file" not in footer(wizard)
        assert "A separate config file" in await f1(wizard)


WHY_NOT = [
    (HUB, "accounts", ("tab", "tab", "x"), "There are no undecided lines"),
    (HUB, "accounts", ("ctrl+z",), "There is nothing to undo"),
    (HUB, "preview", ("k",), "no conflict here"),
    (HUB, "preview", ("home", "v"), "This is not a file"),
    (HUB, "preview", ("u",), "Nothing was chosen"),
    (HUB, "roles", ("u",), "Nothing was chosen"),
    (HUB, "write", ("r",), "Nothing failed"),
    (HUB, "finish", ("ctrl+n",), "This is the last step"),
    (Answers(mode=Mode.HUB), "accounts", ("tab", "tab", "E"), "The list is empty"),
]


@pytest.mark.parametrize(
    ("answers", "step", "keys", "text"),
    WHY_NOT,
    ids=[f"{w[1]}-{w[2][-1]}" for w in WHY_NOT],
)
async def test_a_key_that_does_nothing_says_why(
    answers: Answers, step: str, keys: tuple[str, ...], text: str, home: Path
) -> None:
    async with opened(home, answers, step) as wizard:
        if step == "preview":
            await wizard.until(lambda: wizard.grid.count)
        if step == "write":
            await wizard.until(lambda: "will be written" in wizard.text("#say"))
        await wizard.press(*keys)
        await wizard.until(lambda: text in wizard.problem)


@pytest.mark.parametrize("step", ["accounts", "preview", "check", "hub"])
async def test_letters_that_mean_nothing_stay_silent(step: str, home: Path) -> None:
    async with opened(home, HUB, step) as wizard:
        await wizard.press("shift+tab", "q")
        assert wizard.problem == ""


FILTERED = [
    (HUB, "accounts", ("slash",)),
    (HUB, "regions", ("slash",)),
    (HUB, "check", ("slash",)),
    (SINGLE, "regions", ()),
]


@pytest.mark.one_in(3)
@pytest.mark.parametrize("size", SIZES[1:], ids=str)
@pytest.mark.parametrize(
    ("answers", "step", "keys"),
    FILTERED,
    ids=["accounts", "regions", "check", "single"],
)
async def test_esc_clears_a_filter_then_goes_back(
    answers: Answers,
    step: str,
    keys: tuple[str, ...],
    size: tuple[int, int],
    home: Path,
) -> None:
    async with opened(home, answers, step, size=size) as wizard:
        if step == "accounts":
            await wizard.press("tab", "tab")
        await wizard.press(*keys, *"us-")
        assert "Esc Clear filter" in footer(wizard)
        await wizard.press("escape")
        assert wizard.step == step
        assert "Esc Back" in footer(wizard)
        await wizard.press("escape")
        await wizard.until(lambda: wizard.step != step)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    ("step", "enter", "inside"),
    [
        ("preview", "enter", "code"),
        ("preview", "tab", "code"),
        ("check", "v", "detail"),
    ],
)
async def test_esc_goes_from_the_content_to_the_list_at_every_size(
    step: str, enter: str, inside: str, size: tuple[int, int], home: Path
) -> None:
    if enter == "tab" and size[0] < 120:
        size = (130, 40)
    async with opened(home, HUB, step, size=size) as wizard:
        if step == "preview":
            await wizard.until(lambda: wizard.grid.count)
        await wizard.until(lambda: wizard.focus in ("entries", "lines", "causes"))
        before = wizard.focus
        await wizard.press(enter)
        await wizard.until(lambda: wizard.focus == inside)
        assert "Esc List" in footer(wizard)
        await wizard.press("escape")
        await wizard.until(lambda: wizard.focus == before)
        assert wizard.step == step
        await wizard.press("escape")
        await wizard.until(lambda: wizard.step != step)
