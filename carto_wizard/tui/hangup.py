"""Leaving when the terminal is gone: a closed window, a lost connection.

Textual would write on, for ever: to a queue that nobody empties, or around an input
that is always at its end.
"""

from __future__ import annotations

import asyncio
import os
import select
import threading
from collections.abc import Callable

CODE = 129
"""Exit code: what a hang-up signal ends with."""

_SAVE_SECONDS = 2.0
"""For a screen's thread that may be stuck already."""


def leave_when_gone(terminal: int, save: Callable[[], object]) -> None:
    """Once this terminal hangs up, save on the running loop and end the process.

    Where the system cannot tell, nothing happens.
    """
    if not hasattr(select, "poll"):
        return
    loop = asyncio.get_running_loop()
    poll = select.poll()
    # No event is asked for: a hang-up is told unasked.
    poll.register(terminal, 0)

    def wait() -> None:
        (_, told), *_ = poll.poll()
        if not told & (select.POLLHUP | select.POLLERR):
            return
        saved = threading.Event()

        def save_once() -> None:
            try:
                save()
            finally:
                saved.set()

        try:
            loop.call_soon_threadsafe(save_once)
            saved.wait(_SAVE_SECONDS)
        finally:
            os._exit(CODE)

    threading.Thread(target=wait, name="hangup", daemon=True).start()
