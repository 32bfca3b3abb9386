"""Leaving a command in order when a signal comes, wherever in the program that is."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_ENDS = KeyboardInterrupt, SystemExit
_SOON = 0.01
"""Seconds until what was lost is raised again."""


@contextmanager
def leaving_in_order() -> Iterator[None]:
    """Let a signal end the block like an exit, so that nothing half-made stays."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # What nohup ignores stays ignored.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)
    if hasattr(signal, "setitimer"):
        sys.unraisablehook = _lost
    try:
        yield
    except RuntimeError as error:
        # A lock of `threading` that is interrupted while it is given back for a moment
        # complains about that on the way out.
        if isinstance(error.__context__, _ENDS):
            raise error.__context__ from None
        raise


def _leave(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def _lost(lost: UnraisableHookArgs) -> None:
    """Raise it again: Python drops what is raised in a callback or a `__del__`."""
    ended = lost.exc_value
    if not isinstance(ended, _ENDS):
        sys.__unraisablehook__(lost)
        return

    def again(number: int, frame: object) -> NoReturn:
        raise ended

    # From in here it would be dropped once more.
    signal.signal(signal.SIGALRM, again)
    signal.setitimer(signal.ITIMER_REAL, _SOON)
