"""Another program writes between the last look at a file and the change of it."""

from __future__ import annotations

import fcntl
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carto_wizard.files import write_file
from carto_wizard.files.change import Change
from carto_wizard.files.disk import in_place, renames
from carto_wizard.files.journal.recovery import recover
from carto_wizard.files.journal.store import announced, entries
from carto_wizard.files.undo import undo_plan
from carto_wizard.files.writer import Outcome, WriteResult
from tests.files.stranger import ACTS, ROOT, Stranger, stranger
from tests.files.support import (
    Machine,
    config_file,
    home,
    on_disk,
    section,
    text_file,
    without_waiting,
)

OLD = "[profile own]\nregion = eu-west-1\n"
LONG = OLD + "# years of work\n" * 10_000
THEIRS = "\n[profile stranger]\nregion = eu-north-1\n"

STEPS = ((renames, "create"), (renames, "swap"), (write_file, "write_in_place"))
"""The steps that change a file, each after the last look at it; `rename` removes it."""


@pytest.fixture(scope="module")
def other() -> Iterator[Stranger]:
    with stranger() as process:
        yield process


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def there(machine: Machine, text: str = OLD) -> None:
    machine.config.parent.mkdir(parents=True, exist_ok=True)
    machine.config.write_text(text)
    machine.config.chmod(0o640)


def planned(machine: Machine) -> Change:
    (change,) = machine.plan(config_file(machine.config, section("a", 1)))
    return change


def create(machine: Machine) -> Change:
    machine.config.parent.mkdir(parents=True)
    return planned(machine)


def update(machine: Machine) -> Change:
    there(machine)
    return planned(machine)


def long_file(machine: Machine) -> Change:
    there(machine, LONG)
    return planned(machine)


def in_hard_links(machine: Machine) -> Change:
    there(machine)
    (machine.root / "other").hardlink_to(machine.config)
    return planned(machine)


def long_in_hard_links(machine: Machine) -> Change:
    there(machine, LONG)
    (machine.root / "other").hardlink_to(machine.config)
    return planned(machine)


def undone(change: Callable[[Machine], Change]) -> Callable[[Machine], Change]:
    def undo(machine: Machine) -> Change:
        machine.apply([change(machine)])
        (taken_back,) = undo_plan(machine.state_folder)
        return taken_back

    undo.__name__ = f"undo_of_{change.__name__}"
    return undo


def script(machine: Machine) -> Change:
    """A whole file that nobody makes a backup of."""
    path = machine.config.with_name("run.sh")
    machine.write(text_file(path, "one\n"))
    (change,) = machine.plan(text_file(path, "two\n"))
    return change


CHANGES = (
    *(update, long_file, in_hard_links, long_in_hard_links, script),
    *map(undone, (create, update, long_file, in_hard_links, long_in_hard_links)),
)


def at_last_moment(
    patch: pytest.MonkeyPatch, real: Path, act: Callable[[], object]
) -> None:
    """Let a stranger act once, right before the step that changes this file."""
    acted: list[bool] = []

    def first_the_stranger(step: Callable[..., Any]) -> Callable[..., Any]:
        def held_open(*arguments: Any, **more: Any) -> Any:
            if real in arguments and not acted:
                acted.append(True)
                act()
            return step(*arguments, **more)

        return held_open

    for module, name in STEPS:
        patch.setattr(module, name, first_the_stranger(getattr(module, name)))
    patch.setattr(Path, "rename", first_the_stranger(Path.rename))


