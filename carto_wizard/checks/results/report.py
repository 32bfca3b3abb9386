"""The findings as a person or a program keeps them: text, JSON, Markdown.

With `redact` every account ID keeps its last two digits only, for a bug report.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from carto_wizard.checks.catalogue import CHECKS
from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import (
    EFFECTS,
    FOUND_AGAINST_NEEDED,
    GLYPHS,
    Effect,
    Finding,
    Status,
    counted,
    shown_difference,
)
from carto_wizard.checks.results.groups import Group, Groups
from carto_wizard.checks.results.redaction import without_accounts
from carto_wizard.checks.results.verdict import Verdict
from carto_wizard.setup.text import one_line

VERSION = 1
_MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#"})


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings have each status."""
    counted = Counter(finding.status for finding in findings)
    return {str(status): counted[status] for status in Status}


def as_json(judged: Verdict, *, redact: bool = False) -> Iterator[str]:
    """The public document of `check --json`.

    It comes in parts, as the other forms do: of thousands of accounts none is ever held
    as a whole.
    """
    numbers = summary(judged.findings)
    if judged.expected is not None:
        numbers |= {
            "expected": len(judged.expected),
            "asked": judged.asked,
            "verified": len(judged.verified),
        }
    head = {
        "version": VERSION,
        "ok": judged.ok,
        "complete": judged.complete,
        "summary": numbers,
        "findings": [],
    }
    before, after = _json(head).split("[]")
    # IDs stand in strings only; seconds have a point after at most a few digits.
    hide = without_accounts if redact else str
    yield hide(before) + "["
    for number, finding in enumerate(judged.findings):
        text = _json(finding.as_json()).replace("\n", "\n    ")
        yield f"{',' if number else ''}\n    {hide(text)}"
    yield ("\n  ]" if judged.findings else "]") + after + "\n"


def as_text(judged: Verdict, *, redact: bool = False) -> Iterator[str]:
    """For a terminal or a mail: the counts, then what to fix, in that order."""
    hide = without_accounts if redact else str
    for line in _text(judged):
        yield hide(f"{line}\n")


def as_markdown(judged: Verdict, *, redact: bool = False) -> Iterator[str]:
    """For an issue or a wiki page."""
    hide = without_accounts if redact else str
    for line in _markdown(judged):
        yield hide(f"{line}\n")


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _text(judged: Verdict) -> Iterator[str]:
    yield from _headline(judged)
    groups = Groups(judged.findings).by_urgency()
    for group in groups:
        yield ""
        yield from _group_text(group, group.headline(alone=judged.alone))
    if not groups:
        asked = "All checks passed." if judged.ok else "No problem was found so far."
        yield from ("", asked)


def _markdown(judged: Verdict) -> Iterator[str]:
    headline = "\n\n".join(_headline(judged))
    yield from ("# Cartography set-up: findings", "", headline)
    for group in Groups(judged.findings).by_urgency():
        yield ""
        yield from _group_markdown(group, group.headline(alone=judged.alone))
    yield from ("", "## Checks", "", *_checks_table(judged.findings))


def _headline(judged: Verdict) -> list[str]:
    number = Counter(finding.status for finding in judged.findings)
    order = (Status.OK, Status.FAILED, Status.WARNING, Status.SKIPPED)
    counts = "   ".join(
        f"{GLYPHS[each]} {counted(number[each], each)}" for each in order
    )
    return [judged.sentence, counts] if judged.sentence else [counts]


def _group_text(group: Group, headline: str) -> Iterator[str]:
    first, remedy = group.worst, group.remedy
    yield f"{GLYPHS[group.status]} {headline} ({group.cause})"
    for finding in group.findings:
        yield f"    {_who(finding)}{finding.message}"
        if not remedy and finding.remedy:
            yield f"      To do: {finding.remedy}"
    yield from (f"  Then: {effect}" for effect in _effects(group))
    if first.evidence:
        yield f"  Seen: {first.evidence}"
    if first.difference:
        yield f"  {FOUND_AGAINST_NEEDED}:"
        yield from (f"    {line}" for line in shown_difference(first))
    if remedy:
        yield f"  To do: {remedy}"
    yield from (f"    {command}" for command in group.commands)


def _group_markdown(group: Group, headline: str) -> Iterator[str]:
    first, remedy = group.worst, group.remedy
    cause = CAUSES.get(group.cause)
    yield from (f"## {GLYPHS[group.status]} {headline}", "")
    yield f"Cause: `{group.cause}`. {cause.meaning if cause else ''}".rstrip()
    yield ""
    for finding in group.findings:
        yield f"- {_escaped(_who(finding) + finding.message)}"
        if not remedy and finding.remedy:
            yield f"  To do: {_escaped(finding.remedy)}"
    for effect in _effects(group):
        yield from ("", f"Then: {effect}")
    if first.evidence:
        yield from ("", f"Seen: {_escaped(first.evidence)}")
    if first.difference:
        lines = shown_difference(first)
        yield from ("", f"{FOUND_AGAINST_NEEDED}:", "", "```diff", *lines, "```")
    if remedy:
        yield from ("", f"To do: {_escaped(remedy)}")
    if group.commands:
        yield from ("", "```sh", *group.commands, "```")


def _effects(group: Group) -> list[str]:
    """What Cartography does for these findings, each sentence once."""
    effects = dict.fromkeys(finding.effect for finding in group.findings)
    return [EFFECTS[each] for each in effects if each is not Effect.UNKNOWN]


def _checks_table(findings: Sequence[Finding]) -> list[str]:
    counted = Counter((finding.check, finding.status) for finding in findings)
    lines = [
        "| check | proves | ok | failed | warning | skipped |",
        "|---|---|--:|--:|--:|--:|",
    ]
    order = (Status.OK, Status.FAILED, Status.WARNING, Status.SKIPPED)
    for check in dict.fromkeys(finding.check for finding in findings):
        proves = CHECKS[check].proves if check in CHECKS else ""
        numbers = " | ".join(str(counted[check, status]) for status in order)
        lines.append(f"| `{check}` | {proves} | {numbers} |")
    return lines


def _who(finding: Finding) -> str:
    known = [one_line(p, 80) for p in (finding.account, finding.profile) if p]
    return f"{'  '.join(known)}  " if known else ""


def _escaped(text: str) -> str:
    return text.translate(_MARKDOWN)
