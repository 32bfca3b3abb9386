from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

from carto_wizard.files.change import ChangeStatus
from carto_wizard.files.changes import Stage, changes, diff
from carto_wizard.files.config.progress import ConfigPhase
from carto_wizard.files.diff import as_text
from carto_wizard.render.planned import Language
from tests.files.support import (
    Machine,
    config_file,
    credentials_file,
    on_disk,
    section,
    text_file,
)

FOREIGN = b"# mine\n[profile own]\nregion = eu-west-1\n"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_nothing_there_is_created(machine: Machine) -> None:
    planned = config_file(machine.config, section("a", 1))
    (change,) = machine.plan(planned)
    assert change.status is ChangeStatus.CREATE
    assert change.after == planned.text.encode()
    assert change.before is None and change.mode == 0o600
    assert not on_disk(machine.root)


def test_a_second_run_changes_nothing(machine: Machine) -> None:
    planned = (
        config_file(machine.config, section("a", 1)),
        text_file(machine.root / "out" / "run.sh", "x\n", executable=True),
    )
    machine.write(*planned)
    assert {each.status for each in machine.plan(*planned)} == {ChangeStatus.SAME}
    assert all(diff(each) == [] for each in machine.plan(*planned))


def test_a_missing_executable_bit_is_a_change(machine: Machine) -> None:
    planned = text_file(machine.root / "run.sh", "x\n", executable=True)
    machine.write(planned)
    (machine.root / "run.sh").chmod(0o640)
    (change,) = machine.plan(planned)
    assert (change.status, change.mode) == (ChangeStatus.UPDATE, 0o750)
    assert change.notes and diff(change) == []
    (result,) = machine.apply([change])
    assert result.ok
    assert (machine.root / "run.sh").stat().st_mode & 0o777 == 0o750


def test_a_foreign_config_keeps_its_bytes_and_names_its_profiles(
    machine: Machine,
) -> None:
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(FOREIGN)
    (change,) = machine.plan(config_file(machine.config, section("a", 1)))
    assert change.status is ChangeStatus.UPDATE
    assert change.after.startswith(FOREIGN)
    assert change.others == ("own",)
    assert change.backup


def test_a_profile_of_the_same_name_is_asked_about(machine: Machine) -> None:
    machine.config.parent.mkdir(parents=True)
    theirs = b"[profile a]\nrole_arn = arn:aws:iam::999999999999:role/x\n"
    machine.config.write_bytes(theirs)
    planned = config_file(machine.config, section("a", 1), section("b", 2))
    (change,) = machine.plan(planned)
    assert change.status is ChangeStatus.CONFLICT
    (choice,) = change.choices
    assert choice.name == f"{machine.config} [a]"
    assert choice.options == ("keep", "rename", "replace")
    (result,) = machine.write(planned)
    assert not result.ok and machine.config.read_bytes() == theirs
    for how in choice.options:
        (change,) = machine.plan(planned, choices={"aws-config/a": how})
        assert change.status is ChangeStatus.UPDATE
        assert change.after.startswith(theirs) == (how != "replace")
        assert (b"[profile a-cartography]" in change.after) == (how == "rename")


def test_a_chosen_name_stays_chosen(machine: Machine) -> None:
    machine.config.parent.mkdir(parents=True)
    theirs = b"[profile a]\nrole_arn = arn:aws:iam::999999999999:role/x\n"
    machine.config.write_bytes(theirs)
    planned = config_file(machine.config, section("a", 1))
    chosen = {"aws-config/a": "rename"}
    machine.write(planned, choices=chosen)
    (again,) = machine.plan(planned, choices=chosen)
    assert again.status is ChangeStatus.SAME
    (later,) = machine.plan(config_file(machine.config, section("b", 2)))
    assert b"[profile a-cartography]" not in later.after
    assert later.after.startswith(theirs)


def test_a_profile_of_ours_that_somebody_changed_is_put_right(machine: Machine) -> None:
    planned = config_file(machine.config, section("a", 1), section("b", 2))
    machine.write(planned)
    right = machine.config.read_bytes()
    edited = right.replace(b"us-east-1", b"eu-west-1 # home", 1)
    machine.config.write_bytes(edited)
    (change,) = machine.plan(planned)
    assert change.status is ChangeStatus.UPDATE and not change.conflicts
    assert (change.after, change.backup, change.others) == (right, True, ())
    assert any("profile a was changed after it was written" in n for n in change.notes)
    machine.apply([change])
    (again,) = machine.plan(planned)
    assert again.status is ChangeStatus.SAME


