"""`carto-wizard lint`: config files as Cartography will read them, without a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.results.verdict import verdict
from carto_wizard.commands.check import CheckOptions, emit_report, exit_code
from carto_wizard.commands.planning import read_session

if TYPE_CHECKING:
    from carto_wizard.commands.planning import CompleteSession
    from carto_wizard.files.state_folder import StateFolder


def run(
    configs: Sequence[Path],
    session: Path | None,
    *,
    container: bool,
    as_json: bool,
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> int:
    """Read each file, by default the usual one; 1 where something is wrong.

    Each is read beside the usual credentials file, as botocore would. With a session
    its files are read, and every profile that is not of it is named.
    """
    complete = read_session(session, environ, state_folder) if session else None
    found: list[Finding] = []
    for config in configs or (None,):
        found += _found(config, complete, container, environ)
    # What is wrong with the credentials file is wrong once.
    unique = tuple(dict.fromkeys(found))
    judged = verdict(unique, None)
    emit_report(judged, CheckOptions("json" if as_json else "text"))
    return exit_code(judged)


def _found(
    config: Path | None,
    complete: CompleteSession | None,
    container: bool,
    environ: Mapping[str, str],
) -> Iterator[Finding]:
    from carto_wizard.checks.lint.run import lint
    from carto_wizard.checks.lint.setup import judge_files

    if complete is None:
        raw = lint(config, None, environ, container=container)
        found = tuple(finding.without_session() for finding in raw)
    else:
        answers, places = complete.answers, complete.places
        judged = judge_files(
            answers, places, environ, config=config, container=container
        )
        found = tuple(each.naming(complete.option) for each in judged.findings)
    for finding in found:
        # A file that was named has to be there; the usual one may be missing.
        missing = config is not None and finding.cause == "config-missing"
        failed = replace(finding, status=Status.FAILED, effect=Effect.NOTHING)
        yield failed if missing else finding
