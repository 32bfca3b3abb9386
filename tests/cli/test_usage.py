from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from carto_wizard import __version__
from carto_wizard.commands.arguments import parser
from carto_wizard.commands.options import COMMANDS, program
from carto_wizard.commands.usage import help_of
from tests.terminal import WIZARD, files_below, run, terminal

READERS = ("preview", "write", "check")


def test_the_version_goes_to_stdout(env: dict[str, str]) -> None:
    done = run("--version", env=env)
    assert (done.code, done.out, done.err) == (0, f"{__version__}\n", "")


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_own_help(
    command: str, flag: str, env: dict[str, str]
) -> None:
    done = run(*command.split(), flag, env=env)
    assert (done.code, done.out, done.err) == (0, help_of(command), "")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_help_fits_a_small_terminal_and_names_what_the_parser_takes(
    command: str,
) -> None:
    text = help_of(command)
    assert max(map(len, text.splitlines())) < 80
    assert command or all(f"  {program(name)}  " in text for name in COMMANDS)
    listed = re.findall(r"^  (--[a-z-]+)", text, re.M)
    parsers: Any = parser()._subparsers
    commands = parsers._group_actions[0].choices
    actions = (commands[command] if command else parser())._actions
    assert listed == [s for a in actions for s in a.option_strings if s != "-h"]


def test_wrong_use_leads_to_the_help_of_its_command(env: dict[str, str]) -> None:
    assert "see carto-wizard check --help." in run("check", "--yes", env=env).err


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["--frobnicate"],
        ["preview", "--yes"],
        ["write", "--json"],
        ["lint", "--yes"],
        ["undo", "--redo"],
        ["undo", "--run", "1"],
        ["--session"],
        ["preview", "extra"],
        ["--sess", "x"],
    ],
)
def test_wrong_use_is_said_on_stderr(arguments: list[str], env: dict[str, str]) -> None:
    done = run(*arguments, env=env)
    assert done.code == 2
    assert done.out == ""
    assert "--help" in done.err


def test_a_wrong_argument_is_one_short_line(env: dict[str, str]) -> None:
    err = run("demo", "--\x1b[31m\n" + "x" * 3000, env=env).err
    assert "\x1b" not in err
    assert err.count("\n") == 2
    assert len(err) < 400


def test_without_a_terminal_the_way_out_is_named(env: dict[str, str]) -> None:
    done = run(env=env)
    assert done.code == 2
    assert "no terminal" in done.err
    for way in ("--plain", "preview", "write", "check", "--session"):
        assert way in done.err


@pytest.mark.parametrize("command", READERS)
def test_no_session_is_said(command: str, env: dict[str, str], home: Path) -> None:
    done = run(command, env=env)
    assert done.code == 2
    assert f"no session at {home}/state/carto-wizard/sessions/default.toml" in done.err


@pytest.mark.parametrize("command", [*READERS, "refresh", "--plain"])
@pytest.mark.parametrize("text", ["version = 99\nfuture = true\n"])
def test_a_newer_session_is_refused_and_left_as_it_is(
    command: str, text: str, env: dict[str, str], session: Path, home: Path
) -> None:
    session.write_text(text)
    done = run("--session", session, command, env=env)
    assert done.code == 2
    assert "newer carto-wizard" in done.err
    assert done.out == ""
    assert list(files_below(home)) == [str(session)]
    assert session.read_text() == text


@pytest.mark.parametrize("command", [*READERS, "refresh"])
@pytest.mark.parametrize("text", ["version = 1\nmode = 3\n", "\x00", "[[[["])
def test_a_damaged_session_is_refused_and_left_as_it_is(
    command: str, text: str, env: dict[str, str], session: Path, home: Path
) -> None:
    session.write_text(text)
    done = run(command, "--session", session, env=env)
    assert done.code == 2
    assert str(session) in done.err
    assert done.out == ""
    assert list(files_below(home)) == [str(session)]


