from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.setup.session import load, save
from tests.render.cases import HUB_FILES
from tests.terminal import files_below, run, terminal

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SINGLE = (
    'version = 1\nmode = "single-account"\n[target]\ncredentials = "profile"\n'
    'profile = "default"\n[single]\naccount_id = "111111111111"\n'
    'region = "us-east-1"\nidentity = "user"\nkeys = "write"\n'
)


def written(home: Path) -> dict[str, tuple[bytes, int]]:
    """What is there besides the wizard's own state."""
    return {
        path: content
        for path, content in files_below(home).items()
        if not path.startswith(f"{home}/state/")
    }


def test_written_once_untouched_the_second_time_and_taken_back(
    env: dict[str, str], session: Path, home: Path
) -> None:
    before = written(home)
    done = run("write", "--yes", "--session", session, env=env)
    assert done.code == 0
    assert f"✓ written   {home}/.aws/config" in done.out
    after = written(home)
    assert b"[profile red-x-b]" in after[f"{home}/.aws/config"][0]
    again = run("write", "--yes", "--session", session, env=env)
    assert (again.code, again.out) == (0, "")
    assert "nothing to write" in again.err
    assert written(home) == after
    undone = run("undo", "--yes", "--session", session, env=env)
    assert undone.code == 0
    assert f"✓ removed   {home}/.aws/config" in undone.out
    left = {path for path in written(home) if not path.endswith(".bak")}
    assert left == set(before)
    nothing = run("undo", "--yes", "--session", session, env=env)
    assert (nothing.code, nothing.out) == (0, "")
    assert "is nothing to undo" in nothing.err


def test_what_preview_showed_is_what_is_written(
    env: dict[str, str], session: Path, home: Path
) -> None:
    shown = run("preview", "--session", session, env=env).out
    run("write", "--yes", "--session", session, env=env)
    config = (home / ".aws" / "config").read_text()
    assert "".join(f"+{line}\n" for line in config.splitlines()) in shown


def test_other_peoples_sections_survive_write_and_undo(
    env: dict[str, str], session: Path, home: Path
) -> None:
    config = home / ".aws" / "config"
    config.parent.mkdir()
    theirs = b"# mine\r\n[profile personal]\r\nregion=eu-central-1\r\n"
    config.write_bytes(theirs)
    assert run("write", "--yes", "--session", session, env=env).code == 0
    assert config.read_bytes().startswith(theirs)
    assert b"[profile red-x-b]" in config.read_bytes()
    assert run("undo", "--yes", "--session", session, env=env).code == 0
    assert config.read_bytes() == theirs


@pytest.mark.parametrize("command", ["write", "undo"])
def test_nobody_at_a_terminal_means_nothing_happens(
    command: str, env: dict[str, str], session: Path, home: Path
) -> None:
    if command == "undo":
        run("write", "--yes", "--session", session, env=env)
    before = written(home)
    done = run(command, "--session", session, env=env, text="y\n")
    assert (done.code, done.out) == (2, "")
    assert "--yes" in done.err
    assert written(home) == before


@pytest.mark.parametrize(
    ("answer", "code"),
    [("n\n", 130), ("\n", 130), ("\x04", 130), ("\x03", 130), ("yes\n", 0), ("y\n", 0)],
)
def test_on_a_terminal_it_asks_once(
    answer: str, code: int, env: dict[str, str], session: Path, home: Path
) -> None:
    before = written(home)
    with terminal("write", "--session", session, env=env) as tty:
        tty.expect(f"Write {HUB_FILES} files? [y/N]")
        tty.send(answer)
        assert tty.ended() == code
    assert (written(home) == before) is (code == 130)


def test_one_file_that_fails_stops_no_other(
    env: dict[str, str], session: Path, home: Path
) -> None:
    (home / ".aws" / "config").mkdir(parents=True)
    done = run("write", "--yes", "--session", session, env=env)
    assert done.code == 3
    assert f"✗ refused   {home}/.aws/config" in done.out
    assert (home / "cartography-setup" / "create-roles.sh").exists()
    again = run("write", "--yes", "--session", session, env=env)
    assert again.code == 3


def test_a_conflict_is_put_to_the_person_and_nothing_chosen_for_pipes(
    env: dict[str, str], session: Path, home: Path
) -> None:
    config = home / ".aws" / "config"
    config.parent.mkdir()
    config.write_text("[profile hub]\nregion = eu-central-1\n")
    theirs = config.read_bytes()
    done = run("write", "--yes", "--session", session, env=env)
    assert done.code == 3
    assert config.read_bytes() == theirs
    with terminal("write", "--session", session, env=env) as tty:
        tty.expect("[hub]", "replace: the new one replaces it", "press Enter to skip:")
        tty.answer("replace")
        tty.expect("Write 1 file? [y/N]")
        tty.answer("y")
        assert tty.ended() == 0
    assert b"region = us-east-1" in config.read_bytes()


def test_a_profile_that_was_changed_by_hand_is_put_right_after_its_diff(
    env: dict[str, str], session: Path, home: Path
) -> None:
    run("write", "--yes", "--session", session, env=env)
    config = home / ".aws" / "config"
    right = config.read_text()
    wrong = right.replace("region = eu-west-1", "region = eu-west-1 # home")
    wrong = wrong.replace("read-only\n", "readonly\nmfa_serial = x\n")
    config.write_text(wrong)
    with terminal("write", "--session", session, env=env) as tty:
        tty.expect(
            "was changed after it was written",
            "-mfa_serial = x",
            "+region = eu-west-1",
            "Write 1 file? [y/N]",
        )
        tty.answer("y")
        assert tty.ended() == 0
    assert config.read_text() == right
    assert any(each.read_text() == wrong for each in config.parent.glob("*.bak"))


