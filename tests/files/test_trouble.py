from __future__ import annotations

import errno
import fcntl
import os
import stat
from pathlib import Path

import pytest

from carto_wizard.files.disk import renames
from carto_wizard.files.writer import Outcome
from tests.files.support import Machine, config_file, on_disk, section, text_file
from tests.files.test_crash import driven

OLD = b"[profile own]\nregion = x\n"


def as_plain_user(task: str, folder: Path) -> dict[str, str]:
    return driven("tests.files.plain_user", task, str(folder))


def test_an_unwritable_folder_is_written_in_place(tmp_path: Path) -> None:
    report = as_plain_user("unwritable folder", tmp_path)
    assert report["outcome"] == Outcome.WRITTEN
    assert "allows no new files" in report["in_place"]
    assert Path(report["backup"]).parent == tmp_path / "state" / "backups"


def test_an_unwritable_folder_takes_no_new_file(tmp_path: Path) -> None:
    report = as_plain_user("unwritable new", tmp_path)
    assert report["status"] == "refused" and "no write permission" in report["problem"]


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    report = as_plain_user("unreadable", tmp_path)
    assert report["status"] == "refused" and "permission denied" in report["problem"]


@pytest.mark.parametrize("task", ["full", "full in place"])
def test_a_file_that_cannot_grow_keeps_its_bytes(tmp_path: Path, task: str) -> None:
    report = as_plain_user(task, tmp_path)
    assert report["outcome"] == Outcome.FAILED
    assert "file size limit" in report["message"]
    machine = Machine(tmp_path)
    assert on_disk(machine.config.parent) == {"config": OLD}
    assert machine.undo() == []


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "Input/output"),
    ],
)
@pytest.mark.parametrize("nth", [1, 3, 5, 6])
def test_a_failing_disk_leaves_the_old_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, word: str, nth: int
) -> None:
    machine = Machine(tmp_path)
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(OLD)
    (change,) = machine.plan(config_file(machine.config, section("a", 1)))
    # The folders are made by an earlier write, so that each call here is a file's.
    machine.journal.mkdir(parents=True)
    machine.state_folder.locks.mkdir()
    calls = 0
    real = os.fsync

    def fsync(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise OSError(code, os.strerror(code))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    (result,) = machine.apply([change])
    if result.ok:
        # The rename had happened; only its durability is in doubt, and is told.
        assert machine.config.read_bytes() == change.after
        assert "power cut" in result.message and word in result.message
        monkeypatch.undo()
        machine.undo()
    else:
        assert word in result.message
    assert machine.config.read_bytes() == OLD
    assert list(tmp_path.rglob(".carto-wizard-*")) == []


def test_folders_that_know_no_fsync_are_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on some network file systems."""
    machine = Machine(tmp_path)
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    (result,) = machine.write(config_file(machine.config, section("a", 1)))
    assert result.outcome is Outcome.WRITTEN and not result.message
    assert {each.ok for each in machine.undo()} == {True}


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_state_folder_without_locks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """As on some network file systems."""
    machine = Machine(tmp_path)
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(OLD)
    (change,) = machine.plan(config_file(machine.config, section("a", 1)))

    def flock(handle: int, how: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    (result,) = machine.apply([change])
    assert result.outcome is Outcome.FAILED
    assert "does not support locks" in result.message
    assert "XDG_STATE_HOME" in result.message
    assert on_disk(machine.config.parent) == {"config": OLD}


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EXDEV, errno.EPERM])
def test_a_rename_that_is_refused_becomes_a_write_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    machine = Machine(tmp_path)
    script = tmp_path / "run.sh"
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(OLD)
    machine.write(text_file(script, "one\n"))
    changes = machine.plan(
        config_file(machine.config, section("a", 1)), text_file(script, "two\n")
    )

    def refuse(one: Path, other: Path) -> bool:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(renames, "_exchange", refuse)
    for change in changes:
        path = Path(change.file.path)
        inode = path.stat().st_ino
        (result,) = machine.apply([change])
        assert result.ok and "in place" in result.message
        assert path.read_bytes() == change.after
        assert path.stat().st_ino == inode
        assert Path(result.backup).read_bytes() == change.before
