from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from carto_wizard.files.change import ChangeStatus
from carto_wizard.files.changes import diff
from carto_wizard.files.config.splices import apply_splices
from carto_wizard.files.diff import as_text
from carto_wizard.files.journal.entries import damaged, history
from carto_wizard.files.undo.plan import redo_plan, undo_plan
from carto_wizard.files.writer import Outcome
from tests.files.support import (
    Machine,
    config_file,
    credentials_file,
    on_disk,
    section,
    text_file,
)

OLD = (
    b"# years of work\r\n[default]\r\nregion=eu-west-1\r\n\r\n"
    b"[profile own]\nregion = x\n\ts3 =\n\t\tmax = 1\n; the end"
)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def existing(machine: Machine, data: bytes = OLD) -> Path:
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(data)
    machine.config.chmod(0o640)
    return machine.config


def home(machine: Machine) -> dict[str, bytes]:
    files = on_disk(machine.root / "home") if (machine.root / "home").exists() else {}
    return {name: data for name, data in files.items() if not name.endswith(".bak")}


def test_undo_restores_every_byte_and_redo_writes_them_again(machine: Machine) -> None:
    existing(machine)
    script = machine.root / "home" / "out" / "run.sh"
    planned = (
        config_file(machine.config, section("a", 1), section("b", 2)),
        text_file(script, "x\n", executable=True),
    )
    before = home(machine)
    machine.write(*planned)
    after = home(machine)
    for _ in range(3):
        assert {result.ok for result in machine.undo()} == {True}
        assert home(machine) == before
        assert not script.parent.exists()
        assert stat.S_IMODE(machine.config.stat().st_mode) == 0o640
        assert {result.ok for result in machine.redo()} == {True}
        assert home(machine) == after
        assert stat.S_IMODE(script.stat().st_mode) == 0o700
    assert machine.redo() == []


def test_undo_takes_back_every_run_of_the_session(machine: Machine) -> None:
    existing(machine)
    for number in range(1, 4):
        machine.write(config_file(machine.config, section("a", number)))
    machine.undo()
    assert machine.config.read_bytes() == OLD
    assert machine.undo() == []


def test_one_run_can_be_taken_back_alone(machine: Machine) -> None:
    existing(machine)
    machine.write(config_file(machine.config, section("a", 1)))
    once = machine.config.read_bytes()
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    last = history(machine.journal)[-1]
    machine.apply(undo_plan(machine.state_folder, runs=[last.id]))
    assert machine.config.read_bytes() == once


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
    assert machine.config.read_bytes() == OLD


def test_the_history_tells_what_happened(machine: Machine) -> None:
    machine.write(config_file(existing(machine), section("a", 1)))
    machine.undo()
    machine.redo()
    runs = history(machine.journal)
    assert [(run.undo, run.undone) for run in runs] == [
        (False, False),
        (True, True),
        (False, False),
    ]
    assert runs[0].time < runs[1].time < runs[2].time
    assert history(machine.journal, "elsewhere") == ()


def test_what_was_written_since_an_undo_is_not_redone_over(machine: Machine) -> None:
    machine.write(config_file(existing(machine), section("a", 1)))
    machine.undo()
    machine.write(config_file(machine.config, section("b", 2)))
    assert machine.redo() == []
    machine.undo()
    (again,) = machine.redo()
    assert again.ok and b"[profile b]" in machine.config.read_bytes()
    assert [run.redo for run in history(machine.journal)] == [False] * 4 + [True]


def above(data: bytes) -> bytes:
    return b"# new first line\n" + data


def below(data: bytes) -> bytes:
    return data + b"\n[profile later]\nregion = y\n"


def inside_theirs(data: bytes) -> bytes:
    return data.replace(b"region=eu", b"region = ap")


@pytest.mark.parametrize("change", [above, below, inside_theirs])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_edits_elsewhere_survive_an_undo(
    machine: Machine, change: Callable[[bytes], bytes], end: bytes
) -> None:
    existing(machine, OLD + end)
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    machine.config.write_bytes(change(machine.config.read_bytes()))
    (result,) = machine.undo()
    assert result.ok and not result.change.notes
    assert machine.config.read_bytes() == change(OLD + end)


