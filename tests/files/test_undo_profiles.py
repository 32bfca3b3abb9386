from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from carto_wizard.files.writer import Outcome
from carto_wizard.render.planned import Section
from tests.files.support import (
    YEARS_OF_WORK,
    Machine,
    config_file,
    existing,
    section,
)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


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
    existing(machine, YEARS_OF_WORK + end)
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    machine.config.write_bytes(change(machine.config.read_bytes()))
    (result,) = machine.undo()
    assert result.ok and not result.change.notes
    found, wanted = machine.config.read_bytes(), change(YEARS_OF_WORK + end)
    if change is below and not end:
        # Ours closed the open last line, in the way of the file; theirs did too, in
        # theirs. One of the two line ends stays.
        found, wanted = (data.replace(b"\r\n", b"\n") for data in (found, wanted))
    assert found == wanted


def test_a_comment_between_ours_survives(machine: Machine) -> None:
    existing(machine, YEARS_OF_WORK + b"\n")
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    edited = machine.config.read_bytes()
    edited = edited.replace(b"\n[profile b]", b"\n# between\n[profile b]")
    machine.config.write_bytes(edited)
    machine.undo()
    assert machine.config.read_bytes() == YEARS_OF_WORK + b"\n\n# between\n"


def test_another_tool_that_rewrote_the_line_ends_is_no_obstacle(
    machine: Machine,
) -> None:
    old = YEARS_OF_WORK.replace(b"\r\n", b"\n") + b"\n"
    existing(machine, old.replace(b"\n", b"\r\n"))
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    rewritten = machine.config.read_bytes().replace(b"\r\n", b"\n")
    machine.config.write_bytes(rewritten + b"[profile cli]\nregion = z\n")
    (result,) = machine.undo()
    assert result.ok
    assert machine.config.read_bytes() == old + b"[profile cli]\nregion = z\n"


def test_a_profile_that_was_edited_since_stays(machine: Machine) -> None:
    existing(machine, YEARS_OF_WORK + b"\n")
    machine.write(config_file(machine.config, *(section(n, 1) for n in "abc")))
    edited = machine.config.read_bytes().replace(
        b"[profile b]\n", b"[profile b]\nmfa_serial = theirs\n"
    )
    machine.config.write_bytes(edited)
    (result,) = machine.undo()
    assert result.ok
    left = machine.config.read_bytes()
    assert left.startswith(YEARS_OF_WORK) and b"mfa_serial = theirs" in left
    assert b"profile a]" not in left and b"profile c]" not in left
    assert any(
        "profile b" in note and "is kept" in note for note in result.change.notes
    )


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


def default_section(*keys: tuple[str, str]) -> Section:
    return Section("default", keys)


def replaced(machine: Machine, wanted: Section) -> bytes:
    """Write a section over the one that is there; gives the new bytes."""
    choices = {f"aws-config/{wanted.header.split()[-1]}": "replace"}
    (result,) = machine.write(config_file(machine.config, wanted), choices=choices)
    assert result.ok
    return machine.config.read_bytes()


def test_an_updated_key_gets_its_old_value(machine: Machine) -> None:
    old = b"[default]\nregion = eu-west-1 \noutput=json\n[profile own]\nregion = x\n"
    existing(machine, old)
    written = replaced(machine, default_section(("region", "us-east-1")))
    assert b"region = us-east-1 \n" in written
    machine.config.write_bytes(written.replace(b"region = x", b"region = y"))
    (result,) = machine.undo()
    assert machine.config.read_bytes() == old.replace(b"region = x", b"region = y")
    assert result.change.notes == ()


