"""One of two writers: plans and writes its own profile again and again.

Run as `python -m tests.files.race_driver NAME ROUNDS FOLDER`; prints one JSON line.
Each round must end with the own profile as wanted; an overtaken preview is made again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from carto_wizard.files.changes import changes
from carto_wizard.files.config.editor import ConfigFile
from carto_wizard.files.writer import Outcome, write
from tests.files.support import Machine, config_file, section


def run(name: str, rounds: int, machine: Machine) -> dict[str, object]:
    overtaken = 0
    for number in range(1, rounds + 1):
        while True:
            planned = (config_file(machine.config, section(name, number)),)
            found = changes(planned, state_folder=machine.state_folder, session=name)
            results = write(found, state_folder=machine.state_folder, session=name)
            (result,) = results
            if result.ok:
                break
            assert result.outcome is Outcome.CHANGED, result.message
            overtaken += 1
        file = ConfigFile.parse(machine.config.read_bytes(), str(machine.config))
        arn = file.profiles[name].values["role_arn"]
        assert f":{number:012}:" in arn, (arn, number)
    return {"name": name, "rounds": rounds, "overtaken": overtaken}


if __name__ == "__main__":
    own, count, folder = sys.argv[1:]
    sys.stdin.readline()
    report = run(own, int(count), Machine(Path(folder)))
    sys.stdout.write(json.dumps(report) + "\n")
