from __future__ import annotations

import subprocess
import venv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.render.environment_files import posix
from carto_wizard.render.parts import text_of
from carto_wizard.render.run_command import (
    RULES_OPTION,
    cartography_command,
    run_command,
)
from carto_wizard.render.scripts.run_cartography import run_cartography
from carto_wizard.render.scripts.shells import Shell
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
    assert "--aws-sync-all-profiles" in cartography_command(HUB_EC2)
    assert "--aws-sync-all-profiles" not in cartography_command(SINGLE_ROLE)


def test_the_command_is_one_line_that_runs_the_script() -> None:
    command = run_command(HUB_EC2, HERE)
    assert command == "sh /home/jo/cartography-setup/run-cartography.sh"


def test_an_open_home_stays_open_in_the_command() -> None:
    command = run_command(HUB_EC2, ELSEWHERE)
    assert command == 'sh "$HOME"/export/run-cartography.sh'


def test_a_windows_target_gets_powershell() -> None:
    command = run_command(WINDOWS_TARGET, WINDOWS)
    assert command == '& "$env:USERPROFILE\\export\\run-cartography.ps1"'


SAYS_ARGUMENTS = (
    "import os, sys; print(os.environ['AWS_CONFIG_FILE'], *sys.argv[1:], sep=chr(10))"
)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder for the script, beside a folder of programs; the config is there."""
    (tmp_path / "bin").mkdir()
    folder = tmp_path / "a folder"
    folder.mkdir()
    (folder / "config").touch()
    return folder


def in_environment(folder: Path) -> Path:
    """A virtual environment with a Cartography that says how it was called."""
    venv.create(folder, symlinks=True)
    (libraries,) = folder.glob("lib/python3*/site-packages")
    (libraries / "cartography" / "data").mkdir(parents=True)
    (libraries / "cartography" / "__init__.py").touch()
    (libraries / "cartography" / "data" / "permission_relationships.yaml").touch()
    program = folder / "bin" / "cartography"
    program.write_text(f"#!{folder / 'bin' / 'python'}\n{SAYS_ARGUMENTS}\n")
    program.chmod(0o755)
    return program


def active(machine: Path) -> Path:
    """A virtual environment that is active."""
    return in_environment(machine.parent / "venv").parent


def linked(machine: Path) -> Path:
    """As uv tool and pipx do: a link on the PATH, the environment elsewhere."""
    program = in_environment(machine.parent / "tools" / "cartography")
    (machine.parent / "bin" / "cartography").symlink_to(program)
    return machine.parent / "bin"


def linked_from_a_path_with_a_space(machine: Path) -> Path:
    """Such a path, or a long one, fits into no first line: sh starts the Python."""
    program = in_environment(machine.parent / "my tools" / "cartography")
    python = program.with_name("python")
    start = f"'''exec' \"{python}\" \"$0\" \"$@\"\n' '''"
    program.write_text(f"#!/bin/sh\n{start}\n{SAYS_ARGUMENTS}\n")
    (machine.parent / "bin" / "cartography").symlink_to(program)
    return machine.parent / "bin"


def of_the_user(machine: Path) -> Path:
    """As pip install --user does: the Python is somewhere else."""
    program = in_environment(machine.parent / "system")
    program.rename(machine.parent / "bin" / "cartography")
    return machine.parent / "bin"


def a_shim(machine: Path) -> Path:
    """As pyenv does: a script of the shell, and another one for Python."""
    program = in_environment(machine.parent / "versions")
    for name in ("cartography", "python"):
        shim = machine.parent / "bin" / name
        shim.write_text(f'#!/bin/sh\nexec "{program.with_name(name)}" "$@"\n')
        shim.chmod(0o755)
    return machine.parent / "bin"


def no_python(machine: Path) -> Path:
    """A program whose package no Python knows."""
    program = machine.parent / "bin" / "cartography"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    return program.parent


def run(
    machine: Path, programs: Path, options: Sequence[str] = (), folder: str = "."
) -> subprocess.CompletedProcess[str]:
    places = replace(HERE_DEDICATED, target_config_file=str(machine / "config"))
    (machine / "cartography.sh").write_text(text_of(posix(GOV, places)))
    script = machine / "run-cartography.sh"
    script.write_text(text_of(run_cartography(GOV, Shell.POSIX)))
    return subprocess.run(
        ["/bin/sh", str(script), *options],
        env={"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(machine)},
        cwd=machine / folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "installed", [active, linked, linked_from_a_path_with_a_space, of_the_user, a_shim]
)
def test_the_script_finds_the_rules_however_cartography_was_installed(
    machine: Path, installed: Callable[[Path], Path]
) -> None:
    done = run(machine, installed(machine), ["--neo4j-user", "a b"])
    assert done.returncode == 0, done.stderr
    (rules,) = machine.parent.glob("**/permission_relationships.yaml")
    assert done.stdout.splitlines() == [
        str(machine / "config"),
        "--neo4j-uri",
        "bolt://localhost:7687",
        "--aws-sync-all-profiles",
        RULES_OPTION,
        str(rules),
        "--neo4j-user",
        "a b",
    ]


def test_a_folder_of_the_same_name_is_not_taken_for_the_package(machine: Path) -> None:
    data = machine / "work" / "cartography" / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").touch()
    (data / "permission_relationships.yaml").touch()
    done = run(machine, linked(machine), folder="work")
    assert f"{RULES_OPTION}\n{machine.parent / 'tools'}" in done.stdout


def test_the_script_refuses_where_the_rules_cannot_be_found(machine: Path) -> None:
    done = run(machine, no_python(machine))
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"Name it: {RULES_OPTION} FILE" in done.stderr


def test_the_script_takes_rules_that_are_named(machine: Path) -> None:
    done = run(machine, no_python(machine), [RULES_OPTION, "my.yaml"])
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == [RULES_OPTION, "my.yaml"]


def test_the_script_stops_where_cartography_would_see_nothing(machine: Path) -> None:
    (machine / "config").unlink()
    done = run(machine, no_python(machine))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "config is missing: Cartography would read nothing." in done.stderr


def test_the_script_says_that_cartography_is_not_there(machine: Path) -> None:
    done = run(machine, machine)
    assert done.returncode == 1
    assert "cartography is not on the PATH." in done.stderr
