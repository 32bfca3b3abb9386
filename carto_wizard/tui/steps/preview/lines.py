"""The lines of each entry of the preview; made off the screen's thread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.files.changes import diff
from carto_wizard.files.config.profile_merge import Conflict
from carto_wizard.files.diff import DiffLine, diff_bytes
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.steps import Problem, step_of
from carto_wizard.setup.summary import summary
from carto_wizard.setup.text import one_line

_HEADER = re.compile(r"^\[(.*)\]\s*$")


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line of an entry: safe to show, secrets masked."""

    text: str
    kind: str = " "
    """` ` kept, `+` new, `-` goes, `@` remark, `!` conflict, `→` link to a step."""
    number: int | None = None
    """In the file afterwards, or before for a line that goes."""
    ours: bool = True
    conflict: Conflict | None = None
    step: str = ""
    """Where Enter leads."""


@dataclass(frozen=True, slots=True)
class PreviewEntry:
    """One file, or the answers: the whole content, and what changes in it."""

    whole: tuple[PreviewLine, ...]
    changed: tuple[PreviewLine, ...] = ()
    language: str = "text"
    added: int = 0
    removed: int = 0


def file_entry(change: Change) -> PreviewEntry:
    """The lines of one file."""
    refused = change.status is ChangeStatus.REFUSED
    shown = (change.before or b"") if refused else change.after
    every = diff_bytes(b"", shown)
    # A new file is its own difference, so it is compared only once.
    fresh = change.before is None and not refused
    changed = every if fresh else diff(change)
    new = set() if fresh else {line.new for line in changed if line.kind == "+"}
    whole = [
        PreviewLine(line.text, "+" if line.new in new else " ", line.new)
        for line in every
        if line.kind == "+"
    ]
    if change.kind:
        whole = _owned(whole, _headers(change))
    foreign = {line.number for line in whole if not line.ours}
    head = tuple(_conflict_lines(change.conflicts))
    return PreviewEntry(
        whole=head + tuple(whole),
        changed=head + tuple(_diff_line(line, foreign) for line in changed),
        language=str(change.file.language),
        added=sum(line.kind == "+" for line in changed),
        removed=sum(line.kind == "-" for line in changed),
    )


def answers_entry(answers: Answers, missing: Sequence[Problem]) -> PreviewEntry:
    """Every answer as a link to its step; while some are missing, those alone."""
    if missing:
        return PreviewEntry(tuple(_gap(answers, problem) for problem in missing))
    return PreviewEntry(tuple(_link(answers, *line) for line in summary(answers)))


def first_change(lines: Sequence[PreviewLine]) -> int:
    """Where a person wants to begin to read a difference."""
    return next((at for at, line in enumerate(lines) if line.kind in "+-!"), 0)


def _gap(answers: Answers, problem: Problem) -> PreviewLine:
    title = step_of(answers, problem.step).title
    return PreviewLine(f"{title}: {one_line(problem.message)}", "!", step=problem.step)


def _link(answers: Answers, step: str, label: str, value: str) -> PreviewLine:
    title = step_of(answers, step).title
    text = f"{title:<10}{label}: {one_line(value, 200)}"
    return PreviewLine(text, "→", step=step)


def _headers(change: Change) -> set[str]:
    return {each.header for each in (*change.file.sections, *change.written)}


def _owned(lines: Iterable[PreviewLine], headers: set[str]) -> list[PreviewLine]:
    """Mark the lines of other profiles: our explanations are not about them."""
    found, ours = [], False
    for line in lines:
        header = _HEADER.match(line.text)
        if header:
            ours = header[1].strip() in headers
        found.append(replace(line, ours=ours))
    return found


def _diff_line(line: DiffLine, foreign: set[int | None]) -> PreviewLine:
    number = line.old if line.kind == "-" else line.new
    ours = line.kind == "-" or number not in foreign
    return PreviewLine(line.text, line.kind, number, ours)


def _conflict_lines(conflicts: Sequence[Conflict]) -> Iterator[PreviewLine]:
    """Both sides of each conflict, one above the other; profile by profile."""
    profile = None
    for each in conflicts:
        if each.profile != profile:
            profile = each.profile
            name = f"[{one_line(profile, 80)}] " if profile else ""
            yield PreviewLine(
                f"{name}already exists with different settings:",
                "!",
                each.line,
                True,
                each,
            )
        key = f"{one_line(each.key, 40)}: " if each.key else ""
        for side, value in (("theirs", each.theirs), ("ours", each.ours)):
            text = one_line(value, 300) or "(nothing)"
            yield PreviewLine(f"  {side:<8}{key}{text}", "!", None, True, each)
