"""What the palette offers: every step, every action, themes and a picture."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.binding import Binding

from carto_wizard.setup import steps
from carto_wizard.tui import themes

if TYPE_CHECKING:
    from carto_wizard.tui.app import CartoWizard

THEMES = (
    (themes.DARK.name, "Dark theme", "Colours that colour-blind eyes can tell apart"),
    (themes.LIGHT.name, "Light theme", "The same on a light ground"),
    (themes.ANSI, "No colours", "Bold and reverse only"),
)


def commands(app: CartoWizard) -> Iterator[SystemCommand]:
    """Every command that makes sense now."""
    body = app.frame.body
    for binding in body.BINDINGS:
        if isinstance(binding, Binding) and binding.description:
            run = partial(app.run_action, binding.action, body)
            yield SystemCommand(binding.description, binding.tooltip, run)
    yield SystemCommand("Next", "Go on to the next step", app.action_next_step)
    yield SystemCommand("Back", "The step before", app.action_previous_step)
    for step in steps.path(app.state.answers):
        yield SystemCommand(
            f"Go to: {step.title}", step.ask, partial(app.frame.go_to, step.key)
        )
    yield SystemCommand("Why?", "What this step is for", app.action_why)
    for name, title, text in THEMES:
        yield SystemCommand(title, text, partial(_use, app, name))
    yield SystemCommand(
        "Save a picture", "The screen as an SVG file", partial(_picture, app)
    )
    yield SystemCommand(
        "Save and quit", "Come back with carto-wizard", app.action_save_and_quit
    )


def _use(app: CartoWizard, theme: str) -> None:
    app.theme = theme


def _picture(app: CartoWizard) -> None:
    # A page that shows typed keys masks them, so the picture does too.
    path = app.save_screenshot()
    app.notify(f"Saved as {path}", markup=False)
