"""`carto-wizard write`: the summary, one confirmation, and a result for each file."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands.choices import keep_in_session, resolve
from carto_wizard.commands.given_choices import Given, how_to_decide, obey
from carto_wizard.commands.planning import (
    CompleteSession,
    planned_changes,
    read_session,
    stuck,
)
from carto_wizard.commands.preview import diff_of, overview
from carto_wizard.commands.terminal import (
    ABORTED,
    FINE,
    NOT_WRITTEN,
    ask,
    coloured,
    confirm,
    emit,
    is_interactive,
    say,
)
from carto_wizard.errors import UsageError
from carto_wizard.setup.text import count, one_line
from carto_wizard.setup.validate import access_key_id, secret_access_key

if TYPE_CHECKING:
    from carto_wizard.files.change import Change
    from carto_wizard.files.state_folder import StateFolder
    from carto_wizard.files.writer import WriteResult
    from carto_wizard.render.aws_config import AccessKeys

_MOST_LINES = 200
"""Of a diff before the question; the rest is counted."""


def run(
    session: Path,
    *,
    yes: bool,
    given: Sequence[Given] = (),
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> int:
    """Write what preview shows; 3 where a file could not be written."""
    from carto_wizard.render.aws_config import writes_keys

    complete = read_session(session, environ, state_folder)
    keys = ask_keys(complete) if writes_keys(complete.answers) else None
    plan = partial(planned_changes, keys=keys)
    complete, changes = obey(complete, given, plan)
    colour = coloured(sys.stderr, environ)
    show(changes, colour=colour)
    if stuck(changes) and not yes and is_interactive():
        complete, changes = resolve(complete, changes, ask, plan)
        show(changes, colour=colour)
    elif stuck(changes):
        for line in how_to_decide(changes, complete.home):
            say(line)
    code = carry_out(changes, complete.name, state_folder, "write", yes=yes)
    if code != ABORTED:
        keep_in_session(complete)
    return code


def show(changes: Sequence[Change], *, colour: bool) -> None:
    """The list of files, and how each one that is there already would change."""
    for line in overview(changes, colour=colour):
        say(line)
    for change in changes:
        if change.status != "update":
            continue
        lines = list(diff_of(change, colour=colour))
        for line in ("", *lines[:_MOST_LINES]):
            say(line)
        if len(lines) > _MOST_LINES:
            left = count(len(lines) - _MOST_LINES, "more line")
            say(f"and {left}. To see all, use carto-wizard preview.")


def carry_out(
    changes: Sequence[Change],
    session: str,
    state_folder: StateFolder,
    what: str,
    *,
    yes: bool,
) -> int:
    """Confirm once, write, and print what became of each file; `what` is the verb."""
    from carto_wizard.files.writer import write

    waiting = [change for change in changes if change.pending]
    if not waiting:
        say(f"There is nothing to {what}.")
        return NOT_WRITTEN if stuck(changes) else FINE
    outside = [change for change in waiting if change.outside]
    if outside and yes:
        raise _unseen(outside)
    if not yes and not confirm(f"{what.capitalize()} {counted(waiting)}?"):
        say("Nothing was changed.")
        return ABORTED
    return report(write(changes, state_folder=state_folder, session=session))


def counted(waiting: Sequence[Change]) -> str:
    """How many files, and how many of them in no folder of the person's."""
    outside = sum(change.outside for change in waiting)
    where = f", {outside:,} of them outside your home folder" if outside else ""
    return count(len(waiting), "file") + where


def _unseen(outside: Sequence[Change]) -> UsageError:
    """The refusal of --yes: the session may be somebody else's."""
    first, more = one_line(outside[0].file.path), len(outside) - 1
    rest = f" and {count(more, 'more file')}" if more else ""
    return UsageError(
        f"{first}{rest}: not in your home folder and not next to the session file, so "
        "--yes is not enough. Nothing was written.",
        "Repeat without --yes at a terminal, or move the session file to that folder.",
    )


def report(results: Iterable[WriteResult]) -> int:
    """Print what became of each file as it happens; 3 where one was not written."""
    code = FINE
    for result in results:
        emit(result_line(result))
        code = code if result.ok else NOT_WRITTEN
    return code


def result_line(result: WriteResult) -> str:
    """One line for one file: glyph, outcome, path, and where the old one is."""
    line = f"{'✓' if result.ok else '✗'} {result.outcome:<9} "
    line += one_line(result.change.file.path)
    if result.backup:
        line += f"  (before: {one_line(result.backup)})"
    return f"{line}\n  {result.message}" if result.message else line


def ask_keys(complete: CompleteSession) -> AccessKeys:
    """The access keys of a single account, typed hidden and saved nowhere."""
    from carto_wizard.render.aws_config import AccessKeys

    if not is_interactive():
        raise UsageError(
            "These answers write access keys, which can be typed only at a terminal.",
            "Repeat the command at a terminal, or set single.keys to existing.",
        )
    say(f"Type the access keys for {complete.places.credentials_file}:")
    return AccessKeys(
        _typed_hidden("Access key ID", access_key_id),
        _typed_hidden("Secret access key", secret_access_key),
    )


def _typed_hidden(label: str, problem_of: Callable[[str], str | None]) -> str:
    text = getpass.getpass(f"{label} (hidden): ", sys.stderr).strip()
    if problem := problem_of(text):
        raise UsageError(problem, "Nothing was written. Copy the key again from IAM.")
    return text
