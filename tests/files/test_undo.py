from __future__ import annotations

import stat
from pathlib import Path

import pytest

from carto_wizard.files.change import ChangeStatus
from carto_wizard.files.changes import diff
from carto_wizard.files.diff import as_text
from carto_wizard.files.journal.store import entries, history, unreadable
from carto_wizard.files.undo import undo_plan
from carto_wizard.files.withdrawn_keys import backups_with_withdrawn_keys
from carto_wizard.files.writer import Outcome
from tests.files.support import (
    YEARS_OF_WORK,
    Machine,
    config_file,
    credentials_file,
    existing,
    home,
    on_disk,
    section,
    text_file,
)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_undo_restores_every_byte_and_can_be_run_twice(machine: Machine) -> None:
    existing(machine)
    script = machine.root / "home" / "out" / "run.sh"
    planned = (
        config_file(machine.config, section("a", 1), section("b", 2)),
        text_file(script, "x\n", executable=True),
    )
    before = home(machine)
    for _ in range(2):
        machine.write(*planned)
        assert stat.S_IMODE(script.stat().st_mode) == 0o700
        assert {result.ok for result in machine.undo()} == {True}
        assert home(machine) == before
        assert not script.parent.exists()
        assert stat.S_IMODE(machine.config.stat().st_mode) == 0o640
        assert machine.undo() == []


def test_undo_takes_back_every_run_of_the_session(machine: Machine) -> None:
    existing(machine)
    for number in range(1, 4):
        machine.write(config_file(machine.config, section("a", number)))
    machine.undo()
    assert machine.config.read_bytes() == YEARS_OF_WORK
    assert machine.undo() == []


def test_only_the_sessions_own_writes_are_taken_back(machine: Machine) -> None:
    existing(machine)
    one = machine.plan(config_file(machine.config, section("a", 1)))
    machine.apply(one, session="one")
    alone = machine.config.read_bytes()
    other = machine.root / "other"
    machine.apply(machine.plan(text_file(other, "x\n")), session="two")
    machine.apply(undo_plan(machine.state_folder, "two"))
    assert not other.exists() and machine.config.read_bytes() == alone
    machine.apply(undo_plan(machine.state_folder, "one"))
    assert machine.config.read_bytes() == YEARS_OF_WORK


def test_the_history_tells_what_happened(machine: Machine) -> None:
    machine.write(config_file(existing(machine), section("a", 1)))
    machine.undo()
    machine.write(config_file(machine.config, section("a", 1)))
    runs = history(machine.journal)
    assert [(run.undo, run.undone) for run in runs] == [
        (False, True),
        (True, False),
        (False, False),
    ]
    assert runs[0].time < runs[1].time < runs[2].time
    assert history(machine.journal, "elsewhere") == ()


def test_a_created_file_that_others_use_now_is_not_removed(machine: Machine) -> None:
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    with machine.config.open("ab") as file:
        file.write(b"\n[profile theirs]\nregion = x\n")
    (result,) = machine.undo()
    assert result.outcome is Outcome.WRITTEN
    assert machine.config.read_bytes().strip() == b"[profile theirs]\nregion = x"


def test_a_created_file_goes_although_it_was_made_anew_in_between(
    machine: Machine,
) -> None:
    machine.write(config_file(machine.config, section("a", 1)))
    machine.config.unlink()
    machine.write(config_file(machine.config, section("b", 2)))
    (result,) = machine.undo()
    assert result.outcome is Outcome.REMOVED and not result.change.notes


def test_a_created_file_goes_where_others_left_only_blank_lines(
    machine: Machine,
) -> None:
    machine.write(config_file(machine.config, section("a", 1)))
    with machine.config.open("ab") as file:
        file.write(b"\n\n")
    (result,) = machine.undo()
    assert result.outcome is Outcome.REMOVED


def test_a_created_folder_goes_with_the_last_of_its_files(machine: Machine) -> None:
    folder = machine.root / "out"
    machine.write(*(text_file(folder / name, "x\n") for name in ("one", "two")))
    machine.undo()
    assert not folder.exists()


def test_a_created_file_is_removed_with_its_folders(machine: Machine) -> None:
    machine.write(config_file(machine.config, section("a", 1)))
    (change,) = undo_plan(machine.state_folder)
    assert change.status is ChangeStatus.REMOVE
    assert {line.kind for line in diff(change)} == {"@", "-"}
    (result,) = machine.apply([change])
    assert result.outcome is Outcome.REMOVED
    assert not (machine.root / "home").exists()


