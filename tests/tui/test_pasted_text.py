"""A paste comes as one piece, whatever it holds and however it is cut."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.widgets import Input

from carto_wizard.setup.accounts import LARGEST_LIST
from carto_wizard.setup.session import load, save
from carto_wizard.tui.pasted_text import PasteParser, take_pastes_whole
from tests.terminal import environ, run, terminal
from tests.tui.wizard import HUB, opened

START, END = "\x1b[200~", "\x1b[201~"
texts = st.text(max_size=40).filter(lambda text: "\x1b" not in text and text)
keys = st.sampled_from(["", "a", "\r", "\x1b[B", "\x1b[1;5C", "é"])


def seen(parser: XTermParser, chunks: list[str]) -> list[str]:
    """What comes of the chunks: keys by name, pastes by their text."""
    return [
        event.text if isinstance(event, events.Paste) else getattr(event, "key", "")
        for chunk in chunks
        for event in parser.feed(chunk)
    ]


@given(
    before=keys, text=texts, after=keys, cuts=st.lists(st.integers(1, 60), max_size=5)
)
def test_it_sees_what_textual_sees(
    before: str, text: str, after: str, cuts: list[int]
) -> None:
    data = f"{before}{START}{text}{END}{after}"
    chunks, rest = [], data
    for cut in cuts:
        chunks.append(rest[:cut])
        rest = rest[cut:]
    chunks = [chunk for chunk in [*chunks, rest] if chunk]
    assert seen(PasteParser(), chunks) == seen(XTermParser(), chunks)


@pytest.mark.parametrize(
    "inside", ["\x1b[31mred", "\x1b", "\x1b[201", "\x1b[200~x", "a\x1b["]
)
def test_escapes_within_it_are_text(inside: str) -> None:
    text = f"one{inside}two\n"
    assert seen(PasteParser(), [START, text, END, "k"]) == [text, "k"]


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_mark_that_is_cut_in_two_begins_a_paste(cut: int) -> None:
    data = f"a{START}\x1b[31mred\x1b[0m{END}b{START}two{END}"
    expected = ["a", "\x1b[31mred\x1b[0m", "b", "two"]
    assert seen(PasteParser(), [data[:cut], data[cut:]]) == expected
    assert seen(PasteParser(), list(data)) == expected


def test_what_only_begins_like_a_mark_is_what_it_was() -> None:
    for keys in (["\x1b[2", "1~"], ["\x1b", "[B"], ["\x1b[", "1;5C", "x"]):
        assert seen(PasteParser(), keys) == seen(XTermParser(), keys)


def test_an_end_within_the_text_is_text() -> None:
    inside = f"one{END}\r\x1b[Btwo"
    data = [f"{START}{inside}{END}k{START}next{END}"]
    assert seen(PasteParser(), data) == [inside, "k", "next"]


@pytest.mark.parametrize("inside", ["\x1b[31m", "\x1b[B\x1b", f"{END}\x11\x1b"])
def test_a_paste_with_escapes_arrives_whole_on_a_real_terminal(
    inside: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    session = home / "s.toml"
    save(replace(HUB, step="accounts"), session)
    with terminal("--session", session, env=environ(home)) as tty:
        tty.expect("Welcome", "Commands")
        tty.send("\r")
        tty.expect("Which accounts")
        tty.send(f"{START}333333333333 red{inside}\n444444444444 two\n{END}")
        tty.expect("2 accounts added")
        tty.send("\x11")
        assert tty.ended() == 0
    names = [account.name for account in load(session).answers.accounts[2:]]
    assert names == [f"red{inside}".strip(), "two"]


def test_two_megabytes_are_one_piece() -> None:
    lines = "222222222222 payments-prod eu-west-1\n" * 54_000
    data = f"{START}{lines}{END}q"
    chunks = [data[i : i + 4096] for i in range(0, len(data), 4096)]
    assert seen(PasteParser(), chunks) == [lines, "q"]


def test_the_terminal_is_read_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_driver, "XTermParser", XTermParser)
    take_pastes_whole()
    assert vars(linux_driver)["XTermParser"] is PasteParser


BIG = 2_000_000
LINE = "x" * BIG
LINES = "one two three\n" * (BIG // 14)


@pytest.mark.parametrize("step", ["hub", "access", "retry", "target", "regions"])
async def test_a_field_takes_no_megabytes_and_says_its_limit(
    step: str, home: Path
) -> None:
    async with opened(home, HUB, step) as wizard:
        field = wizard.app.frame.query(Input).first()
        field.focus()
        await wizard.settle()
        before = field.value
        await wizard.paste(LINE)
        assert "accepts 5,000 characters at once, but 2,000,000" in wizard.problem
        await wizard.paste(LINES)
        assert "accepts one line, but 142,857 lines were pasted" in wizard.problem
        wizard.app.copy_to_clipboard(LINE)
        await wizard.press("ctrl+v")
        assert "2,000,000 characters were pasted" in wizard.problem
        assert field.value == before
        await wizard.paste("abc")
        assert "abc" in field.value


async def test_a_dialog_and_the_palette_take_none_either(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.press("ctrl+o")
        await wizard.paste(LINE)
        assert "accepts 5,000 characters at once" in wizard.dialog_text()
        assert wizard.app.screen.query_one(Input).value == ""
        await wizard.press("escape", "ctrl+p")
        await wizard.paste(LINE)
        assert wizard.app.screen.query_one(Input).value == ""
        await wizard.press("escape")
        assert "2,000,000 characters were pasted" in wizard.problem
        assert wizard.step == "accounts"


LISTS = {
    "of one line": (
        json.dumps([{"Id": f"{3 * 10**11 + n}"} for n in range(5_000)]),
        "",
    ),
    "of too many rows": (LINES, "more than 20,000 rows"),
    "of one word": (LINE, "No account ID was found in 1 line"),
    "past all limits": ("1" * (LARGEST_LIST + 1), "more than a list of accounts"),
}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("case", LISTS)
@pytest.mark.parametrize("focus", ["#add", "#filter"])
async def test_a_list_of_any_length_is_read_or_refused_whole(
    case: str, focus: str, home: Path
) -> None:
    text, refusal = LISTS[case]
    async with opened(home, HUB, "accounts") as wizard:
        wizard.app.frame.query_one(focus, Input).focus()
        await wizard.settle()
        await wizard.paste(text)
        if refusal:
            await wizard.until(lambda: refusal in wizard.problem)
            assert wizard.answers.accounts == HUB.accounts
        else:
            await wizard.until(lambda: "5,000 accounts added" in wizard.problem)
        assert wizard.app.frame.query_one(focus, Input).value == ""


async def test_megabytes_may_wait_among_the_lines(home: Path) -> None:
    text = f"333333333333 a\n{'9' * BIG}\n444444444444 b\n"
    async with opened(home, HUB, "accounts") as wizard:
        await wizard.paste(text)
        await wizard.until(lambda: "2 accounts added" in wizard.problem)
        assert len(wizard.state.pending or wizard.app.frame.body.table.pending) == 1  # type: ignore[attr-defined]
        assert "999999999999" in wizard.rows[0] or "…" in wizard.rows[0]


def test_the_line_prompts_take_or_refuse_them(tmp_path: Path) -> None:
    """The whole journey up to the accounts, and two megabytes in it."""
    home = tmp_path / "home"
    home.mkdir()
    session = home / "s.toml"
    save(replace(HUB, step="accounts"), session)
    for text, said in (
        (f"{LINE}\n", "No account ID"),
        (LINES, "more than 20,000 rows"),
    ):
        done = run(
            *("--plain", "--session", session),
            env=environ(home),
            text=f"1\n{text}\n",
        )
        assert said in done.err
        assert done.code == 130
