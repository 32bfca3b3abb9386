"""The one long-lived frame: title, place, rail, the step's body, problem line, footer.

It owns moving between steps and saving; the bodies hold the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from carto_wizard.errors import SessionError
from carto_wizard.setup.derived import with_derived
from carto_wizard.setup.session import save
from carto_wizard.setup.steps import Problem, Step, neighbour, step_of, steps_for
from carto_wizard.setup.text import count, one_line
from carto_wizard.tui.keys import LASTING, WIZARD, key
from carto_wizard.tui.run_status import step_signs
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps import body_for
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.header import Header
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.rail import Rail

LONGEST_PROBLEM = 400
"""Characters that the problem line has room for in the smallest terminal."""


class Frame(Vertical):
    """Everything around a step, and the way from one to the next."""

    def __init__(self, state: WizardState) -> None:
        super().__init__(id="frame")
        self.state = state
        self.step = "welcome"
        self.moving = False
        self.back_to = ""
        """The step that Next and Back return to, where one answer is changed."""
        self.long_problem = ""
        """What the problem line says, where it is too long for it."""
        self.refusal = ""
        """Why nothing went on, while the problem line says it."""

    def compose(self) -> ComposeResult:
        """Title and place, rail beside the body, problem line, keys."""
        yield Header()
        with Horizontal(id="main"):
            yield Rail(id="rail")
            with Vertical(id="slot"):
                yield ChangingText(self._step.ask, id="ask")
                yield body_for(self.step, self.state)
        yield ChangingText(id="problem")
        yield KeyBar(*LASTING)

    def on_mount(self) -> None:
        """Show where the person is."""
        self.state.answers = with_derived(self.state.answers)
        self._show_place()
        self.body.focus_first()
        self._tell_notices()

    def _tell_notices(self, *, calm: bool = False) -> None:
        notices, self.state.notices = self.state.notices, ()
        self.show_problem(" ".join(notices), calm=calm)

    @property
    def _step(self) -> Step:
        return step_of(self.state.answers, self.step)

    @property
    def body(self) -> StepBody:
        """The body of the step on the screen."""
        return self.query_one(StepBody)

    def show_problem(self, text: str, *, calm: bool = False) -> None:
        """Say what is in the way, or calmly what happened; empty text clears it."""
        self.refusal = ""
        problem = self.query_one("#problem", Static)
        sign = "·" if calm else "!"
        shown = f"{sign} {one_line(text)}" if text else ""
        self.long_problem = shown if len(shown) > LONGEST_PROBLEM else ""
        rest = f"{sign} {key(WIZARD, 'why')} shows all of this. "
        problem.update(f"{rest}{shown[2:]}" if self.long_problem else shown)
        problem.set_class(bool(text), "-shown")
        problem.set_class(calm, "-calm")

    def _show_place(self) -> None:
        steps = steps_for(self.state.answers)
        keys = [step.key for step in steps]
        place = keys.index(self.step)
        number = f"{place + 1} of {len(keys)}"
        self.query_one(Header).place = (self._step.title, number)
        signs = step_signs(self.state, self.step)
        self.query_one(Rail).show(steps, self.step, signs)
        self._show_status()

    def _show_status(self) -> None:
        state = self.state
        parts = [state.banner] if state.banner else []
        if self.step != "welcome":
            parts.append(str(state.answers.mode))
        if state.saved:
            parts.append(f"saved {state.saved:%H:%M}")
        self.query_one(Header).status = tuple(parts)

    def collect(self) -> None:
        """Put what is on the screen into the answers, valid or not."""
        self.state.answers = self.body.collect(self.state.answers)

    def save(self) -> bool:
        """Save the session; a failure is shown, and what was typed stays."""
        state = self.state
        try:
            answers = replace(state.answers, step=self.step)
            saved = save(answers, state.session, state.on_disk)
        except SessionError as error:
            self.show_problem(str(error))
            return False
        state.saved, state.on_disk = state.now(), saved.text
        if saved.notice:
            state.kept = saved.notice
            self.show_problem(saved.notice)
        self._show_status()
        return True

    async def next(self) -> None:
        """Go on, unless the step has a problem."""
        if not self.body.next_asked():
            await self._go_on()

    async def _go_on(self) -> None:
        self.collect()
        problems = self.body.problems(self.state.answers)
        if problems:
            self._refuse(problems)
            return
        self.state.answers = with_derived(self.state.answers)
        if self.back_to:
            await self._move_to(self.back_to)
        else:
            await self.show(neighbour(self.state.answers, self.step, 1))

    def _refuse(self, problems: Sequence[Problem]) -> None:
        if self.body.show_problems(problems):
            self.show_problem("")
            return
        self.show_problem(_sentence(problems))
        self.refusal = _sentence(problems)

    async def previous(self) -> None:
        """Go back; keeps what was typed and asks nothing."""
        self.collect()
        before = neighbour(self.state.answers, self.step, -1)
        await self.show(self.back_to or before)

    async def go_to(self, step: str) -> None:
        """Go to any step before; to a later one only past steps that are done."""
        self.back_to = ""
        await self._move_to(step)

    async def _move_to(self, step: str) -> None:
        self.collect()
        answers = self.state.answers = with_derived(self.state.answers)
        # A session made by hand may name a step that its mode does not have.
        step = neighbour(answers, step, 0)
        if step == self.step:
            return
        for before in steps_for(answers):
            if before.key == step:
                break
            problems = self.state.problems(before.key)
            if problems:
                if before.key != self.step:
                    await self.show(before.key)
                self._refuse(problems)
                return
        await self.show(step)

    async def show(self, step: str) -> None:
        """Put another step into the frame, and save where the person is."""
        if self.moving:
            return
        self.moving = True
        # No page is there to ask about it until the next one is mounted.
        self.refusal = ""
        try:
            with self.app.batch_update():
                self.step = step
                if step == self.back_to:
                    self.back_to = ""
                if step != "welcome":
                    self.state.answers = replace(self.state.answers, step=step)
                body = body_for(step, self.state)
                await self.body.remove()
                await self.query_one("#slot").mount(body)
                self.set_class(body.FULL_WIDTH, "-full")
                self._tell_notices(calm=True)
                self.query_one("#ask", Static).update(self._step.ask)
                self._show_place()
                # Saved and focused before it is painted: what is seen is kept, and
                # a key that answers it finds its field.
                if step != "welcome":
                    self.save()
                body.focus_first()
                self.refresh_bindings()
        finally:
            self.moving = False

    @on(StepBody.Next)
    async def _next(self, event: StepBody.Next) -> None:
        event.stop()
        await self._go_on()

    @on(StepBody.Changed)
    def _changed(self, event: StepBody.Changed) -> None:
        event.stop()
        self.state.answers = event.answers
        self._show_place()
        problems = self.body.problems(event.answers) if self.refusal else ()
        if self.refusal != _sentence(problems):
            self.show_problem("")
        if event.keep:
            self.save()

    @on(StepBody.Trouble)
    def _trouble(self, event: StepBody.Trouble) -> None:
        event.stop()
        self.show_problem(event.text, calm=event.calm)

    @on(StepBody.GoTo)
    async def _go_to(self, event: StepBody.GoTo) -> None:
        event.stop()
        if not event.back:
            await self.go_to(event.step)
            return
        self.back_to = self.step
        there = step_of(self.state.answers, self.step).title
        again = key(WIZARD, "next_step")
        self.state.notices = (f"Change your answers. {again} goes back to {there}.",)
        await self._move_to(event.step)

    @on(Rail.Chosen)
    async def _rail(self, event: Rail.Chosen) -> None:
        event.stop()
        await self.go_to(event.step)


def _sentence(problems: Sequence[Problem]) -> str:
    more = len(problems) - 1
    rest = f" ({count(more, 'more problem')})" if more > 0 else ""
    return f"{problems[0].message}{rest}" if problems else ""
