"""What the palette offers: every step, every action, themes and a picture."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.actions import parse
from textual.app import SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from carto_wizard.setup import steps
from carto_wizard.tui import themes

if TYPE_CHECKING:
    from carto_wizard.tui.app import CartoWizard
    from carto_wizard.tui.steps.body import StepBody

THEMES = (
    (themes.DARK.name, "Dark theme", "Colours that colour-blind eyes can tell apart"),
    (themes.LIGHT.name, "Light theme", "The same on a light ground"),
    (themes.ANSI, "No colours", "Bold and reverse only"),
)


def commands(app: CartoWizard, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Every command that makes sense now."""
    # Under a dialog the step stays where it is: the dialog's answer is for it.
    if screen is app.screen_stack[0]:
        yield from _of_step(app.frame.body)
        yield from _of_journey(app)
    for name, title, text in THEMES:
        yield SystemCommand(title, text, partial(_use, app, name))
    yield SystemCommand(
        "Save a picture", "The screen as an SVG file", partial(_picture, app)
    )
    yield SystemCommand(
        "Save and quit", "Come back with carto-wizard", app.action_save_and_quit
    )


def _of_step(body: StepBody) -> Iterator[SystemCommand]:
    for binding in body.BINDINGS:
        if isinstance(binding, Binding) and binding.description:
            _, name, parameters = parse(binding.action)
            if body.check_action(name, parameters):
                run = partial(body.app.run_action, binding.action, body)
                yield SystemCommand(binding.description, binding.tooltip, run)


def _of_journey(app: CartoWizard) -> Iterator[SystemCommand]:
    step = app.frame.step
    if step != "finish":
        yield SystemCommand("Next", "Go on to the next step", app.action_next_step)
    if step != "welcome":
        yield SystemCommand("Back", "The step before", app.action_previous_step)
    for each in steps.path(app.state.answers):
        go = partial(app.frame.go_to, each.key)
        yield SystemCommand(f"Go to: {each.title}", each.ask, go)
    yield SystemCommand("Why?", "What this step is for", app.action_why)


def _use(app: CartoWizard, theme: str) -> None:
    app.theme = theme


def _picture(app: CartoWizard) -> None:
    # A page that shows typed keys masks them, so the picture does too.
    path = app.save_screenshot()
    app.notify(f"Saved as {path}", markup=False)
