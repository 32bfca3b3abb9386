"""A function that works in its own process and sends back messages as they come.

A busy thread makes a screen in the same interpreter wait for its turn at every step of
every key; a process does not, and it can be stopped whatever it waits for.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

from carto_wizard.work.pool import in_background

T = TypeVar("T")

Send = Callable[[Any], None]
"""Hands one message to the process that started this one."""


class SubprocessEndedError(Exception):
    """The process ended before its work was done."""


class SubprocessDefectError(Exception):
    """The function failed by a mistake of its own; the text is its traceback."""


def run_in_subprocess(
    function: Callable[[T, Send], None],
    argument: T,
    receive: Callable[[Any], None],
    *,
    cancel: threading.Event,
) -> None:
    """Call `function(argument, send)` there, and `receive` what it sends here.

    The function is one that a module defines; argument and messages are pickled. A
    WizardError that it raises is raised here. The process is killed when `cancel` is
    set, and ends when this one does.
    """
    # -P and a path of our own: no file of the current folder may hide a module.
    child = subprocess.Popen(
        [sys.executable, "-P", str(Path(__file__).with_name("subprocess_main.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdin is not None and child.stdout is not None
    inbox, outbox = child.stdout, child.stdin
    try:
        _write(outbox, pickle.dumps(sys.path) + pickle.dumps((function, argument)))
        for message in in_background(lambda: _messages(inbox), cancel):
            receive(message)
    finally:
        child.kill()
        child.wait()
        with contextlib.suppress(OSError):
            outbox.close()


def _write(pipe: IO[bytes], data: bytes) -> None:
    # A process that is gone is noticed where its messages end.
    with contextlib.suppress(OSError):
        pipe.write(data)
        pipe.flush()


def _messages(inbox: IO[bytes]) -> Iterator[Any]:
    with inbox:
        while True:
            try:
                kind, content = pickle.load(inbox)
            except Exception:
                # Bytes that are no message raise whatever they happen to spell.
                raise SubprocessEndedError from None
            if kind == "messages":
                yield from content
            elif kind == "error":
                raise content
            elif kind == "defect":
                raise SubprocessDefectError(content)
            else:
                return
