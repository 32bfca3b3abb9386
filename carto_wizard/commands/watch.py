"""What changed since the last `check --watch`: silence from cron is good news."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.checks.finding import GLYPHS, Finding, Status
from carto_wizard.errors import WriteError
from carto_wizard.files.disk.atomic import make_folder
from carto_wizard.setup.text import one_line

if TYPE_CHECKING:
    from carto_wizard.commands.planning import CompleteSession

_QUIET = (Status.OK, Status.SKIPPED)


@dataclass(frozen=True, slots=True, order=True)
class RememberedFinding:
    """What of a finding the next run compares: no words, they may vary."""

    check: str
    account: str
    profile: str
    status: str
    cause: str

    @property
    def question(self) -> tuple[str, str, str]:
        """What was asked, whatever the answer."""
        return self.check, self.account, self.profile


def news(complete: CompleteSession, findings: Sequence[Finding]) -> list[str]:
    """Lines about what is not as it was last time, which is replaced by this time."""
    name = hashlib.sha256(os.fsencode(complete.name)).hexdigest()[:24]
    path = complete.state_folder.watch / f"{name}.jsonl"
    before = from_text(_read(path))
    _write(path, to_text(findings))
    return list(changes(before, findings))


def changes(
    before: frozenset[RememberedFinding], findings: Sequence[Finding]
) -> Iterator[str]:
    """New findings in their order, then problems that are not asked about now.

    The first time, everything that is not well is news.
    """
    asked_before = {each.question for each in before}
    asked = set()
    for finding in findings:
        now = _remembered(finding)
        asked.add(now.question)
        # What is well and was not asked before is no news: some checks take samples.
        tells = finding.status not in _QUIET or now.question in asked_before
        if now not in before and tells:
            yield _line(finding)
    for each in sorted(before):
        if each.status != Status.OK and each.question not in asked:
            what = f"{each.check} {one_line(each.profile or each.account, 80)}"
            yield f"– no longer asked, {each.status} before: {what}"


def to_text(findings: Iterable[Finding]) -> str:
    """The findings of a run as a file keeps them, one row a line."""
    rows = sorted({_remembered(finding) for finding in findings})
    return "".join(json.dumps(astuple(row)) + "\n" for row in rows)


def from_text(text: str) -> frozenset[RememberedFinding]:
    """The findings that `to_text` wrote; rows of another form are left out."""
    found = set()
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, list) and len(row) == 5:
            found.add(RememberedFinding(*map(str, row)))
    return frozenset(found)


def _remembered(finding: Finding) -> RememberedFinding:
    return RememberedFinding(
        finding.check,
        finding.account or "",
        finding.profile or "",
        str(finding.status),
        finding.cause,
    )


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
