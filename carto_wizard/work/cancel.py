"""The end of a job, said where a signal may come at any moment."""

from __future__ import annotations

import threading
from queue import Empty, SimpleQueue


class Cancel(threading.Event):
    """An event that can be set whatever was interrupted.

    The exception of a signal can leave `Event.wait` with the lock of the event taken,
    and `set` would then wait for it forever. A `SimpleQueue` has no such moment.
    """

    def __init__(self) -> None:
        super().__init__()
        self._is_set = False
        self._wake: SimpleQueue[None] = SimpleQueue()

    def is_set(self) -> bool:
        """Whether it is the end."""
        return self._is_set

    def set(self) -> None:
        """Say that it is the end."""
        self._is_set = True
        self._wake.put(None)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end, so many seconds at most; False where it did not come."""
        if not self._is_set:
            try:
                self._wake.get(timeout=timeout)
            except Empty:
                return self._is_set
            # Others may wait too.
            self._wake.put(None)
        return self._is_set

    def clear(self) -> None:
        """Refuse: what has ended does not begin again."""
        raise NotImplementedError