@pytest.mark.parametrize("theirs", [b"\n", b"\r\n"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_an_open_last_line_is_closed_as_others_closed_it(
    machine: Machine, end: bytes, theirs: bytes
) -> None:
    old = end.join([b"[default]", b"output = json", b"[profile own]", b"region = x"])
    existing(machine, old)
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    more = theirs + theirs.join([b"[profile later]", b"region = y", b""])
    with machine.config.open("ab") as file:
        file.write(more)
    machine.undo()
    assert machine.config.read_bytes() == old + more


@pytest.mark.parametrize(
    "old",
    [
        *(b"region =", b"region=", b"region = x"),
        *(b"region = ", b"region =  ", b"region= ", b"region = \t"),
    ],
)
def test_an_added_value_goes_again(machine: Machine, old: bytes) -> None:
    old = b"[default]\n" + old + b"\noutput = json\n"
    existing(machine, old)
    written = replaced(machine, default_section(("region", "us-east-1")))
    assert b"us-east-1" in written
    machine.config.write_bytes(b"# edited\n" + written)
    (result,) = machine.undo()
    assert machine.config.read_bytes() == b"# edited\n" + old
    assert result.change.notes == ()


def test_keys_are_taken_back_one_by_one_and_those_edited_since_are_named(
    machine: Machine,
) -> None:
    old = b"[default]\nregion = eu-west-1\noutput = json\ncli_pager = less\n"
    existing(machine, old)
    written = replaced(
        machine,
        default_section(
            ("region", "us-east-1"),
            ("output", "text"),
            ("cli_pager", "more"),
            ("retry_mode", "standard"),
        ),
    )
    edited = written.replace(b"us-east-1", b"ap-south-1")
    # What somebody took back by hand needs neither an edit nor a word.
    edited = edited.replace(b"cli_pager = more", b"cli_pager = less")
    machine.config.write_bytes(edited)
    (result,) = machine.undo()
    assert machine.config.read_bytes() == old.replace(b"eu-west-1", b"ap-south-1")
    assert result.change.notes == (
        "key region of profile default was edited after it was written, so it is kept.",
    )


def test_a_key_that_ours_took_out_comes_back(machine: Machine) -> None:
    theirs = b"[profile a]\nrole_arn = theirs\nsource_profile = base\n"
    existing(machine, theirs)
    written = replaced(machine, section("a", 1))
    assert b"source_profile" not in written
    machine.config.write_bytes(written + b"[profile later]\nregion = x\n")
    machine.undo()
    assert machine.config.read_bytes() == theirs + b"[profile later]\nregion = x\n"


def test_a_profile_that_somebody_removed_does_not_come_back(machine: Machine) -> None:
    existing(machine, b"[profile a]\nrole_arn = theirs\n\n[profile own]\n")
    machine.write(
        config_file(machine.config, section("a", 1), section("b", 2)),
        choices={"aws-config/a": "replace"},
    )
    machine.config.write_bytes(b"[profile own]\n")
    (result,) = machine.undo()
    assert result.ok and machine.config.read_bytes() == b"[profile own]\n"


def test_a_profile_of_ours_with_a_value_of_others_in_between_stays(
    machine: Machine,
) -> None:
    machine.write(config_file(machine.config, section("a", 1)))
    edited = machine.config.read_bytes().replace(b"us-east-1", b"eu-west-1")
    machine.config.write_bytes(edited)
    replaced(machine, section("a", 1, "us-west-1"))
    written = machine.config.read_bytes() + b"# edited\n"
    machine.config.write_bytes(written)
    (result,) = machine.undo()
    assert machine.config.read_bytes() == written
    assert "profile a was edited after" in result.change.notes[0]


def test_what_others_wrote_between_two_writes_comes_back(machine: Machine) -> None:
    existing(machine, b"[default]\nregion = one\n")
    replaced(machine, default_section(("region", "us-east-1")))
    machine.config.write_bytes(b"[default]\nregion = two\n")
    written = replaced(machine, default_section(("region", "us-west-1")))
    machine.config.write_bytes(written + b"# the end\n")
    machine.undo()
    assert machine.config.read_bytes() == b"[default]\nregion = two\n# the end\n"


def test_a_profile_that_ours_added_and_removed_is_nothing_of_ours(
    machine: Machine,
) -> None:
    existing(machine, b"[profile own]\n")
    machine.write(config_file(machine.config, section("a", 1), section("b", 2)))
    machine.write(config_file(machine.config, section("b", 2)))
    theirs = b"[profile own]\n\n[profile a]\nregion = x\n"
    machine.config.write_bytes(theirs + b"\n[profile b]\nregion = mine\n")
    (result,) = machine.undo()
    assert [note for note in result.change.notes if "profile a" in note] == []
    assert [note for note in result.change.notes if "profile b" in note] != []


def test_what_aws_tools_read_differently_is_no_obstacle(machine: Machine) -> None:
    machine.write(config_file(existing(machine, b""), section("a", 1)))
    theirs = b"[DEFAULT]\noutput = json\n\n[profile default]\n\n[default]\n"
    machine.config.write_bytes(machine.config.read_bytes() + theirs)
    (result,) = machine.undo()
    assert result.ok and machine.config.read_bytes() == theirs


def test_a_file_that_aws_tools_reject_by_now_is_refused(machine: Machine) -> None:
    machine.write(config_file(existing(machine), section("a", 1)))
    broken = machine.config.read_bytes() + b"\nno key\n"
    machine.config.write_bytes(broken)
    (result,) = machine.undo()
    assert result.outcome is Outcome.REFUSED and "config:" in result.message
    assert machine.config.read_bytes() == broken
