"""Running every check against the embedded AWS, as the tests do."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.run.context import CheckContext, world
from carto_wizard.checks.run.engine import run
from carto_wizard.demo.launch import Demo
from carto_wizard.files.locations import places
from carto_wizard.render.aws_config import config_sections, sections_text
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers
from tests.checks.bench import Bench


def set_up(
    answers: Answers, demo: Demo, folder: Path, *, write: bool = True
) -> tuple[Places, dict[str, str]]:
    """Places and environment of a machine on which the files were just written."""
    environ = demo.environ | {
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
    }
    where = places(answers, environ, folder)
    if write:
        text = sections_text(config_sections(answers))
        Path(where.config_file).write_text(text, encoding="utf-8")
    return where, environ


@contextmanager
def bench_on(
    demo: Demo, folder: Path, answers: Answers | None = None
) -> Iterator[Bench]:
    """A machine with the files just written; afterwards the AWS is as it was."""
    asked = answers or demo.answers
    where, environ = set_up(asked, demo, folder)
    made = Bench(demo, asked, where, environ, folder)
    with made.undo:
        yield made


def findings(
    answers: Answers,
    where: Places,
    environ: Mapping[str, str],
    only: Collection[str] | None = None,
    *,
    pauses: Sequence[float] = (),
    skip_waiting: threading.Event | None = None,
    look_with: str = "",
) -> list[Finding]:
    """Everything that one run says."""
    found: list[Finding] = []
    run(
        answers,
        where,
        found.append,
        cancel=threading.Event(),
        environ=environ,
        only=only,
        pauses=pauses,
        skip_waiting=skip_waiting,
        look_with=look_with,
    )
    return found


def troubles(found: Collection[Finding]) -> set[tuple[str, str, str]]:
    """Check, account and cause of all that is not well; consequences left out."""
    return {
        (f.check, f.account or "", f.cause)
        for f in found
        if f.status in (Status.FAILED, Status.WARNING)
    }


def world_of(bench: Bench) -> CheckContext:
    """The question and the means of a run over all that the bench has."""
    return world(
        bench.answers,
        bench.where,
        cancel=threading.Event(),
        only=(),
        environ=bench.environ,
    )
