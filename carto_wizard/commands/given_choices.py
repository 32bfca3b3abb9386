"""`write --choose NAME=HOW`: what to do about what is there already."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands.planning import MOST_LISTED, CompleteSession, stuck
from carto_wizard.commands.terminal import say
from carto_wizard.errors import UsageError
from carto_wizard.setup.answers import CHOICES
from carto_wizard.setup.text import one_line

if TYPE_CHECKING:
    from carto_wizard.files.change import Change
    from carto_wizard.files.choices import OpenChoice

Given = tuple[str, str]
"""The name of a file or profile, and what is done about it."""


def given_by_name(text: str) -> Given:
    """`NAME=keep` in two; raises UsageError."""
    name, _, how = text.rpartition("=")
    if not name or how not in CHOICES:
        raise UsageError(
            f"--choose {one_line(text, 60)} is not NAME={'|'.join(CHOICES[:4])}.",
            "NAME is the name of a profile or a file in carto-wizard preview.",
        )
    return name, how


def obey(
    complete: CompleteSession,
    given: Sequence[Given],
    plan: Callable[[CompleteSession], tuple[Change, ...]],
) -> tuple[CompleteSession, tuple[Change, ...]]:
    """Choose what was given by name; raises UsageError for a name that fits nothing.

    A name about which nothing is to be decided any more is fine: a command may be
    repeated.
    """
    complete = _without(complete, given)
    changes = plan(complete)
    waiting = list(given)
    while waiting:
        open_choices = [choice for change in changes for choice in change.choices]
        chosen, left = {}, []
        for name, how in waiting:
            if choice := _only(name, how, open_choices, complete.home):
                chosen[choice.name] = choice.remembered(how, complete.state_folder)
            else:
                left.append((name, how))
        if not chosen:
            break
        complete = complete.choosing(chosen)
        changes, waiting = plan(complete), left
    for name, how in waiting:
        _explain(name, how, changes, complete.home)
    return complete, changes


def how_to_decide(changes: Iterable[Change], home: Path) -> Iterator[str]:
    """What each file or profile that is in the way takes, as a command is typed."""
    from carto_wizard.files.choices import in_session

    for change in stuck(changes):
        for choice in change.choices[:MOST_LISTED]:
            words = "|".join(choice.options)
            name = one_line(in_session(choice.name, home))
            if choice.options != ("merge",):
                yield f"To decide: --choose {shlex.quote(f'{name}={words}')}"


def _without(complete: CompleteSession, given: Sequence[Given]) -> CompleteSession:
    """What is given now counts, whatever was chosen before."""
    kept = dict(complete.answers.choices)
    for key, before in complete.answers.choices.items():
        merges = before.startswith("merge")
        names = {name for name, how in given if (how == "merge") is merges}
        if names & _spellings(key, complete.home):
            del kept[key]
    return replace(complete, answers=replace(complete.answers, choices=kept))


def _only(
    name: str, how: str, choices: Iterable[OpenChoice], home: Path
) -> OpenChoice | None:
    """The one open choice of this name that allows the answer; raises UsageError."""
    named = [choice for choice in choices if name in _spellings(choice.name, home)]
    fitting = [choice for choice in named if how in choice.options]
    if len(fitting) > 1:
        listed = ", ".join(one_line(choice.name) for choice in fitting)
        raise UsageError(
            f"--choose {one_line(name, 60)} matches more than one: {listed}.",
            "Use the full name. Nothing was written.",
        )
    if named and not fitting and how != "merge":
        options = " or ".join(word for each in named for word in each.options)
        raise UsageError(
            f"--choose {one_line(name, 60)}={how}: the possible choices are {options}.",
            "Nothing was written.",
        )
    return fitting[0] if fitting else None


def _spellings(name: str, home: Path) -> set[str]:
    """What a person may call a choice: its whole name, or the last part of it."""
    from carto_wizard.files.choices import in_session

    file, _, profile = name.removesuffix("]").partition(" [")
    file = file.removesuffix(" (byte order mark)")
    last = Path(file).name
    if not profile:
        return {name, in_session(name, home), file, in_session(file, home), last}
    return {name, in_session(name, home), profile, f"{last} [{profile}]"}


def _explain(name: str, how: str, changes: Sequence[Change], home: Path) -> None:
    """Say that there is nothing to decide; raises UsageError for an unknown name."""
    from carto_wizard.files.choices import name_of

    known = set()
    for change in changes:
        path = change.file.path
        known |= _spellings(path, home)
        for section in change.file.sections:
            profile = section.header.removeprefix("profile ")
            known |= _spellings(name_of(path, profile), home)
    shown = one_line(name, 60)
    if name not in known:
        waiting = [one_line(c.name) for change in changes for c in change.choices]
        raise UsageError(
            f"--choose {shown}: this set-up has no file or profile with that name.",
            f"Still to decide: {', '.join(waiting)}."
            if waiting
            else "Nothing has to be decided.",
        )
    say(f"· {shown}: there is nothing to {how}.")
