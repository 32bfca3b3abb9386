from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.test_write import KEY_ID, SECRET, SINGLE, written
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
    assert done.code == 0, done.err
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
    assert "There is nothing to undo" in again.err
    run("write", "--yes", "--session", session, env=env)
    heading, *others = listed(env, session)
    assert heading == f"1 wrote {HUB_FILES} files, undone later"
    assert [line.split(" file")[0] for line in others] == [
        "2 wrote 1",
        f"3 undid {HUB_FILES}",
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
        assert f"{script} was edited after" in done.err
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
        tty.expect("-[profile red-x-b]", f"Undo {HUB_FILES} files? [y/N]")
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
    assert "Nothing was written" in done.err


def test_the_history_verifies_and_names_what_does_not_fit(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    run("write", "--yes", "--session", session, env=env)
    done = run("undo", "--history", "--session", session, env=env)
    assert (done.code, done.err) == (
        0,
        "The journal, the backups and the files on disk match.\n",
    )
    script = home / "cartography-setup" / "create-roles.sh"
    script.unlink()
    (backup,) = config.parent.glob("*.bak")
    stray = backup.with_name("other.carto-wizard.20260101T000000Z.bak")
    backup.rename(stray)
    done = run("undo", "--history", "--session", session, env=env)
    assert done.code == 1
    for path, said in (
        (script, "was written but no longer exists."),
        (backup, f"no longer exists. It is a backup of {config}."),
        (stray, "is a backup that is not in the journal."),
    ):
        assert f"! {path} {said}\n" in done.err
    assert f"wrote {HUB_FILES} files" in done.out


@pytest.fixture
def with_keys(env: dict[str, str], session: Path, home: Path) -> Path:
    """Access keys were written beside somebody's own; the backup that has them."""
    session.write_text(SINGLE)
    credentials = home / ".aws" / "credentials"
    credentials.parent.mkdir()
    credentials.write_text("[mine]\naws_access_key_id = X\n")
    with terminal("write", "--session", session, env=env) as tty:
        tty.expect("Access key ID (hidden):")
        tty.answer(KEY_ID)
        tty.expect("Secret access key (hidden):")
        tty.answer(SECRET)
        tty.expect("[y/N]")
        tty.answer("y")
        assert tty.ended() == 0
    return credentials


def holding(credentials: Path) -> list[Path]:
    every = credentials.parent.iterdir()
    return [path for path in every if SECRET in path.read_text()]


@pytest.mark.parametrize("answer", ["y", "n"])
def test_an_undo_asks_about_backups_that_hold_the_keys(
    env: dict[str, str], session: Path, with_keys: Path, answer: str
) -> None:
    with terminal("undo", "--session", session, env=env) as tty:
        tty.expect("[y/N]")
        tty.answer("y")
        tty.expect(
            "contains access keys that an undo removed from your files.",
            "Remove 1 backup? [y/N]",
        )
        tty.answer(answer)
        assert tty.ended() == 0
        left = holding(with_keys)
        if answer == "y":
            assert left == [] and "✓ removed" in tty.seen
        else:
            (path,) = left
            assert str(path) in tty.seen and "--remove-backups" in tty.seen
    assert with_keys.read_text() == "[mine]\naws_access_key_id = X\n"


def test_without_a_terminal_such_backups_are_named_or_removed_as_told(
    env: dict[str, str], session: Path, with_keys: Path
) -> None:
    done = run("undo", "--yes", "--session", session, env=env)
    (path,) = holding(with_keys)
    assert done.code == 0
    assert (
        f"! {path} contains access keys that an undo removed from your files.\n"
        in done.err
    )
    command = f"undo --remove-backups --session {session}"
    assert f"`carto-wizard {command}`" in done.err
    assert run("undo", "--history", "--session", session, env=env).code == 1
    done = run(*command.split(), env=env)
    assert (done.code, done.out) == (0, f"✓ removed   {path}\n")
    assert holding(with_keys) == []
    assert run("undo", "--history", "--session", session, env=env).code == 0
