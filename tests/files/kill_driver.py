"""A wizard that is killed right after a stranger acted and it took the file's name.

Run as `python -m tests.files.kill_driver CHANGE ACT exchange|steps FOLDER`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from signal import SIGKILL

import pytest

from carto_wizard.files.write_file import FileWrite
from tests.files.stranger import ACTS
from tests.files.support import Machine
from tests.files.test_foreign_write import (
    CHANGES,
    THEIRS,
    at_last_moment,
    without_exchange,
)


def run(name: str, act: str, how: str, machine: Machine) -> None:
    """Leaves beside it a file `expected`, which only the stranger touched."""
    prepare = next(each for each in CHANGES if each.__name__ == name)
    change = prepare(machine)
    real, expected = Path(change.real), machine.root / "expected"
    expected.write_bytes(real.read_bytes())
    ACTS[act](expected, THEIRS)
    with pytest.MonkeyPatch.context() as patch:
        if how == "steps":
            without_exchange(patch)
        at_last_moment(patch, real, lambda: ACTS[act](real, THEIRS))
        patch.setattr(FileWrite, "_drop", lambda *_: os.kill(os.getpid(), SIGKILL))
        machine.apply([change])


if __name__ == "__main__":
    changed, acted, in_what, folder = sys.argv[1:]
    run(changed, acted, in_what, Machine(Path(folder)))
