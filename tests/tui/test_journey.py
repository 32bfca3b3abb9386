"""The whole way with nothing but a keyboard, there and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Input

from carto_wizard.setup.answers import Account, Answers, Hub, Mode
from carto_wizard.setup.problems import all_problems
from carto_wizard.setup.session import load
from carto_wizard.setup.steps import steps_for
from tests.tui.wizard import HUB, HUB_ID, SINGLE, SPOKE_ID, Wizard, opened

FIRST_FOCUS = {
    "welcome": "start",
    "mode": "field-mode",
    "target": "field-target-here",
    "identity": "field-single-account_id",
    "hub": "field-hub-account_id",
    "accounts": "add",
    "access": "field-access-role",
    "retry": "field-retry-mode",
    "finish": "scroll",
}


async def enter_until(wizard: Wizard, step: str, most: int = 12) -> None:
    for _ in range(most):
        if wizard.step == step:
            return
        await wizard.press("enter")
    assert wizard.step == step, wizard.problem


async def test_hub_and_spoke_by_enter_alone(home: Path) -> None:
    async with opened(home) as wizard:
        await wizard.press("enter")
        assert wizard.step == "mode"
        await enter_until(wizard, "target")
        await enter_until(wizard, "hub")
        await wizard.press(*HUB_ID, "enter", *"us-east-1", "enter", "enter")
        assert wizard.step == "accounts"
        assert wizard.rows == ["hub 111111111111 hub hub us-east-1"]
        await wizard.press(*f"{SPOKE_ID} payments", "enter")
        await wizard.until(lambda: wizard.grid.count == 2)
        await wizard.press("enter")
        assert wizard.step == "regions"
        await wizard.press("ctrl+n")
        assert wizard.step == "access"
        await enter_until(wizard, "retry")
        await enter_until(wizard, "preview")
        assert wizard.answers.accounts == (
            Account(HUB_ID, "hub"),
            Account(SPOKE_ID, "payments"),
        )
        assert all_problems(wizard.answers) == ()
    assert load(home / "session.toml").answers.step == "preview"


async def test_single_account_by_enter_alone(home: Path) -> None:
    async with opened(home) as wizard:
        await wizard.press("enter", "down", "enter", "enter")
        assert wizard.answers.mode is Mode.SINGLE
        assert wizard.step == "target"
        await enter_until(wizard, "identity")
        await wizard.press(*"1111-1111-1111", "enter")
        await enter_until(wizard, "regions")
        assert wizard.answers.single.account_id == HUB_ID
        await wizard.press(*"frankfurt", "enter")
        assert wizard.step == "access"
        assert wizard.answers.single.region == "eu-central-1"
        await enter_until(wizard, "preview")
        assert all_problems(wizard.answers) == ()


@pytest.mark.parametrize("answers", [HUB, SINGLE], ids=["hub", "single"])
async def test_escape_leads_back_to_the_first_page_and_out(
    answers: Answers, home: Path
) -> None:
    async with opened(home, answers, "preview") as wizard:
        keys = [step.key for step in steps_for(answers)]
        for expected in reversed(keys[: keys.index("preview")]):
            await wizard.press("escape")
            assert wizard.step == expected
        assert wizard.answers.accounts == answers.accounts
        assert wizard.answers.hub == answers.hub
        assert wizard.answers.single == answers.single
        await wizard.press("escape")
        assert wizard.app.return_code == 0


@pytest.mark.parametrize("step", FIRST_FOCUS)
async def test_where_each_page_starts(step: str, home: Path) -> None:
    answers = SINGLE if step == "identity" else HUB
    async with opened(home, answers, step) as wizard:
        assert wizard.focus == FIRST_FOCUS[step]


@pytest.mark.parametrize("step", ["target", "access", "identity", "hub"])
async def test_each_page_opens_at_its_top(step: str, home: Path) -> None:
    answers = SINGLE if step == "identity" else HUB
    async with opened(home, answers, size=(80, 24)) as wizard:
        await wizard.show(step)
        scrolling = wizard.app.frame.body.query(VerticalScroll)
        assert [each.scroll_y for each in scrolling] == [0] * len(scrolling)


@pytest.mark.parametrize(
    ("answers", "focus"), [(HUB, "body"), (SINGLE, "body")], ids=["hub", "single"]
)
async def test_where_the_regions_start(
    answers: Answers, focus: str, home: Path
) -> None:
    async with opened(home, answers, "regions") as wizard:
        wanted = Input if answers.mode is Mode.SINGLE else type(wizard.grid)
        assert isinstance(wizard.app.focused, wanted)


async def test_a_page_half_filled_starts_at_what_is_missing(home: Path) -> None:
    hub = replace(HUB.hub, region="")
    async with opened(home, replace(HUB, hub=hub), "hub") as wizard:
        assert wizard.focus == "field-hub-region"


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("mode", ["field-mode", "field-partition"]),
        ("hub", ["field-hub-account_id", "field-hub-region", "field-hub-role"]),
        ("accounts", ["add", "filter", "body"]),
        ("retry", ["field-retry-mode", "field-retry-max_attempts"]),
    ],
)
async def test_tab_goes_round_in_reading_order(
    step: str, expected: list[str], home: Path
) -> None:
    async with opened(home, HUB, step) as wizard:
        for name in [*expected[1:], expected[0]]:
            await wizard.press("tab")
            assert wizard.focus == name
        await wizard.press("shift+tab")
        assert wizard.focus == expected[-1]


async def test_a_problem_is_beside_its_field_and_nowhere_else(home: Path) -> None:
    answers = Answers(hub=Hub(role=""))
    async with opened(home, answers, "hub") as wizard:
        await wizard.paste("12345")
        await wizard.press("ctrl+n")
        assert wizard.step == "hub"
        assert wizard.problem == ""
        assert wizard.screen().count("12345 has 5 digits") == 1
        assert "12345 has 5 digits" in wizard.text("#field-hub-account_id .help")
        assert "Type the role's name" in wizard.text("#field-hub-role .help")
        assert wizard.focus == "field-hub-account_id"


async def test_a_problem_beside_a_field_goes_once_it_is_right(home: Path) -> None:
    async with opened(home, None, "hub") as wizard:
        await wizard.paste("x12345678901")
        await wizard.press("enter")
        assert wizard.focus == "field-hub-account_id"
        assert "not digits" in wizard.text("#field-hub-account_id .help")
        await wizard.press("home", "delete", "2")
        assert "assumes all other roles" in wizard.text("#field-hub-account_id .help")
        await wizard.press("enter")
        assert wizard.focus == "field-hub-region"
        assert wizard.problem == ""


async def test_lost_zeros_come_back_with_enter_and_stay_with_another(
    home: Path,
) -> None:
    async with opened(home, None, "hub") as wizard:
        await wizard.paste("2345678901")
        await wizard.press("home", "enter")
        assert wizard.focus == "field-hub-account_id"
        said = wizard.text("#field-hub-account_id .help")
        assert "it is 002345678901. Enter accepts that." in said
        assert wizard.problem == ""
        field = wizard.one("#field-hub-account_id Input", Input)
        assert field.cursor_position == 12
        await wizard.press("enter")
        assert wizard.focus == "field-hub-region"
        assert wizard.answers.hub.account_id == "002345678901"


async def test_five_digits_are_no_account_that_lost_seven_zeros(home: Path) -> None:
    async with opened(home, None, "hub") as wizard:
        await wizard.paste("12345")
        await wizard.press("enter", "enter")
        assert wizard.focus == "field-hub-account_id"
        said = wizard.text("#field-hub-account_id .help")
        assert said == "! 12345 has 5 digits. An account ID has 12 digits."


async def test_after_an_id_was_tidied_the_cursor_is_at_its_end(home: Path) -> None:
    async with opened(home, None, "hub") as wizard:
        await wizard.paste("1111 1111 1111")
        await wizard.press("home", "enter", "shift+tab")
        field = wizard.one("#field-hub-account_id Input", Input)
        assert (field.value, field.cursor_position) == ("1" * 12, 12)


async def test_nothing_is_red_while_it_is_typed(home: Path) -> None:
    async with opened(home, None, "hub") as wizard:
        await wizard.press("1", "2")
        assert wizard.problem == ""
        assert "assumes all other roles" in wizard.text("#field-hub-account_id .help")


async def test_back_keeps_what_is_not_even_valid(home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        field = wizard.one("#field-hub-account_id Input", Input)
        field.value = "12x"
        await wizard.press("escape")
        assert wizard.step == "target"
        assert wizard.problem == ""
        await wizard.press("ctrl+n")
        assert wizard.one("#field-hub-account_id Input", Input).value == "12x"


async def test_back_keeps_a_number_that_is_none(home: Path) -> None:
    async with opened(home, HUB, "retry") as wizard:
        wizard.one("#field-retry-max_attempts Input", Input).value = "many"
        await wizard.press("escape", "ctrl+n")
        assert wizard.step == "retry"
        assert wizard.one("#field-retry-max_attempts Input", Input).value == "many"
        await wizard.press("ctrl+n")
        assert wizard.step == "retry"
        assert "1 to 100" in wizard.text("#field-retry-max_attempts .help")
        assert wizard.focus == "field-retry-max_attempts"


async def test_back_keeps_what_waits_in_the_account_list(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.paste("33333333333 a\nnonsense b\n")
        await wizard.until(lambda: wizard.grid.count == 4)
        await wizard.press("escape")
        assert wizard.step == "hub"
        await wizard.press("ctrl+n")
        assert wizard.grid.count == 4


async def test_back_keeps_what_is_typed_but_not_added(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press(*"3333")
        await wizard.press("escape", "ctrl+n")
        assert wizard.step == "accounts"
        assert wizard.one("#add", Input).value == "3333"


async def test_another_mode_has_other_steps_and_keeps_the_answers(home: Path) -> None:
    async with opened(home, HUB, "mode", size=(120, 40)) as wizard:
        assert "Hub" in wizard.text("#rail")
        assert "2 of 13" in wizard.screen()
        await wizard.press("down", "space")
        assert wizard.answers.mode is Mode.SINGLE
        assert "Identity" in wizard.text("#rail")
        assert "Hub" not in wizard.text("#rail")
        assert "2 of 12" in wizard.screen()
        await wizard.press("up", "space")
        assert "Hub" in wizard.text("#rail")
        assert wizard.answers.accounts == HUB.accounts
        assert wizard.answers.hub == HUB.hub


async def test_next_refuses_with_a_reason_and_stays(home: Path) -> None:
    async with opened(home, None, "accounts") as wizard:
        await wizard.press("ctrl+n")
        assert wizard.step == "accounts"
        assert "Add at least one account." in wizard.problem


async def test_escape_from_the_first_page_leaves_no_session(home: Path) -> None:
    async with opened(home) as wizard:
        await wizard.press("escape")
    assert not (home / "session.toml").exists()


@pytest.mark.parametrize("keys", [[], ["f1"], ["ctrl+g"], ["ctrl+p"]], ids=str)
async def test_a_tiny_terminal_loses_nothing(keys: list[str], home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        wizard.one("#field-hub-role Input", Input).value = "half typed"
        await wizard.press(*keys)
        await wizard.pilot.resize_terminal(20, 5)
        if not keys:
            await wizard.until(lambda: "Nothing is lost." in wizard.screen())
        await wizard.pilot.resize_terminal(80, 24)
        await wizard.until(lambda: not wizard.app.screen_stack[0].query("#enlarge"))
        if keys:
            await wizard.press("escape")
        assert wizard.one("#field-hub-role Input", Input).value == "half typed"
        assert "half typed" in wizard.screen()


async def test_the_first_page_starts_at_its_top(home: Path) -> None:
    async with opened(home, size=(60, 15)) as wizard:
        await wizard.until(lambda: "Found on this machine" in wizard.text("#found"))
        assert wizard.app.frame.body.scroll_offset.y == 0
        assert "Asks" in wizard.screen()
        assert "Start" in wizard.screen()
