"""`carto-wizard check`: findings as they come, then the report or the document."""

from __future__ import annotations

import re
import time
from argparse import Namespace
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from carto_wizard.checks.finding import GLYPHS, Finding
from carto_wizard.checks.results.redaction import without_accounts
from carto_wizard.checks.results.report import as_json, as_markdown, as_text
from carto_wizard.checks.results.verdict import Verdict, verdict
from carto_wizard.commands.planning import CompleteSession, read_session
from carto_wizard.commands.terminal import (
    CHECK_FAILED,
    FINE,
    ProgressNotes,
    confirm,
    emit,
    emit_parts,
    is_interactive,
    say,
)
from carto_wizard.errors import UsageError, WizardError
from carto_wizard.setup import validate
from carto_wizard.setup.text import count, one_line
from carto_wizard.work.cancel import Cancel

if TYPE_CHECKING:
    from carto_wizard.checks.results.results import Results
    from carto_wizard.files.state_folder import StateFolder
    from carto_wizard.work.progress import Progress


Form = Literal["text", "json", "markdown"]

_REMIND_SECONDS = 30.0
_LONGEST_WAIT = 86_400


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How to ask, and in which form the findings are reported."""

    form: Form = "text"
    redact: bool = False
    watch: bool = False
    wait: float = 0.0
    """Seconds in which what is not right yet is asked again."""
    look_with: str = ""
    allow_helper: bool = False


_DEFAULTS = CheckOptions()


def options_of(args: Namespace) -> CheckOptions:
    """What the arguments ask for; raises UsageError."""
    if args.json and args.markdown:
        raise UsageError(
            "--json and --markdown cannot be combined.", "Use one of them."
        )
    problem = validate.role_name(args.look_with) if args.look_with else None
    if problem:
        raise UsageError(f"--look-with {one_line(args.look_with, 80)}: {problem}")
    form: Form = "json" if args.json else "markdown" if args.markdown else "text"
    wait = _seconds(args.wait)
    return CheckOptions(
        form, args.redact, args.watch, wait, args.look_with, args.allow_helper
    )


def _seconds(text: str) -> float:
    """How long `--wait` waits; raises UsageError."""
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or int(text) > _LONGEST_WAIT:
        raise UsageError(
            f"--wait {one_line(text, 40)}: this is no number of seconds up to "
            f"{_LONGEST_WAIT:,}.",
            "Leave the number out to wait for a minute.",
        )
    return float(text)


def run(
    session: Path,
    options: CheckOptions,
    *,
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> int:
    """Ask AWS whether every account can be read; 1 where that is not verified."""
    complete = read_session(session, environ, state_folder)
    quiet = options.watch or options.form != "text"
    hide = without_accounts if options.redact else str

    def show(finding: Finding) -> None:
        if not quiet:
            say(hide(line(finding)))

    def report(judged: Verdict) -> None:
        if options.watch:
            _emit_news(complete, judged, options, hide)
        else:
            emit_report(judged, options)

    ask = confirm if is_interactive() else None
    return exit_code(run_checks(complete, environ, show, report, options, ask))


def _emit_news(
    complete: CompleteSession,
    judged: Verdict,
    options: CheckOptions,
    hide: Callable[[str], str],
) -> None:
    """What changed since the last run; nothing where all is as it was."""
    from carto_wizard.commands.watch import news

    if judged.complete:
        lines = news(complete, judged.findings)
    else:
        lines = []
        say(f"{judged.sentence} The next run does not compare with this one.")
    if options.form != "text" and (lines or not judged.complete):
        emit_report(judged, options)
    elif lines:
        emit(hide("\n".join(lines)))


def run_checks(
    complete: CompleteSession,
    environ: Mapping[str, str],
    show: Callable[[Finding], None],
    report: Callable[[Verdict], None],
    options: CheckOptions = _DEFAULTS,
    ask: Callable[[str], bool] | None = None,
) -> Verdict:
    """Run every check, show each finding at once, and report what they come to.

    With `wait` what is not right is asked again, and shown where that changed. Ctrl+C
    or a signal does not wait for AWS: what is known by then is reported, as that of a
    run that is not complete, before the exception goes on. `ask` puts the question
    whether files of somebody else may act; None: nobody is there. Raises
    ForeignConfigError where they may not.
    """
    from carto_wizard.checks.request import CheckRequest
    from carto_wizard.checks.results.results import Results
    from carto_wizard.checks.run import engine
    from carto_wizard.checks.run.progress_text import progress_text
    from carto_wizard.commands.foreign_config import allowed_settings

    request = CheckRequest(
        complete.answers,
        complete.places,
        environ,
        look_with=options.look_with,
        allowed=allowed_settings(complete.places, environ, options.allow_helper, ask),
    )
    results = Results(complete.answers)
    shown: set[tuple[str, str | None, str, str]] = set()
    notes = ProgressNotes(_REMIND_SECONDS)

    def waits(progress: Progress) -> None:
        notes(progress_text(progress))

    def take(finding: Finding) -> None:
        named = finding.naming(complete.option)
        results.add_all((named,))
        what = named.check, named.account, named.cause, named.message
        if what not in shown:
            shown.add(what)
            show(named)

    def ask_aws(request: CheckRequest) -> None:
        engine.run(request, take, cancel=cancel, progress=waits)
        results.end_run()

    cancel = Cancel()
    try:
        ask_aws(request)
        for only in _rounds(results, options.wait, notes, cancel):
            results.start_run(only)
            ask_aws(replace(request, gently=True).only(only))
    except (KeyboardInterrupt, SystemExit):
        # Where nobody can read it any more, the signal still says how this ended.
        with suppress(WizardError, OSError):
            report(verdict(results.findings, complete.expected, complete=False))
        raise
    finally:
        cancel.set()
    judged = verdict(results.findings, complete.expected)
    report(judged)
    return judged


def _rounds(
    results: Results, seconds: float, notes: ProgressNotes, cancel: Cancel
) -> Iterator[Collection[str]]:
    """What to ask again, each time once it is due; for so many seconds at most."""
    from carto_wizard.checks.run.rounds import Rounds

    rounds, ends = Rounds(), time.monotonic() + seconds
    while seconds and (following := rounds.after(results)):
        left = ends - time.monotonic()
        if following.pause and left <= 0:
            break
        pause = min(following.pause, left)
        if pause:
            left_over = count(len(results.to_retry()), "account or check")
            notes(f"Not right yet: {left_over}. Asking again in {pause:.0f} s.")
        cancel.wait(max(pause, 0))
        yield following.only


def emit_report(judged: Verdict, options: CheckOptions = _DEFAULTS) -> None:
    """The findings on stdout: the public document, or what to fix first."""
    forms = {"json": as_json, "markdown": as_markdown, "text": as_text}
    emit_parts(forms[options.form](judged, redact=options.redact))


def line(finding: Finding) -> str:
    """One finding on one line."""
    who = one_line(finding.profile or finding.account or "", 40)
    where = f" {who}" if who else ""
    message = one_line(finding.message, 400)
    return f"{GLYPHS[finding.status]} {finding.check}{where}: {message}"


def exit_code(judged: Verdict) -> int:
    """0 where nothing failed and every expected account is verified, else 1."""
    return FINE if judged.ok else CHECK_FAILED
