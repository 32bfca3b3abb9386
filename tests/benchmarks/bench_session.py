"""Saving a session of 10,000 accounts against reading it once with tomllib.

`python -m tests.benchmarks.bench_session [--check]`. Every step of the wizard saves,
and the screen waits for it. Only ratios are judged: the same machine, one after the
other.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from carto_wizard.setup.answers import Account, Answers, Hub
from carto_wizard.setup.session import open_session, save
from carto_wizard.tui.work.garbage_collection import young_only

ACCOUNTS = 10_000
ROUNDS = 7
STEPS = ("regions", "access", "retry")


def main() -> int:
    """Print the figures; with --check, 1 if a ratio is beyond its bound."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    asked = answers()
    moved = replace(
        asked, accounts=tuple(replace(a, region="eu-west-1") for a in asked.accounts)
    )
    failed = False
    with tempfile.TemporaryDirectory() as name, young_only():
        path = Path(name) / "session.toml"
        save(asked, path)
        plain = path.read_text()
        for what, text in (("plain", plain), ("all commented", commented(plain))):
            path.write_text(text)
            reading = timed(lambda: tomllib.loads(path.read_text()))
            answers_there = open_session(path).answers
            for doing, bound, changes in (
                ("the next step", 0.25, [replace(asked, step=s) for s in STEPS]),
                ("every region", 0.5, [moved, answers_there]),
            ):
                seconds = median(saving(path, changes))
                ratio = seconds / reading
                failed = failed or ratio > bound
                sys.stdout.write(
                    f"{what}, {doing}: {seconds * 1000:.0f} ms; tomllib reads it in"
                    f" {reading * 1000:.0f} ms; ratio {ratio:.2f} (bound {bound})\n"
                )
    return 1 if check and failed else 0


def answers() -> Answers:
    """The most accounts that an organization can have."""
    accounts = (
        Account(f"{10**11 + n}", f"team-{n}-prod", "us-east-1" if n % 3 else "")
        for n in range(ACCOUNTS)
    )
    return Answers("accounts", hub=Hub(f"{10**11}", "us-east-1"), accounts=(*accounts,))


def commented(text: str) -> str:
    """With a comment and a key of somebody else in every account."""
    inside = '[[accounts]]\nowner = "jane"  # asked in May\n'
    return "# mine\n" + text.replace("[[accounts]]\n", inside)


def timed(work: Callable[[], object]) -> float:
    """Seconds, the median of some rounds."""
    found = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
    return median(found)


def saving(path: Path, changes: list[Answers]) -> list[float]:
    """Seconds of each save, one change after the other."""
    found, known = [], path.read_text()
    for number in range(ROUNDS):
        start = perf_counter()
        known = save(changes[number % len(changes)], path, known).text
        found.append(perf_counter() - start)
    return found


if __name__ == "__main__":
    sys.exit(main())