def test_a_comment_between_ours_survives(machine: Machine) -> None:
    existing(machine, OLD + b"\n")
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    edited = machine.config.read_bytes()
    edited = edited.replace(b"\n[profile b]", b"\n# between\n[profile b]")
    machine.config.write_bytes(edited)
    machine.undo()
    assert machine.config.read_bytes() == OLD + b"\n\n# between\n"


def test_another_tool_that_rewrote_the_line_ends_is_no_obstacle(
    machine: Machine,
) -> None:
    old = OLD.replace(b"\r\n", b"\n") + b"\n"
    existing(machine, old.replace(b"\n", b"\r\n"))
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    rewritten = machine.config.read_bytes().replace(b"\r\n", b"\n")
    machine.config.write_bytes(rewritten + b"[profile cli]\nregion = z\n")
    (result,) = machine.undo()
    assert result.ok
    assert machine.config.read_bytes() == old + b"[profile cli]\nregion = z\n"


def test_a_profile_that_was_edited_since_stays(machine: Machine) -> None:
    existing(machine, OLD + b"\n")
    machine.write(config_file(machine.config, *(section(n, 1) for n in "abc")))
    edited = machine.config.read_bytes().replace(
        b"[profile b]\n", b"[profile b]\nmfa_serial = theirs\n"
    )
    machine.config.write_bytes(edited)
    (result,) = machine.undo()
    assert result.ok
    left = machine.config.read_bytes()
    assert left.startswith(OLD) and b"mfa_serial = theirs" in left
    assert b"profile a]" not in left and b"profile c]" not in left
    assert any("profile b" in note and "stays" in note for note in result.change.notes)


def test_a_key_added_below_ours_never_falls_to_another_profile(
    machine: Machine,
) -> None:
    existing(machine, b"[profile own]\nregion = x\n")
    machine.write(config_file(machine.config, section("a", 1)))
    with machine.config.open("ab") as file:
        file.write(b"mfa_serial = theirs\n")
    edited = machine.config.read_bytes()
    (result,) = machine.undo()
    assert machine.config.read_bytes() == edited
    assert result.change.notes


def test_an_updated_key_gets_its_old_value_unless_it_changed_again(
    machine: Machine,
) -> None:
    from dataclasses import replace

    old = b"[default]\nregion = eu-west-1 \noutput=json\n[profile own]\nregion = x\n"
    wanted = replace(
        section("default", 1), header="default", keys=(("region", "us-east-1"),)
    )
    existing(machine, old)
    planned = config_file(machine.config, wanted)
    machine.write(planned, choices={"aws-config/default": "replace"})
    written = machine.config.read_bytes()
    assert b"region = us-east-1 \n" in written
    machine.config.write_bytes(written.replace(b"region = x", b"region = y"))
    machine.undo()
    assert machine.config.read_bytes() == old.replace(b"region = x", b"region = y")
    machine.redo()
    machine.config.write_bytes(written.replace(b"us-east-1", b"ap-south-1"))
    (change,) = undo_plan(machine.state_folder)
    assert change.status is ChangeStatus.SAME
    assert "region" in change.notes[0] and "stays" in change.notes[0]


def test_a_created_file_that_others_use_now_is_not_removed(machine: Machine) -> None:
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    with machine.config.open("ab") as file:
        file.write(b"\n[profile theirs]\nregion = x\n")
    (result,) = machine.undo()
    assert result.outcome is Outcome.WRITTEN
    assert machine.config.read_bytes().strip() == b"[profile theirs]\nregion = x"


def test_a_created_file_is_removed_with_its_folders(machine: Machine) -> None:
    machine.write(config_file(machine.config, section("a", 1)))
    (change,) = undo_plan(machine.state_folder)
    assert change.status is ChangeStatus.REMOVE
    assert {line.kind for line in diff(change)} == {"@", "-"}
    (result,) = machine.apply([change])
    assert result.outcome is Outcome.REMOVED
    assert not (machine.root / "home").exists()


