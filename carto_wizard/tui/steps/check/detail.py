"""What is known about one account or one cause, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from textual.content import Content

from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import (
    EFFECTS,
    FOUND_AGAINST_NEEDED,
    GLYPHS,
    Effect,
    Finding,
    Status,
    shown_difference,
)
from carto_wizard.checks.results.groups import Group, commands
from carto_wizard.checks.results.results import ResultRow
from carto_wizard.files.diff import DiffLine
from carto_wizard.setup.text import one_line
from carto_wizard.tui.keys import CHECK, key

SHOWN_ACCOUNTS = 12
_LINES = {"-": "$text-error", "+": "$text-success"}
STYLES = {
    Status.OK: "$text-success",
    Status.WARNING: "$text-warning",
    Status.FAILED: "$text-error",
    Status.SKIPPED: "$text-muted",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """The text of a detail pane, and the command to copy."""

    content: Content
    command: str = ""


def row_detail(
    row: ResultRow, seen: Mapping[str, Sequence[DiffLine]] = MappingProxyType({})
) -> Detail:
    """An account, or a check of the set-up: each finding in a sentence.

    `seen` is what a person's own credentials saw there, by its heading.
    """
    # A check of the set-up has a clause for a title, an account its name as it is.
    own = row.title if row.account else row.title[:1].upper() + row.title[1:]
    title = f"{row.account} {own}".strip()
    parts = [Content.styled(title, "bold")]
    if not row.findings:
        parts.append(Content.styled("No answer yet.", "$text-muted"))
    for finding in row.findings:
        text = f"{GLYPHS[finding.status]} {one_line(finding.message, 800)}"
        parts.append(Content.styled(text, STYLES[finding.status]))
    problems = [f for f in row.findings if f.status in (Status.FAILED, Status.WARNING)]
    for finding in problems:
        parts += _what_to_do(finding, finding.remedy)
    for what, lines in seen.items():
        if lines:
            parts.append(Content.styled(f"\n{what}", "bold"))
            parts += [Content.styled(_signed(e), _style(e.kind)) for e in lines]
    return Detail(Content("\n").join(parts), "\n".join(commands(problems)))


def _signed(line: DiffLine) -> str:
    return f"{line.kind if line.kind in '+-' else ' '} {one_line(line.text)}"


def _style(kind: str) -> str:
    return _LINES.get(kind, "$text-muted")


def group_detail(group: Group, *, alone: bool) -> Detail:
    """A cause: what it means, which accounts have it, what to do."""
    cause = CAUSES.get(group.cause)
    title = group.headline(alone=alone)
    parts = [Content.styled(title, f"bold {STYLES[group.status]}")]
    if cause:
        parts.append(Content(cause.meaning))
    names = [f"{f.account or ''} {f.profile or ''}".strip() for f in group.findings]
    names = [one_line(name, 60) for name in dict.fromkeys(names) if name]
    if names:
        more = len(names) - SHOWN_ACCOUNTS
        listed = names[:SHOWN_ACCOUNTS] + ([f"… and {more:,} more"] if more > 0 else [])
        heading = "Account" if len(names) == 1 else "Accounts"
        parts.append(Content.styled(f"\n{heading}", "bold"))
        parts.append(Content.styled("\n".join(listed), "$text-muted"))
    else:
        parts += [Content(one_line(f.message, 800)) for f in group.findings[:3]]
    first = group.worst
    several = first.account and len(group.accounts) > 1
    where = f" in {first.account}" if several else ""
    parts += _what_to_do(first, group.remedy_of(first), where)
    return Detail(Content("\n").join(parts), "\n".join(group.commands))


def _what_to_do(finding: Finding, remedy: str, where: str = "") -> Iterator[Content]:
    if finding.evidence:
        yield Content.styled(f"\nEvidence{where}", "bold")
        yield Content.styled(one_line(finding.evidence, 1200), "$text-muted")
    if finding.difference:
        yield Content.styled(f"\n{FOUND_AGAINST_NEEDED}", "bold")
        for line in shown_difference(finding):
            yield Content.styled(line, _style(line[:1]))
    if finding.effect is not Effect.UNKNOWN:
        yield Content.styled("\nWhat Cartography does in this case", "bold")
        yield Content(EFFECTS[finding.effect])
    if remedy:
        yield Content.styled("\nWhat to do", "bold")
        yield Content(one_line(remedy))
    if finding.command:
        yield Content.styled(f"\nCommand (copy it with {key(CHECK, 'copy')})", "bold")
        yield Content.styled(one_line(finding.command), "$text-success")
