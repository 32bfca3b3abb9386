"""Work off the screen's thread, whose results come back as messages.

Textual's own thread workers are waited for at exit: a call to AWS that hangs would
keep the terminal for a minute. A daemon thread does not.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.message import Message
from textual.widget import Widget

from carto_wizard.errors import WizardError


@dataclass
class Finished(Message):
    """Work ended with a `result`, or was refused with an `error`."""

    name: str
    result: Any = None
    error: WizardError | None = None


def start(widget: Widget, name: str, work: Callable[[], Any]) -> threading.Thread:
    """Run `work` in a daemon thread; `widget` then gets a `Finished` of this name.

    A defect in `work` ends the app with its traceback, as one in a handler would.
    """

    def run() -> None:
        try:
            widget.post_message(Finished(name, work()))
        except WizardError as error:
            widget.post_message(Finished(name, error=error))
        except Exception as error:
            app.call_later(_raise, error)

    # Looked up now: a widget that was removed by then has no app.
    app = widget.app

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


def _raise(error: Exception) -> None:
    raise error
