"""Other people's text: nothing of it reaches the terminal raw, and nothing breaks."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from carto_wizard.setup.accounts import LARGEST_LIST
from carto_wizard.setup.answers import Access, Account, Answers, Hub, Single, Target
from carto_wizard.setup.steps import KEYS, step_of, steps_for
from tests.tui.wizard import HUB, HUB_ID, SINGLE, Wizard, opened

CONTROLS = "a\x00b\x1b[31mc\x07d\x7fe\x9bf\u202eg\u2028h\u200bi\tj"
NAMES = [
    "[red]x[/b]",
    "two\nlines\x1b[31mred\x1b]0;title\x07",
    "x" * 300,
    "../../etc/passwd",
    "nul\x00byte",
    "right\u202eleft",
    "[/]",
    "[@click=app.quit]quit[/]",
    "日本語の名前" * 20,
]


def assert_clean(wizard: Wizard) -> None:
    """No character on the screen that a terminal would obey."""
    shown = wizard.screen()
    raw = {char for char in shown if not char.isprintable()} - {"\n"}
    assert not raw, f"{raw!r} in:\n{shown}"
    wizard.app.export_screenshot()


SPOKES = tuple(Account(f"{222200000000 + n}", name) for n, name in enumerate(NAMES))
HOSTILE = replace(HUB, accounts=(Account(HUB_ID, "hub"), *SPOKES))


@pytest.mark.parametrize("step", ["regions", "preview", "finish"])
async def test_hostile_names_are_shown_and_obeyed_nowhere(
    step: str, home: Path
) -> None:
    async with opened(home, HOSTILE, step, size=(120, 40)) as wizard:
        if step == "preview":
            await wizard.until(lambda: wizard.grid.count)
        assert_clean(wizard)


async def test_hostile_names_can_be_edited_and_deleted(home: Path) -> None:
    async with opened(home, HOSTILE, "accounts") as wizard:
        await wizard.press("tab", "tab")
        for spoke in SPOKES:
            await wizard.press("down", "e")
            assert_clean(wizard)
            await wizard.press("ctrl+n")
            assert spoke in wizard.answers.accounts
            await wizard.press("delete", "up")
            assert spoke not in wizard.answers.accounts
            assert_clean(wizard)


async def test_hostile_names_survive_a_paste(home: Path) -> None:
    lines = [name for name in NAMES if "\n" not in name and "\x00" not in name]
    text = "\n".join(f"{300000000000 + n}\t{name}" for n, name in enumerate(lines))
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.paste(text)
        await wizard.until(lambda: len(wizard.answers.accounts) == 2 + len(lines))
        assert_clean(wizard)


async def test_a_list_with_a_null_character_is_no_text(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.paste("333333333333\tnul\x00\n444444444444\tb\n")
        await wizard.until(lambda: "This is not text" in wizard.problem)
        assert wizard.answers.accounts == HUB.accounts


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\t"])
async def test_an_empty_paste_into_the_list_is_said(text: str, home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("tab", "tab")
        await wizard.paste(text)
        await wizard.until(lambda: "The list is empty" in wizard.problem)
        assert wizard.answers.accounts == HUB.accounts


@pytest.mark.parametrize("text", ["", "\n\n"])
async def test_an_empty_paste_into_a_field_changes_nothing(
    text: str, home: Path
) -> None:
    async with opened(home, HUB, "hub") as wizard:
        await wizard.paste(text)
        assert wizard.one("#field-hub-account_id Input", Input).value == HUB_ID


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\x7fELF\x02\x01\x01\x00\x00\x00\n\x00\x03\x00>\x00", "This is not text"),
        ("PK\x03\x04\x14\n\x06\x08binary\ufffd\n", "No account ID was found in"),
        (
            "".join(
                f"2024-05-06 17:42:{n:02d} INFO [main] started in {n} ms\n"
                for n in range(60)
            ),
            "No account ID was found in",
        ),
    ],
    ids=["program", "archive", "log"],
)
async def test_the_wrong_file_is_refused_whole(
    text: str, reason: str, home: Path
) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.paste(text)
        await wizard.until(lambda: reason in wizard.problem)
        assert wizard.answers.accounts == HUB.accounts
        assert wizard.state.pending == ()
        assert_clean(wizard)


async def test_ten_thousand_lines_are_taken(home: Path) -> None:
    lines = "".join(f"{300000000000 + n},team-{n}\n" for n in range(9_998))
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.paste(lines)
        await wizard.until(lambda: len(wizard.answers.accounts) == 10_000)
        assert "9,998 accounts added" in wizard.problem


async def test_more_than_an_organization_has_is_refused(home: Path) -> None:
    lines = "".join(f"{300000000000 + n},team-{n}\n" for n in range(10_000))
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.paste(lines)
        await wizard.until(lambda: "at most 10,000" in wizard.problem)
        assert wizard.answers.accounts == HUB.accounts


async def test_a_list_pasted_twice_at_once_is_taken_once(home: Path) -> None:
    lines = "".join(f"{300000000000 + n},team-{n}\n" for n in range(500))
    async with opened(home, HUB, "accounts") as wizard:
        wizard.app.frame.body.read(lines)  # type: ignore[attr-defined]
        wizard.app.frame.body.read(lines + "399999999999 last\n")  # type: ignore[attr-defined]
        await wizard.until(lambda: wizard.answers.accounts[-1].id == "399999999999")
        ids = [account.id for account in wizard.answers.accounts]
        assert len(ids) == len(set(ids)) == 503


FORMS = [
    (step.key, answers)
    for answers in (HUB, replace(SINGLE, target=Target(here=False)))
    for step in steps_for(answers)
    if step.key in ("mode", "target", "identity", "hub", "accounts", "access", "retry")
]


@pytest.mark.one_in(3)
@pytest.mark.parametrize(("step", "answers"), FORMS, ids=lambda value: str(value)[:8])
async def test_no_input_sends_a_control_character_on(
    step: str, answers: Answers, home: Path
) -> None:
    async with opened(home, answers, step) as wizard:
        for field in wizard.app.frame.query(Input):
            if not field.focusable:
                continue
            field.focus()
            await wizard.pilot.pause()
            await wizard.paste(CONTROLS)
            assert_clean(wizard)
            assert "␛[31m" in field.value
            field.cursor_position = len(field.value)
            wizard.app.copy_to_clipboard(f"\x1b[31m\n{CONTROLS}")
            await wizard.press("ctrl+v")
            assert_clean(wizard)
        await wizard.press("ctrl+n")
        assert_clean(wizard)
        await wizard.show("mode")
        await wizard.show(step)
        assert_clean(wizard)


async def test_the_dialogs_inputs_are_as_careful(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("tab", "tab", "down", "e")
        for field in wizard.app.screen.query(Input):
            field.focus()
            await wizard.pilot.pause()
            await wizard.paste(CONTROLS)
            assert_clean(wizard)
        await wizard.press("ctrl+n")
        assert_clean(wizard)
        await wizard.press("escape", "ctrl+o")
        await wizard.paste(f"/tmp/{CONTROLS}")
        await wizard.press("enter")
        await wizard.until(lambda: "Could not read" in wizard.dialog_text())
        assert_clean(wizard)


async def test_several_lines_in_a_field_for_one_are_answered(home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        await wizard.paste("one\ntwo\nthree")
        assert "accepts one line" in wizard.problem
        assert wizard.one("#field-hub-account_id Input", Input).value == HUB_ID
        await wizard.show("accounts")
        await wizard.press("tab", "tab", "e")
        await wizard.paste("one\ntwo")
        assert wizard.answers.accounts == HUB.accounts


HOSTILE_SESSION = Answers(
    target=Target(
        profile="p\x1b[31m", config_file="/c\x1b[31m", folder="/f\x1b]0;x\x07"
    ),
    hub=Hub("1\x1b[31m", "us\x1b[31m-east-1", "role\x1b[31m"),
    access=Access("role\x1b[31m", external_id="x\x1b[31m", grants=("a\x1b[31m:b",)),
    accounts=(Account("2\x1b[31m", "n\x1b[31m", "eu\x1b[31m"),),
    single=Single("1\x1b[31m", "us\x1b[31m", name="n\x1b[31m", profile="p\x1b[31m"),
)


@pytest.mark.one_in(4)
@pytest.mark.parametrize("step", [key for key in KEYS if key != "check"])
async def test_a_hostile_session_reaches_no_terminal(step: str, home: Path) -> None:
    answers = HOSTILE_SESSION
    if answers.mode not in step_of(answers, step).modes:
        answers = replace(answers, mode=SINGLE.mode)
    async with opened(home, answers, size=(120, 40)) as wizard:
        # What cannot be reached with such answers stops at the page at fault.
        reachable = step in ("welcome", "mode", "target", "hub", "identity", "accounts")
        await (wizard.show(step) if reachable else wizard.app.frame.go_to(step))
        await wizard.pilot.pause()
        assert_clean(wizard)
        await wizard.press("ctrl+n")
        assert_clean(wizard)
        await wizard.press("f1")
        assert_clean(wizard)


async def test_hostile_surroundings_are_shown_harmless(home: Path) -> None:
    (home / ".aws" / "config").write_bytes(b"[profile [red]x\x1b[31m]\nregion = a\n")
    environ = {"AWS_PROFILE": "[/b]\x1b[31m", "AWS_CONFIG_FILE": "/no/\x1b[31mfile"}
    async with opened(home, environ=environ, size=(120, 40)) as wizard:
        await wizard.until(lambda: "Found on this machine" in wizard.text("#found"))
        assert_clean(wizard)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: None, "No such file"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00\x01"), "it is not text"),
        (lambda path: path.write_bytes(bytes(LARGEST_LIST + 1)), "is larger than"),
        (os.mkfifo, "is not a regular file"),
        (lambda path: path.symlink_to(path), "Too many levels"),
    ],
    ids=["folder", "missing", "binary", "huge", "fifo", "loop"],
)
async def test_a_file_that_cannot_be_imported_is_said_in_the_dialog(
    make: object, reason: str, home: Path
) -> None:
    assert callable(make)
    path = home / "list.csv"
    make(path)
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("ctrl+o")
        await wizard.paste("~/list.csv")
        await wizard.press("enter")
        await wizard.until(lambda: reason in wizard.dialog_text())
        await wizard.press("escape")
        assert wizard.answers.accounts == HUB.accounts


async def test_a_file_is_imported(home: Path) -> None:
    text = "\ufeffId,Name\r\n333333333333,data lake\r\n"
    (home / "list.csv").write_text(text, encoding="utf-8", newline="")
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("ctrl+o")
        await wizard.paste("~/list.csv")
        await wizard.press("enter")
        await wizard.until(lambda: len(wizard.answers.accounts) == 3)
        assert wizard.answers.accounts[-1] == Account("333333333333", "data lake")
