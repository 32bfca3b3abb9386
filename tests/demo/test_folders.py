"""What a demo leaves behind: nothing of the dead, everything of the living."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from carto_wizard.demo.folders import demo_folder, sweep
from tests.terminal import WIZARD, environ

LIVING = """
import sys
from carto_wizard.demo.folders import demo_folder
with demo_folder() as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, empty."""
    found = tmp_path / "tmp"
    found.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(found))
    monkeypatch.setenv("TMPDIR", str(found))
    return found


@contextmanager
def living() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process with a folder of a demo."""
    process = subprocess.Popen(
        [sys.executable, "-c", LIVING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())


def test_the_folder_of_a_living_demo_stays_and_that_of_a_killed_one_goes() -> None:
    with living() as (process, folder):
        (folder / "session.toml").write_text("version = 1\n")
        sweep()
        assert (folder / "session.toml").exists()
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        sweep()
        assert not folder.exists()


def test_one_that_ended_well_stays_until_the_next() -> None:
    with demo_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        sweep()
        assert folder.exists()
    assert folder.exists()
    sweep()
    assert not folder.exists()


def test_what_is_no_demos_stays(temporary: Path) -> None:
    """A name alone makes no demo, nor does a lock under another name."""
    elsewhere = temporary / "elsewhere"
    for name in ("carto-wizard-demo-mine", "carto-wizard-x", "elsewhere"):
        (temporary / name).mkdir()
        (temporary / name / "precious").write_text("mine")
    (temporary / "carto-wizard-x" / "demo.lock").touch()
    (elsewhere / "demo.lock").touch()
    (temporary / "carto-wizard-demo-file").write_text("mine")
    (temporary / "carto-wizard-demo-link").symlink_to(elsewhere)
    (temporary / "carto-wizard-demo-odd").mkdir()
    (temporary / "carto-wizard-demo-odd" / "demo.lock").symlink_to(
        elsewhere / "demo.lock"
    )
    (temporary / "carto-wizard-demo-dir" / "demo.lock").mkdir(parents=True)
    before = sorted(temporary.rglob("*"))
    sweep()
    assert sorted(temporary.rglob("*")) == before


def test_a_link_within_a_dead_folder_is_removed_and_not_followed(
    temporary: Path,
) -> None:
    outside = temporary / "outside"
    outside.mkdir()
    (outside / "precious").write_text("mine")
    with demo_folder() as folder:
        (folder / "link").symlink_to(outside)
    sweep()
    assert not folder.exists()
    assert (outside / "precious").read_text() == "mine"


def test_what_is_another_users_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with demo_folder() as folder:
        pass
    uid = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    sweep()
    assert folder.exists()


def test_the_next_demo_sweeps_and_says_so(tmp_path: Path, temporary: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    env = environ(home) | {"TMPDIR": str(temporary)}
    killed = subprocess.Popen(
        [*WIZARD, "demo", "--no-input"], env=env, stdout=subprocess.PIPE, text=True
    )
    with killed:
        assert killed.stdout is not None
        assert killed.stdout.readline().startswith("Demo: an embedded AWS")
        left = set(temporary.iterdir())
        assert len(left) == 2
        killed.kill()
    done = subprocess.run(
        [*WIZARD, "demo", "--no-input"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    (kept,) = temporary.iterdir()
    assert kept not in left
    assert f"The demo's files are in {kept}." in done.stderr
    assert "next demo deletes" in done.stderr
