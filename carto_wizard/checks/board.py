"""Findings as they come, kept so that a screen can ask at any moment what is known.

Adding one costs the same with ten accounts and with ten thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from carto_wizard.checks.catalogue import CHECKS, Scope
from carto_wizard.checks.causes import RANK
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.groups import Group
from carto_wizard.setup.answers import Answers, Credentials, Mode
from carto_wizard.setup.profile_names import profile_names

COLUMNS = (
    ("assume", ("spoke.assume-role", "spoke.account", "spoke.external-id")),
    ("audit", ("spoke.security-audit", "spoke.permissions")),
    ("regions", ("spoke.describe-regions", "spoke.region")),
)
"""What the table shows of an account, and the checks behind each column."""

_WORST = (Status.FAILED, Status.WARNING, Status.SKIPPED, Status.OK)
_ALWAYS = ("machine.environment", "machine.endpoint", "machine.clock")


@dataclass(slots=True)
class Line:
    """One row of the board: an account, or a question about the set-up as a whole."""

    title: str
    account: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def status(self) -> Status | None:
        """The worst of its findings; None while it waits."""
        return worst(finding.status for finding in self.findings)

    def column(self, checks: Collection[str]) -> Status | None:
        """The worst of some of its checks."""
        return worst(f.status for f in self.findings if f.check in checks)


def worst(statuses: Iterable[Status]) -> Status | None:
    """The status that matters most, None of nothing."""
    return min(statuses, key=_WORST.index, default=None)


class Board:
    """Every finding of a run, by account, by cause and counted."""

    def __init__(self, answers: Answers) -> None:
        self.general = {check: Line(CHECKS[check].proves) for check in _asked(answers)}
        names = profile_names(answers.accounts)
        self.accounts = {
            account.id: Line(name, account.id)
            for account, name in zip(answers.accounts, names, strict=True)
            if answers.mode is Mode.HUB
        }
        self.counts: Counter[Status] = Counter()
        self.causes: dict[tuple[Status, str], list[Finding]] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them: the set-up's first, then the accounts' in order."""
        lines = (*self.general.values(), *self.accounts.values())
        return tuple(finding for line in lines for finding in line.findings)

    @property
    def setup(self) -> Line:
        """Everything that is not about one account, as a single line."""
        found = [f for line in self.general.values() for f in line.findings]
        waiting = sum(1 for line in self.general.values() if not line.findings)
        left = f", {waiting} to come" if waiting else ""
        fine = sum(1 for finding in found if finding.status is Status.OK)
        return Line(f"The set-up: {fine} of {len(found)} checks ok{left}", "", found)

    @property
    def finished(self) -> int:
        """How many accounts have an answer."""
        return sum(1 for line in self.accounts.values() if line.findings)

    def add(self, finding: Finding) -> None:
        """Take one finding in."""
        self._line(finding).findings.append(finding)
        self.counts[finding.status] += 1
        if finding.status is not Status.OK:
            key = (finding.status, finding.cause)
            self.causes.setdefault(key, []).append(finding)

    def _line(self, finding: Finding) -> Line:
        if finding.check.startswith("spoke.") and finding.account in self.accounts:
            return self.accounts[finding.account]
        title = CHECKS[finding.check].proves if finding.check in CHECKS else ""
        return self.general.setdefault(finding.check, Line(title))

    def keys(self) -> list[tuple[Status, str]]:
        """What there is to fix, first things first."""
        rank = {key: RANK.get(key[1], len(RANK)) for key in self.causes}
        return sorted(rank, key=lambda key: (_WORST.index(key[0]), rank[key]))

    def group(self, key: tuple[Status, str]) -> Group:
        """One cause with everything it explains."""
        return Group(*key, tuple(self.causes[key]))

    def drop(self, only: Collection[str]) -> None:
        """Forget what is asked again: lines by account ID or name of check."""
        kept = [
            finding
            for key, line in (*self.general.items(), *self.accounts.items())
            if key not in only
            for finding in line.findings
        ]
        for line in (*self.general.values(), *self.accounts.values()):
            line.findings.clear()
        self.counts.clear()
        self.causes.clear()
        for finding in kept:
            self.add(finding)

    def close(self) -> None:
        """The run is over: what was never asked takes no room."""
        self.general = {k: line for k, line in self.general.items() if line.findings}

    def failed(self) -> tuple[str, ...]:
        """What to ask again: account IDs, and names of the set-up's checks."""
        lines = (*self.general.items(), *self.accounts.items())
        return tuple(k for k, line in lines if line.status is Status.FAILED)

    def matching(self, words: Sequence[str]) -> list[Line]:
        """The accounts that a filter shows: by ID, profile, status or cause."""
        if not words:
            return list(self.accounts.values())
        return [line for line in self.accounts.values() if _matches(line, words)]


def _matches(line: Line, words: Sequence[str]) -> bool:
    status = line.status or "waiting"
    causes = " ".join(f.cause for f in line.findings)
    text = f"{line.account} {line.title} {status} {causes}".lower()
    return all(word in text for word in words)


def _asked(answers: Answers) -> list[str]:
    """The checks about the set-up as a whole that these answers lead to."""
    scopes = {Scope.MACHINE, Scope.HUB, Scope.FILES}
    if answers.mode is Mode.SINGLE:
        scopes = {Scope.MACHINE, Scope.SINGLE}
    instance = answers.target.here and answers.target.credentials is Credentials.EC2
    return [
        check.id
        for check in CHECKS.values()
        if check.applies_to in scopes
        and (instance or not check.id.startswith("instance."))
        and (check.applies_to is not Scope.MACHINE or _likely(check.id))
    ]


def _likely(check: str) -> bool:
    return check in _ALWAYS or check.startswith("instance.")
