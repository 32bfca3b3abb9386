from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from carto_wizard.files.disk.atomic import temporary_name
from carto_wizard.files.disk.locks import lock
from carto_wizard.files.verify import disagreements
from tests.files.support import (
    Machine,
    config_file,
    credentials_file,
    existing,
    on_disk,
    section,
    text_file,
)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A config that was there, a file of its own and a replaced script."""
    machine = Machine(tmp_path)
    existing(machine)
    script(machine).write_text("theirs\n")
    machine.write(
        config_file(machine.config, section("a", 1)),
        text_file(machine.root / "home" / "own.sh", "one\n"),
        text_file(script(machine), "ours\n"),
        choices={"run.sh": "replace"},
    )
    return machine


def script(machine: Machine) -> Path:
    return machine.root / "home" / "run.sh"


def own(machine: Machine) -> Path:
    return machine.root / "home" / "own.sh"


def backup(path: Path) -> Path:
    (found,) = path.parent.glob(f"{path.name}.*.bak")
    return found


def named(machine: Machine) -> dict[str, str]:
    found = disagreements(machine.state_folder, "s.toml")
    assert all(each.hint.endswith((".", "taken back")) for each in found)
    return {Path(each.path).name: each.problem for each in found}


def test_what_fits_is_not_named_before_and_after_an_undo(machine: Machine) -> None:
    assert named(machine) == {}
    machine.undo()
    assert named(machine) == {}
    for number in range(9):
        machine.write(config_file(machine.config, section("a", number + 1)))
    # The oldest backups but the first gave way to newer ones.
    assert named(machine) == {}


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"# more\n")


def edit_ours(machine: Machine) -> None:
    data = machine.config.read_bytes()
    machine.config.write_bytes(data.replace(b"us-east-1", b"us-east-2"))


def leave_temporary(machine: Machine) -> None:
    temporary_name(own(machine), own(machine).parent).write_bytes(b"half")


def cut_short(machine: Machine) -> None:
    record = next(p for p in machine.journal.iterdir() if "own.sh" in p.read_text())
    record.rename(record.with_suffix(".open"))


def forget(machine: Machine) -> None:
    """The record of the script is gone, and its backup is not."""
    record = next(p for p in machine.journal.iterdir() if "run.sh" in p.read_text())
    record.unlink()


def keep_theirs(machine: Machine) -> None:
    name = "own.sh.carto-wizard.20260101T000000.123456Z.theirs"
    own(machine).with_name(name).write_text("x")


@pytest.mark.parametrize(
    ("harm", "name", "problem"),
    [
        (lambda m: append(own(m)), "own.sh", "changed after"),
        (lambda m: append(m.config), "config", "changed after"),
        (edit_ours, "config", "changed after"),
        (lambda m: own(m).unlink(), "own.sh", "no longer exists"),
        (lambda m: backup(script(m)).unlink(), "run.sh", "cannot be undone"),
        (lambda m: append(backup(script(m))), "run.sh", "cannot be undone"),
        (
            lambda m: backup(m.config).unlink(),
            "config.*.bak",
            "no longer exists. It is a",
        ),
        (lambda m: append(backup(m.config)), "config.*.bak", "was changed. It is a"),
        (leave_temporary, ".carto-wizard-*.tmp", "temporary file"),
        (cut_short, "own.sh", "was being written"),
        (forget, "run.sh.*.bak", "not in the journal"),
        (keep_theirs, "own.sh.*.theirs", "another program wrote"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_touched(
    machine: Machine, harm: Callable[[Machine], object], name: str, problem: str
) -> None:
    harm(machine)
    before = on_disk(machine.root)
    ((path, said),) = named(machine).items()
    assert Path(path).match(name) and problem in said
    assert on_disk(machine.root) == before


def test_a_file_that_is_being_written_is_named_and_left_alone(
    machine: Machine,
) -> None:
    leave_temporary(machine)
    with lock(str(own(machine)), machine.state_folder.locks):
        assert named(machine) == {
            "own.sh": "is locked, because another carto-wizard is writing it."
        }


def test_keys_that_were_taken_back_are_named(machine: Machine) -> None:
    path = machine.root / "home" / "credentials"
    path.write_text("[mine]\naws_access_key_id = X\n")
    machine.write(credentials_file(path, "carto", "ourSecret"))
    assert named(machine) == {}
    machine.undo()
    ((_, said),) = named(machine).items()
    assert said == "contains access keys that an undo removed from your files."


def test_only_the_files_of_the_session_are_looked_at(machine: Machine) -> None:
    append(own(machine))
    assert disagreements(machine.state_folder, "other.toml") == []


def test_a_long_journal_is_read_a_few_times_only(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record, *_) = machine.journal.glob("*.json")
    entry = json.loads(record.read_text())
    for number in range(500):
        again = entry | {"id": f"20270101T000000.{number:06}Z-0"}
        (machine.journal / f"{again['id']}.json").write_text(json.dumps(again))
    reads: list[Path] = []
    read_bytes = Path.read_bytes

    def counted(self: Path) -> bytes:
        reads.append(self)
        return read_bytes(self)

    monkeypatch.setattr(Path, "read_bytes", counted)
    disagreements(machine.state_folder, "s.toml")
    assert 500 < len(reads) < 2_000
