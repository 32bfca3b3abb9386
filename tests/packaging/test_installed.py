"""The wheel as people install it: a program that needs nothing from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from carto_wizard import __version__
from tests.packaging.conftest import Built

Install = Callable[[str, Path], Path]


def _run(*command: str, **more: str) -> None:
    subprocess.run(command, check=True, env=os.environ | more)


def by_pip(wheel: str, folder: Path) -> Path:
    _run(sys.executable, "-m", "venv", str(folder))
    _run(str(folder / "bin" / "pip"), "install", "-q", wheel)
    man = folder / "share" / "man" / "man1" / "carto-wizard.1"
    assert man.read_text(encoding="utf-8").startswith('.\\"')
    return folder / "bin"


def by_pipx(wheel: str, folder: Path) -> Path:
    places = {f"PIPX_{name}": str(folder / name) for name in ("HOME", "BIN_DIR")}
    _run("pipx", "install", "-q", wheel, **places, PIPX_MAN_DIR=str(folder / "man"))
    # pipx puts the page where `man` finds it.
    assert (folder / "man" / "man1" / "carto-wizard.1").exists()
    return folder / "BIN_DIR"


def by_uv(wheel: str, folder: Path) -> Path:
    places = {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder)}
    _run("uv", "tool", "install", "-q", wheel, **places)
    return folder


def by_uvx(wheel: str, folder: Path) -> Path:
    """A program that does what `uvx` does."""
    program = folder / "carto-wizard"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec uvx -q --from "{wheel}" carto-wizard "$@"\n')
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize("install", [by_pip, by_pipx, by_uv, by_uvx])
def test_the_demo_runs_wherever_it_is_installed(
    built: Built, install: Install, tmp_path: Path
) -> None:
    wheel = f"carto-wizard[demo] @ {built.wheel.as_uri()}"
    program = install(wheel, tmp_path / "installed") / "carto-wizard"
    home = tmp_path / "home"
    home.mkdir()
    env = {name: value for name, value in os.environ.items() if "PYTHON" not in name}
    env["XDG_STATE_HOME"] = str(home / "state")

    def said(*arguments: str) -> str:
        done = subprocess.run(
            [program, *arguments],
            check=True,
            capture_output=True,
            text=True,
            env=env,
            cwd=home,
        )
        return done.stdout

    assert said("--version") == f"{__version__}\n"
    assert "All checks passed." in said("demo", "--no-input", "--scenario", "healthy")


def test_without_the_extra_the_demo_says_how_to_get_it(
    built: Built, tmp_path: Path
) -> None:
    folder = by_uv(str(built.wheel), tmp_path / "installed")
    done = subprocess.run(
        [folder / "carto-wizard", "demo", "--no-input"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "carto-wizard[demo]" in done.stderr
