"""What a person should know about a file besides the conflicts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from carto_wizard.files.config.guards import line_at
from carto_wizard.files.config.names import Kind, profile_name
from carto_wizard.files.config.scan import ScannedSection, shown
from carto_wizard.files.config.steps import SectionEdit


class NoteKind(StrEnum):
    """What a note is about."""

    SAME_ACCOUNT = "same-account"
    LOST_COMMENT = "lost-comment"
    OTHER_TOOL = "other-tool"
    SHADOWED = "shadowed"


_SENTENCES = {
    NoteKind.SAME_ACCOUNT: (
        "line {line}: profile {about} is account {account} too, like {profile}; "
        "Cartography would sync it twice."
    ),
    NoteKind.LOST_COMMENT: (
        "line {line}: the text after the value of {about} in profile {profile} is no "
        "comment for AWS tools, and gives way with the value."
    ),
    NoteKind.OTHER_TOOL: (
        "line {line}: profile {profile} stands in a block that {about} writes and may "
        "write anew."
    ),
    NoteKind.SHADOWED: (
        "line {line} of the credentials file: {about} of profile {profile} overrides "
        "what the config file says."
    ),
}

_BLOCK_MARK = re.compile(rb"(?:^|[\r\n])[ \t]*#[ \t]*(BEGIN|END)_([A-Z0-9_]+)")
_GRANTED_MARKS = ("granted_registry_start", "granted_registry_end")


@dataclass(frozen=True, slots=True)
class Note:
    """One remark with its place; `about` is another profile, a key or a tool."""

    kind: NoteKind
    profile: str
    about: str
    line: int
    account: str = ""

    def __str__(self) -> str:
        return _SENTENCES[self.kind].format(
            line=self.line,
            profile=shown(self.profile),
            about=shown(self.about),
            account=shown(self.account),
        )


def notes_for(
    data: bytes,
    sections: Sequence[ScannedSection],
    plan: Sequence[SectionEdit],
    kind: Kind,
) -> tuple[Note, ...]:
    """The remarks on a plan, in the order of the file."""
    found = [
        *_same_account(sections, plan, kind),
        *_lost_comments(plan),
        *_in_other_blocks(data, sections, plan),
    ]
    return tuple(sorted(found, key=lambda note: note.line))


def account_of(values: Mapping[str, str]) -> str:
    """The account that a profile's keys name; empty where they do not tell."""
    parts = values.get("role_arn", "").split(":", 5)
    if len(parts) == 6 and parts[0] == "arn" and parts[2] == "iam":
        return parts[4]
    return values.get("sso_account_id", "")


def _same_account(
    sections: Sequence[ScannedSection], plan: Sequence[SectionEdit], kind: Kind
) -> list[Note]:
    ours: dict[str, str] = {}
    for step in plan:
        current = {k.key: k.value for k in step.theirs.keys} if step.theirs else {}
        # What is still to be chosen is told as it would be if ours were written.
        asked = {each.key: each.ours for each in step.decision.conflicts if each.ours}
        account = account_of(current | dict(step.decision.put) | asked)
        if account:
            ours.setdefault(account, step.profile)
    names = {step.profile for step in plan}
    notes: list[Note] = []
    for section in sections:
        name = profile_name(section.header, kind)
        account = account_of({k.key: k.value for k in section.keys})
        if name is not None and name not in names and account in ours:
            same = NoteKind.SAME_ACCOUNT
            notes.append(Note(same, ours[account], name, section.line, account))
    return notes


def _lost_comments(plan: Sequence[SectionEdit]) -> list[Note]:
    notes: list[Note] = []
    for step in plan:
        for key, _ in step.decision.put:
            found = step.theirs.find(key) if step.theirs else None
            if found and (" #" in found.value or " ;" in found.value):
                lost = NoteKind.LOST_COMMENT
                notes.append(Note(lost, step.profile, key, found.line))
    return notes


def _in_other_blocks(
    data: bytes, sections: Sequence[ScannedSection], plan: Sequence[SectionEdit]
) -> list[Note]:
    blocks = _other_blocks(data, sections)
    notes: list[Note] = []
    for step in plan if blocks else ():
        if not (step.decision.put or step.decision.drop):
            continue
        at = step.theirs.start if step.theirs else len(data)
        for start, end, tool in blocks:
            if start < at <= end:
                line = step.theirs.line if step.theirs else line_at(data, start)
                notes.append(Note(NoteKind.OTHER_TOOL, step.profile, tool, line))
    return notes


def _other_blocks(
    data: bytes, sections: Sequence[ScannedSection]
) -> list[tuple[int, int, str]]:
    """From where to where other tools say that they write, by their own marks."""
    marks = [
        (found.start(1), found[1] == b"BEGIN", found[2].decode())
        for found in _BLOCK_MARK.finditer(data)
    ]
    marks += (
        (each.start, each.header.startswith(_GRANTED_MARKS[0]), "GRANTED")
        for each in sections
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
    blocks += ((at, len(data), tool) for tool, at in open_at.items())
    return blocks
