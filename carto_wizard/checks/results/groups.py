"""Findings that have the same cause, as one thing to fix."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from carto_wizard.checks.causes import CAUSES, RANK
from carto_wizard.checks.finding import SEVERITY, Finding, Status
from carto_wizard.setup.text import count, one_line

Order = Callable[[Finding], int]


def as_they_come(finding: Finding) -> int:
    """Keep findings in the order in which they were added."""
    return 0


@dataclass(slots=True)
class Group:
    """One cause and everything it explains."""

    status: Status
    cause: str
    order: Order = as_they_come
    findings: list[Finding] = field(default_factory=list)
    _account_ids: set[str] = field(default_factory=set)

    def add(self, finding: Finding) -> None:
        """Put one more in its place."""
        self.status = min(self.status, finding.status, key=SEVERITY.index)
        insort(self.findings, finding, key=self.order)
        if finding.account:
            self._account_ids.add(finding.account)

    def remove(self, gone: Collection[int]) -> None:
        """Take those with these identities out."""
        self.findings = [each for each in self.findings if id(each) not in gone]
        self._account_ids = {each.account for each in self.findings if each.account}
        if self.findings:
            self.status = self.worst.status

    @property
    def worst(self) -> Finding:
        """The first of those that matter most."""
        return min(self.findings, key=lambda found: SEVERITY.index(found.status))

    @property
    def title(self) -> str:
        """The cause in words."""
        known = CAUSES.get(self.cause)
        return known.title if known else one_line(self.cause, 80)

    def headline(self, *, alone: bool) -> str:
        """How many it concerns, and why; why alone where there is one account."""
        return self.title if alone else f"{self.size}: {self.title}"

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts concerned, each once."""
        found = (finding.account for finding in self.findings)
        return tuple(dict.fromkeys(account for account in found if account))

    @property
    def size(self) -> str:
        """How many it concerns: accounts where it is about accounts."""
        accounts = len(self._account_ids)
        return (
            count(accounts, "account")
            if accounts
            else count(len(self.findings), "finding")
        )

    @property
    def remedy(self) -> str:
        """What to do about all of it; empty where that differs from one to the next."""
        remedies = {self.remedy_of(finding) for finding in self.findings}
        return remedies.pop() if len(remedies) == 1 else ""

    def remedy_of(self, finding: Finding) -> str:
        """The remedy of one finding, in words for all accounts of the group."""
        if len(self._account_ids) < 2 or not finding.account:
            return finding.remedy
        one = f"account {finding.account}"
        return finding.remedy.replace(one, "each of these accounts")

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands to copy, each once."""
        return commands(self.findings)


def commands(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The commands of some findings, each once."""
    return tuple(dict.fromkeys(f.command for f in findings if f.command))


class Groups:
    """Everything that is not ok, by cause."""

    def __init__(
        self, findings: Iterable[Finding] = (), order: Order = as_they_come
    ) -> None:
        self._order = order
        self._groups: dict[str, Group] = {}
        for finding in findings:
            self.add(finding)

    def add(self, finding: Finding) -> None:
        """Put a finding to the others of its cause."""
        if finding.status is not Status.OK:
            cause = finding.cause
            if cause not in self._groups:
                self._groups[cause] = Group(finding.status, cause, self._order)
            self._groups[cause].add(finding)

    def remove(self, findings: Iterable[Finding]) -> None:
        """Take these findings out."""
        gone = {id(finding): finding.cause for finding in findings}
        for cause in set(gone.values()) & self._groups.keys():
            self._groups[cause].remove(gone)
            if not self._groups[cause].findings:
                del self._groups[cause]

    def by_urgency(self) -> list[Group]:
        """What to fix first at the top."""
        return sorted(
            self._groups.values(),
            key=lambda g: (SEVERITY.index(g.status), RANK.get(g.cause, len(RANK))),
        )
