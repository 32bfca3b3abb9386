"""A process for which file permissions count, whoever runs the tests.

Run as `python -m tests.files.plain_user TASK FOLDER`. Root would pass every check of
permissions, so the capabilities that let it are given up first. Prints one JSON line.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
from pathlib import Path

from carto_wizard.files.change import Change
from carto_wizard.files.writer import WriteResult
from tests.files.support import Machine, config_file, section

DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2
VERSION = 0x20080522
OLD = b"[profile own]\nregion = x\n"


def give_up_privileges() -> None:
    if os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    for index in range(3):
        sets[index] &= ~(1 << DAC_OVERRIDE | 1 << DAC_READ_SEARCH)
    assert libc.capset(header, sets) == 0, os.strerror(ctypes.get_errno())


def said(change: Change, result: WriteResult) -> dict[str, str]:
    return {
        "status": change.status,
        "problem": change.problem,
        "in_place": change.in_place,
        "outcome": result.outcome,
        "message": result.message,
        "backup": result.backup,
    }


def main(task: str, machine: Machine) -> dict[str, str]:
    count = 200 if task.startswith("full") else 2
    planned = config_file(
        machine.config, *(section(f"a{n}", n + 1) for n in range(count))
    )
    machine.config.parent.mkdir(parents=True)
    match task:
        case "unwritable folder":
            machine.config.write_bytes(OLD)
            machine.config.parent.chmod(0o500)
        case "unwritable new":
            machine.config.parent.chmod(0o500)
        case "unreadable":
            machine.config.write_bytes(OLD)
            machine.config.chmod(0o200)
        case "full":
            machine.config.write_bytes(OLD)
        case "full in place":
            machine.config.write_bytes(OLD)
            (machine.root / "other").hardlink_to(machine.config)
    give_up_privileges()
    (change,) = machine.plan(planned)
    if task.startswith("full"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
    (result,) = machine.apply([change])
    if task == "unwritable folder":
        after = machine.config.read_bytes()
        assert after == change.after
        (undone,) = machine.undo()
        assert undone.ok and machine.config.read_bytes() == OLD
    machine.config.parent.chmod(0o700)
    return said(change, result)


if __name__ == "__main__":
    report = main(sys.argv[1], Machine(Path(sys.argv[2])))
    sys.stdout.write(json.dumps(report) + "\n")
