"""The wizard as line prompts, for screen readers, TERM=dumb and pipes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands.planning import Incomplete
from carto_wizard.commands.terminal import ABORTED
from carto_wizard.plain import closing
from carto_wizard.plain.accounts import ask_accounts
from carto_wizard.plain.ask import ask_step
from carto_wizard.plain.console import Back, Console
from carto_wizard.plain.regions import ask_regions
from carto_wizard.plain.walk import Walk
from carto_wizard.setup.derived import with_derived
from carto_wizard.setup.session import OpenedSession, open_session
from carto_wizard.setup.steps import neighbour, step_of, steps_for

if TYPE_CHECKING:
    from carto_wizard.files.state_folder import StateFolder

KEYS = (
    "Enter keeps the value in brackets. < goes back, ? explains, Ctrl+D saves and "
    "exits."
)

STEPS: dict[str, Callable[[Walk], None]] = {
    "accounts": ask_accounts,
    "regions": ask_regions,
    "preview": closing.ask_preview,
    "write": closing.ask_write,
    "roles": closing.ask_roles,
    "check": closing.ask_check,
    "finish": closing.tell_finish,
}
"""Steps that are more than the catalogue's questions."""


def run(
    session: Path,
    *,
    fresh: bool,
    environ: Mapping[str, str],
    state_folder: StateFolder,
) -> int:
    """Ask everything on stdin and stderr, and return the exit code.

    Raises SessionError for a session of a newer version.
    """
    opened = open_session(session, fresh=fresh)
    console = Console(sys.stdin, sys.stderr)
    walk = Walk(console, session, environ, state_folder, opened.answers, opened.text)
    for notice in opened.notices:
        console.say(f"! {notice}")
    try:
        walk.step = _welcome(walk, opened)
        _steps(walk)
        return max(walk.codes.values(), default=0)
    except (EOFError, KeyboardInterrupt):
        _save_and_end(walk)
        return ABORTED
    except SystemExit:
        # A signal: the answers first, then the exit code that it asks for.
        _save_and_end(walk)
        raise


def _save_and_end(walk: Walk) -> None:
    walk.save()
    walk.console.say()
    if walk.step != "welcome":
        title = step_of(walk.answers, walk.step).title
        again = f"carto-wizard --plain{walk.option}"
        walk.console.say(f"Saved at {title}. To continue: {again}")


def _welcome(walk: Walk, opened: OpenedSession) -> str:
    """What to expect, and where to start."""
    say = walk.console.say
    say("carto-wizard: give Cartography read access to AWS.")
    say("It asks about ten questions, shows every file and writes after a yes. Then it")
    say("asks AWS what Cartography can read. It never stores keys.")
    say(KEYS)
    first = neighbour(walk.answers, "welcome", 1)
    if opened.saved is None or opened.answers.step in ("welcome", first):
        return first
    title = step_of(opened.answers, opened.answers.step).title
    say(f"Your answers were saved {_ago(opened.saved)}, at {title}.")
    say(f"  1  Continue at {title}")
    say("  2  Go through all questions again with these answers")
    while True:
        try:
            text = walk.console.ask("Which? [1]:", walk.why())
        except Back:
            continue
        if text in ("", "1"):
            return opened.answers.step
        if text == "2":
            return first
        say("! Type 1 or 2.")


def _steps(walk: Walk) -> None:
    """Step after step, forward and back, until the last one is through."""
    while True:
        steps = steps_for(walk.answers)
        step = step_of(walk.answers, walk.step)
        number = steps.index(step) + 1 if step in steps else 0
        walk.console.say()
        walk.console.say(f"{step.title}, step {number} of {len(steps)}. {step.ask}")
        try:
            STEPS.get(step.key, ask_step)(walk)
            if step.key == "finish":
                walk.save()
                return
            walk.step = neighbour(walk.answers, step.key, 1)
        except Incomplete as incomplete:
            missing = incomplete.problems[0]
            walk.console.say(f"! {missing.message}")
            walk.step = missing.step
        except Back:
            before = neighbour(walk.answers, step.key, -1)
            walk.step = step.key if before == "welcome" else before
        walk.answers = with_derived(walk.answers)
        walk.save()


def _ago(saved: datetime) -> str:
    days = (date.today() - saved.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"on {saved:%Y-%m-%d}")
    return f"{day} at {saved:%H:%M}"
