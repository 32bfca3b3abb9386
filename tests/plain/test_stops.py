from __future__ import annotations

import signal
from pathlib import Path

import pytest

from carto_wizard.demo.scenarios import sample_answers
from carto_wizard.setup.answers import Mode, get
from carto_wizard.setup.session import load, save
from tests.plain.conftest import (
    ACCESS,
    HUB,
    HUB_STEP,
    MODE,
    RETRY,
    SPOKE,
    TARGET,
    walked,
)
from tests.terminal import files_below, terminal


@pytest.mark.parametrize(
    ("lines", "step", "changed"),
    [
        ([], None, None),
        (["2"], "mode", ("mode", "single-account")),
        ([*MODE, ""], "target", None),
        ([*MODE, *TARGET, HUB], "hub", ("hub.account_id", HUB)),
        ([*MODE, *TARGET, *HUB_STEP, f"{SPOKE} a"], "accounts", ("accounts", 2)),
        ([*MODE, *TARGET, *HUB_STEP, "", "", *ACCESS, *RETRY], "preview", None),
    ],
)
def test_the_end_of_input_saves_and_says_how_to_go_on(
    lines: list[str],
    step: str | None,
    changed: tuple[str, object] | None,
    env: dict[str, str],
    home: Path,
) -> None:
    session = home / "s.toml"
    done = walked(session, env, *lines)
    assert done.code == 130
    answers = load(session).answers
    assert answers.step == (step or "mode")
    if changed:
        found = get(answers, changed[0])
        assert (len(found) if isinstance(found, tuple) else found) == changed[1]
    assert f"--plain --session {session}" in done.err
    again = walked(session, env)
    if answers.step != "mode":
        assert f"  1  Continue at {answers.step.title()}" in again.err


def test_resuming_goes_on_or_through_everything_again(
    env: dict[str, str], home: Path
) -> None:
    session = home / "s.toml"
    walked(session, env, *MODE, *TARGET)
    assert "\nHub, step 4 of 13." in walked(session, env, "").err
    again = walked(session, env, "2")
    assert "\nMode, step 2 of 13." in again.err
    assert "\nHub, step" not in again.err


def test_starting_over_and_damage_lose_nothing(env: dict[str, str], home: Path) -> None:
    session = home / "s.toml"
    session.write_text("version = 1\nbroken = [\n")
    done = walked(session, env)
    assert "The damaged file is kept as" in done.err
    assert sum(b"broken" in data for data, _ in files_below(home).values()) == 1
    done = walked(session, env, "2", flags=("--fresh",))
    assert "The earlier session is kept as" in done.err
    assert load(session).answers.mode is Mode.SINGLE
    assert len(files_below(home)) == 3


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
)
def test_a_signal_saves_first(
    number: int, code: int, env: dict[str, str], home: Path
) -> None:
    session = home / "s.toml"
    with terminal("--plain", "--session", session, env=env) as tty:
        tty.expect("Set-up [1]:")
        tty.answer("2")
        tty.expect("AWS partition [1]:")
        tty.signal(number)
        assert tty.ended() == code
        assert "Saved at Mode." in tty.seen
    assert load(session).answers.mode is Mode.SINGLE


def test_ctrl_c_and_ctrl_d_on_a_terminal(env: dict[str, str], home: Path) -> None:
    for key in ("\x03", "\x04"):
        with terminal("--plain", env=env) as tty:
            tty.expect("Set-up [1]:")
            tty.send(key)
            assert tty.ended() == 130
            assert "To continue: carto-wizard --plain\n" in tty.seen


def test_killed_at_any_step_it_comes_back_there(
    env: dict[str, str], home: Path
) -> None:
    session = home / "s.toml"
    with terminal("--plain", "--session", session, env=env) as tty:
        for lines, after in (
            (MODE, "Target"),
            (TARGET, "Hub"),
            (HUB_STEP, "Accounts"),
            ([""], "Regions"),
            ([""], "Access"),
            (ACCESS, "Retry"),
            (RETRY, "Preview"),
        ):
            tty.answer(*lines)
            tty.expect(f"\n{after}, step")
            kept = load(session).answers
            assert kept.step == after.lower()
        tty.signal(signal.SIGKILL)
        assert tty.ended() == 137
    assert load(session).answers == kept
    assert "\nPreview, step 9 of 13" in walked(session, env, "").err


def test_a_session_that_cannot_be_saved_is_told_and_loses_nothing(
    env: dict[str, str], home: Path
) -> None:
    blocked = home / "file"
    blocked.write_text("")
    done = walked(blocked / "s.toml", env, *MODE)
    assert done.code == 130
    assert "Could not save the session" in done.err
    assert "\nTarget, step 3" in done.err


def test_what_was_saved_meanwhile_is_kept_and_told(
    env: dict[str, str], home: Path
) -> None:
    session = home / "s.toml"
    with terminal("--plain", "--session", session, env=env) as tty:
        tty.answer(*MODE)
        tty.expect("\nTarget, step")
        save(sample_answers("healthy"), session)
        theirs = session.read_bytes()
        tty.answer(*TARGET)
        tty.expect("\nHub, step")
        tty.send("\x04")
        assert tty.ended() == 130
    (kept,) = home.glob("s.toml.changed-meanwhile-*")
    assert kept.read_bytes() == theirs
    assert str(kept) in "".join(tty.seen.split("\n"))
    assert load(session).answers.accounts == ()


def test_a_session_made_on_screens_goes_on_as_prompts(
    env: dict[str, str], home: Path
) -> None:
    session = home / "s.toml"
    save(sample_answers("healthy"), session)
    done = walked(session, env, "1", "", "", "", "", "")
    assert done.code == 0
    assert "\nPreview, step 9 of 13" in done.err
