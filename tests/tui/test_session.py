"""Resume, start over, and sessions that are not as they should be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from carto_wizard.setup.answers import Account, Mode
from carto_wizard.setup.derived import with_derived
from carto_wizard.setup.session import load, save
from carto_wizard.tui.run_status import last_words
from tests.tui.wizard import HUB, HUB_ID, Wizard, app_on, opened, reopened


def options(wizard: Wizard) -> list[str]:
    start = wizard.one("#start", OptionList)
    return [str(option.prompt) for option in start.options]


async def test_a_new_person_may_start_or_look_at_the_demo(home: Path) -> None:
    async with reopened(home) as wizard:
        assert options(wizard)[0] == "Start"
        assert len(options(wizard)) == 2


@pytest.mark.parametrize("step", ["mode", "accounts", "regions", "retry"])
async def test_resume_opens_the_step_that_was_open(step: str, home: Path) -> None:
    save(replace(HUB, step=step), home / "session.toml")
    async with reopened(home) as wizard:
        assert options(wizard)[0].startswith(f"Resume at {step.title()}, today ")
        await wizard.press("enter")
        assert wizard.step == step
        assert wizard.answers.rendered == with_derived(HUB).rendered


async def test_resume_stops_where_something_is_missing(home: Path) -> None:
    hub = replace(HUB.hub, region="nowhere")
    save(replace(HUB, hub=hub, step="retry"), home / "session.toml")
    async with reopened(home) as wizard:
        await wizard.press("enter")
        assert wizard.step == "hub"
        assert "nowhere is not a region name" in wizard.text("#field-hub-region .help")
        assert "nowhere is not a region name" in wizard.screen()


async def test_ctrl_n_on_the_first_page_does_what_is_highlighted(home: Path) -> None:
    save(replace(HUB, step="retry"), home / "session.toml")
    async with reopened(home) as wizard:
        await wizard.press("ctrl+n")
        assert wizard.step == "retry"


async def test_start_over_keeps_what_was_saved_beside(home: Path) -> None:
    path = home / "session.toml"
    save(replace(HUB, step="retry"), path)
    before = path.read_bytes()
    async with reopened(home) as wizard:
        await wizard.press("down", "enter")
        assert wizard.step == "mode"
        (aside,) = home.glob("session.toml.earlier-*")
        assert aside.read_bytes() == before
        assert aside.name in wizard.problem
        await wizard.press("ctrl+n")
        assert wizard.step == "target"
        assert wizard.problem == ""
        assert load(path).answers.hub.account_id == ""


async def test_a_person_who_only_looks_at_the_first_page_changes_nothing(
    home: Path,
) -> None:
    path = home / "session.toml"
    save(replace(HUB, step="retry"), path)
    before = path.read_bytes()
    async with reopened(home) as wizard:
        await wizard.press("down", "f1", "escape", "escape")
        assert wizard.app.return_code == 0
    assert path.read_bytes() == before
    assert [each.name for each in home.glob("session*")] == [path.name]


async def test_start_over_forgets_what_belonged_to_the_earlier_answers(
    home: Path,
) -> None:
    save(replace(HUB, step="accounts"), home / "session.toml")
    async with reopened(home) as wizard:
        await wizard.press("enter")
        await wizard.paste("33333333333 a\nnonsense b\n")
        await wizard.until(lambda: wizard.state.pending)
        wizard.state.drafts["retry.max_attempts"] = "many"
        wizard.state.answers = replace(
            wizard.answers, choices={"~/.aws/config [a]": "keep"}
        )
        await wizard.show("welcome")
        await wizard.press("down", "enter")
        state = wizard.state
        assert (state.pending, state.drafts) == ((), {})
        assert state.answers.choices == {}
        assert state.findings == []


async def test_back_to_the_first_page_loses_nothing(home: Path) -> None:
    async with reopened(home) as wizard:
        await wizard.press("enter", "ctrl+n", "ctrl+n")
        assert wizard.step == "hub"
        await wizard.press(*"1111")
        await wizard.press("escape", "escape", "escape")
        assert wizard.step == "welcome"
        await wizard.press("enter", "ctrl+n", "ctrl+n")
        assert wizard.one("#field-hub-account_id Input", Input).value == "1111"


async def test_the_demo_says_what_it_is_and_which_key_makes_the_roles(
    home: Path,
) -> None:
    app = app_on(home)
    app.state.banner = "demo"
    async with app.run_test(size=(60, 15)) as pilot:
        wizard = Wizard(app, pilot)
        await wizard.settle()
        assert "This is the demo." in wizard.text("#demo")
        assert "M creates the roles" in wizard.text("#demo")
        # However small the terminal is, what Enter does is in sight.
        assert "Start" in wizard.screen()


async def test_quitting_saves_what_is_on_the_screen(home: Path) -> None:
    async with opened(home, None, "hub") as wizard:
        await wizard.press(*HUB_ID, "ctrl+q")
        assert wizard.app.return_code == 0
    answers = load(home / "session.toml").answers
    assert answers.step == "hub"
    assert answers.hub.account_id == HUB_ID


async def test_ctrl_s_saves_and_leaves_too(home: Path) -> None:
    async with opened(home, HUB, "retry") as wizard:
        await wizard.press("ctrl+s")
        assert wizard.app.return_code == 0
    assert load(home / "session.toml").answers.step == "retry"


@pytest.mark.parametrize("step", ["hub", "accounts", "mode", "regions"])
async def test_ctrl_c_twice_aborts_and_saves(step: str, home: Path) -> None:
    async with opened(home, HUB, step) as wizard:
        await wizard.press("ctrl+c")
        assert wizard.app.return_code is None
        assert "Ctrl+C again" in wizard.screen()
        await wizard.press("ctrl+c")
        assert wizard.app.return_code == 130
    assert load(home / "session.toml").answers.step == step


async def test_ctrl_c_in_a_dialog_aborts_too(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("f1", "ctrl+c", "ctrl+c")
        assert wizard.app.return_code == 130


async def test_a_damaged_session_is_told_and_kept(home: Path) -> None:
    (home / "session.toml").write_text("version = 1\nmode = [31m\n")
    async with reopened(home) as wizard:
        assert options(wizard)[0] == "Start"
        assert len(options(wizard)) == 2
        (aside,) = home.glob("session.toml.damaged-*")
        shown = wizard.problem
        assert str(aside) in shown
        assert "line 2" in shown


async def test_keys_that_are_unknown_are_told_and_kept(home: Path) -> None:
    save(replace(HUB, step="hub"), home / "session.toml")
    text = (home / "session.toml").read_text()
    (home / "session.toml").write_text(f'"future\\u001b[31m" = 1\n{text}')
    async with reopened(home) as wizard:
        assert "future␛[31m" in wizard.problem
        assert "\x1b" not in wizard.screen()
        await wizard.press("enter", "ctrl+n")
    assert "future" in (home / "session.toml").read_text()


async def test_a_session_that_cannot_be_saved_is_said_and_nothing_is_lost(
    home: Path,
) -> None:
    async with opened(home, HUB, "hub") as wizard:
        folder = home / "gone"
        folder.write_text("")
        wizard.state.session = folder / "session.toml"
        await wizard.press("ctrl+n")
        assert wizard.step == "accounts"
        assert "Could not save the session" in wizard.problem
        assert wizard.answers.hub == HUB.hub


async def test_what_was_saved_meanwhile_is_kept_and_told(home: Path) -> None:
    path = home / "session.toml"
    save(replace(HUB, step="hub"), path)
    async with reopened(home) as wizard:
        await wizard.press("enter")
        assert wizard.problem == ""
        cron = replace(HUB, accounts=(*HUB.accounts, Account("7" * 12, "new")))
        save(cron, path)
        theirs = path.read_bytes()
        await wizard.press("ctrl+n")
        (kept,) = home.glob("session.toml.changed-meanwhile-*")
        assert kept.read_bytes() == theirs
        assert str(kept) in wizard.problem
        assert str(kept) in last_words(wizard.state)
        assert load(path).answers.rendered == with_derived(HUB).rendered
        await wizard.press("ctrl+n")
        assert wizard.problem == ""
    assert list(home.glob("session.toml.*")) == [kept]


async def test_a_change_that_cannot_be_saved_says_that_and_not_what_it_was(
    home: Path,
) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        (home / "gone").write_text("")
        wizard.state.session = home / "gone" / "session.toml"
        await wizard.press(*"333333333333 lake", "enter")
        assert len(wizard.answers.accounts) == 3
        assert "Could not save the session" in wizard.problem


async def test_leaving_when_nothing_can_be_saved_says_so_first(home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        (home / "gone").write_text("")
        wizard.state.session = home / "gone" / "session.toml"
        await wizard.press("ctrl+q")
        assert wizard.app.return_code is None
        assert "Could not save the session" in wizard.problem
        await wizard.press("ctrl+q")
        assert wizard.app.return_code == 0


async def test_a_step_that_the_mode_does_not_have_is_resumed_before_it(
    home: Path,
) -> None:
    save(replace(HUB, mode=Mode.SINGLE, step="hub"), home / "session.toml")
    async with reopened(home) as wizard:
        await wizard.press("enter")
        assert wizard.step == "identity"


async def test_leaving_between_two_steps_saves_too(home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        frame = wizard.app.frame
        frame.moving = True
        await frame.body.remove()
        wizard.app._leave(143)
        assert wizard.app.return_code == 143
    assert load(home / "session.toml").answers.hub == HUB.hub
