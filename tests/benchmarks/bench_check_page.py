"""How soon the check page answers a key while it asks about 10,000 accounts.

Run as `python -m tests.benchmarks.bench_check_page`; `--check` takes 1,000 accounts
and compares with the same page at rest. The app runs on a pty, the endpoint in a
process of its own. A key's time goes from its bytes to the frame that shows the cursor
on the next row, written.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import select
import struct
import sys
import tempfile
import termios
import time
from fcntl import ioctl
from pathlib import Path

from tests.benchmarks.bench_checks import LATENCY, say, slow_aws

DOWN = b"\x1b[B"
EVERY = 0.1
KEYS_AT_REST = 100
PATIENCE = 900.0
AT_MOST = 6.0
"""Of a page that asks to a page at rest, at the 99th key of a hundred."""


class Page:
    """The app in a process of its own, on a pty that is always read."""

    def __init__(self, notes: Path, accounts: int, mode: str, environ: dict[str, str]):
        self.notes = notes
        self.sent: list[float] = []
        module = ["-m", "tests.benchmarks.page_app"]
        command = [sys.executable, *module, str(notes), str(accounts), mode]
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(command[0], command, environ)
        ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def read(self, seconds: float) -> None:
        """Take what the app writes for so long, as a terminal does."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.terminal], [], [], left)[0]:
                os.read(self.terminal, 65536)

    def until(self, mark: str) -> None:
        """Wait for a mark that the app leaves."""
        end = time.monotonic() + PATIENCE
        while not self.notes.with_suffix(mark).exists():
            if time.monotonic() > end:
                raise TimeoutError(f"the page never left its mark {mark}")
            self.read(EVERY)

    def press(self, key: bytes = DOWN) -> None:
        """Send the key, then wait for its turn to end."""
        self.sent.append(time.monotonic())
        os.write(self.terminal, key)
        self.read(EVERY)

    def quit(self) -> list[float]:
        """End the app; the seconds that each key took."""
        os.write(self.terminal, b"\x11")
        try:
            while os.read(self.terminal, 65536):
                pass
        except OSError:
            # A pty whose other end is closed says so with EIO.
            os.waitpid(self.pid, 0)
        painted = json.loads(self.notes.read_text())
        return [
            min(when for row, when in painted if row >= number) - sent
            for number, sent in enumerate(self.sent, 1)
        ]


def at_rest(accounts: int, environ: dict[str, str], notes: Path) -> list[float]:
    """Seconds a key on a page whose run is over."""
    page = Page(notes, accounts, "rest", environ)
    page.until(".ready")
    page.read(1.0)
    for _ in range(KEYS_AT_REST):
        page.press()
    return page.quit()


def asking(accounts: int, environ: dict[str, str], notes: Path) -> list[float]:
    """Seconds a key while the run goes on, from its start to its end."""
    page = Page(notes, accounts, "run", environ)
    page.until(".ready")
    while not notes.with_suffix(".done").exists():
        page.press()
    return page.quit()


def p99(seconds: list[float]) -> float:
    """What 99 of 100 stay below."""
    return sorted(seconds)[len(seconds) * 99 // 100]


def measure(accounts: int, folder: Path) -> float:
    """Print the figures; returns the ratio of the two."""
    shown = {"TERM": "xterm-256color", "HOME": str(folder)}
    found = []
    for name, work in (("at rest", at_rest), ("asking", asking)):
        with slow_aws(folder, "--latency", str(LATENCY), "--deny", "10") as environ:
            seconds = work(accounts, environ | shown, folder / name.replace(" ", "-"))
        found.append(p99(seconds))
        middle, most = sorted(seconds)[len(seconds) // 2], max(seconds)
        say(
            f"{accounts:,} accounts, {name}: {len(seconds)} keys, median"
            f" {middle * 1000:.0f} ms, p99 {p99(seconds) * 1000:.0f} ms,"
            f" most {most * 1000:.0f} ms"
        )
    return found[1] / found[0]


def main() -> int:
    """Measure, print, and compare with the bound where asked."""
    options = argparse.ArgumentParser()
    options.add_argument("--check", action="store_true")
    options.add_argument("--accounts", type=int)
    given = options.parse_args()
    accounts = given.accounts or (1_000 if given.check else 10_000)
    with tempfile.TemporaryDirectory() as name:
        ratio = measure(accounts, Path(name))
    say(f"p99 asking / p99 at rest: {ratio:.1f} (bound {AT_MOST:.0f})")
    return 1 if given.check and ratio > AT_MOST else 0


if __name__ == "__main__":
    sys.exit(main())
