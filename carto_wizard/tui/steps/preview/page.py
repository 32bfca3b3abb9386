"""Preview: every file with its status, its bytes or what changes, and why each line."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from carto_wizard.files.change import Change, ChangeStatus, mark_choice
from carto_wizard.render.hand_over import fitting
from carto_wizard.setup.answers import Answers, Form, Mode
from carto_wizard.setup.steps import Problem
from carto_wizard.tui.keys import PREVIEW
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.preview import conflict_choices, listing
from carto_wizard.tui.steps.preview import text as texts
from carto_wizard.tui.steps.preview.code_view import CodeView
from carto_wizard.tui.steps.preview.lines import PreviewEntry, PreviewLine, first_change
from carto_wizard.tui.steps.preview.panes import FilePanes
from carto_wizard.tui.steps.preview.roles import TITLE, RolesBody
from carto_wizard.tui.widgets.grid import Cell, Grid
from carto_wizard.tui.work.review import Review, short_path


class PreviewBody(RolesBody):
    """The list of files, the chosen one, and the line under the cursor explained."""

    FULL_WIDTH = True
    BINDINGS = PREVIEW

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.chosen: listing.Row = 0
        self.rows: tuple[listing.Row, ...] = ()
        self.opened: set[Form] = set()
        self._path = ""
        self._answers: tuple[str, ...] = ()
        self._toggled: set[str] = set()

    def compose(self) -> ComposeResult:
        """The files on the left or above; on the right the chosen one."""
        yield FilePanes()

    def on_mount(self) -> None:
        """Read the disk without holding up the page."""
        self.begin_reading(self.panes.say)

    @property
    def panes(self) -> FilePanes:
        """The two sides of the page."""
        return self.query_one(FilePanes)

    @property
    def change(self) -> Change | None:
        """The chosen file; None: the answers, or the roles in AWS."""
        changes, at = self.review.changes if self.review else (), self.chosen
        if isinstance(at, Form):
            return None
        return changes[at - 1] if 0 < at <= len(changes) else None

    @property
    def entry(self) -> PreviewEntry | None:
        """The lines of what is chosen; None: not made yet, or there are none."""
        at = self.chosen
        return None if isinstance(at, Form) else self.entries.get(at)

    @property
    def at_roles(self) -> bool:
        """Whether the roles in AWS are chosen."""
        return self.review is not None and self.chosen == len(self.review.changes) + 1

    def show_roles(self) -> None:
        """Go to what is found in AWS."""
        if self.review is not None:
            self._list(len(self.review.changes) + 1)

    @property
    def line(self) -> PreviewLine | None:
        """The line under the cursor."""
        return self.panes.code.line

    def forget_place(self) -> None:
        """Start at what is in the way, not at the file that was shown."""
        self._path = ""

    def show_trouble(self) -> None:
        """Say why the disk could not be read, and how to try again."""
        self.panes.say("")
        self.panes.note(texts.unread(self.trouble))

    def show_review(self, review: Review) -> None:
        """Fill the list, the cursor on what is in the way."""
        merged = conflict_choices.merges(review.changes) if self.merging else {}
        self.merging = False
        if merged:
            self.choose_for(merged)
            return
        self.panes.say(texts.counts(review))
        if not self.opened and not review.missing:
            self.opened = {fitting(review.answers)}
        entry = texts.first_entry(review, self._path)
        if entry and (form := review.changes[entry - 1].file.form):
            self.opened.add(form)
        self._list(entry)

    def _list(self, chosen: listing.Row) -> None:
        """Fill the list anew, the cursor on a row that is in it."""
        if self.review is not None:
            roles = self.has_roles and not self.review.missing
            self.rows = listing.rows(self.review, self.opened, roles=roles)
            at = self.rows.index(chosen)
            self.panes.show_list(len(self.rows), self._row, at)
            self._choose(chosen)

    def _row(self, index: int) -> tuple[Cell, ...]:
        if self.review is None or index >= len(self.rows):
            return ("", "")
        row = self.rows[index]
        if isinstance(row, Form):
            return listing.form_row(row, self.review, self.opened)
        if row > len(self.review.changes):
            return self.roles_row()
        return texts.entry_row(self.review, row, self.state.home)

    @on(Grid.Highlighted)
    def _highlighted(self, event: Grid.Highlighted) -> None:
        event.stop()
        if self.review and self.rows[event.index] != self.chosen:
            self._choose(self.rows[event.index])

    @on(Grid.Selected)
    def _selected(self, event: Grid.Selected) -> None:
        event.stop()
        self.action_open()

    def _choose(self, row: listing.Row) -> None:
        self.chosen = row
        change = self.change
        self._path = change.file.path if change else ""
        if change is not None and isinstance(row, int):
            self.make_entry(row, change)
        self._show_entry()

    def show_entry(self, index: int) -> None:
        """Show the chosen file."""
        if index == self.chosen:
            self._show_entry()

    def _show_entry(self) -> None:
        review, change, entry = self.review, self.change, self.entry
        if review is None:
            return
        if isinstance(self.chosen, Form):
            path, size = listing.title(self.chosen), ""
            note = listing.form_notes(self.chosen, review.answers)
        elif self.at_roles:
            path, size, note = TITLE, self.roles_heading(), self.roles_notes()
            entry = self.roles_entry()
        elif change is None:
            path, size, note = "Your answers", "", texts.answers_note()
        else:
            path = short_path(change.file.path, self.state.home)
            size = texts.heading(change, entry)
            note = texts.notes(change, review, self.state.home)
        self.panes.note(note)
        entry = entry or PreviewEntry(())
        as_diff = self._shows_diff(entry)
        lines = entry.changed if as_diff else entry.whole
        cursor = first_change(lines) if as_diff else 0
        self.panes.show_file(path, size, lines, entry.language, cursor)
        self._answers = conflict_choices.allowed(change, self.panes.code.line)
        self.refresh_bindings()

    def _shows_diff(self, entry: PreviewEntry) -> bool:
        both = (ChangeStatus.UPDATE, ChangeStatus.CONFLICT)
        usual = self.change is not None and self.change.status in both
        return bool(entry.changed) and usual != (self._path in self._toggled)

    @on(CodeView.Highlighted)
    def _explain(self, event: CodeView.Highlighted) -> None:
        event.stop()
        explained = texts.explained(self.state.answers, self.change, event.line)
        self.panes.explain(explained)
        answers = conflict_choices.allowed(self.change, event.line)
        if answers != self._answers:
            # The footer is made anew for it, which is too slow for every line.
            self._answers = answers
            self.refresh_bindings()

    @on(CodeView.Selected)
    def _follow(self, event: CodeView.Selected) -> None:
        event.stop()
        if event.line.step:
            self.post_message(self.GoTo(event.line.step, back=True))

    def on_descendant_focus(self) -> None:
        """Offer the keys of the side that has the focus."""
        self.refresh_bindings()

    def action_open(self) -> None:
        """Go from the list into the file, or show and hide the files of a form."""
        if not isinstance(self.chosen, Form):
            self.panes.open()
            return
        self.opened ^= {self.chosen}
        self._list(self.chosen)

    @property
    def content_open(self) -> bool:
        """Whether the person is in the file, beside the list or in its place."""
        return self.panes.code.has_focus or self.panes.covered

    def action_close_content(self) -> None:
        """Go from the file to the list."""
        self.panes.close()

    def focus_first(self) -> None:
        """Start in the list."""
        self.panes.grid.focus()

    def applies(self, action: str) -> bool:
        """One account is alone in its config."""
        if action == "look_in_aws":
            return self.has_roles
        hub = self.state.answers.mode is Mode.HUB
        return hub or action not in ("own_file", "merge")

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why a key does nothing for the chosen file."""
        change, entry = self.change, self.entry
        match action:
            case "choose" if parameters[0] not in self._answers:
                return texts.no_choice(change, str(parameters[0]))
            case "look_in_aws":
                return self.why_not_look()
            case "remove_mark" if change is None or mark_choice(change) is None:
                return "No byte order mark is in the way here."
            case "ask_again" if not conflict_choices.made_for(change, self.state):
                return "Nothing was chosen for this file."
            case "toggle_diff" | "copy" if change is None:
                return "This is not a file. Choose a file first."
            case "toggle_diff" if entry is None or not entry.changed:
                return "There is nothing to compare this file with."
            case "own_file" if self.has_own_file:
                return "Cartography already has its own config file."
            case "merge" if self.review and not self.can_merge(self.review):
                return "Cartography already uses this config file."
        return ""

    def action_toggle_diff(self) -> None:
        """Show what changes, or all of the file."""
        self._toggled ^= {self._path}
        self._show_entry()

    def action_copy(self) -> None:
        """Send the file to the terminal's clipboard."""
        if self.change:
            text, said = texts.copied(self.change)
            self.app.copy_to_clipboard(text)
            self.post_message(self.Trouble(said, calm=True))

    def problems(self, answers: Answers) -> Sequence[Problem]:
        """Nothing goes on while an answer or a choice is missing."""
        review = self.review
        if self.trouble:
            return [Problem(self.step, "", self.trouble)]
        if review is None:
            return [Problem(self.step, "", "The disk is still being read. Try again.")]
        if review.missing:
            return review.missing
        return [
            Problem(self.step, c.file.path, texts.in_the_way(c, self.state.home))
            for c in review.open
        ]

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Go to the file, or the answer, that is in the way."""
        review = self.review
        paths = [change.file.path for change in review.changes] if review else []
        wanted = problems[0].key
        number = paths.index(wanted) + 1 if wanted in paths else 0
        self.panes.grid.cursor = self.rows.index(number) if self.rows else 0
        if self.panes.covered:
            self.panes.close()
        return False
