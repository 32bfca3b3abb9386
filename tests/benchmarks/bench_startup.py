"""How fast the wizard is there, beside a bare Textual form app and `aws --version`.

Run as `python -m tests.benchmarks.bench_startup`; `--check` fails above the bounds.
First paint is the moment the terminal got the first full page: the runs happen in a
pty, taken in turns so that a machine that slows down slows all of them down.
"""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from fcntl import ioctl
from pathlib import Path

BOUNDS = {
    "first paint / bare form app": 1.15,
    "first paint / aws --version": 1.0,
    "--version / aws --version": 0.25,
    "--help / aws --version": 0.25,
}
ROUNDS = 15
FORM_APP = str(Path(__file__).with_name("bare_form_app.py"))


def first_paint(command: list[str], until: bytes, environ: dict[str, str]) -> float:
    """Seconds from the start of a command until its terminal shows a text."""
    started = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(command[0], command, environ)
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen = b""
    try:
        while until not in seen:
            if not select.select([terminal], [], [], 20)[0]:
                raise TimeoutError(f"{command} never showed {until!r}: {seen[-300:]!r}")
            seen += os.read(terminal, 65536)
        return time.perf_counter() - started
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def run(command: list[str], environ: dict[str, str]) -> float:
    """Seconds of a whole run of a command."""
    started = time.perf_counter()
    subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def measure(rounds: int) -> dict[str, float]:
    """The ratios, each the median over rounds of measurements taken side by side."""
    python = sys.executable
    aws = shutil.which("aws", path=f"{Path(python).parent}:{os.environ['PATH']}")
    if aws is None:
        raise SystemExit("There is no `aws` here: pip install awscli")
    with tempfile.TemporaryDirectory() as home:
        environ = {
            "HOME": home,
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "PYTHONPATH": str(Path.cwd()),
        }
        wizard = [python, "-m", "carto_wizard"]
        runs: dict[str, Callable[[], float]] = {
            "wizard": lambda: first_paint(wizard, b"Commands", environ),
            "form": lambda: first_paint([python, FORM_APP], b"palette", environ),
            "aws": lambda: run([aws, "--version"], environ),
            "version": lambda: run([*wizard, "--version"], environ),
            "help": lambda: run([*wizard, "--help"], environ),
        }
        taken: dict[str, list[float]] = {name: [] for name in runs}
        for number in range(rounds + 1):
            for name, measured in runs.items():
                seconds = measured()
                # The first round only warms the caches.
                if number:
                    taken[name].append(seconds)
    for name, times in taken.items():
        print(f"{name:<8} {statistics.median(times) * 1000:6.0f} ms median")
    pairs = (("wizard", "form"), ("wizard", "aws"), ("version", "aws"), ("help", "aws"))
    return {
        title: statistics.median(
            a / b for a, b in zip(taken[one], taken[other], strict=True)
        )
        for title, (one, other) in zip(BOUNDS, pairs, strict=True)
    }


def main() -> int:
    """Print the ratios; with --check, 1 when one is above its bound."""
    ratios = measure(ROUNDS)
    for title, ratio in ratios.items():
        print(f"{title:<30} {ratio:.2f}  (at most {BOUNDS[title]:.2f})")
    above = [title for title, ratio in ratios.items() if ratio > BOUNDS[title]]
    return 1 if above and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
