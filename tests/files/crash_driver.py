"""Kills a real write at every call that can change a disk, and looks what is left.

Run as `python -m tests.files.crash_driver SCENARIO FOLDER [all]`. For each point a
child is forked that writes and kills itself there with SIGKILL; the parent then checks
the promise, writes again and takes everything back. Prints one JSON line.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import FrameType
from typing import Any

from carto_wizard.files.disk import in_place, renames
from carto_wizard.files.undo import undo_plan
from carto_wizard.render.planned import PlannedFile
from tests.files.support import (
    Machine,
    config_file,
    section,
    text_file,
    without_waiting,
)

OLD = b"[profile own]\nregion = eu-west-1\n" + b"# years of work\n" * 300
KEY = {"run.sh": "replace"}

CHANGING = frozenset(
    [
        *("open", "close", "write", "flush", "truncate", "ftruncate", "fsync", "flock"),
        *("fcntl",),
        *("replace", "rename", "unlink", "remove", "link", "symlink", "mkdir", "rmdir"),
        *("chmod", "fchmod", "chown", "fchown", "setxattr"),
    ]
)
"""The C calls that can change a disk; with `all`, every call of posix and io counts."""


@dataclass(frozen=True)
class Scenario:
    prepare: Callable[[Machine], None]
    act: Callable[[Machine], None]
    watched: Callable[[Machine], Path]
    plan: Callable[[Machine], PlannedFile]
    undone: bool = False
    """The act itself is an undo."""
    exchange: bool = True
    """Whether the file system can exchange two names in one step."""


def nothing(machine: Machine) -> None:
    machine.root.mkdir(parents=True, exist_ok=True)


def linked(machine: Machine) -> None:
    real = machine.root / "dotfiles" / "config"
    real.parent.mkdir(parents=True)
    real.write_bytes(OLD)
    machine.config.parent.mkdir(parents=True)
    machine.config.symlink_to(real)


def hard_linked(machine: Machine) -> None:
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(OLD)
    (machine.root / "other").hardlink_to(machine.config)


def written(machine: Machine) -> None:
    machine.write(config(machine))


def written_in_place(machine: Machine) -> None:
    hard_linked(machine)
    written(machine)


def replaced_script(machine: Machine) -> None:
    machine.root.mkdir(parents=True, exist_ok=True)
    (machine.root / "run.sh").write_bytes(OLD)


def config(machine: Machine) -> PlannedFile:
    return config_file(machine.config, *(section(f"p{n}", n + 1) for n in range(30)))


def script(machine: Machine) -> PlannedFile:
    return text_file(machine.root / "run.sh", "ours\n" * 5, executable=True)


def write_config(machine: Machine) -> None:
    machine.write(config(machine))


def write_script(machine: Machine) -> None:
    machine.write(script(machine), choices=KEY)


def undo(machine: Machine) -> None:
    machine.undo()


def config_path(machine: Machine) -> Path:
    return machine.config


def script_path(machine: Machine) -> Path:
    return machine.root / "run.sh"


SCENARIOS = {
    "create": Scenario(nothing, write_config, config_path, config),
    "link": Scenario(linked, write_config, config_path, config),
    "link-in-steps": Scenario(
        linked, write_config, config_path, config, exchange=False
    ),
    "in-place": Scenario(hard_linked, write_config, config_path, config),
    "shrink": Scenario(replaced_script, write_script, script_path, script),
    "undo": Scenario(written, undo, config_path, config, undone=True),
    "undo-in-place": Scenario(written_in_place, undo, config_path, config, undone=True),
}


def read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at(point: int, act: Callable[[], None], every: bool) -> bool:
    """Run in a child that kills itself at this call; False: it came to its end."""
    child = os.fork()
    if child == 0:
        count = 0

        def watch(frame: FrameType, event: str, arg: Any) -> None:
            nonlocal count
            if event != "c_call" or not _touches_disk(arg, every):
                return
            count += 1
            if count == point:
                die()

        sys.setprofile(watch)
        act()
        sys.setprofile(None)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    assert status == 0, f"the child ended with {status}"
    return False


def torn_at(size: int, act: Callable[[], None]) -> bool:
    """Run in a child that the kernel kills in the write that passes this file size."""
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        act()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def torn_after(size: int, act: Callable[[], None]) -> bool:
    """Run in a child that dies when so many bytes went into a file in place."""
    child = os.fork()
    if child == 0:

        def cut_short(file: FileIO, old: bytes, new: bytes) -> None:
            file.seek(0)
            file.write(new[:size])
            die()

        in_place._overwrite = cut_short
        act()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _touches_disk(call: Any, every: bool) -> bool:
    owner = (
        getattr(call, "__module__", None)
        or type(getattr(call, "__self__", None)).__module__
    )
    if owner not in ("posix", "_io", "fcntl"):
        return False
    return every or call.__name__ in CHANGING


def look_after(
    machine: Machine, scenario: Scenario, allowed: Mapping[str, bytes | None]
) -> str:
    """Check the promise after a kill; empty: it was kept."""
    with without_waiting():
        return _look_after(machine, scenario, allowed)


def _look_after(
    machine: Machine, scenario: Scenario, allowed: Mapping[str, bytes | None]
) -> str:
    watched = scenario.watched(machine)
    in_place = watched.exists() and watched.stat().st_nlink > 1
    found = read(watched)
    if not in_place and found not in allowed.values():
        return "neither the old nor the new bytes"
    planned = scenario.plan(machine)
    machine.plan(planned, choices=KEY)
    if read(watched) not in allowed.values():
        return "neither the old nor the new bytes after the next start"
    if not watched.exists() and (machine.root / "home").exists():
        return "an empty folder was left behind"
    results = machine.write(planned, choices=KEY)
    if not all(result.ok for result in results):
        return f"the next write failed: {results[0].message}"
    new = allowed["old"] if scenario.undone else allowed["new"]
    if read(watched) != new:
        return "the next write wrote something else"
    stale = list(machine.root.rglob(".carto-wizard-*"))
    stale += list(machine.journal.glob("*.open"))
    if stale:
        return f"left behind: {[path.name for path in stale]}"
    machine.apply(undo_plan(machine.state_folder))
    old = allowed["new"] if scenario.undone else allowed["old"]
    return "" if read(watched) == old else "it could not be taken back"


def run(name: str, folder: Path, every: bool) -> dict[str, Any]:
    scenario = SCENARIOS[name]
    machine = Machine(folder / "machine")
    if not scenario.exchange:
        renames._exchange = lambda one, other: False

    def fresh() -> None:
        shutil.rmtree(machine.root, ignore_errors=True)
        with without_waiting():
            scenario.prepare(machine)

    fresh()
    old = read(scenario.watched(machine))
    # The first run also loads every module, so that the children only write.
    scenario.act(machine)
    allowed = {"old": old, "new": read(scenario.watched(machine))}
    bad: list[str] = []
    point = 0
    while True:
        point += 1
        fresh()
        if not killed_at(point, lambda: scenario.act(machine), every):
            break
        if problem := look_after(machine, scenario, allowed):
            bad.append(f"call {point}: {problem}")
    sizes = 0
    longest = max(len(data or b"") for data in allowed.values())
    for cut in (torn_at, torn_after):
        for size in range(0, longest + 512, 256):
            fresh()
            if cut(size, lambda: scenario.act(machine)):
                sizes += 1
                if problem := look_after(machine, scenario, allowed):
                    bad.append(f"{cut.__name__} {size}: {problem}")
    return {"scenario": name, "calls": point - 1, "sizes": sizes, "bad": bad}


if __name__ == "__main__":
    report = run(sys.argv[1], Path(sys.argv[2]), "all" in sys.argv[3:])
    sys.stdout.write(json.dumps(report) + "\n")
