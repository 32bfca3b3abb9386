"""`carto-wizard preview`: what would be written, as text or as a document."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

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
from carto_wizard.errors import UsageError
from carto_wizard.setup import validate
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import count, one_line

if TYPE_CHECKING:
    from carto_wizard.commands.roles_in_aws import RolesInAws
    from carto_wizard.files.change import Change
    from carto_wizard.files.state_folder import StateFolder
    from carto_wizard.setup.answers import Answers

VERSION = 1


class LookInAws(NamedTuple):
    """That AWS is asked, and with what."""

    profile: str = ""
    """Of the person's own; empty: the environment."""
    look_with: str = ""
    """A role that it may assume in the other accounts."""


def looking(args: Namespace) -> LookInAws | None:
    """What the arguments want of AWS; raises UsageError where they contradict."""
    if args.look_with and (problem := validate.role_name(args.look_with)):
        raise UsageError(f"--look-with {one_line(args.look_with, 80)}: {problem}")
    if args.aws:
        return LookInAws(args.profile, args.look_with)
    if args.profile or args.look_with:
        raise UsageError(
            "--profile and --look-with are about the roles in AWS.", "Add --aws."
        )
    return None


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
    aws: LookInAws | None = None,
) -> int:
    """Show every file; 3 where one of them could not be written as it is.

    With `aws` also what is already there in AWS.
    """
    from carto_wizard.render.aws_config import writes_keys

    try:
        complete = read_session(session, environ, state_folder)
    except Incomplete as incomplete:
        if as_json:
            emit(document((), incomplete.problems))
        raise
    changes = planned_changes(complete)
    roles = aws and _roles(complete.answers, environ, aws)
    if as_json:
        emit(document(changes, roles=roles))
    else:
        for line in text(changes, roles, colour=coloured(sys.stdout, environ)):
            emit(line)
    if writes_keys(complete.answers):
        path = complete.places.credentials_file
        say(f"! {path} is not shown, because its keys are typed later.")
    return NOT_WRITTEN if stuck(changes) else FINE


def _roles(answers: Answers, environ: Mapping[str, str], aws: LookInAws) -> RolesInAws:
    from carto_wizard.commands.roles_in_aws import look_at_roles

    return look_at_roles(answers, environ, profile=aws.profile, look_with=aws.look_with)


def document(
    changes: Sequence[Change],
    missing: Sequence[Problem] = (),
    roles: RolesInAws | None = None,
) -> str:
    """The public document of `preview --json`; `aws` is in it where AWS was asked."""
    from carto_wizard.files.diff import as_text

    files = [
        {
            "key": change.file.key,
            "path": change.file.path,
            "target_path": change.file.target_path,
            "status": str(change.status),
            "purpose": change.file.purpose,
            "form": change.file.form or "",
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
    if roles is not None:
        from carto_wizard.commands import roles_in_aws

        data["aws"] = roles_in_aws.document(roles)
    return json.dumps(data, indent=2, ensure_ascii=False)


def text(
    changes: Sequence[Change], roles: RolesInAws | None = None, *, colour: bool
) -> Iterator[str]:
    """The same for people: the list of files, then every diff, then the roles."""
    yield from overview(changes, colour=colour)
    for change in changes:
        if change.pending:
            yield ""
            yield from diff_of(change, colour=colour)
    if roles is not None:
        from carto_wizard.commands import roles_in_aws

        yield ""
        yield from roles_in_aws.text(roles, colour=colour)


def overview(changes: Sequence[Change], *, colour: bool) -> Iterator[str]:
    """One line for each file, and under it what a person should know about it."""
    statuses = Counter(change.status for change in changes)
    listed = ", ".join(f"{number:,} {status}" for status, number in statuses.items())
    yield f"{count(len(changes), 'file')}: {listed}. Nothing is written yet."
    from carto_wizard.render.hand_over import TITLES

    form = None
    for change in changes:
        if change.file.form is not form:
            form = change.file.form
            yield f"{TITLES[form]}:" if form else ""
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
