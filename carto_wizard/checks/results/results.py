"""Findings as they come, kept so that a screen can ask at any moment what is known.

Adding one costs the same with ten accounts and with ten thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from carto_wizard.checks.catalogue import CHECKS, Check, Scope, scope_of
from carto_wizard.checks.causes import RANK
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.results.groups import Group, size
from carto_wizard.setup.answers import Answers, CredentialSource, Mode
from carto_wizard.setup.profile_names import profile_names

COLUMNS = {
    column: frozenset(c.id for c in CHECKS.values() if c.column == column)
    for column in dict.fromkeys(c.column for c in CHECKS.values() if c.column)
}
"""What the table shows of an account: a title, and the checks behind it."""

_WORST = (Status.FAILED, Status.WARNING, Status.SKIPPED, Status.OK)
_NO_ANSWER = frozenset({"throttled", "still-propagating", "after-failure"})


@dataclass(slots=True)
class ResultRow:
    """One row of the board: an account, or a question about the set-up as a whole."""

    title: str
    account: str = ""
    findings: list[Finding] = field(default_factory=list)
    text: str = ""
    """What a filter looks in; kept, because it looks in thousands."""

    def __post_init__(self) -> None:
        self.describe()

    def describe(self) -> None:
        """Bring `text` up to date with the findings."""
        causes = " ".join(finding.cause for finding in self.findings)
        status = self.status or "waiting"
        self.text = f"{self.account} {self.title} {status} {causes}".lower()

    @property
    def status(self) -> Status | None:
        """The worst of its findings; None while it waits."""
        return worst(finding.status for finding in self.findings)

    @property
    def unsettled(self) -> bool:
        """Whether to ask again could give another answer: it failed or has none."""
        return self.status in (None, Status.FAILED) or any(
            finding.cause in _NO_ANSWER for finding in self.findings
        )

    def column(self, checks: Collection[str]) -> Status | None:
        """The worst of some of its checks."""
        return worst(f.status for f in self.findings if f.check in checks)


def worst(statuses: Iterable[Status]) -> Status | None:
    """The status that matters most, None of nothing."""
    return min(statuses, key=_WORST.index, default=None)


@dataclass(slots=True)
class Pile:
    """What one cause explains, as far as it is known."""

    findings: list[Finding] = field(default_factory=list)
    accounts: dict[str, None] = field(default_factory=dict)
    group: Group | None = None
    """All of it, once somebody asked; None after news."""

    def add(self, finding: Finding) -> None:
        """Put one more on it."""
        self.findings.append(finding)
        self.group = None
        if finding.account:
            self.accounts[finding.account] = None


class Results:
    """Every finding of a run, by account, by cause and counted."""

    def __init__(self, answers: Answers) -> None:
        self.general = {
            check.id: ResultRow(check.proves) for check in _expected(answers)
        }
        names = profile_names(answers.accounts)
        self.accounts = {
            account.id: ResultRow(name, account.id)
            for account, name in zip(answers.accounts, names, strict=True)
            if answers.mode is Mode.HUB
        }
        self._order = {account: place for place, account in enumerate(self.accounts)}
        self.counts: Counter[Status] = Counter()
        self.finished = 0
        """How many accounts have an answer."""
        self.causes: dict[tuple[Status, str], Pile] = {}
        self._earlier: set[str] = set()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them: the set-up's first, then the accounts' in order."""
        lines = (*self.general.values(), *self.accounts.values())
        return tuple(finding for line in lines for finding in line.findings)

    @property
    def setup(self) -> ResultRow:
        """Everything that is not about one account, as a single line."""
        found = [f for line in self.general.values() for f in line.findings]
        waiting = sum(1 for line in self.general.values() if not line.findings)
        left = f", {waiting} to come" if waiting else ""
        fine = sum(1 for finding in found if finding.status is Status.OK)
        return ResultRow(
            f"The set-up: {fine} of {len(found)} checks ok{left}", "", found
        )

    def add(self, finding: Finding) -> None:
        """Take one finding in."""
        if finding.check in self._earlier:
            self.drop((finding.check,))
        line = self._line(finding)
        if line.account and not line.findings:
            self.finished += 1
        line.findings.append(finding)
        line.describe()
        self.counts[finding.status] += 1
        if finding.status is not Status.OK:
            key = (finding.status, finding.cause)
            self.causes.setdefault(key, Pile()).add(finding)

    def _key(self, finding: Finding) -> str:
        about_account = scope_of(finding.check) is Scope.SPOKE
        if about_account and finding.account in self.accounts:
            return finding.account or ""
        return finding.check

    def _line(self, finding: Finding) -> ResultRow:
        key = self._key(finding)
        if key in self.accounts:
            return self.accounts[key]
        title = CHECKS[finding.check].proves if finding.check in CHECKS else ""
        return self.general.setdefault(finding.check, ResultRow(title))

    @property
    def unanswered(self) -> int:
        """How many accounts nothing was said about."""
        return len(self.accounts) - self.finished

    def keys(self) -> list[tuple[Status, str]]:
        """What there is to fix, first things first."""
        rank = {key: RANK.get(key[1], len(RANK)) for key in self.causes}
        return sorted(rank, key=lambda key: (_WORST.index(key[0]), rank[key]))

    def size(self, key: tuple[Status, str]) -> str:
        """How many one cause concerns, in words."""
        pile = self.causes[key]
        return size(len(pile.accounts), len(pile.findings))

    def group(self, key: tuple[Status, str]) -> Group:
        """One cause and everything it explains; the same object until there is news."""
        pile = self.causes[key]
        if pile.group is None:
            # Answers come in any order; a list of accounts has one that can be read.
            found = sorted(
                pile.findings, key=lambda f: self._order.get(f.account or "", -1)
            )
            pile.group = Group(*key, tuple(found))
        return pile.group

    def begin(self) -> None:
        """Another run starts: what it says of the set-up replaces what is known."""
        self._earlier = set(self.general)

    def drop(self, only: Collection[str]) -> None:
        """Forget what is asked again: lines by account ID or name of check."""
        lines = (self.accounts.get(key) or self.general.get(key) for key in only)
        forgotten = [line for line in lines if line is not None]
        self._earlier.difference_update(only)
        gone = [finding for line in forgotten for finding in line.findings]
        self.finished -= sum(1 for line in forgotten if line.account and line.findings)
        self.counts.subtract(finding.status for finding in gone)
        for line in forgotten:
            line.findings.clear()
            line.describe()
        known = {id(finding) for finding in gone}
        for key in {(finding.status, finding.cause) for finding in gone}:
            pile = self.causes.pop(key, Pile())
            left = [finding for finding in pile.findings if id(finding) not in known]
            for finding in left:
                self.causes.setdefault(key, Pile()).add(finding)

    def close(self) -> None:
        """The run is over: what was never asked takes no room."""
        self.general = {k: line for k, line in self.general.items() if line.findings}

    def failed(self) -> tuple[str, ...]:
        """What to ask again: account IDs, and names of the set-up's checks."""
        set_up = (k for k, line in self.general.items() if line.status is Status.FAILED)
        accounts = (k for k, line in self.accounts.items() if line.unsettled)
        return (*set_up, *accounts)

    def asked_for(self, findings: Iterable[Finding]) -> tuple[str, ...]:
        """What to ask to get these findings anew: account IDs and names of checks."""
        keys = (self._key(finding) for finding in findings)
        return tuple(dict.fromkeys(keys))

    def matching(self, words: Sequence[str]) -> list[ResultRow]:
        """The accounts that a filter shows: by ID, profile, status or cause."""
        if not words:
            return list(self.accounts.values())
        return [
            line
            for line in self.accounts.values()
            if all(word in line.text for word in words)
        ]


def _expected(answers: Answers) -> list[Check]:
    """The checks of the setup as a whole that these answers lead to."""
    scopes = {Scope.MACHINE, Scope.HUB, Scope.FILES}
    if answers.mode is Mode.SINGLE:
        scopes = {Scope.MACHINE, Scope.SINGLE}
    if answers.target.here and answers.target.credentials is CredentialSource.EC2:
        scopes.add(Scope.INSTANCE)
    return [c for c in CHECKS.values() if c.scope in scopes and c.always_answered]