def test_the_session_may_be_named_before_or_after_the_command(
    env: dict[str, str], session: Path, tmp_path: Path
) -> None:
    after = run("preview", "--session", session, env=env)
    before = run("--session", session, "preview", env=env)
    relative = run("--session", session.name, "preview", env=env, cwd=session.parent)
    assert after.code == before.code == relative.code == 0
    assert after.out == before.out == relative.out


def test_a_terminal_that_lacks_a_character_gets_another(
    env: dict[str, str], session: Path
) -> None:
    env |= {"PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0"}
    done = run("check", "--session", session.with_name("none"), env=env)
    assert done.code == 2
    done = run("lint", "--help", env=env)
    assert done.code == 0
    assert "[CONFIG ?]" in done.out


def test_a_reader_that_has_seen_enough_is_no_error(
    env: dict[str, str], session: Path
) -> None:
    process = subprocess.Popen(
        [*WIZARD, "preview", "--session", str(session)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 141
    assert said == b""


def test_the_wizard_opens_on_a_terminal_and_gives_it_back(
    env: dict[str, str], home: Path
) -> None:
    with terminal(env=env) as tty:
        tty.expect("\x1b[?1049h", "carto-wizard")
        tty.send("\x11")
        assert tty.ended() == 0
        assert "\x1b[?1049l" in tty.seen
    assert files_below(home) == {}


def test_a_dumb_terminal_gets_line_prompts(env: dict[str, str]) -> None:
    with terminal(env=env | {"TERM": "dumb"}) as tty:
        tty.expect("Set-up [1]:")
        tty.send("\x04")
        assert tty.ended() == 130
        assert "\x1b" not in tty.seen


def test_a_dumb_terminal_does_not_make_pipes_interactive(env: dict[str, str]) -> None:
    assert run(env=env | {"TERM": "dumb"}).code == 2


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(closed: str, env: dict[str, str]) -> None:
    script = f"exec {' '.join(WIZARD)} --version {closed}"
    done = subprocess.run(["sh", "-c", script], env=env, check=False, timeout=60)
    assert done.returncode == 0
    script = f"exec {' '.join(WIZARD)} preview {closed}"
    done = subprocess.run(["sh", "-c", script], env=env, check=False, timeout=60)
    assert done.returncode == 2


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    "arguments",
    [
        *(["--version"], ["--help"], ["check", "--help"], ["--fresh", "--version"]),
        *(
            ["preview"],
            ["preview", "--json"],
            ["lint", "--json"],
            ["undo", "--history"],
        ),
    ],
    ids=" ".join,
)
def test_a_full_disk_behind_stdout_is_a_sentence(
    env: dict[str, str], session: Path, arguments: list[str]
) -> None:
    run("write", "--yes", "--session", session, env=env)
    named = ["--session", str(session)] if arguments[0][0].isalpha() else []
    usual = run(*arguments, *named, env=env).code
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with Path("/dev/full").open("w") as full:
        for stream, code in (("stdout", 3), ("stderr", usual)):
            done = subprocess.run(
                [*WIZARD, *arguments, *named],
                env=env,
                text=True,
                check=False,
                **{**pipes, stream: full},
            )
            assert done.returncode == code
            if stream == "stdout":
                assert "Could not write to standard output: No space" in done.stderr


def test_a_current_folder_that_is_gone_is_a_sentence(
    env: dict[str, str], tmp_path: Path, session: Path
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
    for name, code in (("session.toml", 2), (str(session), 0)):
        done = subprocess.run(
            [
                "sh",
                "-c",
                script,
                "sh",
                str(gone),
                *WIZARD,
                "preview",
                "--session",
                name,
            ],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code
        assert "Traceback" not in done.stderr
        assert (code == 0) is ("current folder is gone" not in done.stderr)
        gone.mkdir()


@pytest.mark.parametrize("command", [*READERS, "refresh", "undo"])
def test_a_session_without_end_is_refused(env: dict[str, str], command: str) -> None:
    done = run(command, "--session", "/dev/zero", env=env)
    assert done.code == (0 if command == "undo" else 2)
    assert command == "undo" or "too large to be a session" in done.err
