"""Where the person is, and what every step shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.errors import SessionError
from carto_wizard.plain.console import Console
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.problems import step_problems
from carto_wizard.setup.session import save
from carto_wizard.setup.steps import step_of

if TYPE_CHECKING:
    from carto_wizard.aws.regions import Region
    from carto_wizard.commands.planning import CompleteSession
    from carto_wizard.files.state_folder import StateFolder
    from carto_wizard.files.suggested_region import SuggestedRegion


@dataclass(slots=True)
class Walk:
    """One run of the wizard on a console."""

    console: Console
    session: Path
    environ: Mapping[str, str]
    state_folder: StateFolder
    answers: Answers
    on_disk: str = field(repr=False)
    """The text of the session, as this run last read or wrote it."""
    step: str = "welcome"
    codes: dict[str, int] = field(default_factory=dict)
    """How `write` and `check` went last, as exit codes."""

    def save(self) -> None:
        """Save the answers; nothing is saved while only the first page was shown."""
        if self.step == "welcome":
            return
        try:
            answers = replace(self.answers, step=self.step)
            saved = save(answers, self.session, self.on_disk)
        except SessionError as error:
            self.console.say(f"! {error}")
            return
        self.on_disk = saved.text
        if saved.notice:
            self.console.say(f"! {saved.notice}")

    @property
    def option(self) -> str:
        """The option that names this session, where it is not the default one."""
        return self.state_folder.session_option(self.session)

    def complete(self) -> CompleteSession:
        """The answers, ready to be acted on; raises Incomplete."""
        from carto_wizard.commands.planning import complete_session

        return complete_session(
            self.session, self.answers, self.environ, self.state_folder
        )

    def regions(self) -> tuple[Region, ...]:
        """The regions of the chosen partition."""
        from carto_wizard.aws.regions import regions

        return regions(self.answers.partition)

    def region_names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(region.name for region in self.regions())

    def suggested_region(self) -> SuggestedRegion:
        """The one that a person probably means who has said nothing yet."""
        from carto_wizard.files.suggested_region import suggested_region

        names = self.region_names()
        return suggested_region(self.answers, self.environ, Path.home(), names)

    def why(self) -> str:
        """What `?` says on this step."""
        return step_of(self.answers, self.step).why

    def report_problems(self) -> bool:
        """Say what is wrong with this step, if anything is."""
        problems = step_problems(self.answers, self.step, self.region_names())
        for problem in problems[:10]:
            self.console.say(f"! {problem.message}")
        if len(problems) > 10:
            self.console.say(f"! and {len(problems) - 10:,} more.")
        return bool(problems)
