"""Findings that have the same cause, as one thing to fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carto_wizard.checks.causes import CAUSES, RANK
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.setup.text import count

_ORDER = (Status.FAILED, Status.WARNING, Status.SKIPPED)


@dataclass(frozen=True, slots=True)
class Group:
    """One cause and everything it explains."""

    status: Status
    cause: str
    findings: tuple[Finding, ...]

    @property
    def title(self) -> str:
        """The cause in words."""
        return CAUSES[self.cause].title if self.cause in CAUSES else self.cause

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts concerned, each once."""
        found = (finding.account for finding in self.findings)
        return tuple(dict.fromkeys(account for account in found if account))

    @property
    def size(self) -> str:
        """How many it concerns: accounts where it is about accounts."""
        return size(len(self.accounts), len(self.findings))

    @property
    def remedy(self) -> str:
        """What to do, told for all at once; empty: it differs from one to the next."""
        several = len(self.accounts) > 1
        told = {_for_all(each) if several else each.remedy for each in self.findings}
        return told.pop() if len(told) == 1 else ""

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands to copy, each once."""
        return tuple(dict.fromkeys(f.command for f in self.findings if f.command))


def size(accounts: int, findings: int) -> str:
    """How many something concerns: accounts where it is about accounts."""
    return count(accounts, "account") if accounts else count(findings, "finding")


def _for_all(finding: Finding) -> str:
    if not finding.account:
        return finding.remedy
    one = f"account {finding.account}"
    return finding.remedy.replace(one, "each of these accounts")


def groups(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Everything that is not ok, what to fix first at the top."""
    found: dict[tuple[Status, str], list[Finding]] = {}
    for finding in findings:
        if finding.status is not Status.OK:
            found.setdefault((finding.status, finding.cause), []).append(finding)
    ordered = sorted(
        found, key=lambda key: (_ORDER.index(key[0]), RANK.get(key[1], len(RANK)))
    )
    return tuple(Group(*key, tuple(found[key])) for key in ordered)
