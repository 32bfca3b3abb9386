"""The process behind `in_subprocess`: stdin says which function to call with what.

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

# Enough for a screen; one write for each message would keep both sides busy.
_BATCH_SECONDS = 0.05


class _Outbox:
    """Writes messages to the caller, several at a time."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._waiting: list[Any] = []
        self._written = 0.0

    def send(self, message: Any) -> None:
        self._waiting.append(message)
        if time.monotonic() - self._written >= _BATCH_SECONDS:
            self._flush()

    def end(self, kind: str, content: Any = None) -> None:
        self._flush()
        self._write(kind, content)

    def _flush(self) -> None:
        if self._waiting:
            self._write("messages", self._waiting)
            self._waiting = []
        self._written = time.monotonic()

    def _write(self, kind: str, content: Any) -> None:
        self._pipe.write(pickle.dumps((kind, content)))
        self._pipe.flush()


def main() -> None:
    """Call the function, and be gone as soon as the caller is."""
    inbox = sys.stdin.buffer
    sys.path[:] = pickle.load(inbox)
    function, argument = pickle.load(inbox)
    threading.Thread(target=_end_with, args=(inbox,), daemon=True).start()
    outbox = _Outbox(sys.stdout.buffer)
    if hasattr(os, "nice"):
        # Where processors are few, the screen goes first.
        os.nice(5)
    from carto_wizard.errors import WizardError

    try:
        function(argument, outbox.send)
        outbox.end("done")
    except WizardError as error:
        outbox.end("error", error)
    except Exception:
        outbox.end("defect", traceback.format_exc())
    # Threads may still wait for an answer that nobody needs.
    os._exit(0)


def _end_with(inbox: IO[bytes]) -> None:
    """End once the caller is gone: nothing more comes from it, only the end."""
    inbox.read()
    os._exit(0)


if __name__ == "__main__":
    main()
