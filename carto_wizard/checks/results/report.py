"""The findings as a person or a program keeps them: text, JSON, Markdown.

With `redact` every account ID keeps its last two digits only, for a bug report.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from carto_wizard.checks.catalogue import CHECKS
from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import EFFECTS, GLYPHS, Effect, Finding, Status
from carto_wizard.checks.results.groups import Group, Groups
from carto_wizard.checks.results.redaction import without_accounts
from carto_wizard.checks.results.verdict import verdict
from carto_wizard.setup.text import count, one_line

VERSION = 1
_MARKDOWN = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#"})


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings have each status."""
    counted = Counter(finding.status for finding in findings)
    return {str(status): counted[status] for status in Status}


def as_json(
    findings: Sequence[Finding],
    expected: Mapping[str, str] | None = None,
    *,
    redact: bool = False,
) -> str:
    """The public document of `check --json`; `expected` as for `verdict`."""
    judged = verdict(findings, expected)
    numbers = summary(findings)
    if expected is not None:
        numbers |= {"expected": len(expected), "verified": len(judged.verified)}
    document = {
        "version": VERSION,
        "ok": judged.ok,
        "summary": numbers,
        "findings": [finding.as_json() for finding in findings],
    }
    # IDs stand in strings only; seconds have a point after at most a few digits.
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return without_accounts(text) if redact else text


def as_text(
    findings: Sequence[Finding],
    expected: Mapping[str, str] | None = None,
    *,
    redact: bool = False,
) -> str:
    """For a terminal or a mail: the counts, then what to fix, in that order."""
    lines = [*_headline(findings, expected), ""]
    begin = len(lines)
    for group in Groups(findings).by_urgency():
        lines += _group_text(group)
    if len(lines) == begin:
        lines += ["Everything that was asked is well.", ""]
    text = "\n".join(lines)
    return without_accounts(text) if redact else text


def as_markdown(
    findings: Sequence[Finding],
    expected: Mapping[str, str] | None = None,
    *,
    redact: bool = False,
) -> str:
    """For an issue or a wiki page."""
    headline = "\n\n".join(_headline(findings, expected))
    lines = ["# Cartography set-up: findings", "", headline, ""]
    for group in Groups(findings).by_urgency():
        lines += _group_markdown(group)
    lines += ["## Checks", "", *_checks_table(findings), ""]
    text = "\n".join(lines)
    return without_accounts(text) if redact else text


def _headline(
    findings: Sequence[Finding], expected: Mapping[str, str] | None
) -> list[str]:
    judged = verdict(findings, expected)
    number = summary(findings)
    texts = {
        Status.OK: f"{number['ok']:,} ok",
        Status.FAILED: f"{number['failed']:,} failed",
        Status.WARNING: count(number["warning"], "warning"),
        Status.SKIPPED: f"{number['skipped']:,} skipped",
    }
    counts = "   ".join(f"{GLYPHS[status]} {text}" for status, text in texts.items())
    return [judged.sentence, counts] if judged.sentence else [counts]


def _group_text(group: Group) -> list[str]:
    first, remedy = group.findings[0], group.remedy
    lines = [f"{GLYPHS[group.status]} {group.size}: {group.title} ({group.cause})"]
    for finding in group.findings:
        lines.append(f"    {_who(finding)}{finding.message}")
        if not remedy and finding.remedy:
            lines.append(f"      To do: {finding.remedy}")
    lines += [f"  Then: {effect}" for effect in _effects(group)]
    lines += [f"  Seen: {first.evidence}"] if first.evidence else []
    lines += [f"  To do: {remedy}"] if remedy else []
    lines += [f"    {command}" for command in group.commands]
    return [*lines, ""]


def _group_markdown(group: Group) -> list[str]:
    first, remedy = group.findings[0], group.remedy
    cause = CAUSES.get(group.cause)
    lines = [
        f"## {GLYPHS[group.status]} {group.title} ({group.size})",
        "",
        f"Cause: `{group.cause}`. {cause.meaning if cause else ''}".rstrip(),
        "",
    ]
    for finding in group.findings:
        lines.append(f"- {_escaped(_who(finding) + finding.message)}")
        if not remedy and finding.remedy:
            lines.append(f"  To do: {_escaped(finding.remedy)}")
    lines += [line for effect in _effects(group) for line in ("", f"Then: {effect}")]
    lines += ["", f"Seen: {_escaped(first.evidence)}"] if first.evidence else []
    lines += ["", f"To do: {_escaped(remedy)}"] if remedy else []
    if group.commands:
        lines += ["", "```sh", *group.commands, "```"]
    return [*lines, ""]


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
