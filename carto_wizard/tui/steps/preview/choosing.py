"""The keys that decide what becomes of files that are there already."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from carto_wizard.errors import WizardError
from carto_wizard.files.change import Change
from carto_wizard.files.choices import OpenChoice
from carto_wizard.files.locations import dedicated_config
from carto_wizard.setup.answers import Answers, put
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.preview import conflict_choices
from carto_wizard.tui.steps.preview.lines import PreviewLine
from carto_wizard.tui.steps.preview.reading import ReviewedBody
from carto_wizard.tui.steps.preview.text import this_or_all
from carto_wizard.tui.work.review import Review


class ChoosingBody(ReviewedBody):
    """Makes choices part of the answers, and reads the disk again with them."""

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.merging = False
        """The person wants the usual file, whatever else is in it."""

    @property
    def change(self) -> Change | None:
        """The chosen file; None: the answers."""
        raise NotImplementedError

    @property
    def line(self) -> PreviewLine | None:
        """The line under the cursor."""
        raise NotImplementedError

    def forget_place(self) -> None:
        """Start at what is in the way, not at the file that was shown."""
        raise NotImplementedError

    def action_choose(self, how: str) -> None:
        """Answer the conflict under the cursor, or all of this file."""
        change, line = self.change, self.line
        answers = partial(conflict_choices.answers, change, line, how)
        waiting = conflict_choices.conflicts(change)
        if len(waiting) < 2:
            self.choose_for(answers(every=False))
            return
        from carto_wizard.tui.dialogs.dialog import ThisOrAll

        def answered(every: bool | None) -> None:
            if every is not None:
                self.choose_for(answers(every=every))

        here = conflict_choices.open_at(change, line)
        question = this_or_all(how, here, len(waiting))
        self.app.push_screen(ThisOrAll(*question), answered)

    def action_remove_mark(self) -> None:
        """Agree that the bytes which hide the file from AWS tools go."""
        if self.change:
            self.choose_for(conflict_choices.removal(self.change))

    def action_ask_again(self) -> None:
        """Take back what was chosen for this file."""
        self._use(conflict_choices.asked_again(self.state, self.change))

    def action_own_file(self) -> None:
        """Give Cartography a config file of its own."""
        self.forget_place()
        self._use(put(self.state.answers, "target.config_file", self._own_file))

    @property
    def _own_file(self) -> str:
        return dedicated_config(self.state.answers.target, self.state.home)

    @property
    def has_own_file(self) -> bool:
        """Whether Cartography has a config file of its own."""
        return self.state.answers.target.config_file == self._own_file

    def can_merge(self, review: Review) -> bool:
        """Whether to use the usual file would change anything."""
        return self.has_own_file or bool(conflict_choices.merges(review.changes))

    def action_merge(self) -> None:
        """Agree that Cartography syncs the other profiles too."""
        self.merging = True
        answers = self.state.answers
        if self.has_own_file:
            answers = put(answers, "target.config_file", "")
        self.forget_place()
        self._use(answers)

    def choose_for(self, chosen: Mapping[OpenChoice, str]) -> None:
        """Make these choices part of the answers."""
        try:
            self._use(conflict_choices.with_answers(self.state, chosen))
        except WizardError as error:
            self.post_message(self.Trouble(str(error)))

    def _use(self, answers: Answers) -> None:
        self.state.answers = answers
        self.post_message(self.Trouble(""))
        # Last: where it cannot be saved, that is what the line says.
        self.post_message(self.Changed(answers, keep=True))
        self.action_reread()
