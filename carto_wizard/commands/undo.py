"""`carto-wizard undo`: take back exactly what a session wrote, shown before."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from carto_wizard.commands.choices import choose
from carto_wizard.commands.preview import stuck, text
from carto_wizard.commands.terminal import (
    ABORTED,
    FINE,
    NOT_WRITTEN,
    asked,
    coloured,
    confirmed,
    say,
    somebody_there,
)
from carto_wizard.commands.write import apply, report
from carto_wizard.setup.text import count


def run(session: Path, *, yes: bool, environ: Mapping[str, str]) -> int:
    """Show what would be taken back, ask, do it; 3 where a file could not be.

    The session file itself is not needed, only its name: the journal knows the rest.
    """
    from carto_wizard.files.locations import journal_path
    from carto_wizard.files.undo.plan import undo_plan

    name = str(session.absolute())
    changes = undo_plan(journal_path(), name)
    if not changes:
        say(f"Nothing that {session} wrote is left to take back.")
        return FINE
    for line in text(changes, colour=coloured(sys.stderr, environ)):
        say(line)
    if stuck(changes) and not yes and somebody_there():
        chosen = choose(changes, asked, undo=True)
        changes = undo_plan(journal_path(), name, choices=chosen)
    waiting = [change for change in changes if change.pending]
    if not waiting:
        say("There is nothing to take back.")
        return NOT_WRITTEN if stuck(changes) else FINE
    if not yes and not confirmed(f"Take back {count(len(waiting), 'file')}?"):
        say("Nothing was changed.")
        return ABORTED
    return report(apply(changes, name))
