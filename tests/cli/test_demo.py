from __future__ import annotations

import configparser
import os
import re
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.commands.demo import DemoWorld, prepared
from carto_wizard.demo.scenarios import MISTAKES
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.questions import questions
from carto_wizard.setup.session import load, save
from carto_wizard.setup.steps import steps_for
from tests.terminal import WIZARD, files_below, run, terminal

# What would lead away from the embedded AWS if the demo let it through.
ELSEWHERE = {
    "AWS_PROFILE": "nobody",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
}


@pytest.fixture
def mine(home: Path) -> bytes:
    """A person's own config, which a demo must never touch."""
    config = home / ".aws" / "config"
    config.parent.mkdir()
    config.write_bytes(b"[profile mine]\nregion = eu-central-1\n")
    return config.read_bytes()


def test_the_healthy_journey_passes_and_leaves_its_files(
    env: dict[str, str], home: Path, tmp_path: Path, mine: bytes
) -> None:
    folder = tmp_path / "demo"
    done = run(
        "demo", "--no-input", "--directory", folder, env=env | ELSEWHERE, cwd=tmp_path
    )
    assert done.code == 0
    for step in ("Mode", "Target", "Hub", "Accounts", "Regions", "Access", "Retry"):
        assert f"✓ {step}: " in done.out
    assert "✗ 0 failed" in done.out
    assert "; Longest session: 1 hour; " in done.out
    # Each path once: what was written is what was shown just before.
    paths = re.findall(
        rf"^[+✓] \w+ +({re.escape(str(folder))}/.*)", done.out, re.MULTILINE
    )
    assert len(paths) == len(set(paths))
    assert f"\n{len(paths)} files: {len(paths)} written.\n" in done.out
    assert str(folder) in done.err
    parser = configparser.RawConfigParser()
    parser.read(folder / "aws" / "config")
    assert len(parser.sections()) == 1 + 9
    assert (folder / "session.toml").exists()
    assert (folder / "cartography-setup" / "create-roles.sh").exists()
    assert list(files_below(home)) == [str(home / ".aws" / "config")]
    assert (home / ".aws" / "config").read_bytes() == mine
    # The same folder again: nothing to write, all well.
    again = run("demo", "--no-input", "--directory", folder, env=env)
    assert again.code == 0
    assert re.search(r"^\d+ files: \d+ same\. ", again.out, re.MULTILINE)


