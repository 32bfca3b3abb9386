from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from carto_wizard.files.config.editor import ConfigFile
from carto_wizard.files.journal.entry import JournalEntry, digest_of
from carto_wizard.files.journal.recovery import recover, torn
from carto_wizard.files.journal.store import announce, new_id
from carto_wizard.files.state_folder import StateFolder
from tests.files.crash_driver import SCENARIOS
from tests.files.support import Machine, config_file, section
from tests.sample import sample

ROOT = Path(__file__).parents[2]


def driven(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", *arguments]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert isinstance(report, dict)
    return report


@pytest.mark.parametrize("scenario", sample(SCENARIOS, "create", "undo"))
def test_a_kill_at_any_call_leaves_old_or_new_bytes(
    scenario: str, tmp_path: Path
) -> None:
    report = driven("tests.files.crash_driver", scenario, str(tmp_path))
    assert report["bad"] == []
    assert report["calls"] >= 20 and report["sizes"] >= 3


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.config.parent.mkdir(parents=True)
    old = b"# mine\n[profile own]\nregion = x\n"
    machine.config.write_bytes(old)
    command = [sys.executable, "-m", "tests.files.race_driver"]
    writers = [
        subprocess.Popen(
            [*command, name, "100", str(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("left", "right")
    ]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    reports = [json.loads(writer.communicate()[0]) for writer in writers]
    assert sum(report["rounds"] for report in reports) == 200
    data = machine.config.read_bytes()
    assert data.startswith(old)
    profiles = ConfigFile.parse(data, "config").profiles
    assert next(iter(profiles)) == "own" and set(profiles) == {"own", "left", "right"}
    for name in ("left", "right"):
        assert ":000000000100:" in profiles[name].values["role_arn"]
    machine.undo()
    assert machine.config.read_bytes() == old


def interrupted(machine: Machine) -> None:
    """Make the journal look as if the last write had been killed at its end."""
    (entry,) = machine.journal.glob("*.json")
    entry.rename(entry.with_suffix(".open"))


def test_a_killed_write_is_known_although_others_edited_the_file_since(
    tmp_path: Path,
) -> None:
    machine = Machine(tmp_path)
    machine.write(config_file(machine.config, section("a", 1)))
    interrupted(machine)
    with machine.config.open("ab") as file:
        file.write(b"\n[profile later]\nregion = x\n")
    machine.undo()
    assert machine.config.read_bytes() == b"\n[profile later]\nregion = x\n"


def test_a_killed_write_that_never_happened_is_forgotten(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.write(config_file(machine.config, section("a", 1)))
    interrupted(machine)
    machine.config.write_bytes(b"[profile a]\nregion = x\n")
    assert machine.undo() == []
    assert list(machine.journal.iterdir()) == []


@pytest.mark.parametrize("altered", [False, True])
def test_a_torn_file_gets_only_the_bytes_that_were_there(
    tmp_path: Path, altered: bool
) -> None:
    state = StateFolder(tmp_path / "state")
    real, backup, new = (tmp_path / name for name in ("config", "backup", "new"))
    real.write_bytes(b"ours, half")
    backup.write_bytes(b"others" if altered else b"theirs")
    new.write_bytes(b"ours, half and half")
    entry = JournalEntry(
        id=new_id(),
        run=new_id(),
        session="s",
        key="k",
        path=str(real),
        real=str(real),
        before=digest_of(b"theirs"),
        after=digest_of(new.read_bytes()),
        mode=0o600,
        backup=str(backup),
        temporary=str(new),
    )
    announce(state.journal, entry)
    recover(state)
    assert real.read_bytes() == (b"ours, half" if altered else b"theirs")


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"aaaa", b"bb"), (b"aa", b"bbbb"), (b"abab", b"abba"), (b"", b"x")],
)
def test_only_a_cut_short_write_is_torn(old: bytes, new: bytes) -> None:
    for written in range(len(new) + 1):
        assert torn(new[:written] + old[written:], old, new)
    assert not torn(old + b"z" * 9, old, new)
    assert not torn(b"z" * max(len(old), 1), old, new)
