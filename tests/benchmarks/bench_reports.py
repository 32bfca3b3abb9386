"""What a report of thousands of accounts costs beside the run that it tells of.

Run as `python -m tests.benchmarks.bench_reports`; `--check` fails outside the bounds
and takes half of the accounts, `--quick` a fifth. Every other account fails. Each
measurement is a process of its own: the checks alone, whose findings nobody keeps, then
`check` from end to end.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from carto_wizard.setup.session import save
from tests.benchmarks.bench_checks import say, slow_aws
from tests.benchmarks.checks_child import answers

FORMS = ("--json", "--markdown")
MOST_MB = 150
MOST_TIMES_THE_CHECKS = 1.5
MOST_KB_AN_ACCOUNT = 2


def engine_alone(session: Path) -> None:
    """Make the checks, keep no finding, and print what that took."""
    from carto_wizard.checks.finding import Finding
    from carto_wizard.checks.request import CheckRequest
    from carto_wizard.checks.run.engine import run
    from carto_wizard.commands.planning import read_session
    from carto_wizard.files.state_folder import StateFolder

    complete = read_session(session, os.environ, StateFolder.of_user())
    request = CheckRequest(complete.answers, complete.places, os.environ)
    found = 0

    def count(_: Finding) -> None:
        nonlocal found
        found += 1

    run(request, count, cancel=threading.Event())
    sys.stdout.write(json.dumps({"findings": found}))


def measured(command: list[str], environ: Mapping[str, str], out: Path) -> list[float]:
    """Seconds and MB of a process that writes to a file."""
    before = time.perf_counter()
    with out.open("wb") as file:
        child = subprocess.Popen(
            [sys.executable, *command], env=dict(environ), stdout=file
        )
        _, _, used = os.wait4(child.pid, 0)
        child.returncode = 0
    return [time.perf_counter() - before, used.ru_maxrss / 1024]


def prepared(number: int, folder: Path, environ: dict[str, str]) -> Path:
    """A written set-up of so many accounts."""
    environ |= {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state")}
    asked = answers(number)
    target = replace(asked.target, config_file=str(folder / "config"))
    session = folder / "session.toml"
    save(replace(asked, target=target), session)
    write = ["-m", "carto_wizard", "write", "--yes", "--session", str(session)]
    subprocess.run(
        [sys.executable, *write], env=environ, check=True, capture_output=True
    )
    return session


def whole(form: str, out: Path, number: int) -> None:
    """Refuse a report that does not tell of every account."""
    text = out.read_text(encoding="utf-8")
    if form == "--json":
        document = json.loads(text)
        told = {f["account"] for f in document["findings"]}
        assert len(told) >= number, len(told)
        assert document["summary"]["failed"] >= number // 2
    else:
        assert text.count("\n- ") >= number // 2


def compare(number: int, folder: Path) -> dict[str, float]:
    """Every measurement against the checks alone, in the same run."""
    ratios: dict[str, float] = {}
    arguments = ("--latency", "0.001", "--deny", "2")
    with slow_aws(folder, *arguments) as environ:
        session = prepared(number, folder, environ)
        out = folder / "out"
        alone = ["-m", "tests.benchmarks.bench_reports", "--engine", str(session)]
        seconds, base = measured(alone, environ, out)
        found: dict[str, Any] = json.loads(out.read_text())
        say(f"the checks alone: {seconds:.1f} s, {base:.0f} MB, {found['findings']}")
        for form in FORMS:
            command = ["-m", "carto_wizard", "check", form, "--session", str(session)]
            took, most = measured(command, environ, out)
            whole(form, out, number)
            size = out.stat().st_size / 1e6
            say(f"check {form}: {took:.1f} s, {most:.0f} MB for {size:.1f} MB")
            ratios[f"MB of {form}"] = most
            ratios[f"KB an account of {form}"] = (most - base) * 1024 / number
            ratios[f"{form} / the checks alone"] = took / seconds
    return ratios


def main() -> int:
    """Measure, print, and compare with the bounds where asked."""
    options = argparse.ArgumentParser()
    options.add_argument("--check", action="store_true")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--engine", type=Path)
    given = options.parse_args()
    if given.engine:
        engine_alone(given.engine)
        return 0
    with tempfile.TemporaryDirectory() as name:
        number = 2_000 if given.quick else 5_000 if given.check else 10_000
        ratios = compare(number, Path(name))
    bounds = {
        "MB of": MOST_MB,
        "KB an": MOST_KB_AN_ACCOUNT,
        "--": MOST_TIMES_THE_CHECKS,
    }
    failed = False
    for key, ratio in ratios.items():
        bound = next(most for start, most in bounds.items() if key.startswith(start))
        say(f"{key}: {ratio:.2f} (at most {bound})")
        failed = failed or ratio > bound
    return 1 if failed and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
