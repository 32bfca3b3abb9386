"""Conflicts put to a person one by one; nothing is chosen for anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from carto_wizard.setup.text import one_line

if TYPE_CHECKING:
    from carto_wizard.files.change import Change

WORDS = {
    "keep": "what is there stays",
    "rename": "ours gets another name",
    "replace": "ours replaces it, after a backup",
    "remove": "these 3 bytes go, after a backup, and ours is added",
}


def choose(changes: Iterable[Change], ask: Callable[[str], str]) -> dict[str, str]:
    """Ask about every conflict; Enter leaves it open, so that nothing is written."""
    chosen = {}
    for key, what, offered in _open(changes):
        listed = "".join(f"  {word}: {WORDS[word]}\n" for word in offered)
        answer = ask(f"{what}\n{listed}Type one, or Enter to leave it open:").lower()
        match = [word for word in offered if answer and word.startswith(answer)]
        if len(match) == 1:
            chosen[key] = match[0]
    return chosen


def resolve(
    changes: tuple[Change, ...],
    ask: Callable[[str], str],
    again: Callable[[Mapping[str, str]], tuple[Change, ...]],
) -> tuple[tuple[Change, ...], dict[str, str]]:
    """Ask until all is asked; what a byte order mark hid comes second."""
    chosen: dict[str, str] = {}
    while answers := choose(changes, ask):
        chosen |= answers
        changes = again(chosen)
        if "remove" not in answers.values():
            break
    return changes, chosen


def _open(changes: Iterable[Change]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    from carto_wizard.files.change import choice_key, mark_key, options

    seen = set()
    for change in changes:
        path = one_line(change.file.path)
        if mark := mark_key(change):
            yield mark, f"{path} begins with a byte order mark", ("remove",)
        if change.status != "conflict":
            continue
        for conflict in change.conflicts:
            key = choice_key(change.file, conflict)
            if key not in seen:
                seen.add(key)
                profile = one_line(conflict.profile, 60)
                what = f"{path} [{profile}]" if profile else path
                yield key, what, options(conflict)
