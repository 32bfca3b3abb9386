"""Run the checks for the process that started this one; it says on stdin what to ask.

A script, not a module of the package: it is run by path and takes over the caller's
module path before it imports anything of ours.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
import traceback
from typing import IO, Any

# Enough for a screen; one message for each finding would keep both sides busy.
_BATCH_SECONDS = 0.05


class _Telling:
    """Messages to the caller, several at a time."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._waiting: list[Any] = []
        self._told = 0.0

    def __call__(self, message: Any) -> None:
        self._waiting.append(message)
        if time.monotonic() - self._told >= _BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        if self._waiting:
            self.send("news", self._waiting)
            self._waiting = []
        self._told = time.monotonic()

    def send(self, kind: str, what: Any) -> None:
        self._pipe.write(pickle.dumps((kind, what)))
        self._pipe.flush()


def main() -> None:
    """Ask, tell, and be gone as soon as the caller is."""
    said = sys.stdin.buffer
    sys.path[:] = pickle.load(said)
    request = pickle.load(said)
    skip = threading.Event()
    threading.Thread(target=_listen, args=(said, skip), daemon=True).start()
    tell = _Telling(sys.stdout.buffer)
    if hasattr(os, "nice"):
        # Where processors are few, the screen goes first.
        os.nice(5)
    from carto_wizard.checks.run.engine import run
    from carto_wizard.errors import WizardError

    try:
        run(request, tell, cancel=threading.Event(), progress=tell, skip_waiting=skip)
        tell.flush()
        tell.send("end", None)
    except WizardError as error:
        tell.send("refused", error)
    except Exception:
        tell.send("defect", traceback.format_exc())
    # Threads may still wait for an answer that nobody needs.
    os._exit(0)


def _listen(said: IO[bytes], skip: threading.Event) -> None:
    while said.readline():
        skip.set()
    os._exit(0)


if __name__ == "__main__":
    main()
