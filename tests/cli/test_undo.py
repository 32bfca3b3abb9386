from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.test_write import written
from tests.terminal import run, terminal


@pytest.fixture
def config(home: Path) -> Path:
    path = home / ".aws" / "config"
    path.parent.mkdir()
    path.write_bytes(b"# mine\r\n[profile own]\r\nregion = x\r\n")
    return path


def listed(env: dict[str, str], session: Path) -> list[str]:
    """The runs in the history, without their files and times."""
    done = run("undo", "--history", "--session", session, env=env)
    assert done.code == 0
    lines = [line for line in done.out.splitlines() if re.match(r" *\d", line)]
    return [re.sub(r"^ *(\d+)  [-\d]+ [:\d]+  ", r"\1 ", line) for line in lines]


def test_an_undo_can_be_taken_back_and_the_history_tells_all(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    before = config.read_bytes()
    run("write", "--yes", "--session", session, env=env)
    after = config.read_bytes()
    for _ in range(2):
        undone = run("undo", "--yes", "--session", session, env=env)
        assert config.read_bytes() == before
        assert f"undo --session {session} --redo" in undone.err
        redone = run("undo", "--redo", "--yes", "--session", session, env=env)
        assert redone.code == 0
        assert config.read_bytes() == after
    assert listed(env, session) == [
        "1 wrote 12 files",
        "2 took back 12 files, taken back since",
        "3 wrote again 12 files",
        "4 took back 12 files, taken back since",
        "5 wrote again 12 files",
    ]
    files = run("undo", "--history", "--session", session, env=env).out
    assert f"      ~ {config}\n" in files
    assert f"      + {home}/cartography-setup/create-roles.sh\n" in files
    nothing = run("undo", "--redo", "--yes", "--session", session, env=env)
    assert (nothing.code, nothing.out) == (0, "")
    assert "No undo" in nothing.err


def test_one_run_of_the_history_can_be_taken_back_alone(
    env: dict[str, str], session: Path, config: Path
) -> None:
    run("write", "--yes", "--session", session, env=env)
    first = config.read_bytes()
    session.write_text(session.read_text().replace("eu-west-1", "eu-north-1"))
    run("write", "--yes", "--session", session, env=env)
    assert config.read_bytes() != first
    assert run("undo", "--run", "2", "--yes", "--session", session, env=env).code == 0
    assert config.read_bytes() == first
    for number in ("0", "4", "-1", "x", ""):
        wrong = run("undo", f"--run={number}", "--yes", "--session", session, env=env)
        assert (wrong.code, wrong.out) == (2, "")
        assert "--history" in wrong.err


def test_what_changes_is_shown_and_what_goes_is_only_named(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    run("write", "--yes", "--session", session, env=env)
    before = written(home)
    with terminal("undo", "--session", session, env=env) as tty:
        tty.expect("-[profile red-x-b]", "Take back 12 files? [y/N]")
        tty.send("n\n")
        assert tty.ended() == 130
        assert "- remove " in tty.seen
        assert "set -eu" not in tty.seen
    assert written(home) == before


def test_a_record_that_cannot_be_read_is_named(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    run("write", "--yes", "--session", session, env=env)
    journal = home / "state" / "carto-wizard" / "journal"
    damaged = next(p for p in sorted(journal.iterdir()) if str(config) in p.read_text())
    damaged.write_bytes(b"{")
    for flag in ("--history", "--yes"):
        done = run("undo", flag, "--session", session, env=env)
        assert f"! {damaged} cannot be read" in done.err
    assert b"[profile red-x-b]" in config.read_bytes()
    assert not (home / "cartography-setup").exists()


def test_a_session_that_wrote_nothing_has_no_history(
    env: dict[str, str], session: Path
) -> None:
    done = run("undo", "--history", "--session", session, env=env)
    assert (done.code, done.out) == (0, "")
    assert "wrote nothing yet" in done.err
