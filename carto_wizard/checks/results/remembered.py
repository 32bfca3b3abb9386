"""The findings of the last run, kept for the next one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace

from carto_wizard.checks.finding import Status

Question = tuple[str, str, str]
"""Check, account and profile."""


@dataclass(frozen=True, slots=True, order=True)
class RememberedFinding:
    """What of a finding the next run compares: no words, they may vary."""

    check: str
    account: str
    profile: str
    status: str
    """Empty: it was never answered."""
    cause: str
    silence: str = ""
    """Why it was not answered in the last run; empty: it was."""

    @property
    def question(self) -> Question:
        """What was asked, whatever the answer."""
        return self.check, self.account, self.profile


def to_text(remembered: Iterable[RememberedFinding]) -> str:
    """What is remembered as a file keeps it, one row a line."""
    return "".join(json.dumps(astuple(row)) + "\n" for row in sorted(remembered))


def from_text(text: str) -> frozenset[RememberedFinding]:
    """What `to_text` wrote, here or before; rows of another form are left out."""
    found = set()
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, list) and len(row) in (5, 6):
            each = RememberedFinding(*map(str, row))
            if each.status == Status.SKIPPED:
                each = replace(each, status="", cause="", silence=each.cause)
            found.add(each)
    return frozenset(found)
