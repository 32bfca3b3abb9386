"""`carto-wizard refresh`: bring the accounts of a session up to date."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands.organization import Look, look, unit_called
from carto_wizard.commands.planning import Incomplete, complete_session, read_answers
from carto_wizard.commands.terminal import (
    FINE,
    NOT_SAVED,
    confirm,
    emit,
    is_interactive,
    say,
)
from carto_wizard.errors import SessionMissing, UsageError
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.refresh import told
from carto_wizard.setup.review import Review
from carto_wizard.setup.session import load, save
from carto_wizard.setup.text import one_line

if TYPE_CHECKING:
    from carto_wizard.files.state_folder import StateFolder

VERSION = 1


@dataclass(frozen=True, slots=True)
class RefreshOptions:
    """With whose credentials to look, and what to do with what is found."""

    profile: str = ""
    """Empty: the credentials of the environment."""
    ous: tuple[str, ...] = ()
    """IDs, paths or names of the units whose new accounts are read, from now on."""
    tags: tuple[str, ...] = ()
    """`KEY=VALUE`: of the new accounts, only those with one of these are added."""
    yes: bool = False
    as_json: bool = False


def options_of(args: Namespace) -> RefreshOptions:
    """What the arguments ask for; raises UsageError."""
    for text in args.tag:
        if "=" not in text[1:]:
            raise UsageError(
                f"--tag {one_line(text, 60)} is not KEY=VALUE.",
                "For example: --tag Environment=production.",
            )
    return RefreshOptions(
        args.profile, tuple(args.ou), tuple(args.tag), args.yes, args.json
    )


def run(
    session: Path,
    options: RefreshOptions,
    *,
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> int:
    """Show what changed, and save it after a yes; 1 where it was not saved."""
    # A mail of cron is worth it only where something changed.
    watched = sys.stderr.isatty()
    kept_back: list[str] = []
    introduce = say if watched else kept_back.append
    try:
        before = read_answers(session, introduce)
    except SessionMissing:
        before = None
    if before and before.mode is Mode.SINGLE:
        raise UsageError(
            "This session is for a single account, so it has no list of accounts.",
            "Choose hub-and-spoke in the wizard, or another session with --session.",
        )
    answers = before or Answers()
    found = look(environ, options.profile, answers.partition, introduce)
    if before is None and found.partition in PARTITIONS:
        answers = replace(answers, partition=found.partition)
    ous = [unit_called(found.organization, text) for text in options.ous]
    review = found.review(answers, ous, options.tags)
    if review.pending or watched:
        for line in (*kept_back, *review.lines(), *review.warnings()):
            say(line)
    saved = review.pending and _agreed(options) and _save(review, before, session)
    if saved:
        say(_next(review.after, session, environ, state_folder))
    if options.as_json:
        emit(document(found, review, saved=saved))
    return FINE if saved or not review.pending else NOT_SAVED


def _agreed(options: RefreshOptions) -> bool:
    if options.yes:
        return True
    if not is_interactive():
        say("Nothing was saved. To save it, repeat with --yes.")
        return False
    agreed = confirm("Save it?")
    if not agreed:
        say("Nothing was saved.")
    return agreed


def _save(review: Review, before: Answers | None, session: Path) -> bool:
    """Save the answers, unless the file was changed since it was read."""
    try:
        now = load(session).answers
    except SessionMissing:
        now = None
    if now != before:
        path = one_line(str(session))
        say(f"! {path} was changed meanwhile. Nothing was saved. Try again.")
        return False
    save(review.after, session)
    return True


def _next(
    answers: Answers,
    session: Path,
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> str:
    """What to do with the accounts now that they are in the session."""
    option = state_folder.session_option(session)
    try:
        complete_session(session, answers, environ, state_folder)
    except Incomplete:
        return f"Saved. To answer the other questions: carto-wizard{option}"
    return f"Saved. To write the files: carto-wizard write{option}"


def document(found: Look, review: Review, *, saved: bool) -> str:
    """The public document of `refresh --json`."""
    organization = review.organization
    differences = [
        {
            "change": str(each.change),
            "account": each.id,
            "name": each.now.name if each.now else each.before and each.before.name,
            "state": each.now and each.now.state,
            "email_domain": each.now and each.now.email_domain,
            "ou": each.now and each.now.unit,
            "path": each.now and organization.path(each.now.unit),
            "message": told(each, organization),
        }
        for each in review.differences
    ]
    data = {
        "version": VERSION,
        "saved": saved,
        "organization": organization.id,
        "looked_as": found.looker.arn,
        "ous": list(review.after.organization.ous),
        "accounts": len(review.after.accounts),
        "differences": differences,
    }
    # Names are those of strangers: what a terminal would obey is escaped.
    return json.dumps(data, indent=2)
