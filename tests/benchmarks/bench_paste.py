"""How soon the page of the accounts answers a key after a paste of two megabytes.

Run as `python -m tests.benchmarks.bench_paste`; `--check` compares with the same page
at rest. A key's time is measured as in `bench_check_page`, from the moment on at which
the terminal has handed over all of the paste.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bench_check_page import EVERY, KEYS_AT_REST, Page, p99
from tests.benchmarks.bench_checks import say

KNOWN = 1_000
PASTED = 8_500
KEYS_AFTER = 200
AT_MOST = 6.0
"""Of a page that takes in the paste to a page at rest, at the 99th key of 100."""


def listed() -> bytes:
    """What `aws organizations list-accounts` prints, as a terminal pastes it."""
    accounts = [
        {
            "Id": f"{500_000_000_000 + n}",
            "Arn": f"arn:aws:organizations::111111111111:account/o-a/{5 * 10**11 + n}",
            "Email": f"aws+{n}@example.com",
            "Name": f"team-{n}-production",
            "Status": "ACTIVE",
        }
        for n in range(PASTED)
    ]
    text = json.dumps({"Accounts": accounts}, indent=4)
    return f"\x1b[200~{text}\x1b[201~".encode()


def at_rest(notes: Path, environ: dict[str, str]) -> list[float]:
    """Seconds a key on the page with nothing else to do."""
    page = Page(notes, KNOWN, "list", environ)
    page.until(".ready")
    page.read(1.0)
    for _ in range(KEYS_AT_REST):
        page.press()
    return page.quit()


def pasting(notes: Path, environ: dict[str, str]) -> list[float]:
    """Seconds a key from the end of the paste on, and until well after it was taken."""
    page = Page(notes, KNOWN, "list", environ)
    page.until(".ready")
    page.read(1.0)
    data = memoryview(listed())
    os.set_blocking(page.terminal, False)
    while data:
        readable, writable, _ = select.select([page.terminal], [page.terminal], [])
        if readable:
            os.read(page.terminal, 65536)
        if writable:
            data = data[os.write(page.terminal, data) :]
    os.set_blocking(page.terminal, True)
    after = 0
    while after < KEYS_AFTER:
        page.press()
        after += notes.with_suffix(".done").exists()
    return page.quit()


def main() -> int:
    """Measure, print, and compare with the bound where asked."""
    options = argparse.ArgumentParser()
    options.add_argument("--check", action="store_true")
    check = options.parse_args().check
    found = []
    with tempfile.TemporaryDirectory() as name:
        environ = {"TERM": "xterm-256color", "HOME": name}
        for what, work in (("at rest", at_rest), ("after the paste", pasting)):
            seconds = work(Path(name) / what.replace(" ", "-"), environ)
            found.append(p99(seconds))
            middle, most = sorted(seconds)[len(seconds) // 2], max(seconds)
            say(
                f"{what}: {len(seconds)} keys in {len(seconds) * EVERY:.0f} s, median"
                f" {middle * 1000:.0f} ms, p99 {found[-1] * 1000:.0f} ms, most"
                f" {most * 1000:.0f} ms"
            )
    ratio = found[1] / found[0]
    say(
        f"{len(listed()) / 1e6:.1f} MB pasted, p99 after / p99 at rest: {ratio:.1f}"
        f" (bound {AT_MOST:.0f})"
    )
    return 1 if check and ratio > AT_MOST else 0


if __name__ == "__main__":
    sys.exit(main())
