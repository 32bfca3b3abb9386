"""What a session of somebody else may not write, or only once a person has seen it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.setup.session import save
from tests.cli.conftest import ANSWERS
from tests.terminal import files_below, run, terminal

GIT = "[user]\n\tname = Jo\n"


def named(session: Path, **places: str) -> None:
    target = ANSWERS.target
    config, folder = places.get("config_file", ""), places.get("folder", "")
    save(
        replace(ANSWERS, target=replace(target, config_file=config, folder=folder)),
        session,
    )


FOREIGN = {
    "~/.gitconfig": "is a hidden file of your home",
    "~/.bashrc": "is a hidden file of your home",
    "~/.ssh/config": "is in ~/.ssh",
    "~/.aws/../.ssh/authorized_keys": "is in ~/.ssh",
    "/etc/passwd": "is in /etc",
    "/etc/cron.d/aws": "is in /etc",
    "/proc/self/mem": "is in /proc",
    "/dev/null": "is in /dev",
}


@pytest.mark.parametrize("path", FOREIGN)
def test_a_config_that_is_plainly_none_is_refused(
    env: dict[str, str], session: Path, home: Path, path: str
) -> None:
    (home / ".gitconfig").write_text(GIT)
    named(session, config_file=path)
    before = files_below(home)
    for command in (("preview",), ("write", "--yes"), ("check",)):
        done = run(*command, "--session", session, env=env)
        assert done.code == 2
        assert FOREIGN[path] in done.err
        assert "Choose another path" in done.err
    assert files_below(home) == before


@pytest.mark.parametrize("path", ["~/.ssh", "/etc/cron.d", "/usr/bin", "~/.gnupg/x"])
def test_a_folder_of_another_program_is_refused(
    env: dict[str, str], session: Path, path: str
) -> None:
    named(session, folder=path)
    done = run("write", "--yes", "--session", session, env=env)
    assert done.code == 2
    assert "Choose another path" in done.err


def test_a_link_hides_nothing(env: dict[str, str], session: Path, home: Path) -> None:
    (home / "aws").symlink_to("/etc")
    (home / "config").symlink_to(home / ".bashrc")
    for places in (
        {"config_file": str(home / "config")},
        {"folder": str(home / "aws")},
    ):
        named(session, **places)
        assert run("write", "--yes", "--session", session, env=env).code == 2


def test_the_environment_of_the_person_names_any_file(
    env: dict[str, str], session: Path, home: Path
) -> None:
    env |= {"AWS_CONFIG_FILE": str(home / ".awsconfig")}
    assert run("write", "--yes", "--session", session, env=env).code == 0
    assert "[profile hub]" in (home / ".awsconfig").read_text()


def test_a_file_with_other_content_is_refused_with_its_line(
    env: dict[str, str], session: Path, home: Path
) -> None:
    other = home / "work" / "settings"
    other.parent.mkdir()
    other.write_text(GIT)
    named(session, config_file=str(other))
    done = run("write", "--yes", "--session", session, env=env)
    assert done.code == 3
    assert f"{other}:1: [user] is not a section that AWS tools know" in done.err
    assert other.read_text() == GIT


@pytest.fixture
def elsewhere(tmp_path: Path, session: Path) -> Path:
    """A folder beside the home, named by the session."""
    named(session, folder=str(tmp_path / "elsewhere"))
    return tmp_path / "elsewhere"


def test_what_is_outside_the_home_is_named(
    env: dict[str, str], session: Path, elsewhere: Path
) -> None:
    done = run("preview", "--session", session, env=env)
    assert done.code == 0
    assert "neither in your home folder nor next to the session file" in done.out
    document = json.loads(run("preview", "--json", "--session", session, env=env).out)
    outside = [f for f in document["files"] if any("neither" in n for n in f["notes"])]
    assert all(Path(f["path"]).is_relative_to(elsewhere) for f in outside)
    assert len(outside) == len(document["files"]) - 1


def test_it_is_not_written_without_a_person(
    env: dict[str, str], session: Path, elsewhere: Path, home: Path
) -> None:
    before = files_below(home)
    done = run("write", "--yes", "--session", session, env=env)
    assert done.code == 2
    assert f"{elsewhere}/" in done.err
    assert "--yes is not enough" in done.err
    assert files_below(home) == before
    assert not elsewhere.exists()


@pytest.mark.parametrize("answer", ["n", "y"])
def test_a_person_sees_how_many_and_agrees(
    env: dict[str, str], session: Path, elsewhere: Path, answer: str
) -> None:
    with terminal("write", "--session", session, env=env, size=(120, 40)) as tty:
        tty.expect("neither in your home", "of them outside your home folder? [y/N]")
        tty.answer(answer)
        assert tty.ended() == (0 if answer == "y" else 130)
    assert elsewhere.exists() is (answer == "y")
    # What is there already is not written again, so there is nothing to see.
    again = run("write", "--yes", "--session", session, env=env)
    assert again.code == (0 if answer == "y" else 2)


def test_beside_the_session_it_is_written(
    env: dict[str, str], session: Path, elsewhere: Path
) -> None:
    beside = elsewhere.parent / "s.toml"
    beside.write_bytes(session.read_bytes())
    assert run("write", "--yes", "--session", beside, env=env).code == 0
    assert elsewhere.exists()


def test_the_line_prompts_say_it_too(
    env: dict[str, str], session: Path, elsewhere: Path
) -> None:
    save(
        replace(
            ANSWERS, step="write", target=replace(ANSWERS.target, folder=str(elsewhere))
        ),
        session,
    )
    done = run("--plain", "--session", session, env=env, text="\n\n")
    assert "of them outside your home folder? y = yes" in done.err
    assert not elsewhere.exists()
