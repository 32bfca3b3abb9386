from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import OptionList

from carto_wizard.aws.regions import Region, regions
from carto_wizard.setup.answers import Account, Answers, Hub, Single
from carto_wizard.tui.dialogs.region import AskOptIn, ChooseRegion
from carto_wizard.tui.widgets.region_picker import RegionPicker
from carto_wizard.tui.widgets.text_input import TextInput
from tests.tui.wizard import HUB, HUB_ID, SINGLE, Wizard, opened

ALL = len(regions("aws"))
UNTOUCHED = replace(SINGLE, single=Single(HUB_ID))
MANY = replace(
    HUB,
    accounts=(
        HUB.accounts[0],
        *(Account(f"3{i:011d}", f"team-{i}", "us-east-1") for i in range(5)),
        *(Account(f"4{i:011d}", f"data-{i}", "eu-west-1") for i in range(3)),
    ),
)


def picker(wizard: Wizard) -> RegionPicker:
    return wizard.one("RegionPicker", RegionPicker)


def under_cursor(wizard: Wizard) -> str:
    there = picker(wizard)
    region: Region = there.shown[there.grid.cursor]
    return region.name


def regions_of(answers: Answers, name: str) -> set[str]:
    return {a.region for a in answers.accounts if a.name.startswith(name)}


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("partition", "environ", "region"),
    [
        ("aws", {}, "us-east-1"),
        ("aws", {"AWS_REGION": "eu-west-1"}, "eu-west-1"),
        ("aws", {"AWS_DEFAULT_REGION": "eu-north-1"}, "eu-north-1"),
        ("aws-us-gov", {"AWS_REGION": "eu-west-1"}, "us-gov-west-1"),
        ("aws-cn", {}, "cn-north-1"),
    ],
)
@pytest.mark.parametrize("keys", [["enter"], ["ctrl+n"]], ids="".join)
async def test_an_untouched_page_takes_the_default_that_it_shows(
    partition: str,
    environ: dict[str, str],
    region: str,
    keys: Sequence[str],
    home: Path,
) -> None:
    answers = replace(UNTOUCHED, partition=partition)
    async with opened(home, answers, "regions", environ=environ) as wizard:
        assert under_cursor(wizard) == region
        assert f"(•)  {region}" in wizard.screen()
        assert f"Enter uses {region}, " in wizard.screen()
        await wizard.press(*keys)
        assert wizard.step == "access"
        assert wizard.answers.single.region == region


async def test_the_profile_of_the_config_says_where_to_start(home: Path) -> None:
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws" / "config").write_text("[default]\nregion = eu-west-3\n")
    async with opened(home, UNTOUCHED, "regions") as wizard:
        assert "eu-west-3, Europe (Paris). Profile default has it." in wizard.screen()


async def test_letters_after_arrows_go_to_the_filter_all_the_same(home: Path) -> None:
    """With the focus in the list, letters went nowhere and Enter took Cape Town."""
    async with opened(home, UNTOUCHED, "regions") as wizard:
        await wizard.press("enter", "escape")
        await wizard.press("down", "up", "pageup", *"frank")
        assert under_cursor(wizard) == "eu-central-1"
        assert f"1 of {ALL} regions" in wizard.screen()
        await wizard.press("enter")
        assert wizard.answers.single.region == "eu-central-1"


async def test_a_click_in_the_list_keeps_the_letters(home: Path) -> None:
    async with opened(home, UNTOUCHED, "regions") as wizard:
        await wizard.pilot.click(picker(wizard).grid, offset=(10, 2))
        await wizard.press(*"lond")
        assert under_cursor(wizard) == "eu-west-2"


async def test_what_is_typed_and_not_taken_is_not_passed_over(home: Path) -> None:
    async with opened(home, UNTOUCHED, "regions") as wizard:
        await wizard.press(*"ireland", "ctrl+n")
        assert wizard.answers.single.region == "eu-west-1"
        assert wizard.step == "access"


@pytest.mark.one_in(3)
@pytest.mark.parametrize("keys", [["enter"], ["ctrl+n"]], ids="".join)
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("atlantis", "atlantis is not a region name"),
        ("us-east-1a", "is an availability zone. Its region is us-east-1"),
        ("cn-north-1", "belongs to AWS China"),
        ("us-east-77", "There is no region us-east-77"),
    ],
)
async def test_no_match_says_so_and_goes_nowhere(
    typed: str, says: str, keys: Sequence[str], home: Path
) -> None:
    async with opened(home, UNTOUCHED, "regions") as wizard:
        await wizard.press(*typed, *keys)
        assert wizard.step == "regions"
        assert "No match" in wizard.screen()
        assert says in wizard.screen()


