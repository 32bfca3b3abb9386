from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from carto_wizard.files.change import ChangeStatus
from carto_wizard.files.disk import renames
from carto_wizard.files.disk.backups import backups
from carto_wizard.files.disk.locks import lock
from carto_wizard.files.journal.store import entries
from carto_wizard.files.writer import Outcome
from tests.files.support import (
    Machine,
    config_file,
    credentials_file,
    in_one_part,
    on_disk,
    section,
    text_file,
)

OLD = b"[profile own]\nregion = eu-west-1\n"


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    before = os.umask(0o022)
    yield Machine(tmp_path)
    os.umask(before)


def existing(machine: Machine, data: bytes = OLD) -> Path:
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(data)
    return machine.config


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_files_and_folders_are_private(machine: Machine) -> None:
    script = machine.root / "out" / "deep" / "run.sh"
    machine.write(
        config_file(machine.config, section("a", 1)),
        text_file(script, "x\n", executable=True),
    )
    assert mode(machine.config) == 0o600 and mode(script) == 0o700
    for folder in (machine.config.parent, script.parent, script.parent.parent):
        assert mode(folder) == 0o700
    for path in machine.journal.iterdir():
        assert mode(path) == 0o600
    assert mode(machine.journal) == mode(machine.state_folder.locks) == 0o700


def test_unchanged_means_untouched(machine: Machine) -> None:
    planned = config_file(existing(machine), section("a", 1))
    machine.write(planned)
    before = machine.config.stat()
    files = on_disk(machine.root)
    (result,) = machine.write(planned)
    assert result.outcome is Outcome.UNCHANGED
    after = machine.config.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert on_disk(machine.root) == files


@pytest.mark.parametrize("bits", [0o600, 0o640, 0o644, 0o700, 0o2640, 0o4755])
def test_the_mode_is_kept(machine: Machine, bits: int) -> None:
    existing(machine).chmod(bits)
    (result,) = machine.write(config_file(machine.config, section("a", 1)))
    assert result.ok
    assert mode(machine.config) == bits
    assert mode(Path(result.backup)) == 0o600


def test_extended_attributes_are_kept(machine: Machine) -> None:
    os.setxattr(existing(machine), "user.note", b"kept")
    (result,) = machine.write(config_file(machine.config, section("a", 1)))
    assert result.ok
    assert os.getxattr(machine.config, "user.note") == b"kept"


def test_an_access_control_list_is_kept(machine: Machine) -> None:
    """The kernel's own form: version 2, then tag, permission and id of each entry."""
    nobody = 0xFFFFFFFF
    entries_ = ((1, 6, nobody), (2, 4, 12345), (4, 4, nobody), (16, 4, nobody))
    packed = [struct.pack("<HHI", *each) for each in (*entries_, (32, 0, nobody))]
    acl = struct.pack("<I", 2) + b"".join(packed)
    name = "system.posix_acl_access"
    os.setxattr(existing(machine), name, acl)
    (result,) = machine.write(config_file(machine.config, section("a", 1)))
    assert result.ok
    assert os.getxattr(machine.config, name) == acl


