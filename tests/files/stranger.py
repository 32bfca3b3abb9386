"""Another program that writes to a person's file, when it is told to.

Run as `python -m tests.files.stranger`: each line of stdin is a JSON list of an act, a
path and an argument; each line of stdout says that it is done.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).parents[2]


def append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def rewrite(path: Path, text: str) -> None:
    path.write_text(text)


def replace(path: Path, text: str) -> None:
    new = path.with_name("new-by-the-stranger")
    new.write_text(text)
    new.replace(path)


def delete(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)


def chmod(path: Path, text: str) -> None:
    path.chmod(0o604)


def move_and_link(path: Path, text: str) -> None:
    """As programs for dotfiles do; the bytes stay the same."""
    aside = path.with_name("dotfile")
    path.rename(aside)
    path.symlink_to(aside)


_held: list[TextIO] = []


def hold_and_append(path: Path, text: str) -> None:
    """Open the file now, and keep it open; append where it is open already."""
    if not _held:
        _held.append(path.open("a"))
    _held[0].write(text)
    _held[0].flush()


ACTS: Mapping[str, Callable[[Path, str], None]] = {
    act.__name__: act
    for act in (append, rewrite, replace, delete, chmod, move_and_link, hold_and_append)
}


class Stranger:
    """The other process, and its pipe."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def act(self, act: str, path: Path, text: str = "") -> None:
        """Let it act, and wait until it has."""
        self.begin(act, path, text)
        self.join()

    def begin(self, act: str, path: Path, text: str = "") -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps([act, str(path), text]) + "\n")
        self.process.stdin.flush()

    def join(self) -> None:
        assert self.process.stdout
        assert self.process.stdout.readline() == "done\n"


@contextlib.contextmanager
def stranger() -> Iterator[Stranger]:
    command = [sys.executable, "-m", "tests.files.stranger"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True
    ) as process:
        yield Stranger(process)
        assert process.stdin
        process.stdin.close()


if __name__ == "__main__":
    for line in sys.stdin:
        name, where, text = json.loads(line)
        ACTS[name](Path(where), text)
        sys.stdout.write("done\n")
        sys.stdout.flush()