def without_exchange(patch: pytest.MonkeyPatch) -> None:
    """As on NFS, on macOS and on Windows."""
    patch.setattr(renames, "_exchange", lambda one, other: False)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def no_litter(machine: Machine) -> None:
    assert list(machine.root.rglob(".carto-wizard-*")) == []
    assert announced(machine.journal) == ()


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.parametrize("act", [a for a in ACTS if a != "hold_and_append"])
@pytest.mark.parametrize("prepare", CHANGES, ids=lambda each: each.__name__)
def test_what_a_stranger_did_in_the_last_moment_stays(
    machine: Machine,
    other: Stranger,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[Machine], Change],
    act: str,
    exchange: bool,
) -> None:
    change = prepare(machine)
    real = Path(change.real)
    if not exchange:
        without_exchange(monkeypatch)
    before = on_disk(machine.root)
    recorded = entries(machine.journal)
    expected = machine.root / "expected"
    expected.write_bytes(real.read_bytes())
    ACTS[act](expected, THEIRS)
    at_last_moment(monkeypatch, real, lambda: other.act(act, real, THEIRS))
    (result,) = machine.apply([change])
    no_litter(machine)
    if change.in_place and act in ("chmod", "move_and_link"):
        # The same file still has the bytes of the preview; its mode or name is theirs.
        assert result.ok and real.read_bytes() == change.after
        assert real.is_symlink() or mode(real) == 0o604
        return
    assert result.outcome is Outcome.CHANGED
    assert entries(machine.journal) == recorded
    assert real.exists() is expected.exists()
    assert real.is_symlink() is expected.is_symlink()
    left = on_disk(machine.root)
    if real.exists():
        assert real.read_bytes() == expected.read_bytes()
        assert mode(real) == (0o604 if act == "chmod" else mode(real))
        left.pop(str(real.relative_to(machine.root)))
    for name in ("expected", "dotfile", "home/.aws/dotfile", "other"):
        left.pop(name, None)
        before.pop(name, None)
    before.pop(str(real.relative_to(machine.root)))
    locks = {name for name in left if "/locks/" in name}
    assert {n: left[n] for n in left.keys() - locks} == {
        n: before[n] for n in before.keys() - locks
    }


