"""What was decided about files that are there: remembered, or given by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.setup.session import load, save
from tests.terminal import run, terminal

THEIRS = "[profile hub]\nregion = eu-central-1\n"
NAME = "~/.aws/config [hub]"


@pytest.fixture
def config(home: Path) -> Path:
    path = home / ".aws" / "config"
    path.parent.mkdir()
    path.write_text(THEIRS)
    return path


def choices(session: Path) -> dict[str, str]:
    return dict(load(session).answers.choices)


def remember(session: Path, **chosen: str) -> None:
    answers = load(session).answers
    save(replace(answers, choices={NAME: chosen["hub"]}), session)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("how", "left"), [("keep", True), ("rename", True), ("replace", False)]
)
def test_a_choice_given_by_name_is_obeyed_and_remembered(
    how: str, left: bool, env: dict[str, str], session: Path, config: Path
) -> None:
    write = ("write", "--yes", "--session", session)
    asked = run(*write, env=env)
    assert asked.code == 3
    assert f"To decide: --choose '{NAME}=keep|rename|replace'\n" in asked.err
    done = run(*write, "--choose", f"hub={how}", env=env)
    assert done.code == 0
    assert (THEIRS in config.read_text()) is left
    assert ("[profile hub-cartography]" in config.read_text()) is (how == "rename")
    assert choices(session)[NAME].split()[0] == how
    before = config.read_bytes()
    again = run(*write, env=env)
    assert (again.code, again.out) == (0, "")
    assert config.read_bytes() == before
    assert run("preview", "--session", session, env=env).code == 0


@pytest.mark.parametrize("name", [NAME, "config [hub]", "hub"])
def test_a_choice_has_the_names_that_a_person_gives_it(
    name: str, env: dict[str, str], session: Path, config: Path
) -> None:
    asked = ("write", "--yes", "--session", session, "--choose", f"{name}=keep")
    assert run(*asked, env=env).code == 0
    # Again: there is nothing to decide any more that was not said the same way.
    assert run(*asked, env=env).code == 0
    assert config.read_text().startswith(THEIRS)


def test_what_is_given_now_counts_before_what_was_remembered(
    env: dict[str, str], session: Path, config: Path
) -> None:
    remember(session, hub="keep")
    write = ("write", "--yes", "--session", session)
    assert run(*write, "--choose", "hub=replace", env=env).code == 0
    assert "region = us-east-1" in config.read_text()
    later = run(*write, "--choose", "hub=replace", env=env)
    assert later.code == 0
    assert "hub: there is nothing to replace" in later.err


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("hub", "is not NAME=keep|rename|replace|merge"),
        ("hub=drop", "is not NAME="),
        ("=keep", "is not NAME="),
        ("hubb=keep", "has no file or profile with that name"),
        ("\x1b[31m=keep", "␛[31m: this set-up"),
        ("hub=remove", "the possible choices are keep or rename or replace"),
    ],
)
def test_a_choice_about_nothing_is_refused_and_nothing_is_written(
    given: str, says: str, env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    done = run("write", "--yes", "--session", session, "--choose", given, env=env)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert not (home / "cartography-setup").exists()


def test_a_name_that_fits_two_files_is_asked_for_whole(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    answers = load(session).answers
    spoke = replace(answers.accounts[1], name="config")
    save(replace(answers, accounts=(answers.accounts[0], spoke)), session)
    config.write_text("[profile config]\nregion = x\n[profile personal]\n")
    write = ("write", "--yes", "--session", session)
    assert run(*write, "--choose", "config=keep", env=env).code == 0
    assert run(*write, "--choose", "config=merge", env=env).code == 0
    assert {how.split()[0] for how in choices(session).values()} == {"keep", "merge"}
    for name in ("~/.aws/config [config]", "~/.aws/config"):
        assert name in choices(session)


def test_a_replace_holds_for_what_was_seen_and_for_nothing_else(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    script = home / "cartography-setup" / "docker.env"
    script.parent.mkdir()
    script.write_text("theirs\n")
    write = ("write", "--yes", "--session", session, "--choose", "hub=keep")
    assert run(*write, env=env).code == 3
    assert run(*write, "--choose", "docker.env=replace", env=env).code == 0
    assert script.read_text() != "theirs\n"
    assert run("undo", "--yes", "--session", session, env=env).code == 0
    assert script.read_text() == "theirs\n"
    script.write_text("other\n")
    done = run("write", "--yes", "--session", session, env=env)
    assert done.code == 3
    assert "The session says replace, but not of what is there now." in done.err
    assert script.read_text() == "other\n"


def test_a_session_of_somebody_else_replaces_nothing_unseen(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    write = ("write", "--yes", "--session", session)
    for foreign in ("replace", f"replace {'0' * 32}"):
        remember(session, hub=foreign)
        assert run(*write, env=env).code == 3
        assert config.read_text() == THEIRS
    # What one machine has seen says nothing on another one, be the bytes the same.
    elsewhere = {**env, "XDG_STATE_HOME": str(home / "elsewhere")}
    taken = run(*write, "--choose", "hub=replace", env=elsewhere)
    assert taken.code == 0
    assert choices(session)[NAME].startswith("replace ")
    config.write_text(THEIRS)
    assert run(*write, env=env).code == 3
    assert config.read_text() == THEIRS


def test_merged_profiles_are_agreed_to_by_name_and_new_ones_are_told(
    env: dict[str, str], session: Path, config: Path
) -> None:
    config.write_text("[profile personal]\nregion = eu-west-1\n")
    preview = ("preview", "--session", session)
    assert "would also read 1 profile" in run(*preview, env=env).out
    write = ("write", "--yes", "--session", session, "--choose", "config=merge")
    assert run(*write, env=env).code == 0
    assert "will also read 1 profile" in run(*preview, env=env).out
    config.write_text(config.read_text() + "[profile later]\nregion = x\n")
    assert "would also read 2 profiles" in run(*preview, env=env).out


def test_what_is_answered_at_the_terminal_is_remembered_once_it_is_written(
    env: dict[str, str], session: Path, config: Path
) -> None:
    for agreed, remembered in (("n", {}), ("y", {NAME: "keep"})):
        with terminal("write", "--session", session, env=env) as tty:
            tty.expect("[hub]", "press Enter to skip:")
            tty.answer("keep")
            tty.expect("files? [y/N]")
            tty.answer(agreed)
            assert tty.ended() == (0 if remembered else 130)
        assert choices(session) == remembered


def test_a_keep_is_about_one_file_and_not_about_the_next(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    remember(session, hub="keep")
    other = home / "other-config"
    other.write_text(THEIRS)
    answers = load(session).answers
    target = replace(answers.target, config_file=str(other))
    save(replace(answers, target=target), session)
    assert run("write", "--yes", "--session", session, env=env).code == 3