def test_an_edited_script_stays_and_is_named(machine: Machine) -> None:
    path = machine.root / "run.sh"
    machine.write(text_file(path, "one\n", executable=True))
    path.write_text("one\nby hand\n")
    path.chmod(0o755)
    for _ in range(2):
        (result,) = machine.undo()
        assert result.outcome is Outcome.UNCHANGED
        (note,) = result.change.notes
        assert str(path) in note and "was edited after" in note and "are kept" in note
    assert path.read_text() == "one\nby hand\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_a_file_that_is_gone_already_is_named(machine: Machine) -> None:
    path = machine.root / "run.sh"
    machine.write(text_file(path, "one\n"))
    path.unlink()
    (result,) = machine.undo()
    assert result.outcome is Outcome.UNCHANGED and not path.exists()
    assert result.change.notes == (f"{path} no longer exists.",)


def test_an_edited_file_keeps_its_mode_too(machine: Machine) -> None:
    path = machine.root / "run.sh"
    path.write_text("theirs\n")
    path.chmod(0o640)
    machine.write(text_file(path, "ours\n"), choices={"run.sh": "replace"})
    path.write_text("by hand\n")
    path.chmod(0o600)
    (result,) = machine.undo()
    assert result.outcome is Outcome.UNCHANGED
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_may_not_be_written_any_more_is_refused(machine: Machine) -> None:
    path = machine.root / "run.sh"
    machine.write(text_file(path, "ours\n"))
    path.chmod(0o400)
    (change,) = undo_plan(machine.state_folder)
    assert change.status is ChangeStatus.REFUSED and "read-only" in change.problem


def test_a_mode_that_was_changed_is_changed_back(machine: Machine) -> None:
    path = machine.root / "run.sh"
    path.write_text("one\n")
    path.chmod(0o640)
    machine.write(text_file(path, "one\n", executable=True))
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    (result,) = machine.undo()
    assert result.ok and stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_hand_edit_between_two_writes_comes_back(machine: Machine) -> None:
    path = machine.root / "run.sh"
    lines = [f"{n}\n" for n in range(9)]
    machine.write(text_file(path, "".join(lines)))
    by_hand = "".join(lines).replace("1", "by hand")
    path.write_text(by_hand)
    machine.write(text_file(path, "".join(lines).replace("7", "seven")))
    assert path.read_text() == by_hand.replace("7", "seven")
    (result,) = machine.undo()
    assert path.read_text() == by_hand
    assert "edited" in result.change.notes[0]


def test_a_replaced_file_comes_back_from_its_backup(machine: Machine) -> None:
    path = machine.root / "run.sh"
    path.write_text("password = theirSecret\n")
    machine.write(text_file(path, "ours\n"), choices={"run.sh": "replace"})
    recorded = b"".join(on_disk(machine.journal).values())
    assert b"theirSecret" not in recorded
    machine.undo()
    assert path.read_text() == "password = theirSecret\n"


def test_without_its_backup_a_replaced_file_stays_and_undo_says_so(
    machine: Machine,
) -> None:
    path = machine.root / "run.sh"
    path.write_text("theirs\n")
    (result,) = machine.write(text_file(path, "ours\n"), choices={"run.sh": "replace"})
    Path(result.backup).write_text("not what was there\n")
    (change,) = undo_plan(machine.state_folder)
    assert change.status is ChangeStatus.REFUSED and "backup" in change.problem
    assert path.read_text() == "ours\n"


@pytest.mark.parametrize("edited", [False, True])
def test_keys_are_taken_back_without_being_recorded(
    machine: Machine, edited: bool
) -> None:
    path = machine.root / "credentials"
    old = b"[mine]\naws_secret_access_key = theirSecret\n"
    path.write_bytes(old)
    machine.write(credentials_file(path, "carto", "ourSecret"))
    extra = b"\n[late]\naws_access_key_id = X\n" if edited else b""
    path.write_bytes(path.read_bytes() + extra)
    (change,) = undo_plan(machine.state_folder)
    assert "Secret" not in as_text(diff(change))
    every = entries(machine.journal)
    assert backups_with_withdrawn_keys(machine.state_folder, every, "s.toml") == ()
    (result,) = machine.apply([change])
    assert result.ok and path.read_bytes() == old + extra
    # What is changed once more is copied once more.
    assert Path(result.backup).read_bytes() == change.before
    every = entries(machine.journal)
    found = backups_with_withdrawn_keys(machine.state_folder, every, "s.toml")
    assert found == (Path(result.backup),)
    assert backups_with_withdrawn_keys(machine.state_folder, every, "other") == ()


