"""The keys that decide what becomes of files that are there already."""

from __future__ import annotations

from collections.abc import Mapping

from carto_wizard.errors import WizardError
from carto_wizard.files.change import Change
from carto_wizard.files.choices import OpenChoice
from carto_wizard.files.locations import dedicated_config
from carto_wizard.setup.answers import Answers, put
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.preview import conflict_choices
from carto_wizard.tui.steps.preview.lines import PreviewLine
from carto_wizard.tui.steps.preview.reading import ReviewedBody


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

    def action_choose(self, how: str, every: bool = False) -> None:
        """Answer the conflict under the cursor, or all of this file."""
        found = conflict_choices.answers(self.change, self.line, how, every=every)
        self.choose_for(found)

    def action_remove_mark(self) -> None:
        """Agree that the bytes which hide the file from AWS tools go."""
        if self.change:
            self.choose_for(conflict_choices.removal(self.change))

    def action_ask_again(self) -> None:
        """Take back what was chosen for this file."""
        self._use(conflict_choices.asked_again(self.state, self.change))

    def action_own_file(self) -> None:
        """Give Cartography a config file of its own."""
        own = dedicated_config(self.state.answers.target, self.state.home)
        self.forget_place()
        self._use(put(self.state.answers, "target.config_file", own))

    def action_merge(self) -> None:
        """Agree that Cartography syncs the other profiles too."""
        self.merging = True
        answers = self.state.answers
        if answers.target.config_file == dedicated_config(
            answers.target, self.state.home
        ):
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