@pytest.mark.parametrize("act", ["rewrite", "replace"])
def test_a_file_made_in_the_last_moment_stays(
    machine: Machine, other: Stranger, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    change = create(machine)
    at_last_moment(
        monkeypatch, machine.config, lambda: other.act(act, machine.config, THEIRS)
    )
    (result,) = machine.apply([change])
    assert result.outcome is Outcome.CHANGED
    assert home(machine) == {".aws/config": THEIRS.encode()}
    no_litter(machine)


def test_a_stranger_waits_while_a_file_is_written_in_place(
    machine: Machine, other: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = in_hard_links(machine)
    overwrite = in_place._overwrite

    def held_open(file: FileIO, old: bytes, new: bytes) -> None:
        other.begin("append", machine.config, THEIRS)
        while fcntl.fcntl(file, fcntl.F_GETLEASE) == fcntl.F_WRLCK:
            # Until the stranger is on its way into the file.
            pass
        overwrite(file, old, new)

    monkeypatch.setattr(in_place, "_overwrite", held_open)
    (result,) = machine.apply([change])
    other.join()
    assert result.ok or result.outcome is Outcome.CHANGED
    assert machine.config.read_bytes() == change.after + THEIRS.encode()
    monkeypatch.undo()
    # It was written, so that it can be taken back; theirs stays.
    machine.undo()
    assert machine.config.read_text() == OLD + THEIRS


def test_a_stranger_that_has_the_file_open_leaves_two_versions_with_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path)
    change = undone(in_hard_links)(machine)
    overwrite = in_place._overwrite
    with stranger() as other:
        other.act("hold_and_append", machine.config)

        def held_open(file: FileIO, old: bytes, new: bytes) -> None:
            other.act("hold_and_append", machine.config, THEIRS)
            overwrite(file, old, new)

        monkeypatch.setattr(in_place, "_overwrite", held_open)
        (result,) = machine.apply([change])
    assert result.outcome is Outcome.CHANGED
    assert str(machine.config) in result.message and result.backup in result.message
    assert machine.config.read_text().endswith(THEIRS)
    assert Path(result.backup).read_bytes() == change.before


@pytest.mark.parametrize("exchange", [True, False])
@pytest.mark.parametrize("prepare", [update, script, undone(update), undone(create)])
def test_a_stranger_that_still_has_the_old_file_open_writes_to_a_file_with_a_name(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    prepare: Callable[[Machine], Change],
    exchange: bool,
) -> None:
    change = prepare(machine)
    real = Path(change.real)
    if not exchange:
        without_exchange(monkeypatch)
    with stranger() as other:
        other.act("hold_and_append", real)
        (result,) = machine.apply([change])
        other.act("hold_and_append", real, THEIRS)
    assert result.ok
    (kept,) = real.parent.glob("*.theirs")
    assert str(kept) in result.message
    assert kept.read_bytes() == (change.before or b"") + THEIRS.encode()
    no_litter(machine)


def test_a_stranger_at_each_of_two_moments_leaves_two_versions_with_names(
    machine: Machine, other: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, swap = update(machine), renames.swap

    def held_open(new: Path, real: Path) -> None:
        other.act("append", real, THEIRS)
        swap(new, real)

    monkeypatch.setattr(renames, "swap", held_open)
    (result,) = machine.apply([change])
    assert result.outcome is Outcome.CHANGED
    (kept,) = machine.config.parent.glob("*.theirs")
    assert str(kept) in result.message
    assert machine.config.read_text() == OLD + THEIRS
    assert kept.read_bytes() == change.after + THEIRS.encode()
    no_litter(machine)


@pytest.mark.one_in(4)
@pytest.mark.parametrize("act", ["append", "rewrite", "replace", "move_and_link"])
@pytest.mark.parametrize("how", ["exchange", "steps"])
@pytest.mark.parametrize(
    "name", ["update", "script", "undo_of_update", "undo_of_create"]
)
def test_a_kill_right_after_it_gives_the_strangers_bytes_back(
    machine: Machine, name: str, how: str, act: str
) -> None:
    driver = (sys.executable, "-m", "tests.files.kill_driver", name, act, how)
    killed = subprocess.run([*driver, str(machine.root)], cwd=ROOT, check=False)
    assert killed.returncode == -SIGKILL
    (begun,) = announced(machine.journal)
    recorded = entries(machine.journal)
    recover(machine.state_folder)
    real, expected = Path(begun.real), machine.root / "expected"
    assert real.read_bytes() == expected.read_bytes()
    assert real.is_symlink() is expected.is_symlink()
    assert entries(machine.journal) == recorded
    assert list(machine.root.rglob("*.theirs")) == []
    no_litter(machine)


MOMENTS = st.lists(
    st.tuples(
        st.sampled_from(["before", "after"]),
        st.sampled_from(["append", "rewrite", "replace", "delete", "chmod"]),
    ),
    max_size=4,
)


@given(st.sampled_from((create, *CHANGES)), MOMENTS, st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_byte_of_a_stranger_is_lost(
    prepare: Callable[[Machine], Change], moments: list[tuple[str, str]], exchange: bool
) -> None:
    """It is in the file, or in a file that the result names."""
    with (
        tempfile.TemporaryDirectory() as folder,
        without_waiting(),
        pytest.MonkeyPatch.context() as patch,
    ):
        machine = Machine(Path(folder))
        change = prepare(machine)
        real = Path(change.real)
        if not exchange:
            without_exchange(patch)
        alive: set[str] = set()

        def act(when: str) -> None:
            for number, (moment, name) in enumerate(moments):
                if moment != when or (
                    name in ("append", "chmod") and not real.exists()
                ):
                    continue
                if name in ("rewrite", "replace", "delete"):
                    found = real.read_text() if real.exists() else ""
                    alive.difference_update([t for t in alive if t in found])
                ACTS[name](real, f"# stranger {number}\n")
                if name in ("append", "rewrite", "replace"):
                    alive.add(f"# stranger {number}\n")

        def disturbed(step: Callable[..., Any]) -> Callable[..., Any]:
            def steps(*arguments: Any, **more: Any) -> Any:
                once = real in arguments and not done
                if once:
                    done.append(True)
                    act("before")
                ended = step(*arguments, **more)
                if once:
                    act("after")
                return ended

            return steps

        done: list[bool] = []
        for module, name in STEPS:
            patch.setattr(module, name, disturbed(getattr(module, name)))
        patch.setattr(Path, "rename", disturbed(Path.rename))
        (result,) = machine.apply([change])
        named = [real, *named_files(result)]
        kept = "".join(path.read_text() for path in named if path.exists())
        assert {text for text in alive if text not in kept} == set()
        no_litter(machine)


def named_files(result: WriteResult) -> list[Path]:
    folder = Path(result.change.real).parent
    every = [*folder.iterdir(), Path(result.backup)] if folder.exists() else []
    said = f"{result.message} {result.backup}"
    return [path for path in every if path.is_file() and str(path) in said]
