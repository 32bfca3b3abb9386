"""`carto-wizard preview`: what would be written, as text or as a document."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carto_wizard.commands.planning import (
    MOST_LISTED,
    Incomplete,
    planned_changes,
    read_session,
    stuck,
)
from carto_wizard.commands.terminal import (
    FINE,
    NOT_WRITTEN,
    Style,
    coloured,
    emit,
    painted,
    say,
)
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import count, one_line

if TYPE_CHECKING:
    from carto_wizard.files.change import Change
    from carto_wizard.files.state_folder import StateFolder

VERSION = 1
_STYLES = {
    "+": Style.ADDED,
    "-": Style.REMOVED,
    "@": Style.REMARK,
    "!": Style.REMOVED,
    "✗": Style.REMOVED,
}


def run(
    session: Path,
    *,
    as_json: bool,
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> int:
    """Show every file; 3 where one of them could not be written as it is."""
    from carto_wizard.render.aws_config import writes_keys

    try:
        complete = read_session(session, environ, state_folder)
    except Incomplete as incomplete:
        if as_json:
            emit(document((), incomplete.problems))
        raise
    changes = planned_changes(complete)
    if as_json:
        emit(document(changes))
    else:
        for line in text(changes, colour=coloured(sys.stdout, environ)):
            emit(line)
    if writes_keys(complete.answers):
        path = complete.places.credentials_file
        say(f"! {path} is not shown, because its keys are typed later.")
    return NOT_WRITTEN if stuck(changes) else FINE


def document(changes: Sequence[Change], missing: Sequence[Problem] = ()) -> str:
    """The public document of `preview --json`."""
    from carto_wizard.files.diff import as_text

    files = [
        {
            "key": change.file.key,
            "path": change.file.path,
            "target_path": change.file.target_path,
            "status": str(change.status),
            "purpose": change.file.purpose,
            "diff": as_text(_diff(change)),
            "problem": change.problem,
            "conflicts": [
                {"profile": c.profile, "key": c.key, "theirs": c.theirs, "ours": c.ours}
                for c in change.conflicts
            ],
            "others": list(change.others),
            "notes": list(change.notes),
        }
        for change in changes
    ]
    problems = [{"step": p.step, "key": p.key, "message": p.message} for p in missing]
    data: dict[str, Any] = {"version": VERSION, "files": files, "missing": problems}
    return json.dumps(data, indent=2, ensure_ascii=False)


def text(changes: Sequence[Change], *, colour: bool) -> Iterator[str]:
    """The same for people: the list of files, then every diff."""
    yield from overview(changes, colour=colour)
    for change in changes:
        if change.pending:
            yield ""
            yield from diff_of(change, colour=colour)


def overview(changes: Sequence[Change], *, colour: bool) -> Iterator[str]:
    """One line for each file, and under it what a person should know about it."""
    statuses = Counter(change.status for change in changes)
    listed = ", ".join(f"{number:,} {status}" for status, number in statuses.items())
    yield f"{count(len(changes), 'file')}: {listed}. Nothing is written yet."
    for change in changes:
        sign = change.status.glyph
        line = f"{sign} {change.status:<8} {one_line(change.file.path)}"
        yield painted(line, _STYLES.get(sign, Style.PLAIN), colour)
        for remark in remarks(change):
            yield f"             {remark}"


def remarks(change: Change) -> Iterator[str]:
    """What is in the way, what Cartography would sync too, and what else to know."""
    if change.problem:
        yield change.problem
    for conflict in change.conflicts:
        where = f"[{one_line(conflict.profile, 60)}] line {conflict.line}"
        theirs, ours = (
            one_line(t, 80) or "–" for t in (conflict.theirs, conflict.ours)
        )
        yield f"{where}, {conflict.key}: now {theirs}, new {ours}."
    yield from change.notes
    if change.others:
        named = [one_line(name, 60) for name in change.others[:MOST_LISTED]]
        more = len(change.others) - len(named)
        listed = ", ".join(named) + (f" and {more:,} more" if more else "")
        profiles = count(len(change.others), "profile")
        will = "will" if change.merged else "would"
        yield f"Cartography {will} also read {profiles} outside this set-up: {listed}."
        if change.kind == "config" and not change.merged:
            yield "To keep them out, use a separate config file: target.config_file."


def diff_of(change: Change, *, colour: bool) -> Iterator[str]:
    """The path, the purpose, and the diff as `diff -u` prints it."""
    yield painted(f"{change.status} {one_line(change.file.path)}", Style.STRONG, colour)
    yield change.file.purpose
    for line in _diff(change):
        shown = line.text if line.kind == "@" else f"{line.kind}{line.text}"
        yield painted(shown, _STYLES.get(line.kind, Style.PLAIN), colour)


def _diff(change: Change) -> list[Any]:
    from carto_wizard.files.changes import diff

    return diff(change)
