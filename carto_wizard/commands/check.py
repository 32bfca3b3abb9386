"""`carto-wizard check`: findings as they come, then the report or the document."""

from __future__ import annotations

import sys
import threading
import time
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from carto_wizard.checks.finding import GLYPHS, Finding, Status
from carto_wizard.checks.results.redaction import without_accounts
from carto_wizard.commands.planning import Work, opened
from carto_wizard.commands.terminal import CHECK_FAILED, FINE, emit, say
from carto_wizard.errors import UsageError
from carto_wizard.setup import validate
from carto_wizard.setup.text import one_line

if TYPE_CHECKING:
    from carto_wizard.files.state_folder import StateFolder
    from carto_wizard.work.progress import Progress


Form = Literal["text", "json", "markdown"]

_REMIND_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to ask, and in which form the findings are to be told."""

    form: Form = "text"
    redact: bool = False
    watch: bool = False
    wait: bool = False
    look_with: str = ""


PLAIN = Wanted()


def wanted(args: Namespace) -> Wanted:
    """What the arguments ask for; raises UsageError."""
    if args.json and args.markdown:
        raise UsageError("--json and --markdown are two documents.", "Ask for one.")
    problem = validate.role_name(args.look_with) if args.look_with else None
    if problem:
        raise UsageError(f"--look-with {one_line(args.look_with, 80)}: {problem}")
    form: Form = "json" if args.json else "markdown" if args.markdown else "text"
    return Wanted(form, args.redact, args.watch, args.wait, args.look_with)


def run(
    session: Path,
    how: Wanted,
    *,
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> int:
    """Ask AWS whether every account can be read; 1 where a check failed."""
    work = opened(session, environ, state_folder)
    quiet = how.watch or how.form != "text"
    hide = without_accounts if how.redact else str
    each = _nothing if quiet else lambda one: say(hide(line(one)))
    found = ask(work, environ, each, how)
    if how.watch:
        from carto_wizard.commands.watch import news

        lines = news(work, found)
        if lines and how.form == "text":
            emit(hide("\n".join(lines)))
        if not lines or how.form == "text":
            return verdict(found)
    tell(found, how)
    return verdict(found)


def ask(
    work: Work,
    environ: Mapping[str, str],
    each: Callable[[Finding], None],
    how: Wanted = PLAIN,
) -> tuple[Finding, ...]:
    """Run every check, each finding told as it comes; Ctrl+C does not wait for AWS."""
    from carto_wizard.checks.request import PROPAGATION, CheckRequest
    from carto_wizard.checks.run.engine import run as run_checks

    request = CheckRequest(
        work.answers,
        work.places,
        environ,
        pauses=PROPAGATION if how.wait else (),
        look_with=how.look_with,
    )
    found: list[Finding] = []

    def emitted(finding: Finding) -> None:
        named = finding.naming(work.option)
        found.append(named)
        each(named)

    cancel = threading.Event()
    try:
        run_checks(request, emitted, cancel=cancel, progress=_Reminder())
    finally:
        cancel.set()
    return tuple(found)


class _Reminder:
    """Tells a person what a run waits for: when that changes, and now and then."""

    def __init__(self) -> None:
        self._shape = ""
        self._told = 0.0

    def __call__(self, progress: Progress) -> None:
        from carto_wizard.checks.run.progress_text import progress_text

        words = progress_text(progress)
        # A countdown changes every second and is the same sentence.
        shape = "".join(char for char in words if not char.isdigit())
        now = time.monotonic()
        due = shape != self._shape or now - self._told >= _REMIND_SECONDS
        if words and due and sys.stderr.isatty():
            self._told = now
            say(words)
        self._shape = shape


def tell(found: Iterable[Finding], how: Wanted = PLAIN) -> None:
    """The findings on stdout: the public document, or what to fix first."""
    from carto_wizard.checks.results import report

    forms = {
        "json": report.as_json,
        "markdown": report.as_markdown,
        "text": report.as_text,
    }
    emit(forms[how.form](tuple(found), redact=how.redact).rstrip("\n"))


def line(finding: Finding) -> str:
    """One finding on one line."""
    who = one_line(finding.profile or finding.account or "", 40)
    where = f" {who}" if who else ""
    return f"{GLYPHS[finding.status]} {finding.check}{where}: " + one_line(
        finding.message, 400
    )


def verdict(found: Iterable[Finding]) -> int:
    """The exit code of these findings."""
    failed = any(finding.status is Status.FAILED for finding in found)
    return CHECK_FAILED if failed else FINE


def _nothing(finding: Finding) -> None:
    """Who asked for a document or for news wants nothing else."""