@pytest.mark.parametrize(("held", "in_place"), [(3, False), (1000, True)])
def test_a_file_that_windows_holds_open_is_tried_again_then_written_in_place(
    held: int, in_place: bool, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody reads the file without sharing it: ERROR_SHARING_VIOLATION."""
    path, plain, waits = existing(machine), Path.replace, list[float]()

    def replace(self: Path, target: Path) -> Path:
        if target == path and len(waits) < held:
            raise PermissionError(13, "used by another process")
        return plain(self, target)

    monkeypatch.setattr(renames, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr("time.sleep", waits.append)
    monkeypatch.setattr(Path, "replace", replace)
    inode = path.stat().st_ino
    (result,) = machine.write(config_file(path, section("a", 1)))
    assert result.ok
    assert path.read_bytes() == result.change.after
    assert (path.stat().st_ino == inode) is in_place
    assert len(waits) == min(held, 9)
    assert sum(waits) < 1


def test_a_chain_of_links_is_kept(machine: Machine) -> None:
    real = machine.root / "dotfiles" / "aws-config"
    real.parent.mkdir()
    real.write_bytes(OLD)
    middle = machine.root / "middle"
    middle.symlink_to("dotfiles/aws-config")
    machine.config.parent.mkdir(parents=True)
    machine.config.symlink_to(middle)
    (change,) = machine.plan(config_file(machine.config, section("a", 1)))
    (result,) = machine.apply([change])
    assert result.ok
    assert machine.config.readlink() == middle and middle.is_symlink()
    assert real.read_bytes() == change.after
    assert Path(result.backup).parent == real.parent


def test_a_dangling_link_gets_its_target(machine: Machine) -> None:
    machine.config.parent.mkdir(parents=True)
    machine.config.symlink_to("../later/config")
    (result,) = machine.write(config_file(machine.config, section("a", 1)))
    assert result.ok and machine.config.is_symlink()
    target = machine.root / "home" / "later" / "config"
    assert target.is_file() and mode(target) == 0o600
    machine.undo()
    assert machine.config.is_symlink() and not target.parent.exists()


def test_hard_links_stay_joined_and_it_is_said_before(machine: Machine) -> None:
    other = machine.root / "other"
    other.hardlink_to(existing(machine))
    (change,) = machine.plan(config_file(machine.config, section("a", 1)))
    assert "hard link" in change.in_place
    assert any("in place" in note for note in change.notes)
    (result,) = machine.apply([change])
    assert result.ok
    assert other.read_bytes() == machine.config.read_bytes() == change.after
    assert other.samefile(machine.config)
    assert Path(result.backup).read_bytes() == OLD
    machine.undo()
    assert other.read_bytes() == OLD and other.samefile(machine.config)


def test_a_change_after_the_preview_is_never_overwritten(machine: Machine) -> None:
    existing(machine)
    (change,) = machine.plan(config_file(machine.config, section("a", 1)))
    machine.config.write_bytes(OLD + b"# meanwhile\n")
    before = on_disk(machine.config.parent)
    (result,) = machine.apply([change])
    assert result.outcome is Outcome.CHANGED and "preview" in result.message
    assert on_disk(machine.config.parent) == before
    assert entries(machine.journal) == ()


def test_a_file_that_appears_after_the_preview_is_never_overwritten(
    machine: Machine,
) -> None:
    (change,) = machine.plan(config_file(machine.config, section("a", 1)))
    existing(machine)
    (result,) = machine.apply([change])
    assert result.outcome is Outcome.CHANGED
    assert machine.config.read_bytes() == OLD


def test_a_link_that_turns_after_the_preview_is_noticed(machine: Machine) -> None:
    for name in ("one", "two"):
        (machine.root / name).write_bytes(OLD)
    path = machine.root / "config"
    path.symlink_to("one")
    (change,) = machine.plan(config_file(path, section("a", 1)))
    path.unlink()
    path.symlink_to("two")
    (result,) = machine.apply([change])
    assert result.outcome is Outcome.CHANGED
    assert (machine.root / "one").read_bytes() == OLD


def test_a_busy_file_is_told_and_left(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    existing(machine)
    (change,) = machine.plan(config_file(machine.config, section("a", 1)))
    monkeypatch.setattr(lock, "__kwdefaults__", {"wait": 0.05}, raising=False)
    monkeypatch.setattr(lock.__wrapped__, "__kwdefaults__", {"wait": 0.05})  # type: ignore[attr-defined]
    with lock(str(machine.config), machine.state_folder.locks):
        (result,) = machine.apply([change])
    assert result.outcome is Outcome.FAILED
    assert "Another carto-wizard" in result.message
    assert machine.config.read_bytes() == OLD


def test_stale_temporary_files_are_cleaned_and_only_those(machine: Machine) -> None:
    from carto_wizard.files.disk.atomic import temporary_name

    folder = existing(machine).parent
    for name in ("config", "credentials"):
        temporary_name(folder / name, folder).write_bytes(b"half")
    (folder / ".carto-wizard-mine.tmp").write_text("a person's")
    assert len(list(folder.glob(".carto-wizard-*"))) == 3
    machine.write(config_file(machine.config, section("a", 1)))
    assert len(list(folder.glob(".carto-wizard-*"))) == 2


def test_the_first_and_the_newest_backups_are_kept(machine: Machine) -> None:
    existing(machine)
    for number in range(9):
        (result,) = machine.write(config_file(machine.config, section("a", number + 1)))
        assert result.ok
    found = backups(machine.config.parent, "config")
    assert len(found) == 6
    assert found[0].read_bytes() == OLD
    assert b"000000000008" in found[-1].read_bytes()
    assert all(mode(path) == 0o600 for path in found)


def test_one_failure_does_not_stop_the_rest(machine: Machine) -> None:
    blocked = machine.root / "blocked"
    changes = machine.plan(
        text_file(blocked / "a.sh", "a\n"), text_file(machine.root / "b.sh", "b\n")
    )
    blocked.write_text("in the way")
    first, second = machine.apply(changes)
    assert first.outcome is Outcome.FAILED and "folders is a file" in first.message
    assert second.ok and (machine.root / "b.sh").read_text() == "b\n"


def test_without_a_record_nothing_is_written(machine: Machine) -> None:
    existing(machine)
    (change,) = machine.plan(config_file(machine.config, section("a", 1)))
    machine.journal.parent.mkdir(exist_ok=True)
    machine.journal.write_text("a file where the journal should be")
    (result,) = machine.apply([change])
    assert result.outcome is Outcome.FAILED and str(machine.journal) in result.message
    assert "XDG_STATE_HOME" in result.message
    assert "choose another path" not in result.message.lower()
    assert on_disk(machine.config.parent) == {"config": OLD}


def test_new_content_that_botocore_rejects_is_refused(machine: Machine) -> None:
    ours = config_file(machine.config, section("a", 1))
    planned = replace(ours, parts=in_one_part("nonsense\n"))
    (result,) = machine.write(planned)
    assert result.outcome is Outcome.REFUSED and "botocore" in result.message
    assert not machine.config.parent.exists()


def test_a_name_that_botocore_would_expand_can_be_written(machine: Machine) -> None:
    path = machine.root / "$HOME" / "config"
    (result,) = machine.write(config_file(path, section("a", 1)))
    assert result.ok and path.is_file()


def test_no_secret_reaches_the_journal(machine: Machine) -> None:
    path = machine.root / "credentials"
    path.write_text("[mine]\naws_secret_access_key = theirSecret\n")
    (result,) = machine.write(credentials_file(path, "carto", "ourSecret"))
    assert result.ok and b"ourSecret" in path.read_bytes()
    machine.write(credentials_file(path, "carto", "ourNewSecret"))
    recorded = b"".join(on_disk(machine.root / "state" / "journal").values())
    for secret in (b"theirSecret", b"ourSecret", b"ourNewSecret", b"AKIAEXAMPLE"):
        assert secret not in recorded


@pytest.mark.parametrize(
    ("text", "secret"), [("password = ourSecret\n", False), ("ourSecret\n", True)]
)
def test_no_secret_of_a_generated_file_reaches_the_journal(
    machine: Machine, text: str, secret: bool
) -> None:
    planned = replace(text_file(machine.root / "run.env", text), secret=secret)
    assert machine.write(planned)[0].ok
    recorded = b"".join(on_disk(machine.journal).values())
    assert b"run.env" in recorded and b"ourSecret" not in recorded


def test_secrets_in_a_config_file_never_reach_the_journal(machine: Machine) -> None:
    existing(machine, b"[profile a]\naws_secret_access_key = theirSecret\n")
    planned = config_file(machine.config, section("a", 1))
    (result,) = machine.write(planned, choices={"aws-config/a": "replace"})
    assert result.ok and b"theirSecret" not in machine.config.read_bytes()
    recorded = b"".join(on_disk(machine.root / "state" / "journal").values())
    assert b"theirSecret" not in recorded
    machine.undo()
    assert b"theirSecret" in machine.config.read_bytes()


def test_our_own_new_keys_are_no_conflict(machine: Machine) -> None:
    path = machine.root / "credentials"
    machine.write(credentials_file(path, "carto", "first"))
    (change,) = machine.plan(credentials_file(path, "carto", "second"))
    assert change.status is ChangeStatus.UPDATE
    path.write_text(path.read_text().replace("first", "byHand"))
    (change,) = machine.plan(credentials_file(path, "carto", "second"))
    assert change.status is ChangeStatus.CONFLICT
    assert "byHand" not in repr(change.conflicts)
