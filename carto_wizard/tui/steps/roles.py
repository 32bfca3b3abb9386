"""Roles: how they get made, the form that fits first, with its commands."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from carto_wizard.render.folder import FILES
from carto_wizard.render.hand_over import TITLES, HandOver, fitting, ways
from carto_wizard.render.next_steps import Task
from carto_wizard.setup.answers import Answers, Form, put
from carto_wizard.setup.steps import Problem
from carto_wizard.tui.keys import ROLES
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.files_look import FilesLookBody
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.long_words import LongWords
from carto_wizard.tui.work.review import short_path


class RolesStep(FilesLookBody):
    """A list of the forms, and the one under the cursor in full."""

    BINDINGS = ROLES

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.ways = ways(state.answers)
        self.form = state.answers.access.form

    def compose(self) -> ComposeResult:
        """The forms above, the chosen one below."""
        yield Grid(Column("", 8), Column(""), enter="Use it", id="ways")
        with VerticalScroll(id="scroll"):
            yield LongWords(id="way")

    def on_mount(self) -> None:
        """Fill the list, which stays as it is."""
        grid = self.query_one(Grid)
        grid.styles.height = len(self.ways)
        grid.show(len(self.ways), self._row)

    def show_page(self) -> None:
        """Fill what is below the list with the form under the cursor."""
        self.query_one("#way", LongWords).show(self._text(self.way))

    @property
    def way(self) -> HandOver:
        """The form under the cursor."""
        return self.ways[self.query_one(Grid).cursor]

    def _row(self, index: int) -> tuple[Cell, ...]:
        way = self.ways[index]
        fits = fitting(put(self.state.answers, "access.form", self.form))
        if way.form is not fits:
            return "", way.title
        return ("✓ chosen" if self.form else "→ fits", "ok"), way.title

    def _text(self, way: HandOver) -> Content:
        folder = short_path(self.state.places().folder, self.state.home)
        # By their names alone: to render them for thousands of accounts takes long.
        names = ", ".join(
            file.name
            for file in FILES
            if file.form is way.form and file.applies(self.state.answers)
        )
        parts = [Content(way.when), *self._unwritten(way)]
        parts += [Content.styled(f"\nIn {folder}", "bold"), *_tasks(way.own)]
        if way.after:
            parts += [Content.styled("\nThen", "bold"), *_tasks(way.after)]
        if names:
            parts += [Content.styled(f"\nIts files: {names}", "$text-muted")]
        return Content("\n").join(parts)

    def _unwritten(self, way: HandOver) -> list[Content]:
        files = self.state.files_on_disk
        if files is None or not files.fits(self.state.answers) or files.complete:
            return []
        return [Content.styled(f"! {files.sentence}", "$text-warning")]

    @on(Grid.Highlighted)
    def _highlighted(self, event: Grid.Highlighted) -> None:
        event.stop()
        self.show_page()
        self.query_one("#scroll").scroll_home(animate=False)

    @on(Grid.Selected)
    def _chosen(self, event: Grid.Selected) -> None:
        event.stop()
        self.form = self.ways[event.index].form
        self.go_next()

    def collect(self, answers: Answers) -> Answers:
        """The form that was chosen; the checks name its commands."""
        return put(answers, "access.form", self.form)

    def problems(self, answers: Answers) -> Sequence[Problem]:
        """Nothing is asked that could be wrong."""
        return ()

    def focus_first(self) -> None:
        """Start in the list."""
        self.query_one(Grid).focus()

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why a key does nothing for the form under the cursor."""
        if action == "copy" and not self.way.commands:
            return "There is no command to copy: send the file."
        if action == "fitting" and self.form is Form.UNKNOWN:
            return "Nothing was chosen, so the form that fits is used."
        return ""

    def action_copy(self) -> None:
        """Send the commands of the form to the terminal's clipboard."""
        self.app.copy_to_clipboard("\n".join(self.way.commands) + "\n")
        said = (
            "The commands were sent to the clipboard, which some terminals do not "
            "allow."
        )
        self.post_message(self.Trouble(said, calm=True))

    def action_fitting(self) -> None:
        """Choose nothing: what fits the answers is used."""
        self.form = Form.UNKNOWN
        self.query_one(Grid).show(len(self.ways), self._row)
        self.refresh_bindings()
        said = f"What fits is used: {TITLES[fitting(self.state.answers.rendered)]}."
        self.post_message(self.Trouble(said, calm=True))


def _tasks(tasks: Sequence[Task]) -> list[Content]:
    parts = []
    for task in tasks:
        parts.append(Content(task.text))
        parts += [
            Content.styled(f"    {command}", "bold $text-success")
            for command in task.commands
        ]
    return parts