async def opt_in_asked(wizard: Wizard, *where: str) -> None:
    """The question is there, and its first answer is no."""
    assert isinstance(wizard.app.screen, AskOptIn)
    told = " ".join(wizard.dialog_text().split())
    assert "is an opt-in region: it must be enabled in" in told
    assert "Cartography skips the account" in told
    for words in where:
        assert words in told
    assert wizard.one("OptionList", OptionList).highlighted == 0


async def test_an_opt_in_region_is_marked_and_asked_about(home: Path) -> None:
    async with opened(home, UNTOUCHED, "regions") as wizard:
        await wizard.press(*"cape")
        assert "af-south-1" in wizard.screen() and "opt-in" in wizard.screen()
        await wizard.press("enter")
        await opt_in_asked(wizard, "enabled in the account.")
        await wizard.press("enter")
        assert wizard.step == "regions"
        assert wizard.answers.single.region != "af-south-1"
        await wizard.press("ctrl+n", "down", "enter")
        assert wizard.step == "access"
        assert wizard.answers.single.region == "af-south-1"
        # Agreed to once is enough.
        await wizard.press("escape", "enter")
        assert wizard.step == "access"


async def test_an_opt_in_region_of_the_environment_is_offered_not_taken(
    home: Path,
) -> None:
    environ = {"AWS_REGION": "me-central-1"}
    async with opened(home, UNTOUCHED, "regions", environ=environ) as wizard:
        assert under_cursor(wizard) == "me-central-1"
        assert "(•)" not in wizard.screen()
        await wizard.press("ctrl+n")
        await opt_in_asked(wizard)


async def test_the_hub_region_has_the_same_picker(home: Path) -> None:
    answers = replace(HUB, hub=Hub(HUB_ID))
    async with opened(home, answers, "hub") as wizard:
        assert under_cursor(wizard) == "us-east-1"
        await wizard.press(*"frankfurt", "enter")
        assert wizard.answers.hub.region == "eu-central-1"
        assert wizard.focus == "field-hub-role"
        await wizard.press("shift+tab", *"milan", "enter")
        await opt_in_asked(wizard, "enabled in the hub account.")
        await wizard.press("escape")
        assert wizard.answers.hub.region == "eu-central-1"


async def test_a_region_found_by_name_stays_in_sight_when_all_are_listed_again(
    home: Path,
) -> None:
    answers = replace(HUB, hub=Hub(HUB_ID))
    async with opened(home, answers, "hub", size=(110, 32)) as wizard:
        await wizard.press(*"us-east-2", "enter")
        assert under_cursor(wizard) == "us-east-2"
        await wizard.until(lambda: "(•)  us-east-2" in wizard.screen())


async def test_a_bad_hub_region_is_refused_on_its_own_page(home: Path) -> None:
    """It came back one page later as a problem of every account that names none."""
    hub = replace(HUB.hub, region="us-east-9")
    accounts = tuple(replace(account, region="") for account in MANY.accounts)
    async with opened(home, replace(MANY, hub=hub, accounts=accounts), "hub") as wizard:
        await wizard.press("ctrl+n")
        assert wizard.step == "hub"
        told = wizard.text("#field-hub-region .help")
        assert told == "! There is no region us-east-9 in AWS (commercial)."
        assert wizard.focus == "field-hub-region"
        await wizard.press("enter", "ctrl+n")
        assert wizard.step == "accounts"
        assert wizard.answers.hub.region == "us-east-1"


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
@pytest.mark.parametrize("mode", [SINGLE, HUB], ids=["single", "hub"])
async def test_a_region_of_another_partition_is_refused_and_the_right_one_offered(
    mode: Answers, size: tuple[int, int], home: Path
) -> None:
    answers = replace(mode, partition="aws-us-gov", accounts=mode.accounts[:1])
    step = "regions" if mode is SINGLE else "hub"
    async with opened(home, answers, step, size=size) as wizard:
        await wizard.press("ctrl+n")
        assert wizard.step == step
        shown = " ".join(wizard.screen().split())
        assert "! us-east-1 belongs to AWS (commercial), not to AWS" in shown
        assert "GovCloud (US)." in shown
        assert under_cursor(wizard) == "us-gov-west-1"
        await wizard.press("enter")
        assert wizard.answers.region == "us-gov-west-1"


