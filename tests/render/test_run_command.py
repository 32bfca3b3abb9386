from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.render.environment_files import posix
from carto_wizard.render.parts import text_of
from carto_wizard.render.run_command import run_command
from carto_wizard.render.scripts.run_cartography import run_cartography
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.setup.answers import Answers
from tests.render.cases import (
    ELSEWHERE,
    GOV,
    HERE,
    HERE_DEDICATED,
    HUB_EC2,
    SINGLE_ROLE,
    WINDOWS,
    WINDOWS_TARGET,
)


def test_the_hub_reads_all_profiles_and_a_single_account_only_its_own() -> None:
    assert "--aws-sync-all-profiles" in shlex.split(run_command(HUB_EC2, HERE))
    assert "--aws-sync-all-profiles" not in run_command(SINGLE_ROLE, HERE)


def test_the_command_is_one_line_that_loads_the_environment_first() -> None:
    command = run_command(HUB_EC2, HERE)
    assert "\n" not in command
    assert command.startswith(". /home/jo/cartography-setup/cartography.sh && ")


def test_an_open_home_stays_open_in_the_command() -> None:
    command = run_command(HUB_EC2, ELSEWHERE)
    assert command.startswith('. "$HOME"/export/cartography.sh && ')


def test_a_windows_target_gets_powershell() -> None:
    command = run_command(WINDOWS_TARGET, WINDOWS)
    assert command.startswith(
        '. "$env:USERPROFILE\\export\\cartography.ps1"; cartography'
    )
    assert command.endswith('\\data\\permission_relationships.yaml"')


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the script, and a program that says how cartography was called."""
    programs = tmp_path / "bin"
    programs.mkdir()
    speaker = programs / "cartography"
    speaker.write_text('#!/bin/sh\nprintf "%s\\n" "$AWS_CONFIG_FILE" "$@"\n')
    speaker.chmod(0o755)
    folder = tmp_path / "a folder"
    folder.mkdir()
    return folder


def run(
    machine: Path, answers: Answers, config: Path, options: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    places = replace(HERE_DEDICATED, target_config_file=str(config))
    (machine / "cartography.sh").write_text(text_of(posix(answers, places)))
    script = machine / "run-cartography.sh"
    script.write_text(text_of(run_cartography(answers, Shell.POSIX)))
    path = f"{machine.parent / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    return subprocess.run(
        ["/bin/sh", str(script), *options],
        env={"PATH": path, "HOME": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_script_starts_cartography_with_the_environment(machine: Path) -> None:
    config = machine / "config"
    config.touch()
    done = run(machine, GOV, config, ["--neo4j-user", "a b"])
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        str(config),
        "--neo4j-uri",
        "bolt://localhost:7687",
        "--aws-sync-all-profiles",
        "--neo4j-user",
        "a b",
    ]
    # That program's interpreter is no Python, so the rules cannot be found.
    assert "Permission relationships are left out" in done.stderr


def test_the_script_finds_the_rules_of_the_installed_package(machine: Path) -> None:
    config = machine / "config"
    config.touch()
    package = machine / "packages" / "cartography"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    python = machine.parent / "bin" / "python-of-cartography"
    python.write_text(
        f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(package.parent))} exec python3 "$@"\n'
    )
    python.chmod(0o755)
    program = machine.parent / "bin" / "cartography"
    program.write_text(f"#! {python}\nimport sys; print(*sys.argv[1:], sep=chr(10))\n")
    done = run(machine, GOV, config)
    assert done.returncode == 0, done.stderr
    rules = f"{package}/data/permission_relationships.yaml"
    assert done.stdout.splitlines()[-2:] == ["--permission-relationships-file", rules]


def test_the_script_stops_where_cartography_would_see_nothing(machine: Path) -> None:
    done = run(machine, GOV, machine / "missing")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "missing is missing: Cartography would find no account." in done.stderr


def test_the_script_says_that_cartography_is_not_there(machine: Path) -> None:
    config = machine / "config"
    config.touch()
    (machine.parent / "bin" / "cartography").unlink()
    done = run(machine, GOV, config)
    assert done.returncode == 1
    assert "cartography is not on the PATH." in done.stderr