def test_keys_are_typed_hidden_and_kept_nowhere_else(
    env: dict[str, str], session: Path, home: Path
) -> None:
    session.write_text(SINGLE)
    with terminal("write", "--session", session, env=env) as tty:
        tty.expect("Access key ID (hidden):")
        tty.answer(KEY_ID)
        tty.expect("Secret access key (hidden):")
        tty.answer(SECRET)
        tty.expect("[y/N]")
        tty.answer("y")
        assert tty.ended() == 0
        assert SECRET not in tty.seen
        assert KEY_ID not in tty.seen
    credentials = home / ".aws" / "credentials"
    assert SECRET in credentials.read_text()
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600
    holding = [
        p for p, (data, _) in files_below(home).items() if SECRET.encode() in data
    ]
    assert holding == [str(credentials)]


@pytest.mark.parametrize(
    ("key_id", "secret", "says"),
    [
        ("not a key", None, "An access key ID has at least 16"),
        ("ASIAABCDEFGHIJKLMNOP", None, "begin with ASIA"),
        (SECRET, None, "An access key ID has at least 16"),
        (KEY_ID, "short", "A secret access key has only"),
    ],
)
def test_wrong_keys_are_refused_without_being_repeated(
    key_id: str,
    secret: str | None,
    says: str,
    env: dict[str, str],
    session: Path,
    home: Path,
) -> None:
    session.write_text(SINGLE)
    with terminal("write", "--session", session, env=env) as tty:
        tty.expect("Access key ID (hidden):")
        tty.answer(key_id)
        if secret:
            tty.expect("Secret access key (hidden):")
            tty.answer(secret)
        tty.expect(says)
        assert tty.ended() == 2
        assert key_id not in tty.seen
    assert list(written(home)) == [str(session)]


def test_keys_are_never_taken_from_a_pipe(
    env: dict[str, str], session: Path, home: Path
) -> None:
    session.write_text(SINGLE)
    done = run("write", "--yes", "--session", session, env=env, text=f"{KEY_ID}\n")
    assert done.code == 2
    assert "only at a terminal" in done.err
    assert list(written(home)) == [str(session)]


def test_undo_asks_once_and_keeps_an_edited_file(
    env: dict[str, str], session: Path, home: Path
) -> None:
    run("write", "--yes", "--session", session, env=env)
    script = home / "cartography-setup" / "create-roles.sh"
    script.write_text("edited\n")
    with terminal("undo", "--session", session, env=env) as tty:
        tty.expect("was edited after", f"Undo {HUB_FILES - 1} files? [y/N]")
        tty.answer("y")
        assert tty.ended() == 0
    assert script.read_text() == "edited\n"
    assert not (home / ".aws" / "config").exists()


def test_undo_needs_no_session_file_any_more(
    env: dict[str, str], session: Path, home: Path
) -> None:
    run("write", "--yes", "--session", session, env=env)
    session.unlink()
    assert run("undo", "--yes", "--session", session, env=env).code == 0
    assert not (home / ".aws" / "config").exists()


def test_a_rename_is_remembered_and_an_account_that_left_takes_its_profile_along(
    env: dict[str, str], session: Path, home: Path
) -> None:
    config = home / ".aws" / "config"
    config.parent.mkdir()
    config.write_text("[profile hub]\nregion = eu-central-1\n")
    with terminal("write", "--session", session, env=env) as tty:
        tty.expect("press Enter to skip:")
        tty.answer("rename")
        tty.expect("[y/N]")
        tty.answer("y")
        assert tty.ended() == 0
    first = config.read_bytes()
    assert b"[profile hub-cartography]" in first
    again = run("write", "--yes", "--session", session, env=env)
    assert (again.code, "nothing to write" in again.err) == (0, True)
    assert config.read_bytes() == first
    answers = load(session).answers
    kept = tuple(a for a in answers.accounts if a.id == answers.hub.account_id)
    save(replace(answers, accounts=kept), session)
    assert run("write", "--yes", "--session", session, env=env).code == 0
    left = config.read_text()
    assert "[profile hub-cartography]" in left
    assert "red-x-b" not in left


def test_a_byte_order_mark_goes_only_when_told_and_what_it_hid_is_asked_about(
    env: dict[str, str], session: Path, home: Path
) -> None:
    config = home / ".aws" / "config"
    config.parent.mkdir()
    marked = b"\xef\xbb\xbf[profile hub]\nrole_arn = arn:aws:iam::333333333333:role/x\n"
    config.write_bytes(marked)
    with terminal("write", "--session", session, env=env) as tty:
        tty.expect("begins with a byte order mark", "press Enter to skip:")
        tty.answer("")
        tty.expect(f"Write {HUB_FILES - 1} files? [y/N]")
        tty.send("\x03")
        assert tty.ended() == 130
    assert config.read_bytes() == marked
    with terminal("write", "--session", session, env=env) as tty:
        tty.expect("these 3 bytes are removed", "press Enter to skip:")
        tty.answer("remove")
        tty.expect("[hub]", "press Enter to skip:")
        tty.answer("rename")
        tty.expect("written as hub-cartography", "[y/N]")
        tty.answer("y")
        assert tty.ended() == 0
    assert config.read_bytes().startswith(marked[3:])
    assert b"[profile hub-cartography]" in config.read_bytes()
    assert run("undo", "--yes", "--session", session, env=env).code == 0
    assert config.read_bytes() == marked
