"""The choices that answer the conflicts of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from carto_wizard.files.change import Change, ChangeStatus, mark_choice
from carto_wizard.files.choices import OpenChoice, in_session, of_file
from carto_wizard.setup.answers import Answers
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.preview.lines import PreviewLine

MERGE = "merge"


def conflicts(change: Change | None) -> tuple[OpenChoice, ...]:
    """The choices that the file waits for."""
    if change is None or change.status is not ChangeStatus.CONFLICT:
        return ()
    return tuple(each for each in change.choices if MERGE not in each.options)


def open_at(change: Change | None, line: PreviewLine | None) -> OpenChoice | None:
    """The choice about the conflict under the cursor, else the first of the file."""
    found = conflicts(change)
    here = line.conflict.profile if line and line.conflict else None
    return next((c for c in found if c.profile == here), found[0] if found else None)


def allowed(change: Change | None, line: PreviewLine | None) -> tuple[str, ...]:
    """The answers that the conflict under the cursor allows."""
    choice = open_at(change, line)
    return choice.options if choice else ()


def answers(
    change: Change | None, line: PreviewLine | None, how: str, *, every: bool
) -> dict[OpenChoice, str]:
    """The answers to this conflict, or to all of the file."""
    here = open_at(change, line)
    asked = conflicts(change) if every else (here,) if here else ()
    # Where it is not allowed, the safe one comes first.
    return {each: how if how in each.options else each.options[0] for each in asked}


def merges(changes: Iterable[Change]) -> dict[OpenChoice, str]:
    """The answer that Cartography may sync every other profile that was found."""
    return {
        choice: MERGE
        for change in changes
        for choice in change.choices
        if MERGE in choice.options
    }


def removal(change: Change) -> dict[OpenChoice, str]:
    """The answer that the bytes which hide the file from AWS tools go."""
    choice = mark_choice(change)
    return {choice: "remove"} if choice else {}


def with_answers(state: WizardState, chosen: Mapping[OpenChoice, str]) -> Answers:
    """The answers with these choices; raises WizardError."""
    made = {
        in_session(choice.name, state.home): choice.remembered(how, state.state_folder)
        for choice, how in chosen.items()
    }
    return replace(state.answers, choices={**state.answers.choices, **made})


def asked_again(state: WizardState, change: Change | None) -> Answers:
    """The answers without what was chosen about a file."""
    made = made_for(change, state)
    left = {n: how for n, how in state.answers.choices.items() if n not in made}
    return replace(state.answers, choices=left)


def made_for(change: Change | None, state: WizardState) -> list[str]:
    """The choices made for a file, by their names in the session."""
    if change is None:
        return []
    path = in_session(change.file.path, state.home)
    return of_file(state.answers.choices, path)
