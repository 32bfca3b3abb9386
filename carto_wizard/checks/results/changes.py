"""What changed between two runs, for `check --watch`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from carto_wizard.checks.finding import Finding, Status


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """What a run said about one question, without words that may vary."""

    check: str
    account: str
    profile: str
    status: str
    cause: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a run says that the one before did not, and the problems that are gone."""

    new: tuple[Finding, ...]
    gone: tuple[Said, ...]


def said(findings: Iterable[Finding]) -> frozenset[Said]:
    """The state of a run, to compare a later one with."""
    return frozenset(_said(finding) for finding in findings)


def difference(before: frozenset[Said], now: Sequence[Finding]) -> Difference:
    """New findings in their order; gone are problems whose question is silent now."""
    state = said(now)
    asked = {(one.check, one.account, one.profile) for one in state}
    gone = (
        one
        for one in before - state
        if one.status != Status.OK
        and (one.check, one.account, one.profile) not in asked
    )
    return Difference(
        tuple(finding for finding in now if _said(finding) not in before),
        tuple(sorted(gone)),
    )


def to_text(state: frozenset[Said]) -> str:
    """The state as a file keeps it, one row a line."""
    rows = ([s.check, s.account, s.profile, s.status, s.cause] for s in sorted(state))
    return "".join(json.dumps(row) + "\n" for row in rows)


def from_text(text: str) -> frozenset[Said]:
    """The state that `to_text` wrote; rows of another form are left out."""
    found = set()
    for line in text.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, list) and len(row) == 5:
            found.add(Said(*map(str, row)))
    return frozenset(found)


def _said(finding: Finding) -> Said:
    return Said(
        finding.check,
        finding.account or "",
        finding.profile or "",
        str(finding.status),
        finding.cause,
    )
