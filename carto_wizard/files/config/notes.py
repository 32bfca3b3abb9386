"""What a person should know about an edit besides the conflicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carto_wizard.files.config.aws_file import AwsFile
from carto_wizard.files.config.profiles import account_of, named_sections
from carto_wizard.files.config.reading import line_at
from carto_wizard.files.config.section_edits import SectionEdit
from carto_wizard.files.mask import shown

_BLOCK_MARK = re.compile(rb"(?:^|[\r\n])[ \t]*#[ \t]*(BEGIN|END)_([A-Z0-9_]+)")
_GRANTED_MARKS = ("granted_registry_start", "granted_registry_end")

_Note = tuple[int, str]
"""A line and what to say about it."""


def notes_for(file: AwsFile, plan: Sequence[SectionEdit]) -> tuple[str, ...]:
    """One sentence for each remark on a plan, in the order of the file."""
    found = [
        *_same_account(file, plan),
        *_lost_comments(plan),
        *_repaired(plan),
        *_in_blocks_of_others(file, plan),
    ]
    found.sort(key=lambda note: note[0])
    return tuple(f"line {line}: {sentence}" for line, sentence in found)


def _same_account(file: AwsFile, plan: Sequence[SectionEdit]) -> Iterator[_Note]:
    ours: dict[str, str] = {}
    for edit in plan:
        current = edit.theirs.values if edit.theirs else {}
        # An open conflict is judged as if ours were chosen.
        asked = {each.key: each.ours for each in edit.merge.conflicts if each.ours}
        account = account_of(current | dict(edit.merge.put) | asked)
        if account:
            ours.setdefault(account, edit.profile)
    names = {edit.profile for edit in plan}
    for name, section in named_sections(file):
        account = account_of(section.values) or ""
        if name not in names and account in ours:
            yield (
                section.line,
                f"profile {shown(name)} leads to account {account}, like "
                f"{shown(ours[account])}. Cartography would read the account twice.",
            )


def _lost_comments(plan: Sequence[SectionEdit]) -> Iterator[_Note]:
    for edit in plan:
        for key, _ in edit.merge.put:
            found = edit.theirs.find(key) if edit.theirs else None
            if found and (" #" in found.value or " ;" in found.value):
                yield (
                    found.line,
                    f"for AWS tools, the text after the value of {shown(key)} in "
                    f"profile {shown(edit.profile)} is not a comment. It is replaced "
                    "together with the value.",
                )


def _repaired(plan: Sequence[SectionEdit]) -> Iterator[_Note]:
    for edit in plan:
        if edit.theirs and edit.merge.repaired:
            keys = ", ".join(shown(key) for key in edit.merge.repaired[:5])
            yield (
                edit.theirs.line,
                f"profile {shown(edit.profile)} was changed after it was written. The "
                f"change is reverted ({keys}).",
            )


def _in_blocks_of_others(file: AwsFile, plan: Sequence[SectionEdit]) -> Iterator[_Note]:
    blocks = _blocks_of_others(file)
    for edit in plan if blocks else ():
        if not (edit.merge.put or edit.merge.drop):
            continue
        at = edit.theirs.start if edit.theirs else len(file.data)
        for start, end, tool in blocks:
            if start < at <= end:
                yield (
                    edit.theirs.line if edit.theirs else line_at(file.data, start),
                    f"profile {shown(edit.profile)} is in a block that {shown(tool)} "
                    "manages and may overwrite.",
                )


def _blocks_of_others(file: AwsFile) -> list[tuple[int, int, str]]:
    """Where other tools say that they write, by their own marks: start, end, tool."""
    marks = [
        (found.start(1), found[1] == b"BEGIN", found[2].decode())
        for found in _BLOCK_MARK.finditer(file.data)
    ]
    marks += (
        (each.start, each.header.startswith(_GRANTED_MARKS[0]), "GRANTED")
        for each in file.sections
        if each.header.startswith(_GRANTED_MARKS)
    )
    open_at: dict[str, int] = {}
    blocks: list[tuple[int, int, str]] = []
    for at, starts, tool in sorted(marks):
        if starts:
            open_at.setdefault(tool, at)
        elif tool in open_at:
            blocks.append((open_at.pop(tool), at, tool))
    # Without its end mark, a block goes on to the end of the file.
    blocks += ((at, len(file.data), tool) for tool, at in open_at.items())
    return blocks
