"""Help, going to a step, the palette, the mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.actions import parse
from textual.binding import Binding
from textual.widgets import Input, OptionList, Static

from carto_wizard.setup.answers import Mode
from carto_wizard.setup.steps import KEYS, step_of, steps_for
from carto_wizard.tui.dialogs.dialog import GoTo
from carto_wizard.tui.dialogs.why import Why
from carto_wizard.tui.palette import THEMES, _of_journey
from carto_wizard.tui.widgets.choices import Choices
from carto_wizard.tui.widgets.key_bar import KeyBar
from tests.tui.wizard import HUB, SINGLE, Wizard, opened

STEPS = [step.key for step in steps_for(HUB)]


GENERAL = {*(title for _, title, _ in THEMES), "Save a picture", "Save and quit"}


def titles(wizard: Wizard) -> list[str]:
    return [c.title for c in wizard.app.get_system_commands(wizard.app.screen)]


@pytest.mark.one_in(3)
@pytest.mark.parametrize("step", STEPS)
async def test_f1_says_why_and_names_the_keys(step: str, home: Path) -> None:
    async with opened(home, HUB, step) as wizard:
        await wizard.press("f1")
        assert isinstance(wizard.app.screen, Why)
        shown = wizard.dialog_text()
        assert step_of(HUB, step).why in shown
        assert "Ctrl+G" in shown
        await wizard.press("f1")
        assert len(wizard.app.screen_stack) == 1
        assert wizard.step == step


async def test_f1_explains_each_field_that_applies(home: Path) -> None:
    async with opened(home, HUB, "target") as wizard:
        await wizard.press("f1")
        shown = wizard.dialog_text()
        assert "AWS credentials" in shown
        assert "Source profile" not in shown


async def test_ctrl_g_lists_the_steps_and_goes_to_one(home: Path) -> None:
    async with opened(home, HUB, "retry") as wizard:
        await wizard.press("ctrl+g")
        assert isinstance(wizard.app.screen, GoTo)
        steps = wizard.app.screen.query_one(OptionList)
        assert len(steps.options) == len(STEPS)
        assert steps.highlighted == STEPS.index("retry")
        await wizard.press("home", "down", "enter")
        await wizard.until(lambda: wizard.step == "mode")
        assert len(wizard.app.screen_stack) == 1


@pytest.mark.parametrize(
    ("pressed", "step"),
    [("2", "mode"), ("9", "preview"), ("0", "write"), ("a", "roles"), ("c", "finish")],
)
async def test_each_step_has_a_key_in_go_to(
    pressed: str, step: str, home: Path
) -> None:
    async with opened(home, HUB, "hub") as wizard:
        await wizard.press("ctrl+g", pressed)
        await wizard.until(lambda: wizard.step == step)


async def test_a_later_step_is_reached_only_past_what_is_done(home: Path) -> None:
    async with opened(home, None, "mode") as wizard:
        await wizard.command("Go to: Retry")
        assert wizard.step == "hub"
        assert "Type the account's 12 digits" in wizard.text(
            "#field-hub-account_id .help"
        )
        assert wizard.problem == ""


async def test_going_to_the_step_that_is_open_changes_nothing(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        body = wizard.app.frame.body
        await wizard.command("Go to: Accounts")
        assert wizard.app.frame.body is body


async def test_no_dialog_opens_on_a_dialog(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("tab", "tab", "e")
        assert len(wizard.app.screen_stack) == 2
        for key in ("f1", "ctrl+g"):
            await wizard.press(key)
            assert len(wizard.app.screen_stack) == 2
        assert wizard.step == "accounts"


async def test_the_palette_does_not_move_the_step_under_a_dialog(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("tab", "tab", "e")
        assert len(wizard.app.screen_stack) == 2
        found = titles(wizard)
        assert not [title for title in found if title.startswith("Go to")]
        assert "Next" not in found
        assert "Save and quit" in found


@pytest.mark.one_in(3)
@pytest.mark.parametrize("step", KEYS)
async def test_the_palette_has_every_step_and_every_action(
    step: str, home: Path
) -> None:
    answers = HUB if HUB.mode in step_of(HUB, step).modes else SINGLE
    async with opened(home, answers, step) as wizard:
        found = titles(wizard)
        for each in steps_for(answers):
            assert f"Go to: {each.title}" in found
        body = wizard.app.frame.body
        for binding in body.BINDINGS:
            assert isinstance(binding, Binding)
            _, name, parameters = parse(binding.action)
            if binding.description:
                allowed = body.check_action(name, parameters) is True
                title = binding.tooltip or binding.description
                assert (title in found) is allowed
        assert len(found) == len(set(found))


OWN = ["accounts", "regions", "check", "finish"]


@pytest.mark.parametrize("step", OWN)
async def test_every_action_of_a_step_runs_from_the_palette(
    step: str, home: Path
) -> None:
    async with opened(home, HUB, step) as wizard:
        general = {c.title for c in _of_journey(wizard.app.frame)} | GENERAL
        for title in set(titles(wizard)) - general - {"Leave"}:
            # What runs may have ended by now, and with it what stops it.
            if title in titles(wizard):
                await wizard.command(title)
            while len(wizard.app.screen_stack) > 1:
                await wizard.press("escape")
            assert wizard.step == step


async def test_every_other_command_runs_from_the_palette(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(home, HUB, "hub") as wizard:
        monkeypatch.setattr(wizard.app, "save_screenshot", lambda: "[b]picture.svg")
        for title in titles(wizard):
            if title == "Save and quit":
                continue
            await wizard.command(title)
            wanted = title.removeprefix("Go to: ").lower()
            if wanted in STEPS:
                assert wizard.step == wanted
            while len(wizard.app.screen_stack) > 1:
                await wizard.press("escape")
        assert "Saved as [b]picture.svg" in wizard.screen()
        await wizard.command("Save and quit")
        assert wizard.app.return_code == 0


async def test_the_palette_opens_and_runs_by_keys(home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        await wizard.press("ctrl+p")
        await wizard.press(*"regions")
        await wizard.until(
            lambda: wizard.app.screen.query_one(OptionList).option_count > 0
        )
        await wizard.press("enter")
        await wizard.until(lambda: wizard.step == "regions")


async def test_the_theme_changes_by_command(home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        for title, theme in (
            ("Light theme", "carto-light"),
            ("No colours", "ansi-dark"),
            ("Dark theme", "carto-dark"),
        ):
            await wizard.command(title)
            assert wizard.app.theme == theme


@pytest.mark.parametrize("environ", [{}, {"NO_COLOR": "1"}, {"NO_COLOR": ""}])
async def test_no_color_starts_without_colours(
    environ: dict[str, str], home: Path
) -> None:
    async with opened(home, environ=environ) as wizard:
        wanted = "ansi-dark" if environ.get("NO_COLOR") else "carto-dark"
        assert wizard.app.theme == wanted


async def test_a_click_on_the_rail_goes_there(home: Path) -> None:
    async with opened(home, HUB, "retry", size=(120, 40)) as wizard:
        await wizard.pilot.click("#rail", offset=(3, STEPS.index("hub")))
        await wizard.until(lambda: wizard.step == "hub")


async def test_a_click_on_the_key_bar_presses_the_key(home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        bar = wizard.app.frame.query_one(KeyBar)
        await wizard.pilot.click(bar, offset=(1 + bar.render().plain.index("Next"), 0))
        await wizard.until(lambda: wizard.step == "accounts")


async def test_a_click_on_a_row_moves_there_and_a_second_opens_it(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.pilot.click(wizard.grid, offset=(5, 2))
        assert wizard.grid.cursor == 1
        assert len(wizard.app.screen_stack) == 1
        await wizard.pilot.click(wizard.grid, offset=(5, 2))
        await wizard.until(lambda: len(wizard.app.screen_stack) == 2)


async def test_a_click_below_the_rows_does_nothing(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.pilot.click(wizard.grid, offset=(5, 6))
        assert wizard.grid.cursor == 0


async def test_a_click_chooses(home: Path) -> None:
    async with opened(home, HUB, "mode") as wizard:
        choices = wizard.app.frame.query(Choices).first()
        await wizard.pilot.click(choices, offset=(4, 1))
        assert wizard.answers.mode is Mode.SINGLE
        assert "(•) One" in wizard.screen()


async def test_a_problem_never_pushes_the_footer_out(home: Path) -> None:
    async with opened(home, HUB, "hub", size=(60, 15)) as wizard:
        wizard.app.frame.show_problem("long words " * 60)
        await wizard.pilot.pause()
        assert "^n Next" in wizard.screen()
        assert wizard.one("#problem", Static).size.height <= 8
        assert wizard.one("#field-hub-account_id Input", Input).region.height == 1
