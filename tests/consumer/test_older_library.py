"""An older botocore, such as Cartography's own, which knows no Paths."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import carto_wizard
from carto_wizard.demo.launch import Demo, start

MANAGEMENT = "222222222222"
LOOK = """
import json, os, threading
from dataclasses import asdict
from botocore.session import get_session
from carto_wizard.aws.looker import looker
from carto_wizard.aws.organization import read

account = get_session().get_service_model("organizations").shape_for("Account")
looks = looker(dict(os.environ))
found = read(
    looks.connection, looks.account, tell=lambda _: None, cancel=threading.Event()
)
print(json.dumps(["Paths" in account.members, asdict(found)]))
"""


def look(python: str, demo: Demo) -> tuple[bool, object]:
    """Whether the library of this Python knows Paths, and what it finds."""
    key = demo.admin[MANAGEMENT]
    more = {
        "AWS_ACCESS_KEY_ID": key.key,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        "PYTHONPATH": str(Path(carto_wizard.__file__).parents[1]),
    }
    done = subprocess.run(
        [python, "-c", LOOK],
        env=demo.environ | more,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    knows, found = json.loads(done.stdout)
    return knows, found


def test_an_older_library_finds_the_same_organization() -> None:
    with start("healthy") as demo:
        older = look(os.environ["CARTOGRAPHY_PYTHON"], demo)
        newer = look(sys.executable, demo)
    assert (older[0], newer[0]) == (False, True)
    assert older[1] == newer[1]
