"""Finish: the command that starts Cartography, and where everything is."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from carto_wizard.render.plan import plan
from carto_wizard.render.run_command import (
    MINIMUM_VERSION,
    cartography_command,
    run_command,
)
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.iam_names import what_to_create
from carto_wizard.tui.keys import FINISH
from carto_wizard.tui.run_status import STYLES, left_to_do, status_lines
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.files_look import FilesLookBody
from carto_wizard.tui.widgets.long_words import LongWords
from carto_wizard.tui.work.review import short_path


class FinishBody(FilesLookBody):
    """The last page; nothing is asked."""

    BINDINGS = FINISH

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.places = state.places()
        self.command = run_command(state.answers, self.places)

    def compose(self) -> ComposeResult:
        """What was done, the command, the files, how to come back and to undo."""
        with VerticalScroll(id="scroll"):
            yield LongWords(id="page")

    def focus_first(self) -> None:
        """The page itself, so that it scrolls and its keys work."""
        self.query_one("#scroll").focus()

    def show_page(self) -> None:
        """Fill the page from the state."""
        answers = self.state.answers
        parts = [
            *(
                Content.styled(f"{sign} {text}", STYLES[sign])
                for sign, text in status_lines(self.state)
            ),
            Content.styled(left_to_do(self.state), "bold"),
            Content.styled(
                f"\nRun it (Cartography {MINIMUM_VERSION} or later)", "bold"
            ),
            Content.styled(self.command, "$text-success"),
            Content.styled(
                f"This starts: {cartography_command(answers)}", "$text-muted"
            ),
            *self._where(answers),
            Content.styled("\nLater", "bold"),
            *_table(
                ("carto-wizard", "opens the wizard again; every answer is saved"),
                ("carto-wizard check", "checks again; add --watch for cron"),
                ("carto-wizard undo", "undoes exactly what was written"),
                ("the session", short_path(str(self.state.session), self.state.home)),
            ),
        ]
        shown = [part for part in parts if part.plain]
        self.query_one("#page", LongWords).show(Content("\n").join(shown))

    def _where(self, answers: Answers) -> list[Content]:
        files, here = self.state.files_on_disk, answers.target.here
        there = files is not None and files.complete
        heading = {
            (True, True): "Where all files are",
            (True, False): "Where all files will be",
            (False, True): "Copy these to the other machine",
            (False, False): "After writing, copy these to the other machine",
        }[here, there]
        lines = [Content.styled(f"\n{heading}", "bold")]
        for file in plan(answers, self.places):
            note = files.note(file.path) if files is not None else ""
            if file.form and not note and here:
                continue
            where = short_path(file.path, self.state.home)
            if not here:
                where += f"  →  {file.target_path}"
            state = (f"  {note}", "$text-warning")
            purpose = (f"\n    {file.purpose}", "$text-muted")
            lines.append(Content.assemble(where, state, purpose))
        if here:
            folder = short_path(self.places.folder, self.state.home)
            others = f"{folder}  the forms of creating {what_to_create(answers)}"
            lines.append(Content(others))
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


def _table(*rows: tuple[str, str]) -> list[Content]:
    room = max(len(label) for label, _ in rows) + 2
    return [
        Content.assemble(f"{label:<{room}}", (text, "$text-muted"))
        for label, text in rows
    ]
