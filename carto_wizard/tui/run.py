"""Open the screens on a session, and say at the end what was done."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.setup.answers import Answers
from carto_wizard.setup.session import open_session
from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.pasted_text import take_pastes_whole
from carto_wizard.tui.run_status import last_words
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.work.garbage_collection import young_only

if TYPE_CHECKING:
    from carto_wizard.files.state_folder import StateFolder


def run(
    session: Path,
    *,
    fresh: bool,
    mouse: bool,
    environ: Mapping[str, str],
    state_folder: StateFolder,
    banner: str,
    administrator: Callable[[Answers], Sequence[str]] | None = None,
) -> int:
    """Open the screens on a session and return the exit code.

    Raises SessionError for a session of a newer version.
    """
    opened = open_session(session, fresh=fresh)
    app = CartoWizard(
        WizardState(
            session,
            environ,
            Path.home(),
            state_folder,
            opened.answers,
            opened.saved,
            banner,
            opened.notices,
            opened.text,
            administrator=administrator,
        )
    )
    take_pastes_whole()
    with young_only():
        app.run(mouse=mouse)
    if app.wants_demo:
        # A new process: the demo must see none of this one's AWS variables.
        os.execv(sys.executable, [sys.executable, "-m", "carto_wizard", "demo"])
    if app.state.saved is not None:
        with contextlib.suppress(OSError):
            sys.stderr.write(last_words(app.state))
    return app.return_code or 0
