"""The checks in a process of their own, for a caller that must stay quick.

32 threads that talk to AWS keep an interpreter busy: a screen in the same one would
wait for its turn at every step of every key.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from carto_wizard.checks.finding import Finding
from carto_wizard.checks.request import CheckRequest
from carto_wizard.errors import WizardError
from carto_wizard.work.pool import in_background
from carto_wizard.work.progress import Progress

SKIP = b"skip\n"


def run(
    request: CheckRequest,
    emit: Callable[[Finding], None],
    *,
    cancel: threading.Event,
    progress: Callable[[Progress], None] = lambda now: None,
    skip_waiting: threading.Event | None = None,
) -> None:
    """As `engine.run`; the process is killed when `cancel` is set or this one ends."""
    request = replace(request, environ=dict(request.environ))
    # -P and a path of our own: no file of the current folder may hide a module.
    child = subprocess.Popen(
        [sys.executable, "-P", str(Path(__file__).with_name("subprocess_main.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdin is not None and child.stdout is not None
    tell_skip = _Skip(child.stdin, skip_waiting)
    told = child.stdout
    try:
        # One that is gone already is told of where its answers end.
        with contextlib.suppress(OSError):
            child.stdin.write(pickle.dumps(sys.path) + pickle.dumps(request))
            child.stdin.flush()
        for message in in_background(lambda: _messages(told), cancel, tell_skip):
            if isinstance(message, Finding):
                emit(message)
            else:
                progress(message)
    finally:
        child.kill()
        child.wait()
        with contextlib.suppress(OSError):
            child.stdin.close()


class _Skip:
    """Hands on, once, that the waiting is to end."""

    def __init__(self, pipe: IO[bytes], wanted: threading.Event | None) -> None:
        self._pipe = pipe
        self._wanted = wanted

    def __call__(self) -> None:
        if self._wanted is not None and self._wanted.is_set():
            self._wanted = None
            with contextlib.suppress(OSError):
                self._pipe.write(SKIP)
                self._pipe.flush()


def _messages(told: IO[bytes]) -> Iterator[Finding | Progress]:
    with told:
        while True:
            try:
                kind, what = pickle.load(told)
            except (EOFError, OSError, pickle.UnpicklingError):
                raise WizardError(
                    "The process that asks AWS ended before it was done.",
                    "Start the checks again.",
                ) from None
            if kind == "end":
                return
            yield from _read(kind, what)


def _read(kind: str, what: Any) -> Iterator[Finding | Progress]:
    if kind == "refused":
        raise what
    if kind == "defect":
        raise RuntimeError(what)
    yield from what
