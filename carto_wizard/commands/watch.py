"""What changed since the last `check --watch`: silence from cron is good news."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.checks.finding import GLYPHS, Finding, Status
from carto_wizard.checks.results.changes import difference, from_text, said, to_text
from carto_wizard.errors import WriteError
from carto_wizard.files.disk.atomic import make_folder
from carto_wizard.setup.text import one_line

if TYPE_CHECKING:
    from carto_wizard.commands.planning import Work

_QUIET = (Status.OK, Status.SKIPPED)


def news(work: Work, found: Sequence[Finding]) -> list[str]:
    """Lines about what is not as it was last time, which is replaced by this time.

    The first time, everything that is not well is news.
    """
    name = hashlib.sha256(os.fsencode(work.name)).hexdigest()[:24]
    path = work.state_folder.watch / f"{name}.jsonl"
    before = from_text(_read(path))
    changed = difference(before, found)
    # What is well and was not asked before is no news: some checks take samples.
    known = {(one.check, one.account, one.profile) for one in before}
    new = [
        finding
        for finding in changed.new
        if finding.status not in _QUIET
        or (finding.check, finding.account or "", finding.profile or "") in known
    ]
    gone = [
        f"– no longer asked, {one.status} before: {one.check} "
        + one_line(one.profile or one.account, 80)
        for one in changed.gone
    ]
    _write(path, to_text(said(found)))
    return [_line(finding) for finding in new] + gone


def _line(finding: Finding) -> str:
    who = one_line(finding.profile or finding.account or "", 80)
    what = f"{finding.check} {who}".strip()
    line = f"{GLYPHS[finding.status]} {finding.status} {what}: "
    line += one_line(finding.message, 400)
    return f"{line}\n  {one_line(finding.remedy, 400)}" if finding.remedy else line


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _write(path: Path, text: str) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        make_folder(path.parent)
        temporary.touch(mode=0o600)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise WriteError(
            f"Could not remember these findings in {path}: {error.strerror}.",
            "The next run will tell the same news again.",
        ) from None