def test_the_troubled_journey_names_each_trouble(
    env: dict[str, str], home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    done = run(
        *("demo", "--no-input", "--scenario", "troubled", "--directory", folder),
        env=env,
    )
    assert done.code == 1
    assert f"✗ {len(MISTAKES) - 1} failed" in done.out
    assert "\x1b" not in done.out
    assert files_below(home) == {}


def test_a_healthy_single_account_passes_and_keeps_to_its_own_files(
    env: dict[str, str], home: Path, tmp_path: Path, mine: bytes
) -> None:
    folder = tmp_path / "demo"
    single = ("demo", "--no-input", "--mode", "single", "--directory", folder)
    done = run(*single, env=env | ELSEWHERE, cwd=tmp_path)
    assert done.code == 0
    for step in ("Mode", "Target", "Identity", "Region", "Retry"):
        assert f"✓ {step}: " in done.out
    assert "✗ 0 failed" in done.out
    assert "single.permissions default: " in done.out
    parser = configparser.RawConfigParser()
    parser.read(folder / "single-account" / "aws" / "config")
    assert parser.sections() == ["default"]
    assert list(files_below(home)) == [str(home / ".aws" / "config")]
    assert (home / ".aws" / "config").read_bytes() == mine
    # An organization in the same folder changes none of it.
    both = run("demo", "--no-input", "--directory", folder, env=env)
    assert both.code == 0
    again = run(*single, env=env)
    assert again.code == 0
    assert re.search(r"^\d+ files: \d+ same\. ", again.out, re.MULTILINE)


def test_a_troubled_single_account_fails_for_a_named_reason(
    env: dict[str, str], tmp_path: Path
) -> None:
    single = ("demo", "--no-input", "--mode", "single", "--scenario", "troubled")
    done = run(*single, "--directory", tmp_path / "demo", env=env)
    assert done.code == 1
    assert "SecurityAudit is not attached (security-audit-missing)" in done.out
    assert "aws iam attach-role-policy" in done.out
    assert "--role-name cartography" in done.out


def test_a_single_account_on_screens_says_which_demo_it_is(
    env: dict[str, str], tmp_path: Path
) -> None:
    with terminal(
        *("demo", "--mode", "single", "--directory", str(tmp_path / "demo")), env=env
    ) as tty:
        tty.expect("demo: troubled, a single account")
        tty.send("\x11")
        assert tty.ended() == 0
    session = tmp_path / "demo" / "single-account" / "session.toml"
    assert load(session).answers.mode is Mode.SINGLE


def test_a_mode_that_does_not_exist_is_refused(env: dict[str, str]) -> None:
    done = run("demo", "--no-input", "--mode", "several", env=env)
    assert done.code == 2
    assert "Choose hub or single." in done.err


def test_a_scenario_that_does_not_exist_is_refused(env: dict[str, str]) -> None:
    done = run("demo", "--no-input", "--scenario", "rosy", env=env)
    assert done.code == 2
    assert "troubled, healthy, empty" in done.err


def test_a_folder_that_cannot_be_made_is_refused(
    env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    done = run("demo", "--no-input", "--directory", tmp_path / "file" / "x", env=env)
    assert done.code == 3
    assert "--directory" in done.err


def test_a_person_explores_it_on_screens_and_finds_the_files_later(
    env: dict[str, str], home: Path, tmp_path: Path
) -> None:
    env |= {"TMPDIR": str(tmp_path)}
    with terminal("demo", env=env) as tty:
        tty.expect("\x1b[?1049h", "carto-wizard")
        tty.send("\x11")
        assert tty.ended() == 0
        tty.expect("The demo's files are in ")
    folder = Path(
        tty.seen.rpartition("The demo's files are in ")[2].strip().rstrip(".")
    )
    assert folder.is_relative_to(tmp_path)
    assert (folder / "session.toml").exists()
    assert files_below(home) == {}


def test_the_demo_as_line_prompts_checks_against_the_embedded_aws(
    env: dict[str, str], home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    # Enter keeps each sample answer, up to the files; then write and check.
    answers = Answers()
    asked = [q for step in steps_for(answers) for q in questions(step.key, answers)]
    lists = ("accounts", "regions", "preview")
    lines = [*[""] * len([*asked, *lists]), "y", "", "y", ""]
    done = run(
        *("--plain", "demo", "--scenario", "healthy", "--directory", folder),
        env=env | ELSEWHERE,
        text="".join(f"{line}\n" for line in lines),
    )
    assert done.code == 0
    assert "✓ written" in done.err
    assert "✗ 0 failed" in done.err
    assert files_below(home) == {}
    assert list(home.iterdir()) == []


def test_the_single_account_as_line_prompts(
    env: dict[str, str], tmp_path: Path
) -> None:
    single = Answers(mode=Mode.SINGLE)
    asked = [q for step in steps_for(single) for q in questions(step.key, single)]
    lines = [*[""] * len([*asked, "region", "preview"]), "y", "", "y", ""]
    done = run(
        *("--plain", "demo", "--mode", "single", "--scenario", "healthy"),
        *("--directory", tmp_path / "demo"),
        env=env | ELSEWHERE,
        text="".join(f"{line}\n" for line in lines),
    )
    assert done.code == 0
    assert "Region [us-east-1]:" in done.err
    assert "- In account 111111111111, with administrator" in done.err
    assert "✗ 0 failed" in done.err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_with_its_code_and_nothing_stays(
    number: int, env: dict[str, str], tmp_path: Path
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [*WIZARD, "demo", "--no-input", "--directory", str(tmp_path / "demo")],
        env=env | {"TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Demo: an embedded AWS")
    process.send_signal(number)
    process.stdout.close()
    assert process.wait(60) == 128 + number
    assert list(temporary.iterdir()) == []


def test_without_a_terminal_the_demo_walks_by_itself(
    env: dict[str, str], tmp_path: Path
) -> None:
    done = run("demo", "--directory", tmp_path / "demo", env=env)
    assert done.code == 0
    assert "All checks passed." in done.out


def test_the_environment_of_this_process_stays_as_it_is(tmp_path: Path) -> None:
    before = dict(os.environ)
    with prepared(DemoWorld("empty"), tmp_path, before | ELSEWHERE) as place:
        assert dict(os.environ) == before
        assert "AWS_PROFILE" not in place.environ
        assert place.environ["AWS_CONFIG_FILE"] == str(tmp_path / "aws" / "config")
        assert place.state_folder.path.is_relative_to(tmp_path)


def test_the_other_mode_of_a_healthy_demo_works_too(
    env: dict[str, str], tmp_path: Path
) -> None:
    """For a person who chooses a single account on the mode page."""
    world = DemoWorld("healthy")
    with prepared(world, tmp_path / "demo", env) as place:
        answers = replace(place.answers, mode=Mode.SINGLE)
        save(answers, place.session)
        options = ("--yes", "--session", place.session)
        assert run("write", *options, env=place.environ).code == 0
        checked = run("check", "--session", place.session, env=place.environ)
        assert checked.code == 0, checked.out


def test_a_person_in_the_demo_has_a_profile_that_may_list_and_one_that_may_not(
    env: dict[str, str], tmp_path: Path
) -> None:
    """In a folder of their own, which ends with the demo; Cartography reads neither."""
    with prepared(DemoWorld("troubled"), tmp_path / "demo", env) as place:
        person = Path(place.environ["AWS_SHARED_CREDENTIALS_FILE"])
        text = person.read_text()
        assert not person.is_relative_to(place.folder)
        session = tmp_path / "new.toml"
        for profile, code in (("org-admin", 0), ("payments-admin", 2), ("", 2)):
            options = ("--yes", "--session", session, "--profile", profile)
            chosen = options if profile else options[:-2]
            assert run("refresh", *chosen, env=place.environ).code == code
        assert len(load(session).answers.accounts) == 9
    assert not person.exists()
    secrets = [line.split()[-1] for line in text.splitlines() if "secret" in line]
    assert len(secrets) == 2
    for file in files_below(tmp_path):
        assert not any(secret in Path(file).read_text() for secret in secrets)


def test_a_single_account_has_no_organization_to_list(
    env: dict[str, str], tmp_path: Path
) -> None:
    world = DemoWorld("troubled", Mode.SINGLE)
    with prepared(world, tmp_path, env) as place:
        person = Path(place.environ["AWS_SHARED_CREDENTIALS_FILE"])
        assert person.read_text() == ""