def test_an_edited_script_is_asked_about(machine: Machine) -> None:
    path = machine.root / "run.sh"
    machine.write(text_file(path, "one\n"))
    path.write_text("one\nby hand\n")
    (change,) = undo_plan(machine.state_folder)
    assert change.status is ChangeStatus.CONFLICT and "edited" in change.problem
    (skipped,) = machine.undo()
    assert skipped.outcome is Outcome.SKIPPED and path.exists()
    (kept,) = machine.undo({"run.sh": "keep"})
    assert kept.outcome is Outcome.UNCHANGED
    (gone,) = machine.undo({"run.sh": "replace"})
    assert gone.outcome is Outcome.REMOVED and not path.exists()
    assert Path(gone.backup).read_text() == "one\nby hand\n"


def test_an_edited_update_keeps_the_hand_edit(machine: Machine) -> None:
    path = machine.root / "run.sh"
    lines = [f"{n}\n" for n in range(9)]
    machine.write(text_file(path, "".join(lines)))
    first = history(machine.journal)[0].id
    machine.write(text_file(path, "".join(lines).replace("7", "seven")))
    path.write_text(path.read_text().replace("1", "by hand"))
    last = history(machine.journal)[-1].id
    assert first != last
    machine.apply(undo_plan(machine.state_folder, runs=[last]))
    assert path.read_text() == "".join(lines).replace("1", "by hand")


def test_a_replaced_file_comes_back_from_its_backup(machine: Machine) -> None:
    path = machine.root / "run.sh"
    path.write_text("password = theirSecret\n")
    machine.write(text_file(path, "ours\n"), choices={"run.sh": "replace"})
    recorded = b"".join(on_disk(machine.journal).values())
    assert b"theirSecret" not in recorded
    machine.undo()
    assert path.read_text() == "password = theirSecret\n"


def test_without_record_or_backup_undo_says_so(machine: Machine) -> None:
    path = machine.root / "run.sh"
    path.write_text("password = theirSecret\n")
    (result,) = machine.write(text_file(path, "ours\n"), choices={"run.sh": "replace"})
    Path(result.backup).unlink()
    (change,) = undo_plan(machine.state_folder, choices={"run.sh": "replace"})
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
    (result,) = machine.apply([change])
    assert result.ok and path.read_bytes() == old + extra


def test_created_keys_leave_no_copy_behind(machine: Machine) -> None:
    path = machine.root / "keys" / "credentials"
    machine.write(credentials_file(path, "carto", "ourSecret"))
    machine.undo()
    left = b"".join(on_disk(machine.root).values())
    assert b"ourSecret" not in left and not path.parent.exists()
    (change,) = redo_plan(machine.state_folder)
    assert change.status is ChangeStatus.REFUSED


def test_a_link_that_turned_since_is_refused(machine: Machine) -> None:
    for name in ("one", "two"):
        (machine.root / name).write_bytes(OLD)
    path = machine.root / "config"
    path.symlink_to("one")
    machine.write(config_file(path, section("a", 1)))
    path.unlink()
    path.symlink_to("two")
    (change,) = undo_plan(machine.state_folder)
    assert change.status is ChangeStatus.REFUSED and "another file" in change.problem


def test_a_damaged_record_is_named_and_the_rest_still_works(machine: Machine) -> None:
    machine.write(config_file(existing(machine), section("a", 1)))
    bad = machine.journal / "20200101T000000.000000Z-x.json"
    for text in ("", "[]", '{"version": 99}', "\xff"):
        bad.write_text(text, encoding="latin-1")
        assert damaged(machine.journal) == (bad,)
    machine.undo()
    assert machine.config.read_bytes() == OLD


def test_a_record_without_its_backup_is_exact_all_the_same(machine: Machine) -> None:
    existing(machine)
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    for backup in machine.config.parent.glob("*.bak"):
        backup.unlink()
    machine.undo()
    assert machine.config.read_bytes() == OLD


def test_the_splices_of_a_change_are_the_change(machine: Machine) -> None:
    existing(machine, OLD + b"\n")
    machine.write(config_file(machine.config, *(section(n, 1) for n in "abcd")))
    wanted = (section("a", 2), section("c", 1), section("e", 5))
    (change,) = machine.plan(config_file(machine.config, *wanted))
    assert change.before is not None
    assert apply_splices(change.before, change.splices) == change.after
