"""What the tests take for a pause of a program on a pty."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.terminal import environ, terminal

_COMPUTES = """
import time
print("first", flush=True)
while time.process_time() < 1:
    pass
print("last", flush=True)
input()
"""


def test_who_computes_does_not_pause(tmp_path: Path) -> None:
    command = sys.executable, "-c", _COMPUTES
    with terminal(env=environ(tmp_path), command=command) as tty:
        tty.expect("first")
        tty.settle()
        assert "last" in tty.seen