def test_a_changed_profile_of_another_session_is_asked_about(machine: Machine) -> None:
    planned = config_file(machine.config, section("a", 1))
    machine.write(planned)
    edited = machine.config.read_bytes().replace(b"read-only", b"other")
    machine.config.write_bytes(edited)
    (change,) = changes([planned], state_folder=machine.state_folder, session="other")
    assert change.status is ChangeStatus.CONFLICT


def test_our_own_change_of_mind_is_no_conflict(machine: Machine) -> None:
    machine.write(config_file(machine.config, section("a", 1)))
    (change,) = machine.plan(config_file(machine.config, section("a", 2)))
    assert change.status is ChangeStatus.UPDATE and not change.conflicts


def test_a_profile_that_left_the_answers_goes_only_if_still_ours(
    machine: Machine,
) -> None:
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(FOREIGN)
    machine.write(config_file(machine.config, *(section(n, 1) for n in "abc")))
    whole = machine.config.read_bytes()
    (gone,) = machine.plan(config_file(machine.config, section("a", 1)))
    assert b"profile b" not in gone.after and b"profile c" not in gone.after
    assert gone.after.startswith(FOREIGN)
    edited = whole.replace(b"[profile b]\n", b"[profile b]\nmfa_serial = x\n")
    machine.config.write_bytes(edited)
    (kept,) = machine.plan(config_file(machine.config, section("a", 1)))
    assert b"[profile b]\nmfa_serial = x\n" in kept.after
    assert b"profile c" not in kept.after
    assert any("profile b" in note and "stays" in note for note in kept.notes)


def test_what_was_there_before_us_is_never_ours_to_remove(machine: Machine) -> None:
    planned = config_file(machine.config, section("a", 1))
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(planned.text.encode())
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    (change,) = machine.plan(config_file(machine.config, section("c", 3)))
    assert b"[profile a]" in change.after and b"[profile b]" not in change.after


def test_a_byte_order_mark_goes_as_a_change_of_its_own(machine: Machine) -> None:
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(b"\xef\xbb\xbf" + FOREIGN)
    planned = config_file(machine.config, section("a", 1))
    (refused,) = machine.plan(planned)
    assert refused.status is ChangeStatus.REFUSED
    assert "byte order mark" in refused.problem
    first, second = machine.plan(planned, choices={"aws-config/bom": "remove"})
    assert first.after == FOREIGN == second.before
    assert all(result.ok for result in machine.apply([first, second]))
    assert machine.config.read_bytes() == second.after
    machine.undo()
    assert machine.config.read_bytes() == b"\xef\xbb\xbf" + FOREIGN


def test_a_generated_file_of_ours_is_updated(machine: Machine) -> None:
    path = machine.root / "out" / "run.sh"
    machine.write(text_file(path, "one\n"))
    (change,) = machine.plan(text_file(path, "two\n"))
    assert change.status is ChangeStatus.UPDATE and not change.backup


def test_another_persons_file_is_kept_or_replaced_with_a_backup(
    machine: Machine,
) -> None:
    path = machine.root / "run.sh"
    path.write_text("theirs\n")
    planned = text_file(path, "ours\n")
    (change,) = machine.plan(planned)
    assert change.status is ChangeStatus.CONFLICT
    (choice,) = change.choices
    assert (choice.name, choice.options) == (str(path), ("keep", "replace"))
    (kept,) = machine.plan(planned, choices={"run.sh": "keep"})
    assert kept.status is ChangeStatus.SAME
    (result,) = machine.write(planned, choices={"run.sh": "replace"})
    assert path.read_text() == "ours\n"
    assert Path(result.backup).read_text() == "theirs\n"


def test_hand_edits_of_a_generated_file_survive_new_answers(machine: Machine) -> None:
    path = machine.root / "run.sh"
    lines = [f"line {n}\n" for n in range(9)]
    machine.write(text_file(path, "".join(lines)))
    edited = ["# by hand\n", *lines]
    path.write_text("".join(edited))
    for number in (1, 2):
        lines[7] = edited[8] = f"new {number}\n"
        planned = text_file(path, "".join(lines))
        (change,) = machine.plan(planned)
        assert change.status is ChangeStatus.UPDATE and change.backup
        machine.apply([change])
        assert path.read_text() == "".join(edited)
        assert machine.plan(planned)[0].status is ChangeStatus.SAME
    lines[0] = "clash\n"
    path.write_text("".join(edited).replace("line 0", "by hand too"))
    assert machine.plan(text_file(path, "".join(lines)))[0].conflicts


