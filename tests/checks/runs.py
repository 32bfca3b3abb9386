"""Running every check against the embedded AWS, as the tests do."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.request import CheckRequest
from carto_wizard.checks.run.context import CheckContext, new_context
from carto_wizard.checks.run.engine import run
from carto_wizard.demo.launch import Demo
from carto_wizard.files.locations import places
from carto_wizard.setup.answers import Answers
from tests.checks.bench import Bench


@contextmanager
def bench_on(
    demo: Demo, folder: Path, answers: Answers | None = None
) -> Iterator[Bench]:
    """A machine with the files just written; afterwards the AWS is as it was."""
    setup = answers or demo.answers
    environ = demo.environ | {
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
    }
    made = Bench(demo, setup, places(setup, environ, folder), environ, folder)
    made.write_config()
    with made.undo:
        yield made


def findings(request: CheckRequest) -> list[Finding]:
    """Everything that one run says."""
    found: list[Finding] = []
    run(request, found.append, cancel=threading.Event())
    return found


def troubles(found: Collection[Finding]) -> set[tuple[str, str, str]]:
    """Check, account and cause of all that is not well; consequences left out."""
    return {
        (f.check, f.account or "", f.cause)
        for f in found
        if f.status in (Status.FAILED, Status.WARNING)
    }


def context_of(bench: Bench) -> CheckContext:
    """What a run over all that the bench has would work with."""
    return new_context(bench.request, cancel=threading.Event())