def test_every_backup_with_keys_that_were_taken_back_is_found(
    machine: Machine,
) -> None:
    path = machine.root / "credentials"
    planned = [credentials_file(path, "carto", f"secret{n}") for n in range(3)]
    made = [machine.write(each)[0] for each in planned]
    machine.undo()
    every = entries(machine.journal)
    found = backups_with_withdrawn_keys(machine.state_folder, every, "s.toml")
    assert found == tuple(Path(each.backup) for each in made[1:])
    # The same keys, written again by somebody else, are theirs now.
    machine.apply(machine.plan(planned[0]), session="other")
    every = entries(machine.journal)
    found = backups_with_withdrawn_keys(machine.state_folder, every, "s.toml")
    assert found == (Path(made[2].backup),)


def test_created_keys_leave_no_copy_behind(machine: Machine) -> None:
    path = machine.root / "keys" / "credentials"
    machine.write(credentials_file(path, "carto", "ourSecret"))
    machine.undo()
    left = b"".join(on_disk(machine.root).values())
    assert b"ourSecret" not in left and not path.parent.exists()


@pytest.mark.parametrize("backup", ["there", "gone", "changed"])
def test_a_secret_that_was_replaced_comes_back_from_the_backup(
    machine: Machine, backup: str
) -> None:
    path = machine.root / "credentials"
    old = b"[carto]\naws_access_key_id = AKIA\naws_secret_access_key = theirs\n"
    path.write_bytes(old)
    planned = credentials_file(path, "carto", "ourSecret")
    (result,) = machine.write(planned, choices={"aws-credentials/carto": "replace"})
    path.write_bytes(path.read_bytes() + b"[late]\n")
    if backup == "gone":
        Path(result.backup).unlink()
    elif backup == "changed":
        Path(result.backup).write_bytes(old.replace(b"theirs", b"others"))
    (undone,) = machine.undo()
    left = path.read_bytes()
    there = backup == "there"
    assert (left == old + b"[late]\n") is there
    named = [note for note in undone.change.notes if "aws_secret_access_key" in note]
    assert bool(named) is not there
    assert (b"ourSecret" in left) is not there


def test_a_link_that_turned_since_is_refused(machine: Machine) -> None:
    for name in ("one", "two"):
        (machine.root / name).write_bytes(YEARS_OF_WORK)
    path = machine.root / "config"
    path.symlink_to("one")
    machine.write(config_file(path, section("a", 1)))
    path.unlink()
    path.symlink_to("two")
    (change,) = undo_plan(machine.state_folder)
    assert change.status is ChangeStatus.REFUSED and "another file" in change.problem


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "cannot be read"),
        ("[]", "cannot be read"),
        ("\xff", "cannot be read"),
        ('{"version": 2, "id": "x"}', "cannot be read"),
        ('{"version": 1}', "was written by another version of carto-wizard"),
        ('{"version": 99}', "was written by another version of carto-wizard"),
    ],
)
def test_a_record_that_cannot_be_read_is_named_and_the_rest_still_works(
    machine: Machine, text: str, why: str
) -> None:
    machine.write(config_file(existing(machine), section("a", 1)))
    name = "20200101T000000.000000Z-x"
    for suffix in (".json", ".open"):
        (machine.journal / f"{name}{suffix}").write_text(text, encoding="latin-1")
    assert unreadable(machine.journal) == {machine.journal / f"{name}.json": why}
    machine.undo()
    assert machine.config.read_bytes() == YEARS_OF_WORK


def test_a_record_without_its_backup_is_exact_all_the_same(machine: Machine) -> None:
    existing(machine)
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    for backup in machine.config.parent.glob("*.bak"):
        backup.unlink()
    machine.undo()
    assert machine.config.read_bytes() == YEARS_OF_WORK
