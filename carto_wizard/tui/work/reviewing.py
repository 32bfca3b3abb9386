"""Making a review of a copy of the state, so that typing goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from carto_wizard.setup import journey
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.work.review import Review

if TYPE_CHECKING:
    from carto_wizard.files.changes import Stage


def reviewer(
    state: WizardState, tell: Callable[[Stage], object] = lambda stage: None
) -> Callable[[], Review]:
    """The work that makes a review of the answers as they are now.

    `tell` hears how far it is, from the thread that does it.
    """
    answers, choices, keys = state.answers, dict(state.choices), state.keys
    environ, home = state.environ, state.home
    state_folder, session = state.state_folder, state.name

    def work() -> Review:
        from carto_wizard.aws.regions import regions
        from carto_wizard.files.changes import changes
        from carto_wizard.files.locations import places
        from carto_wizard.render.plan import plan

        names = frozenset(region.name for region in regions(answers.partition))
        missing = journey.missing(answers, names)
        if missing:
            return Review(answers, choices, missing)
        where = places(answers, environ, home)
        planned = plan(answers, where, keys)
        found = changes(
            planned,
            choices=choices,
            state_folder=state_folder,
            session=session,
            tell=tell,
        )
        return Review(answers, choices, (), where, found)

    return work
