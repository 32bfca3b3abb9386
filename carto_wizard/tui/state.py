"""What the screens share: the answers, and what was found out since the start."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from carto_wizard.setup.answers import Answers

if TYPE_CHECKING:
    from carto_wizard.aws.regions import Region
    from carto_wizard.checks.finding import Finding
    from carto_wizard.checks.results.verdict import Verdict
    from carto_wizard.commands.files_on_disk import FilesOnDisk
    from carto_wizard.files.foreign_config import ForeignSetting
    from carto_wizard.files.state_folder import StateFolder
    from carto_wizard.files.suggested_region import SuggestedRegion
    from carto_wizard.files.writer import WriteResult
    from carto_wizard.render.aws_config import AccessKeys
    from carto_wizard.render.places import Places
    from carto_wizard.setup.accounts import Row
    from carto_wizard.setup.steps import Problem
    from carto_wizard.tui.work.review import Review


def local_time() -> datetime:
    """The time on the person's clock."""
    return datetime.now().astimezone()


@dataclass
class WizardState:
    """One run of the wizard; only `answers` is ever saved."""

    session: Path
    environ: Mapping[str, str]
    home: Path
    state_folder: StateFolder
    answers: Answers = field(default_factory=Answers)
    saved: datetime | None = None
    """When the session on disk was last written; None: nothing to resume."""
    banner: str = ""
    """Shown in the title: what kind of run this is, when it is not the real one."""
    notices: tuple[str, ...] = ()
    on_disk: str = field(default="", repr=False)
    """The text of the session, as this run last read or wrote it."""
    kept: str = ""
    """Where the answers are that somebody else saved meanwhile."""
    drafts: dict[str, str] = field(default_factory=dict)
    """Text that is no valid answer yet, by question key, so that Back keeps it."""
    pending: tuple[Row, ...] = ()
    """Lines of an account list that wait for a person's decision."""
    keys: AccessKeys | None = field(default=None, repr=False)
    """Typed on the write step; never saved or shown."""
    review: Review | None = None
    """The files as the preview showed them last."""
    files_on_disk: FilesOnDisk | None = None
    """As a page saw them last; None: no page did in this run."""
    results: tuple[WriteResult, ...] = ()
    """Of the last write in this run, without secrets."""
    writing: Thread | None = None
    """Goes on when the page is left."""
    findings: list[Finding] = field(default_factory=list)
    """Of the last check, for the answers in `checked`."""
    judged: Verdict | None = None
    """What the findings come to: of 10,000 accounts too slow for each page."""
    checked: Answers | None = None
    """None: not checked, or the checks were stopped before their end."""
    allowed: frozenset[ForeignSetting] = frozenset()
    """What files of somebody else may have botocore do, as the person said."""
    now: Callable[[], datetime] = local_time
    """Pictures and tests have a time of their own."""
    monotonic: Callable[[], float] = time.monotonic
    """Measures how long a check takes."""
    administrator: Callable[[Answers], Sequence[str]] | None = None
    """In the demo: makes the roles in AWS; returns what was left, in sentences."""

    @property
    def name(self) -> str:
        """The session as the journal names it."""
        return str(self.session.absolute())

    @property
    def option(self) -> str:
        """What a command needs to name the session; empty for the default one."""
        return self.state_folder.session_option(self.session)

    def start_over(self, answers: Answers) -> None:
        """Other answers: nothing that was found out for the earlier ones holds."""
        fresh = WizardState(
            self.session, self.environ, self.home, self.state_folder, answers
        )
        kept = ("banner", "administrator", "notices", "writing", "now", "monotonic")
        for name, value in vars(fresh).items():
            if name not in kept:
                setattr(self, name, value)

    def snapshot(self) -> WizardState:
        """A copy for work that goes on while the person changes this one."""
        return replace(self)

    @property
    def is_checked(self) -> bool:
        """Whether a whole check was made of the answers as they are now."""
        return self.checked == self.answers.rendered

    def places(self) -> Places:
        """Where the files of these answers live."""
        from carto_wizard.files.locations import places

        return places(self.answers, self.environ, self.home)

    def regions(self) -> tuple[Region, ...]:
        """The regions of the chosen partition."""
        from carto_wizard.aws.regions import regions

        return regions(self.answers.partition)

    def suggested_region(self) -> SuggestedRegion:
        """The one that a person probably means who has said nothing yet."""
        from carto_wizard.files.suggested_region import suggested_region

        known = self.region_names()
        return suggested_region(self.answers, self.environ, self.home, known)

    def region_names(self) -> frozenset[str]:
        """Their names."""
        return frozenset(region.name for region in self.regions())

    def problems(self, step: str) -> tuple[Problem, ...]:
        """What keeps a step from being done."""
        from carto_wizard.setup.problems import step_problems

        return step_problems(self.answers, step, self.region_names())
