"""The command line as a person meets it: a real process, on pipes or on a real pty."""

from __future__ import annotations

import codecs
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
"""Seconds until a process that says nothing is given up."""
PAUSES = 0.05, 0.4
"""Seconds without output that mean something: a cursor blinks every half second."""
_PARTS = 5
"""In how many parts a pause is waited for."""

# The child needs the pty as its controlling terminal: for Ctrl+C, and for getpass.
_ON_TTY = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execvp(sys.argv[1], sys.argv[1:])"
)
WIZARD = (sys.executable, "-m", "carto_wizard")


def environ(home: Path, **more: str) -> dict[str, str]:
    """An environment in which everything of a person is below one folder."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        **more,
    }


@dataclass(frozen=True)
class Done:
    """A process that ended."""

    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        assert "Traceback" not in self.err, self.err
        assert "Traceback" not in self.out, self.out


def run(
    *arguments: str | Path, env: Mapping[str, str], text: str = "", cwd: Path = ROOT
) -> Done:
    """Run the wizard on pipes, with `text` on its stdin."""
    done = subprocess.run(
        [*WIZARD, *map(str, arguments)],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=dict(env),
        cwd=cwd,
        timeout=PATIENCE,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


class Terminal:
    """The wizard on a pty."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self.master = master
        self.seen = ""
        self._from = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def expect(self, *texts: str) -> None:
        """Read on until each text has appeared, in this order."""
        for text in texts:
            self._expect(text)

    def _expect(self, text: str) -> None:
        self.until(
            lambda: text in self.seen[self._from :],
            lambda: f"{text!r} never came; seen:\n{self.seen}",
        )
        self._from = self.seen.index(text, self._from) + len(text)

    def until(self, there: Callable[[], bool], missing: Callable[[], str]) -> None:
        """Read on until something is there; `missing` says what never came."""
        # A blinking cursor is never silent, so silence alone ends no waiting.
        end = time.monotonic() + PATIENCE
        while not there():
            on = self._read(missing) and time.monotonic() < end
            assert on, missing()

    def settle(self, seconds: float = 0) -> None:
        """Read on until it pauses for so long, as far as a pause can be told.

        Who only waits for a turn on a busy machine does not pause.
        """
        part = sorted((*PAUSES, seconds))[1] / _PARTS
        end, quiet = time.monotonic() + PATIENCE, 0
        while quiet < _PARTS:
            assert time.monotonic() < end, f"no pause; seen:\n{self.seen}"
            if select.select([self.master], [], [], part)[0]:
                quiet = 0
                if not self._read(str):
                    return
            else:
                quiet = 0 if self._works() else quiet + 1

    def _works(self) -> bool:
        """Whether a thread runs or would run, as Linux says (proc(5), `stat`)."""
        for thread in Path(f"/proc/{self.process.pid}/task").glob("*/stat"):
            with suppress(OSError):
                if thread.read_text().rpartition(") ")[2][:1] in "RD":
                    return True
        return False

    def send(self, text: str) -> None:
        """Type."""
        os.write(self.master, text.encode())

    def answer(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        self.send("".join(f"{line}\n" for line in lines))

    def signal(self, number: int) -> None:
        """Send a signal to the process."""
        os.kill(self.process.pid, number)

    def resize(self, width: int, height: int) -> None:
        """Make the window another size; the kernel tells the process."""
        termios.tcsetwinsize(self.master, (height, width))

    def hang_up(self) -> int:
        """Close the window; the exit code of the process."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, self.master)
        os.close(nowhere)
        return self.process.wait(PATIENCE)

    def ended(self, *, defect: bool = False) -> int:
        """Read to the end; the exit code as a shell shows it."""
        while self._read(lambda: f"silence; seen:\n{self.seen}"):
            pass
        code = self.process.wait(PATIENCE)
        assert ("Traceback" in self.seen) is defect
        return code if code >= 0 else 128 - code

    def _read(self, missing: Callable[[], str]) -> bool:
        """Take in what comes next; False at the end."""
        ready, _, _ = select.select([self.master], [], [], PATIENCE)
        assert ready, missing()
        try:
            data = os.read(self.master, 65536)
        except OSError:
            # Linux says EIO where the last process on the other side has gone.
            data = b""
        text = self._decoder.decode(data, final=not data).replace("\r", "")
        self.seen += text
        return bool(data)


@contextmanager
def terminal(
    *arguments: str | Path,
    env: Mapping[str, str],
    cwd: Path = ROOT,
    command: Sequence[str] = WIZARD,
    size: tuple[int, int] = (80, 24),
) -> Iterator[Terminal]:
    """Run the wizard on a pty; it is gone when the block ends."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(master, size[::-1])
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", _ON_TTY, *command, *map(str, arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
        )
    finally:
        os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)
        os.close(master)


def files_below(*folders: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and time of change."""
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns)
        for folder in folders
        for path in _walk(folder)
    }


def _walk(folder: Path) -> Iterable[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
