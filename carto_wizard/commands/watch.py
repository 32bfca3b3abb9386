"""What changed since the last `check --watch`: silence from cron is good news."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from carto_wizard.checks.finding import GLYPHS, Finding, Status
from carto_wizard.errors import WriteError
from carto_wizard.setup.text import visible

VERSION = 1
_QUIET = (Status.OK, Status.SKIPPED)
Seen = dict[str, str]
"""Which question, for which account → its status and cause."""


def news(session: str, found: Iterable[Finding]) -> list[str]:
    """Lines about what is not as it was last time, which is replaced by this time.

    The first time, everything that is not well is news.
    """
    from carto_wizard.files.locations import state_path

    name = hashlib.sha256(os.fsencode(session)).hexdigest()[:24]
    path = state_path() / "watch" / f"{name}.json"
    before = _read(path)
    now: Seen = {}
    lines = []
    for finding in found:
        key, state = _key(finding), f"{finding.status} {finding.cause}".strip()
        now[key] = state
        was = before.get(key)
        if was == state or (was is None and finding.status in _QUIET):
            continue
        lines.append(_line(finding, was))
    lines += [f"– {key}: no longer checked" for key in before if key not in now]
    _write(path, now)
    return lines


def _key(finding: Finding) -> str:
    parts = (finding.check, finding.account, finding.profile, finding.region)
    return " ".join(visible(part, 80) for part in parts if part)


def _line(finding: Finding, was: str | None) -> str:
    before = f" (was {was})" if was else ""
    line = f"{GLYPHS[finding.status]} {finding.status} {_key(finding)}{before}: "
    line += visible(finding.message, 400)
    return f"{line}\n  {visible(finding.remedy, 400)}" if finding.remedy else line


def _read(path: Path) -> Seen:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    known = data.get("findings") if isinstance(data, dict) else None
    return known if isinstance(known, dict) else {}


def _write(path: Path, seen: Seen) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.write_text(json.dumps({"version": VERSION, "findings": seen}))
        temporary.replace(path)
    except OSError as error:
        raise WriteError(
            f"Could not remember these findings in {path}: {error.strerror}.",
            "The next run will tell the same news again.",
        ) from None
