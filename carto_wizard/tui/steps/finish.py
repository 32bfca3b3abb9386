"""Finish: the command that starts Cartography, and where everything is."""

from __future__ import annotations

from collections import Counter

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from carto_wizard.checks.finding import Status
from carto_wizard.checks.results.verdict import Verdict, verdict
from carto_wizard.render.aws_config import expected_map
from carto_wizard.render.plan import plan
from carto_wizard.render.run_command import MINIMUM_VERSION, run_command
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.text import count
from carto_wizard.tui.keys import FINISH, WIZARD, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.work.review import short_path


class FinishBody(StepBody):
    """The last page; nothing is asked."""

    BINDINGS = FINISH

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.places = state.places()
        self.command = run_command(state.answers, self.places)

    def compose(self) -> ComposeResult:
        """Command, files, how to come back and how to undo."""
        with VerticalScroll(id="scroll"):
            yield Static(Content("\n").join(self._parts()))

    def focus_first(self) -> None:
        """The page itself, so that it scrolls and its keys work."""
        self.query_one("#scroll").focus()

    def _parts(self) -> list[Content]:
        answers = self.state.answers
        return [
            *self._verdict(),
            Content.styled(f"Run it (Cartography {MINIMUM_VERSION} or later)", "bold"),
            Content.styled(self.command, "$text-success"),
            *self._where(answers),
            Content.styled("\nLater", "bold"),
            *_table(
                ("carto-wizard", "comes back here; every answer is saved"),
                ("carto-wizard check", "asks AWS again; --watch for cron"),
                ("carto-wizard undo", "takes back exactly what was written"),
                ("the session", short_path(str(self.state.session), self.state.home)),
            ),
        ]

    def _verdict(self) -> list[Content]:
        findings = self.state.findings if self.state.is_checked else []
        expected = expected_map(self.state.answers)
        text, style = _judged(
            verdict(findings, expected), Counter(each.status for each in findings)
        )
        return [Content.styled(f"{text}\n", style)]

    def _where(self, answers: Answers) -> list[Content]:
        here = answers.target.here
        heading = "Where everything is" if here else "Copy these to the other machine"
        lines = [Content.styled(f"\n{heading}", "bold")]
        for file in plan(answers, self.places):
            where = short_path(file.path, self.state.home)
            if not here:
                where += f"  →  {file.target_path}"
            purpose = (f"\n    {file.purpose}", "$text-muted")
            lines.append(Content.assemble(where, purpose))
        return lines

    def action_copy(self) -> None:
        """Copy the command."""
        self.app.copy_to_clipboard(self.command)
        self.app.notify("The command was sent to the clipboard.", markup=False)

    async def action_leave(self) -> None:
        """Save and leave."""
        await self.app.run_action("app.save_and_quit")

    def go_next(self) -> None:
        """There is nothing after this page."""


def _judged(judged: Verdict, counts: Counter[Status]) -> tuple[str, str]:
    """What the checks came to, in a sentence, and its style."""
    back = key(WIZARD, "previous_step")
    if failed := counts[Status.FAILED]:
        text = f"✗ {count(failed, 'check')} failed: not all would be read as planned."
        return text, "$text-error"
    if counts and not judged.ok:
        text = f"! {judged.sentence} The rest could not be asked: {back} shows why."
        return text, "$text-warning"
    if skipped := counts[Status.SKIPPED]:
        text = f"! {count(skipped, 'check')} could not be made here; {back} shows why."
        return text, "$text-warning"
    if warnings := counts[Status.WARNING]:
        text = f"! Nothing failed, {count(warnings, 'warning')}: {back} shows what."
        return text, "$text-warning"
    if counts:
        return f"✓ Every check passed: {judged.sentence}", "$text-success"
    return f"! Not checked yet: {back} goes back to the checks.", "$text-warning"


def _table(*rows: tuple[str, str]) -> list[Content]:
    room = max(len(label) for label, _ in rows) + 2
    return [
        Content.assemble(f"{label:<{room}}", (text, "$text-muted"))
        for label, text in rows
    ]
