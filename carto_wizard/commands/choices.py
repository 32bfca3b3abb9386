"""Conflicts put to a person one by one; nothing is chosen for anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from carto_wizard.commands.planning import CompleteSession
from carto_wizard.commands.terminal import say
from carto_wizard.errors import SessionError
from carto_wizard.setup.session import load, save
from carto_wizard.setup.text import one_line

if TYPE_CHECKING:
    from carto_wizard.files.change import Change

WORDS = {
    "keep": "the existing one is kept",
    "rename": "the new one gets another name",
    "replace": "the new one replaces it, after a backup",
    "remove": "these 3 bytes are removed, after a backup, and the new profiles are "
    "added",
}


def resolve(
    complete: CompleteSession,
    changes: tuple[Change, ...],
    ask: Callable[[str], str],
    plan: Callable[[CompleteSession], tuple[Change, ...]],
) -> tuple[CompleteSession, tuple[Change, ...]]:
    """Ask about each conflict until all is asked; Enter leaves one open.

    What a byte order mark hid comes second.
    """
    while chosen := dict(_asked(complete, changes, ask)):
        complete = complete.choosing(chosen)
        changes = plan(complete)
        if not any(how.startswith("remove") for how in chosen.values()):
            break
    return complete, changes


def _asked(
    complete: CompleteSession, changes: Iterable[Change], ask: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    for change in changes:
        path = one_line(change.file.path)
        for choice in change.choices:
            if choice.options == ("merge",):
                continue
            profile = f" [{one_line(choice.profile, 60)}]" if choice.profile else ""
            what = path + profile
            if choice.options == ("remove",):
                what = f"{path} begins with a byte order mark"
            listed = "".join(f"  {word}: {WORDS[word]}\n" for word in choice.options)
            text = f"{what}\n{listed}Type a choice, or press Enter to skip:"
            answer = ask(text).lower()
            words = choice.options if answer else ()
            match = [word for word in words if word.startswith(answer)]
            if len(match) == 1:
                yield choice.name, choice.remembered(match[0], complete.state_folder)


def keep_in_session(complete: CompleteSession) -> None:
    """Make the choices part of the session, so that nobody is asked twice."""
    try:
        answers = load(complete.session).answers
        if answers.choices != complete.answers.choices:
            save(replace(answers, choices=complete.answers.choices), complete.session)
    except SessionError as error:
        say(f"! {error}")
