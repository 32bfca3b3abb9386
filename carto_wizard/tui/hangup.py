"""Leaving when the terminal is gone: a closed window, a lost connection.

Textual would go on for ever, either filling a queue that nothing empties or reading
an input that is always at its end.
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
"""The screens' thread may be stuck already."""


def leave_when_gone(terminal: int, save: Callable[[], object]) -> None:
    """Once this terminal hangs up, save on the running loop and end the process.

    Where the system cannot tell, nothing happens.
    """
    if not hasattr(select, "poll"):
        return
    loop = asyncio.get_running_loop()
    poll = select.poll()
    # poll reports a hang-up although no event is asked for.
    poll.register(terminal, 0)

    def wait() -> None:
        (_, events), *_ = poll.poll()
        if not events & (select.POLLHUP | select.POLLERR):
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
