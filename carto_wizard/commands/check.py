"""`carto-wizard check`: findings as they come, then the report or the document."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from carto_wizard.checks.finding import GLYPHS, Finding, Status
from carto_wizard.commands.planning import Work, opened
from carto_wizard.commands.terminal import CHECK_FAILED, FINE, emit, say
from carto_wizard.setup.text import visible


def run(
    session: Path, *, as_json: bool, watch: bool, environ: Mapping[str, str]
) -> int:
    """Ask AWS whether every account can be read; 1 where a check failed."""
    work = opened(session, environ)
    quiet = as_json or watch
    found = ask(work, environ, _nothing if quiet else lambda one: say(line(one)))
    if watch:
        from carto_wizard.commands.watch import news

        lines = news(work.name, found)
        if lines and not as_json:
            emit("\n".join(lines))
        if not (lines and as_json):
            return verdict(found)
    tell(found, as_json=as_json)
    return verdict(found)


def ask(
    work: Work, environ: Mapping[str, str], each: Callable[[Finding], None]
) -> tuple[Finding, ...]:
    """Run every check, each finding told as it comes; Ctrl+C does not wait for AWS."""
    from carto_wizard.checks.engine import run as run_checks
    from carto_wizard.checks.progress import Progress

    found: list[Finding] = []
    words = ""

    def emitted(finding: Finding) -> None:
        found.append(finding)
        each(finding)

    def progressed(progress: Progress) -> None:
        nonlocal words
        if progress.words and progress.words != words and sys.stderr.isatty():
            say(progress.words)
        words = progress.words

    cancel = threading.Event()
    try:
        run_checks(
            work.answers,
            work.places,
            emitted,
            cancel=cancel,
            environ=environ,
            progress=progressed,
        )
    finally:
        cancel.set()
    return tuple(found)


def tell(found: Iterable[Finding], *, as_json: bool) -> None:
    """The findings on stdout: the public document, or what to fix first."""
    from carto_wizard.checks import report

    findings = tuple(found)
    text = report.as_json(findings) if as_json else report.as_text(findings)
    emit(text.rstrip("\n"))


def line(finding: Finding) -> str:
    """One finding on one line."""
    who = visible(finding.profile or finding.account or "", 40)
    where = f" {who}" if who else ""
    return f"{GLYPHS[finding.status]} {finding.check}{where}: " + visible(
        finding.message, 400
    )


def verdict(found: Iterable[Finding]) -> int:
    """The exit code of these findings."""
    failed = any(finding.status is Status.FAILED for finding in found)
    return CHECK_FAILED if failed else FINE


def _nothing(finding: Finding) -> None:
    """Who asked for a document or for news wants nothing else."""
