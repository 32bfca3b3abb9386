"""What the palette offers: every step, every action, themes and a picture."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.actions import parse
from textual.app import App, SystemCommand
from textual.binding import Binding

from carto_wizard.setup import steps
from carto_wizard.tui import themes
from carto_wizard.tui.keys import spelled

if TYPE_CHECKING:
    from carto_wizard.tui.frame import Frame
    from carto_wizard.tui.steps.body import StepBody

THEMES = (
    (themes.DARK.name, "Dark theme", "Colours that colour-blind people can tell apart"),
    (themes.LIGHT.name, "Light theme", "The same colours on a light background"),
    (themes.ANSI, "No colours", "Bold and reverse only"),
)


def commands(app: App[None], frame: Frame | None) -> Iterator[SystemCommand]:
    """Every command that makes sense now; those of the step only with its frame."""
    if frame is not None:
        yield from _of_step(frame.body)
        yield from _of_journey(frame)
    for name, title, text in THEMES:
        yield SystemCommand(title, text, partial(_use, app, name))
    yield SystemCommand(
        "Save a picture", "The screen as an SVG file", partial(_picture, app)
    )
    leave = partial(app.run_action, "save_and_quit")
    yield SystemCommand("Save and quit", "To come back, run carto-wizard", leave)


def _of_step(body: StepBody) -> Iterator[SystemCommand]:
    for binding in body.BINDINGS:
        if isinstance(binding, Binding) and binding.description:
            _, name, parameters = parse(binding.action)
            if body.check_action(name, parameters):
                run = partial(body.app.run_action, binding.action, body)
                title = binding.tooltip or binding.description
                yield SystemCommand(title, spelled(binding), run)


def _of_journey(frame: Frame) -> Iterator[SystemCommand]:
    run = partial(partial, frame.app.run_action)
    if frame.step != "finish":
        yield SystemCommand("Next", "Go to the next step", run("next_step"))
    if frame.step != "welcome":
        yield SystemCommand("Back", "Go to the previous step", run("previous_step"))
    for each in steps.steps_for(frame.state.answers):
        go = partial(frame.go_to, each.key)
        yield SystemCommand(f"Go to: {each.title}", each.ask, go)
    yield SystemCommand("Keys", "What this step is for, and its keys", run("why"))


def _use(app: App[None], theme: str) -> None:
    app.theme = theme


def _picture(app: App[None]) -> None:
    # A page that shows typed keys masks them, so the picture does too.
    path = app.save_screenshot()
    app.notify(f"Saved as {path}", markup=False)
