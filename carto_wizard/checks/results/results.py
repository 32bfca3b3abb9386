"""Findings as they come, kept so that a screen can ask at any moment what is known.

Adding one costs the same with ten accounts and with ten thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from carto_wizard.checks.catalogue import CHECKS, Check, Scope, scope_of
from carto_wizard.checks.finding import SEVERITY, Finding, Status, counted
from carto_wizard.checks.results.groups import Groups
from carto_wizard.checks.results.verdict import Verdict, verdict
from carto_wizard.render.aws_config import expected_map
from carto_wizard.setup.answers import Answers, CredentialSource, Mode
from carto_wizard.setup.profile_names import profile_names

COLUMNS = {
    column: frozenset(c.id for c in CHECKS.values() if c.column == column)
    for column in dict.fromkeys(c.column for c in CHECKS.values() if c.column)
}
"""What the table shows of an account: a title, and the checks behind it."""

_PASSING = frozenset({"throttled", "still-propagating", "after-failure"})
"""Causes that may be gone the next time, although nothing failed."""


@dataclass(slots=True)
class ResultRow:
    """One row of the results: an account, or a check of the set-up as a whole."""

    title: str
    account: str = ""
    findings: list[Finding] = field(default_factory=list)
    text: str = ""
    """What a filter searches; kept, because it searches thousands of rows."""

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
    def asked(self) -> bool:
        """Whether it is an account that was asked anything."""
        answers = (finding.status is not Status.SKIPPED for finding in self.findings)
        return bool(self.account) and any(answers)

    @property
    def worth_retrying(self) -> bool:
        """Whether to ask again could give another answer: it failed or has none."""
        return self.status in (None, Status.FAILED) or any(
            finding.cause in _PASSING for finding in self.findings
        )

    def column(self, checks: Collection[str]) -> Status | None:
        """The worst of some of its checks."""
        return worst(f.status for f in self.findings if f.check in checks)


def worst(statuses: Iterable[Status]) -> Status | None:
    """The status that matters most, None of nothing."""
    return min(statuses, key=SEVERITY.index, default=None)


@dataclass(frozen=True, slots=True)
class Tally:
    """Some rows counted: their findings by status, and the accounts that were asked."""

    statuses: Mapping[Status, int]
    asked: int
    accounts: int

    @classmethod
    def of(cls, rows: Iterable[ResultRow]) -> Tally:
        """Those of some rows."""
        rows = list(rows)
        return cls(
            Counter(finding.status for row in rows for finding in row.findings),
            sum(row.asked for row in rows),
            sum(bool(row.account) for row in rows),
        )


class Results:
    """Every finding of a run, by account, by cause and counted."""

    def __init__(self, answers: Answers) -> None:
        self.setup = {check.id: ResultRow(check.proves) for check in _expected(answers)}
        """The checks that are not about one account, by name."""
        names = profile_names(answers.accounts)
        self.accounts = {
            account.id: ResultRow(name, account.id)
            for account, name in zip(answers.accounts, names, strict=True)
            if answers.mode is Mode.HUB
        }
        place = {account: number for number, account in enumerate(self.accounts)}
        # Answers come in any order; a list of accounts has one that can be read.
        self.causes = Groups(order=lambda found: place.get(found.account or "", -1))
        self.counts: Counter[Status] = Counter()
        self.expected = expected_map(answers)
        self.asked = 0
        """How many accounts were asked anything."""
        self._earlier: set[str] = set()
        self._asked_for: set[str] = set()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them: the set-up's first, then the accounts' in order."""
        rows = (*self.setup.values(), *self.accounts.values())
        return tuple(finding for row in rows for finding in row.findings)

    def verdict(self, *, complete: bool) -> Verdict:
        """What all of them come to; `complete` where nothing is left to be asked."""
        return verdict(self.findings, self.expected, complete=complete)

    def setup_row(self, waiting: str) -> ResultRow:
        """Everything that is not about one account, in a single row.

        `waiting` is what checks without an answer are: `running` or `not asked`.
        """
        rows = self.setup.values()
        found = [finding for row in rows for finding in row.findings]
        number = Counter(finding.status for finding in found)
        parts = [counted(number[each], each) for each in Status if number[each]]
        if left := sum(not row.findings for row in rows):
            parts.append(f"{left} {waiting}")
        return ResultRow(f"The set-up: {', '.join(parts)}", "", found)

    def add_all(self, findings: Sequence[Finding]) -> None:
        """Take some in, which replace those of earlier runs."""
        self.forget(self._earlier & {self._name(finding) for finding in findings})
        for finding in findings:
            self._add(finding)

    def _add(self, finding: Finding) -> None:
        row = self._row(finding)
        before = row.asked
        row.findings.append(finding)
        self.asked += row.asked and not before
        row.describe()
        self.counts[finding.status] += 1
        self.causes.add(finding)

    def _name(self, finding: Finding) -> str:
        about_account = scope_of(finding.check) is Scope.SPOKE
        if about_account and finding.account in self.accounts:
            return finding.account or ""
        return finding.check

    def _row(self, finding: Finding) -> ResultRow:
        name = self._name(finding)
        if name in self.accounts:
            return self.accounts[name]
        title = CHECKS[finding.check].proves if finding.check in CHECKS else ""
        return self.setup.setdefault(finding.check, ResultRow(title))

    def start_run(self, only: Collection[str] = ()) -> None:
        """From now on findings replace those of earlier runs, of the set-up as well.

        `only` are the rows that are asked; empty: all of them.
        """
        self._asked_for = {*(only or (*self.setup, *self.accounts))}
        self._earlier = {*self.setup, *self._asked_for}

    def forget(self, names: Collection[str]) -> None:
        """Forget the findings of rows, by account ID or name of check."""
        found = (self.accounts.get(name) or self.setup.get(name) for name in names)
        rows = [row for row in found if row is not None]
        self._earlier.difference_update(names)
        gone = [finding for row in rows for finding in row.findings]
        self.asked -= sum(row.asked for row in rows)
        self.counts.subtract(finding.status for finding in gone)
        for row in rows:
            row.findings.clear()
            row.describe()
        self.causes.remove(gone)

    def end_run(self) -> None:
        """Forget what was asked and not answered again, and checks never made."""
        self.forget(self._earlier & self._asked_for)
        self.setup = {name: row for name, row in self.setup.items() if row.findings}

    def to_retry(self) -> tuple[str, ...]:
        """What to ask again: account IDs, and names of the set-up's checks."""
        setup = (k for k, row in self.setup.items() if row.status is Status.FAILED)
        accounts = (k for k, row in self.accounts.items() if row.worth_retrying)
        return (*setup, *accounts)

    @property
    def all_answered(self) -> bool:
        """Whether every account has an answer, be it that it was not asked."""
        return all(row.findings for row in self.accounts.values())

    def names(self, findings: Iterable[Finding]) -> tuple[str, ...]:
        """What to ask to get these findings anew: account IDs and names of checks."""
        return tuple(dict.fromkeys(self._name(finding) for finding in findings))

    @property
    def tally(self) -> Tally:
        """Everything counted, as it is kept at every finding."""
        return Tally(self.counts, self.asked, len(self.accounts))

    @property
    def rows(self) -> Collection[ResultRow]:
        """The accounts; of a single account, the checks."""
        return (self.accounts or self.setup).values()

    def matching(self, words: Sequence[str]) -> list[ResultRow]:
        """The rows that a filter shows: by ID, name, status or cause."""
        return [row for row in self.rows if all(word in row.text for word in words)]


def _expected(answers: Answers) -> list[Check]:
    """The checks of the setup as a whole that these answers lead to."""
    single = answers.mode is Mode.SINGLE
    scopes = {Scope.MACHINE, Scope.SINGLE if single else Scope.HUB, Scope.FILES}
    if answers.target.here and answers.target.credentials is CredentialSource.EC2:
        scopes.add(Scope.INSTANCE)
    return [c for c in CHECKS.values() if c.scope in scopes and c.always_answered]
