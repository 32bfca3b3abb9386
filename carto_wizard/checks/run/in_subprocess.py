"""The checks in their own process, for a screen that must stay quick."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from carto_wizard.checks.finding import Finding
from carto_wizard.checks.request import CheckRequest
from carto_wizard.errors import WizardError
from carto_wizard.setup.text import one_line
from carto_wizard.work.in_subprocess import (
    Send,
    SubprocessDefectError,
    SubprocessEndedError,
    run_in_subprocess,
)
from carto_wizard.work.progress import Progress


def run(
    request: CheckRequest,
    emit: Callable[[Finding], None],
    *,
    cancel: threading.Event,
    progress: Callable[[Progress], None] = lambda now: None,
) -> None:
    """As `engine.run`; the process is killed when `cancel` is set or this one ends."""

    def receive(message: Finding | Progress) -> None:
        if isinstance(message, Finding):
            emit(message)
        else:
            progress(message)

    # os.environ itself cannot be pickled.
    request = replace(request, environ=dict(request.environ))
    try:
        run_in_subprocess(_run_here, request, receive, cancel=cancel)
    except SubprocessEndedError:
        raise WizardError(
            "The process that runs the checks ended too early.",
            "Start the checks again.",
        ) from None
    except SubprocessDefectError as error:
        # The last line of a traceback; what follows the class may be anybody's words.
        name = str(error).strip().rpartition("\n")[2].partition(":")[0]
        raise WizardError(
            f"carto-wizard failed while running the checks: {one_line(name, 80)}.",
            "Start the checks again. If it fails again, report the bug.",
        ) from None


def _run_here(request: CheckRequest, send: Send) -> None:
    from carto_wizard.checks.run import engine

    never = threading.Event()
    engine.run(request, send, cancel=never, progress=send)
