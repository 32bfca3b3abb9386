from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.test_write import written
from tests.render.cases import HUB_FILES
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


def test_an_undo_takes_back_every_run_and_the_history_tells_all(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    before = config.read_bytes()
    run("write", "--yes", "--session", session, env=env)
    first = config.read_bytes()
    session.write_text(session.read_text().replace("eu-west-1", "eu-north-1"))
    run("write", "--yes", "--session", session, env=env)
    assert config.read_bytes() != first
    undone = run("undo", "--yes", "--session", session, env=env)
    assert undone.code == 0
    assert config.read_bytes() == before
    assert not (home / "cartography-setup").exists()
    again = run("undo", "--yes", "--session", session, env=env)
    assert (again.code, again.out) == (0, "")
    assert "Nothing that" in again.err
    run("write", "--yes", "--session", session, env=env)
    heading, *others = listed(env, session)
    assert heading == f"1 wrote {HUB_FILES} files, taken back since"
    assert [line.split(" file")[0] for line in others] == [
        "2 wrote 1",
        f"3 took back {HUB_FILES}",
        f"4 wrote {HUB_FILES}",
    ]
    files = run("undo", "--history", "--session", session, env=env).out
    assert f"      ~ {config}\n" in files
    assert f"      + {home}/cartography-setup/create-roles.sh\n" in files
    assert f"      - {home}/cartography-setup/create-roles.sh\n" in files


def test_what_was_edited_since_stays_and_is_named(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    run("write", "--yes", "--session", session, env=env)
    script = home / "cartography-setup" / "create-roles.sh"
    script.write_text("by hand\n")
    edited = config.read_bytes().replace(
        b"[profile red", b"[profile other]\n[profile red"
    )
    config.write_bytes(edited + b"mfa_serial = theirs\n")
    for _ in range(2):
        done = run("undo", "--yes", "--session", session, env=env)
        assert done.code == 0
        assert f"{script} was edited since" in done.err
    assert script.read_text() == "by hand\n"
    left = config.read_bytes()
    assert b"[profile other]" in left and b"mfa_serial = theirs" in left
    assert b"[profile hub]" not in left
    assert [p.name for p in script.parent.iterdir()] == [script.name]


def test_what_changes_is_shown_and_what_goes_is_only_named(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    run("write", "--yes", "--session", session, env=env)
    before = written(home)
    with terminal("undo", "--session", session, env=env) as tty:
        tty.expect("-[profile red-x-b]", f"Take back {HUB_FILES} files? [y/N]")
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
