"""How soon the tree of an organization answers a key, and how much memory it takes.

Run as `python -m tests.benchmarks.bench_tree`; `--check` compares 10,000 accounts in 60
units, all of them open, with 300. A key's time is measured as in `bench_check_page`:
with `tree` of a tick and the arrow after it, with `filter` of a letter that leaves
other accounts.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bench_check_page import DOWN, Page, p99
from tests.benchmarks.bench_checks import say

FEW, MANY = 300, 10_000
KEYS = 200
AT_MOST = 6.0
"""Of the many accounts to the few, at the 99th key of each hundred."""
AT_MOST_MEGABYTES = 150
PRESSED = {"tree": (b" " + DOWN,), "filter": (b"7", b"\x7f")}


def measure(mode: str, accounts: int, folder: Path) -> tuple[float, float]:
    """Print the figures; returns the 99th key of each hundred and the megabytes."""
    notes = folder / f"{mode}-{accounts}"
    shown = {"TERM": "xterm-256color", "HOME": str(folder)}
    page = Page(notes, accounts, mode, shown)
    page.until(".ready")
    page.read(1.0)
    for number in range(KEYS):
        page.press(PRESSED[mode][number % len(PRESSED[mode])])
    seconds = page.quit()
    megabytes = int(notes.with_suffix(".memory").read_text()) / 1024
    middle, most = sorted(seconds)[len(seconds) // 2], max(seconds)
    say(
        f"{mode}: {accounts:,} accounts, median {middle * 1000:.0f} ms, p99"
        f" {p99(seconds) * 1000:.0f} ms, most {most * 1000:.0f} ms,"
        f" {megabytes:.0f} MB"
    )
    return p99(seconds), megabytes


def main() -> int:
    """Measure, print, and compare with the bounds where asked."""
    options = argparse.ArgumentParser()
    options.add_argument("--check", action="store_true")
    check = options.parse_args().check
    with tempfile.TemporaryDirectory() as name:
        passed = all(within_bounds(mode, Path(name)) for mode in PRESSED)
    return 0 if passed or not check else 1


def within_bounds(mode: str, folder: Path) -> bool:
    """Whether many accounts take no more than a few do, as far as a person feels."""
    few, _ = measure(mode, FEW, folder)
    many, megabytes = measure(mode, MANY, folder)
    say(
        f"{mode}: p99 of many / p99 of few: {many / few:.1f} (bound {AT_MOST:.0f}),"
        f" {megabytes:.0f} MB (bound {AT_MOST_MEGABYTES})"
    )
    return many / few <= AT_MOST and megabytes <= AT_MOST_MEGABYTES


if __name__ == "__main__":
    sys.exit(main())