def test_a_merge_never_breaks_json(machine: Machine) -> None:
    path = machine.root / "policy.json"
    base = '{\n"a": 1,\n"b": 2,\n"c": 3,\n"d": 4\n}\n'
    machine.write(text_file(path, base, language=Language.JSON))
    path.write_text(base.replace('"d": 4\n', '"d": 4,\n"mine": 5\n'))
    ours = base.replace('"b": 2,\n', "")
    (merged,) = machine.plan(text_file(path, ours, language=Language.JSON))
    assert merged.status is ChangeStatus.UPDATE and b"mine" in merged.after
    path.write_text(base.replace('"a": 1,\n', '"a": 1,,\n'))
    (clash,) = machine.plan(text_file(path, ours, language=Language.JSON))
    assert clash.status is ChangeStatus.CONFLICT


@pytest.mark.parametrize("kind", ["folder", "pipe", "loop", "parent", "nul", "long"])
def test_impossible_paths_are_told_not_raised(machine: Machine, kind: str) -> None:
    path = machine.root / "x"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "loop":
            path.symlink_to(machine.root / "y")
            (machine.root / "y").symlink_to(path)
        case "parent":
            path.write_text("a file")
            path = path / "below"
        case "nul":
            path = machine.root / "a\0b"
        case "long":
            path = machine.root / ("n" * 300)
    before = on_disk(machine.root)
    for planned in (text_file(path, "x\n"), config_file(path, section("a", 1))):
        (change,) = machine.plan(planned)
        assert change.status is ChangeStatus.REFUSED
        assert change.problem.startswith(str(path)) and change.problem.endswith(".")
        assert diff(change) == []
        (result,) = machine.apply([change])
        assert not result.ok and result.message == change.problem
    assert on_disk(machine.root) == before


def test_a_read_only_file_is_refused_with_the_way_out(machine: Machine) -> None:
    path = machine.root / "config"
    path.write_bytes(FOREIGN)
    path.chmod(0o444)
    (change,) = machine.plan(config_file(path, section("a", 1)))
    assert change.status is ChangeStatus.REFUSED
    assert "read-only" in change.problem and "chmod" in change.problem


def test_what_botocore_cannot_read_is_refused_with_its_line(machine: Machine) -> None:
    path = machine.root / "config"
    path.write_bytes(b"[a]\nx = 1\nnonsense\n")
    (change,) = machine.plan(config_file(path, section("a", 1)))
    assert change.status is ChangeStatus.REFUSED
    assert f"{path}:3: " in change.problem


def test_secrets_are_masked_and_private(machine: Machine) -> None:
    path = machine.root / "credentials"
    path.write_text("[other]\naws_secret_access_key = theirSecret\n")
    path.chmod(0o644)
    (change,) = machine.plan(credentials_file(path, "carto", "ourSecret"))
    shown = as_text(diff(change))
    assert "ourSecret" not in shown and "theirSecret" not in shown
    assert change.mode == 0o600 and change.others == ("other",)
    assert "ourSecret" not in repr(change.written)


def test_who_waits_hears_how_far_a_large_file_is(machine: Machine) -> None:
    theirs = "".join(f"[profile p{n}]\nregion = eu-west-1\n\n" for n in range(4_000))
    machine.config.parent.mkdir(parents=True)
    machine.config.write_text(theirs)
    planned = (
        config_file(machine.config, *(section(f"new-{n}", n) for n in range(2_000))),
        text_file(machine.root / "run.sh", "x\n"),
    )
    heard: list[Stage] = []
    changes(planned, tell=heard.append)
    assert [stage.number for stage in heard if not stage.doing] == [0, 1]
    told = [stage for stage in heard if stage.doing]
    assert list(dict.fromkeys(stage.doing for stage in told)) == list(ConfigPhase)
    shares = [stage.share for stage in told]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] > 0.9
    steps = [after - before for before, after in pairwise(shares)]
    assert max(steps) < 0.2


def test_a_file_that_is_read_again_never_goes_back(machine: Machine) -> None:
    config = machine.config
    machine.write(config_file(config, section("a", 1), section("b", 2)))
    heard: list[Stage] = []
    planned = [config_file(config, section("a", 1))]
    (change,) = changes(
        planned, state_folder=machine.state_folder, session="s.toml", tell=heard.append
    )
    assert any("no longer" in note for note in change.notes)
    shares = [stage.share for stage in heard]
    assert shares == sorted(shares)


def test_a_profile_that_stays_theirs_costs_an_account_and_is_read(
    machine: Machine,
) -> None:
    planned = config_file(machine.config, section("a", 1), section("b", 2))
    machine.config.parent.mkdir(parents=True)
    machine.config.write_text("[profile a]\nrole_arn = arn:aws:iam::999:role/x\n")
    for how, noted in (("keep", True), ("replace", False), ("rename", False)):
        (change,) = machine.plan(planned, choices={f"{planned.key}/a": how})
        lost = [note for note in change.notes if "does not read account" in note]
        assert bool(lost) == noted
        assert change.others == (() if how == "replace" else ("a",))
