"""Writes to real mounts of its own, which nobody else sees and which go with it.

Run as `unshare --map-root-user --mount python -m tests.mounts.driver TASK FOLDER`;
prints one JSON line.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from carto_wizard.files.change import Change
from carto_wizard.files.writer import WriteResult
from tests.files.support import Machine, config_file, section

OLD = b"[profile own]\nregion = x\n" + b"# years of work\n" * 1_000
PAGE = 4096
Report = dict[str, Any]


def mount(*arguments: str | Path) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)


def planned(machine: Machine, profiles: int = 200) -> Change:
    sections = (section(f"p{number}", number + 1) for number in range(profiles))
    (change,) = machine.plan(config_file(machine.config, *sections))
    return change


def written(machine: Machine, change: Change) -> Report:
    """Write, take back, and say what was seen."""
    (result,) = machine.apply([change])
    after = machine.config.read_bytes()
    undone = machine.undo()
    return {
        "outcome": result.outcome,
        "in_place": change.in_place,
        "written": after == change.after,
        "undone": [each.outcome for each in undone],
        "restored": machine.config.read_bytes() == OLD,
        "litter": litter(machine),
    }


def litter(machine: Machine) -> list[str]:
    found = [*machine.root.rglob(".carto-wizard-*"), *machine.journal.glob("*.open")]
    return [str(path) for path in found]


def there(machine: Machine) -> None:
    machine.config.parent.mkdir(parents=True, exist_ok=True)
    machine.config.write_bytes(OLD)


def full(machine: Machine, place: Path, *, linked: bool) -> Report:
    """Try with ever more room on the disk, until there is enough; then take it back."""
    bad: list[str] = []
    messages = set()
    tries = 0
    for free in range(200):
        place.mkdir(parents=True, exist_ok=True)
        mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", place)
        tries += 1
        if not machine.config.exists():
            there(machine)
        if linked:
            (machine.root / "other").unlink(missing_ok=True)
            (machine.root / "other").hardlink_to(machine.config)
        change = planned(machine)
        fill(place, free)
        (result,) = machine.apply([change])
        messages.add("" if result.ok else result.message)
        bad += [f"{free} pages: {each}" for each in wrong(machine, change, result)]
        (place / "filler").unlink()
        enough = result.ok
        if enough:
            machine.undo()
            if machine.config.read_bytes() != OLD:
                bad.append(f"{free} pages: not taken back")
        subprocess.run(["umount", str(place)], check=True)
        if enough:
            break
    said = [text for text in messages if text and "disk is full" not in text]
    return {"bad": bad, "tries": tries, "said": said, "enough": enough}


def fill(place: Path, free: int) -> None:
    """Leave so many pages."""
    with (place / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * PAGE)
        except OSError:
            file.truncate(max(file.tell() - free * PAGE, 0))


def wrong(machine: Machine, change: Change, result: WriteResult) -> list[str]:
    data = machine.config.read_bytes()
    expected = change.after if result.ok else OLD
    found = [] if data == expected else [f"{result.outcome}, but other bytes"]
    return found + litter(machine)


def full_home(machine: Machine) -> Report:
    return full(machine, machine.config.parent, linked=False)


def full_everywhere(machine: Machine) -> Report:
    return full(machine, machine.root, linked=False)


def full_in_place(machine: Machine) -> Report:
    return full(machine, machine.root, linked=True)


def full_state(machine: Machine) -> Report:
    there(machine)
    return full(machine, machine.state_folder.path, linked=False)


def bind_mounted_file(machine: Machine) -> Report:
    there(machine)
    source = machine.root / "source"
    source.write_bytes(OLD)
    mount("--bind", source, machine.config)
    report = written(machine, planned(machine))
    return report | {"source": source.read_bytes() == OLD}


def bind_mounted_folder(machine: Machine) -> Report:
    there(machine)
    source = machine.root / "source"
    source.mkdir()
    (source / "config").write_bytes(OLD)
    mount("--bind", source, machine.config.parent)
    return written(machine, planned(machine))


def overlay(machine: Machine) -> Report:
    """As in a container, whose image has the file."""
    lower, upper, work = (machine.root / name for name in ("lower", "upper", "work"))
    mount("-t", "tmpfs", "tmpfs", machine.root)
    for folder in (lower, upper, work, machine.config.parent):
        folder.mkdir(parents=True)
    (lower / "config").write_bytes(OLD)
    layers = f"lowerdir={lower},upperdir={upper},workdir={work}"
    mount("-t", "overlay", "-o", layers, "overlay", machine.config.parent)
    return written(machine, planned(machine))


def read_only(machine: Machine) -> Report:
    there(machine)
    mount("--bind", machine.config.parent, machine.config.parent)
    mount("-o", "remount,bind,ro", machine.config.parent)
    change = planned(machine)
    (result,) = machine.apply([change])
    return {"status": change.status, "outcome": result.outcome, "said": change.problem}


TASKS: Mapping[str, Callable[[Machine], Report]] = {
    task.__name__: task
    for task in (
        *(full_home, full_everywhere, full_in_place, full_state),
        *(bind_mounted_file, bind_mounted_folder, overlay, read_only),
    )
}


if __name__ == "__main__":
    task, folder = sys.argv[1:]
    report = TASKS[task](Machine(Path(folder)))
    sys.stdout.write(json.dumps(report) + "\n")