async def test_the_region_of_an_account_is_picked_in_its_dialog(home: Path) -> None:
    async with opened(home, MANY, "accounts") as wizard:
        await wizard.press("tab", "tab", "down", "e", "tab", "tab")
        assert under_cursor(wizard) == "us-east-1"
        await wizard.press(*"bahrain", "enter")
        await opt_in_asked(wizard, "the account, and in the hub")
        await wizard.press("down", "enter")
        assert wizard.answers.accounts[1].region == "me-south-1"
        await wizard.press("e", "tab", "tab", *"hub", "enter")
        assert wizard.answers.accounts[1].region == ""


async def test_a_change_of_many_says_how_many_and_can_be_taken_back(
    home: Path,
) -> None:
    async with opened(home, MANY, "regions") as wizard:
        await wizard.press("slash", *"team", "enter")
        assert "5 of 9 accounts · 1 region" in wizard.text("#count")
        await wizard.press("a")
        assert isinstance(wizard.app.screen, ChooseRegion)
        assert "Region of 5 accounts" in wizard.dialog_text()
        await wizard.press(*"ireland", "enter")
        said = "5 accounts: eu-west-1 instead of us-east-1. Ctrl+Z undoes this."
        assert wizard.problem == f"· {said}"
        assert regions_of(wizard.answers, "team") == {"eu-west-1"}
        assert regions_of(wizard.answers, "data") == {"eu-west-1"}
        await wizard.press("ctrl+z")
        assert wizard.answers.accounts == MANY.accounts
        assert wizard.problem == "· 5 accounts have their earlier region again."
        await wizard.press("ctrl+z")
        assert wizard.problem == "· There is nothing to undo."


async def test_the_rows_stay_when_a_change_takes_them_out_of_the_filter(
    home: Path,
) -> None:
    """The list looked empty: every row had just lost the word of the filter."""
    async with opened(home, MANY, "regions") as wizard:
        await wizard.press("slash", *"us-east-1", "enter")
        before = wizard.grid.count
        await wizard.press("a", *"paris", "enter")
        assert wizard.grid.count == before == 6
        assert all("eu-west-3" in row for row in wizard.rows)
        await wizard.press("slash", "backspace", *"1")
        assert wizard.grid.count == 0
        assert wizard.text("#count") == "No match"


async def test_one_account_and_several_regions_before_are_named(home: Path) -> None:
    async with opened(home, MANY, "regions") as wizard:
        await wizard.press("end", "enter", *"paris", "enter")
        assert wizard.problem.startswith("· data-2: eu-west-3 instead of eu-west-1. ")
        await wizard.press("home", "a", *"tokyo", "enter")
        assert "9 accounts: ap-northeast-1 instead of us-east-1" in wizard.problem
        assert "and 2 other regions" in wizard.problem
        await wizard.press("ctrl+z", "ctrl+z")
        assert wizard.answers.accounts == MANY.accounts


async def test_to_follow_the_hub_is_a_line_of_the_list(home: Path) -> None:
    """Its key was Ctrl+H, which terminals send for Backspace."""
    async with opened(home, MANY, "regions") as wizard:
        await wizard.press("end", "enter", "x", "ctrl+h", "backspace")
        assert isinstance(wizard.app.screen, ChooseRegion)
        assert "Frankfurt or hub" in wizard.screen()
        await wizard.press(*"hub")
        assert "as the hub: us-east-1" in wizard.screen()
        await wizard.press("enter")
        assert wizard.answers.accounts[-1].region == ""
        assert "data-2: us-east-1 instead of eu-west-1" in wizard.problem


async def test_many_accounts_are_asked_once_about_an_opt_in_region(home: Path) -> None:
    async with opened(home, MANY, "regions") as wizard:
        await wizard.press("a", *"milan", "enter")
        await opt_in_asked(wizard, "each of the 9 accounts, and in the hub.")
        await wizard.press("down", "enter")
        assert {a.region for a in wizard.answers.accounts} == {"eu-south-1"}


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 60)])
async def test_the_picker_shows_filter_list_and_hint(
    size: tuple[int, int], home: Path
) -> None:
    for step, answers in (("regions", UNTOUCHED), ("hub", replace(HUB, hub=Hub()))):
        async with opened(home, answers, step, size=size) as wizard:
            picker(wizard).focus()
            await wizard.settle()
            shown = wizard.screen()
            assert f"{ALL} regions" in shown
            assert "(•)  us-east-1" in shown
            assert "Enter uses us-east-1, US East (N. Virginia)." in shown
            assert isinstance(wizard.app.focused, TextInput)
