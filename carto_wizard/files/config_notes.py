"""What a person should know about a file besides the conflicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from carto_wizard.files.config_names import Kind, profile_name
from carto_wizard.files.config_plan import Step
from carto_wizard.files.config_scan import ScannedSection
from carto_wizard.setup.text import visible


class NoteKind(StrEnum):
    """What a note is about."""

    SAME_ACCOUNT = "same-account"
    LOST_COMMENT = "lost-comment"


@dataclass(frozen=True, slots=True)
class Note:
    """One remark with its place; `other` is the profile it is about."""

    kind: NoteKind
    profile: str
    other: str
    account: str
    line: int

    def __str__(self) -> str:
        other, profile = visible(self.other, 80), visible(self.profile, 80)
        if self.kind is NoteKind.LOST_COMMENT:
            return (
                f"line {self.line}: the text after # or ; is part of the value for AWS "
                f"tools, and gives way together with it in profile {profile}."
            )
        return (
            f"line {self.line}: profile {other} is account {self.account} too, like "
            f"{profile}; Cartography would sync it twice."
        )


def notes_for(
    sections: Sequence[ScannedSection], plan: Sequence[Step], kind: Kind
) -> tuple[Note, ...]:
    """The remarks on a plan, in the order of the file."""
    found = [*_same_account(sections, plan, kind), *_lost_comments(plan)]
    return tuple(sorted(found, key=lambda note: note.line))


def account_of(values: Mapping[str, str]) -> str:
    """The account that a profile's keys name; empty where they do not tell."""
    parts = values.get("role_arn", "").split(":", 5)
    if len(parts) == 6 and parts[0] == "arn" and parts[2] == "iam":
        return parts[4]
    return values.get("sso_account_id", "")


def _same_account(
    sections: Sequence[ScannedSection], plan: Sequence[Step], kind: Kind
) -> list[Note]:
    ours: dict[str, str] = {}
    for step in plan:
        current = {k.key: k.value for k in step.theirs.keys} if step.theirs else {}
        account = account_of(current | dict(step.decision.put))
        if account and not step.decision.conflicts:
            ours.setdefault(account, step.profile)
    names = {step.profile for step in plan}
    notes: list[Note] = []
    for section in sections:
        name = profile_name(section.header, kind)
        account = account_of({k.key: k.value for k in section.keys})
        if name is None or name in names or account not in ours:
            continue
        notes.append(
            Note(NoteKind.SAME_ACCOUNT, ours[account], name, account, section.line)
        )
    return notes


def _lost_comments(plan: Sequence[Step]) -> list[Note]:
    notes: list[Note] = []
    for step in plan:
        for key, _ in step.decision.put:
            found = step.theirs.find(key) if step.theirs else None
            if found and (" #" in found.value or " ;" in found.value):
                notes.append(
                    Note(
                        NoteKind.LOST_COMMENT,
                        step.profile,
                        step.profile,
                        "",
                        found.line,
                    )
                )
    return notes
