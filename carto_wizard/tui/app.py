"""The app: keys, palette, signals and leaving; the frame and the steps do the rest."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from textual import events, on
from textual.actions import ActionParseResult, parse
from textual.app import App, ComposeResult, SystemCommand
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from carto_wizard.commands.terminal import ABORTED
from carto_wizard.setup import steps
from carto_wizard.tui import themes
from carto_wizard.tui.frame import Frame
from carto_wizard.tui.hangup import leave_when_gone
from carto_wizard.tui.keys import FINISH, WIZARD, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody, pasted_too_much
from carto_wizard.tui.steps.welcome import WelcomeBody
from carto_wizard.tui.widgets.text_input import TextInput
from carto_wizard.tui.work.garbage_collection import collector

INTERRUPT_SECONDS = 3
LEAST = Size(60, 15)


class CartoWizard(App[None]):
    """The wizard on a terminal."""

    TITLE = "carto-wizard"
    CSS_PATH = "app.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - annotated by the base class
        (0, "-tiny-width"),
        (60, "-narrow"),
        (90, "-normal"),
        (110, "-wide"),
        (150, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - annotated by the base class
        (0, "-tiny-height"),
        (15, "-short"),
        (22, "-medium"),
        (34, "-tall"),
    ]
    BINDINGS = WIZARD

    def __init__(self, state: WizardState) -> None:
        plain = bool(state.environ.get("NO_COLOR"))
        # Said before the theme is known, or Textual turns every colour black.
        super().__init__(ansi_color=True if plain else None)
        self.state = state
        self._interrupted = False
        self._unsaved = False
        self.wants_demo = False
        for theme in (themes.DARK, themes.LIGHT):
            self.register_theme(theme)
        self.theme = themes.ANSI if plain else themes.DARK.name

    def compose(self) -> ComposeResult:
        """The frame; dialogs come above it."""
        yield Frame(self.state)

    async def on_resize(self, event: events.Resize) -> None:
        """Cover a terminal that is too small with a notice; the frame stays below."""
        tiny = event.size.width < LEAST.width or event.size.height < LEAST.height
        covers = self.screen_stack[0].query("#enlarge")
        if tiny and not covers:
            text = f"Enlarge the terminal to {LEAST.width} x {LEAST.height}."
            cover = Static(f"{text}\nNothing is lost.", id="enlarge", markup=False)
            await self.screen_stack[0].mount(cover)
        elif covers and not tiny:
            await covers.remove()

    @property
    def frame(self) -> Frame:
        """The frame, whatever dialog is above it."""
        return self.screen_stack[0].query_one(Frame)

    def on_mount(self) -> None:
        """Save and give the terminal back when the system asks us to go."""
        self._collector = collector(self)
        if self.is_headless:
            # There is no terminal, and whoever plays the wizard ends it.
            return
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            number = getattr(signal, name, None)
            # Windows and threads have no signal handlers on the loop.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                if number is not None:
                    loop.add_signal_handler(number, self._leave, 128 + number)
        if sys.__stdin__ is not None:
            leave_when_gone(sys.__stdin__.fileno(), self._save)

    async def on_event(self, event: events.Event) -> None:
        """Put garbage collection off while the person does something."""
        if isinstance(event, events.InputEvent):
            self._collector.reset()
        if isinstance(event, events.Key) and len(event.key) == 1:
            # With Shift or Caps Lock it is the same key; what a field takes is the
            # event's character.
            event.key = event.key.lower()
        if isinstance(event, events.Paste) and self._is_too_much(event.text):
            self.frame.show_problem(pasted_too_much(event.text))
        else:
            await super().on_event(event)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do it, or say why a key of the page does nothing now."""
        done = await super().run_action(action, default_namespace, namespaces)
        if done or not isinstance(default_namespace, (StepBody, CartoWizard)):
            return done
        _, name, parameters = parse(action) if isinstance(action, str) else action
        reason = default_namespace.why_not(name, parameters)
        if reason:
            self.frame.show_problem(reason, calm=True)
        return bool(reason)

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why a key of the wizard does nothing now."""
        if action == "next_step" and self.frame.step == "finish":
            return f"This is the last step. {key(FINISH, 'leave')} leaves."
        return ""

    def _is_too_much(self, text: str) -> bool:
        """Whether Textual's own field would search every command for all of it."""
        too_long = len(text) > TextInput.LONGEST_PASTE
        return too_long and isinstance(self.screen, CommandPalette)

    def _leave(self, code: int) -> None:
        self._save()
        self.exit(return_code=code)

    def _save(self) -> bool:
        frame = self.frame
        # A person who only looked at the first page leaves no session behind.
        if frame.step == "welcome":
            return True
        # Between two steps there is nothing on the screen that is not taken over.
        if not frame.moving:
            frame.collect()
        return frame.save()

    def _fatal_error(self) -> None:
        """End on a defect with a plain traceback.

        Textual's own shows every local variable, and one of them could be a key.
        """
        from rich.traceback import Traceback

        self._exit_renderables.append(Traceback(show_locals=False, width=None))
        self._close_messages_no_wait()

    @on(WelcomeBody.Demo)
    def _demo(self) -> None:
        self.wants_demo = True
        self.exit(return_code=0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc goes back, and leaves from the first step: there is nothing before it."""
        if action == "previous_step":
            return self.frame.step != "welcome"
        if parameters == ("preview",) and self.frame.back_to != "preview":
            return False
        if action == "next_step":
            # A dialog has its own Ctrl+N, and no step comes after the last one.
            return len(self.screen_stack) == 1 and self.frame.step != "finish"
        return True

    async def action_next_step(self, to: str = "") -> None:
        """Go on, or back to where one answer was to be changed."""
        await self.frame.next()

    async def action_previous_step(self) -> None:
        """Go back."""
        await self.frame.previous()

    def action_save_and_quit(self) -> None:
        """Save and leave; where saving fails, leave only at the second request."""
        if self._save() or self._unsaved:
            self.exit(return_code=0)
        else:
            self._unsaved = True
            again = key(WIZARD, "save_and_quit")
            self.notify(f"Press {again} again to leave without saving.", markup=False)

    def action_interrupt(self) -> None:
        """Leave at the second Ctrl+C, as everywhere else on a terminal."""
        if self._interrupted:
            self._leave(ABORTED)
            return
        self._interrupted = True
        saved = (
            "Your answers are saved." if self._save() else "Your last changes are lost."
        )
        again = key(WIZARD, "interrupt")
        text = f"Press {again} again to quit. {saved}"
        self.notify(text, markup=False, timeout=INTERRUPT_SECONDS)
        self.set_timer(INTERRUPT_SECONDS, self._forget_interrupt)

    def _forget_interrupt(self) -> None:
        self._interrupted = False

    def action_why(self) -> None:
        """Explain the step and its keys."""
        from carto_wizard.tui.dialogs.why import Why

        frame = self.frame
        self.push_screen(Why(frame.step, frame.body, frame.long_problem))

    def action_go_to(self) -> None:
        """Choose a step to go to."""
        from carto_wizard.tui.dialogs.dialog import GoTo

        def go(step: str | None) -> None:
            if step:
                self.run_worker(self.frame.go_to(step), exclusive=True)

        self.push_screen(GoTo(steps.steps_for(self.state.answers), self.frame.step), go)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: steps, actions of the step, themes, a picture of the screen."""
        from carto_wizard.tui.palette import commands

        # Under a dialog the step stays where it is: the dialog's answer is for it.
        return commands(self, self.frame if screen is self.screen_stack[0] else None)
