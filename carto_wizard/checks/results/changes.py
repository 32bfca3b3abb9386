"""What a run says that the run before did not, in as few lines as possible.

Where AWS gives no answer, what was known is kept: a network that goes and comes back is
two lines, not two for each account.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from carto_wizard.checks.catalogue import Scope, scope_of
from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import GLYPHS, Finding, Status
from carto_wizard.checks.results.groups import Group
from carto_wizard.checks.results.remembered import Question, RememberedFinding
from carto_wizard.setup.text import count, one_line

_NO_ANSWER = frozenset(
    {
        "name-not-resolved",
        "proxy-failed",
        "tls-failed",
        "endpoint-timeout",
        "endpoint-unreachable",
        "call-unanswered",
        "answer-unreadable",
        "aws-unavailable",
        "defect",
        "clock-skew",
        "credentials-expired",
        "throttled",
        "unrecognized",
    }
)
"""Causes after which nothing is known of an account, good or bad."""

_FIRST = "spoke.assume-role"
"""Without its success nothing more is asked of an account."""

_BEFORE_ALL = frozenset(
    {
        "machine.endpoint",
        "machine.clock",
        "instance.metadata",
        "hub.credentials",
        "hub.account",
        "single.credentials",
        "single.account",
    }
)
"""Without their success nothing more is asked at all."""

_NAMED = 3


@dataclass(slots=True)
class Comparison:
    """A run beside what is remembered."""

    before: frozenset[RememberedFinding]
    findings: Sequence[Finding]
    answered: list[Finding] = field(init=False)
    silent: dict[Question, str] = field(init=False, default_factory=dict)
    """Questions without an answer, and why there is none."""

    def __post_init__(self) -> None:
        self.answered = [f for f in self.findings if not _is_silent(f)]
        self.silent = {_question(f): f.cause for f in self.findings if _is_silent(f)}
        asked = {_question(f) for f in self.findings}
        stopped = {f.account: f.cause for f in self.findings if _stops_account(f)}
        broken = next((f.cause for f in self.findings if _stops_all(f)), "")
        for each in self.before:
            reason = stopped.get(each.account) or broken
            if each.question not in asked and reason:
                self.silent[each.question] = reason

    @property
    def after(self) -> frozenset[RememberedFinding]:
        """What the next run compares: this run's answers, else the older ones."""
        known = {each.question for each in self.before}
        kept = {
            replace(each, silence=self.silent[each.question])
            for each in self.before
            if each.question in self.silent
        }
        never = {
            RememberedFinding(*question, "", "", cause)
            for question, cause in self.silent.items()
            if question not in known
        }
        return frozenset({_remembered(f) for f in self.answered} | kept | never)

    def lines(self) -> list[str]:
        """The news; the first time, everything that is not well."""
        groups = _by_cause(self._news())
        silent, back = list(self._silenced()), self._accounts_back()
        found = []
        for group in groups:
            line = _line(group)
            first = group.findings[0]
            if _stops_all(first) and silent:
                number = len({account for account, _ in silent})
                line += (
                    " Until this is solved, nothing is known about "
                    f"{count(number, 'account')}."
                )
                silent = []
            elif first.check in _BEFORE_ALL and first.status is Status.OK and back:
                line += f" {count(back, 'account')} can be checked again."
                back = 0
            found.append(_with_remedy(line, group))
        found += _silence_lines(silent)
        if back:
            found.append(f"✓ ok: {count(back, 'account')} can be checked again.")
        return [*found, *self._gone()]

    def _news(self) -> Iterator[Finding]:
        same = {replace(each, silence="") for each in self.before}
        # Whatever was never answered tells nothing by being well at last.
        asked = {each.question for each in self.before if each.status}
        for finding in self.answered:
            # What is well and was not asked before is no news: some checks take
            # samples.
            tells = finding.status is not Status.OK or _question(finding) in asked
            if tells and _remembered(finding) not in same:
                yield finding

    def _silenced(self) -> Iterator[tuple[str, str]]:
        """Account and reason of what is not answered now and was not silent before."""
        earlier = {each.question: each.silence for each in self.before}
        stopped = {f.account for f in self.answered if _stops_account(f)}
        for question, cause in self.silent.items():
            check, account, _ = question
            follows = cause == "after-failure" and check != _FIRST
            if scope_of(check) is not Scope.SPOKE or follows or account in stopped:
                continue
            if not earlier.get(question):
                yield account, cause

    def _accounts_back(self) -> int:
        asked = {_question(f) for f in self.answered}
        return len(
            {
                each.account
                for each in self.before
                if each.silence and each.check == _FIRST and each.question in asked
            }
        )

    def _gone(self) -> Iterator[str]:
        asked = {_question(f) for f in self.findings} | self.silent.keys()
        for each in sorted(self.before):
            if each.status not in ("", Status.OK) and each.question not in asked:
                what = f"{each.check} {one_line(each.profile or each.account, 80)}"
                yield f"– no longer checked, {each.status} before: {what}"


def _is_silent(finding: Finding) -> bool:
    unclear = scope_of(finding.check) is Scope.SPOKE and finding.cause in _NO_ANSWER
    return finding.status is Status.SKIPPED or unclear


def _stops_account(finding: Finding) -> bool:
    return finding.check == _FIRST and finding.status is not Status.OK


def _stops_all(finding: Finding) -> bool:
    return finding.check in _BEFORE_ALL and finding.status is Status.FAILED


def _question(finding: Finding) -> Question:
    return finding.check, finding.account or "", finding.profile or ""


def _remembered(finding: Finding) -> RememberedFinding:
    return RememberedFinding(*_question(finding), str(finding.status), finding.cause)


def _by_cause(findings: Iterable[Finding]) -> list[Group]:
    """Accounts with the same news together; everything else by itself."""
    groups: dict[object, Group] = {}
    for finding in findings:
        shared = scope_of(finding.check) is Scope.SPOKE
        key = (finding.check, finding.status, finding.cause) if shared else id(finding)
        group = groups.setdefault(key, Group(finding.status, finding.cause))
        group.add(finding)
    return list(groups.values())


def _line(group: Group) -> str:
    first, several = group.findings[0], len(group.findings) > 1
    who = "" if several else one_line(first.profile or first.account or "", 80)
    what = f"{GLYPHS[group.status]} {group.status} {first.check} {who}".rstrip()
    if not several:
        return f"{what}: {one_line(first.message, 400)}"
    title = f" {group.title}." if group.cause else ""
    names = sorted(f.profile or f.account or "" for f in group.findings)
    return f"{what}: {group.size} ({_listed(names)}).{title}"


def _with_remedy(line: str, group: Group) -> str:
    return f"{line}\n  {one_line(group.remedy, 400)}" if group.remedy else line


def _silence_lines(silent: Sequence[tuple[str, str]]) -> Iterator[str]:
    causes: dict[str, dict[str, None]] = {}
    for account, cause in silent:
        causes.setdefault(cause, {})[account] = None
    for cause, accounts in causes.items():
        title = CAUSES[cause].title if cause in CAUSES else cause
        number = count(len(accounts), "account")
        yield f"– no answer for {number} ({_listed(sorted(accounts))}): {title}."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(one_line(name, 80) for name in names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED:,} more" if len(names) > _NAMED else shown
