"""From a session file to the changes that its answers lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands.terminal import say
from carto_wizard.errors import UsageError
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.derived import with_derived
from carto_wizard.setup.problems import all_problems
from carto_wizard.setup.session import load
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import count, one_line

if TYPE_CHECKING:
    from carto_wizard.files.change import Change
    from carto_wizard.files.changes import Stage
    from carto_wizard.files.state_folder import StateFolder
    from carto_wizard.render.aws_config import AccessKeys
    from carto_wizard.render.places import Places

MOST_LISTED = 20
"""Problems and profiles named one by one; the rest is counted."""


class Incomplete(UsageError):
    """Answers are missing or wrong; `problems` are all of them."""

    def __init__(self, session: Path, problems: Sequence[Problem]) -> None:
        listed = [f"  {p.step:<9} {p.message}" for p in problems[:MOST_LISTED]]
        if len(problems) > MOST_LISTED:
            listed.append(f"  and {count(len(problems) - MOST_LISTED, 'more problem')}")
        title = f"{session} is not complete: {count(len(problems), 'problem')}."
        super().__init__(
            "\n".join([title, *listed]),
            "Solve them in the wizard, or edit the file.",
        )
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class CompleteSession:
    """A session whose answers are complete, and the places they lead to."""

    session: Path
    answers: Answers
    places: Places
    state_folder: StateFolder
    home: Path

    @property
    def name(self) -> str:
        """The session as the journal names it."""
        return str(self.session.absolute())

    @property
    def own_folders(self) -> tuple[Path, ...]:
        """Where files are written without a question of their own.

        The person's home, the folder of the session, and that of the wizard's state.
        """
        return self.home, self.session.absolute().parent, self.state_folder.path.parent

    @property
    def expected(self) -> Mapping[str, str]:
        """The account of each profile that Cartography must see."""
        from carto_wizard.render.aws_config import expected_map

        return expected_map(self.answers)

    def choosing(self, chosen: Mapping[str, str]) -> CompleteSession:
        """With these choices besides those that were made, by their whole names."""
        from carto_wizard.files.choices import in_session

        named = {in_session(name, self.home): how for name, how in chosen.items()}
        choices = {**self.answers.choices, **named}
        return replace(self, answers=replace(self.answers, choices=choices))

    @property
    def option(self) -> str:
        """What a command needs to name the session; empty for the default one."""
        return self.state_folder.session_option(self.session)


def read_answers(session: Path, tell: Callable[[str], object] = say) -> Answers:
    """Read a session file, complete or not; `tell` gets what it has besides.

    Raises SessionError.
    """
    loaded = load(session)
    if loaded.unknown:
        names = one_line(", ".join(loaded.unknown), 300)
        tell(f"! {session} has keys that this version does not know: {names}.")
    return loaded.answers


def read_session(
    session: Path, environ: Mapping[str, str], state_folder: StateFolder
) -> CompleteSession:
    """Read a session file whose answers must be complete.

    Raises SessionError when it cannot be read, Incomplete with every problem.
    """
    return complete_session(session, read_answers(session), environ, state_folder)


def complete_session(
    session: Path,
    answers: Answers,
    environ: Mapping[str, str],
    state_folder: StateFolder,
    home: Path | None = None,
) -> CompleteSession:
    """Answers that can be acted on; `home` is the user's where none is given.

    Raises Incomplete with every problem.
    """
    from carto_wizard.aws.regions import regions
    from carto_wizard.files.locations import places
    from carto_wizard.files.targets import place_problems

    answers = with_derived(answers)
    known = [region.name for region in regions(answers.partition)]
    problems = all_problems(answers, known)
    if problems:
        raise Incomplete(session, problems)
    home = home or Path.home()
    where = places(answers, environ, home)
    if misplaced := tuple(place_problems(answers.target, where, environ, home)):
        raise Incomplete(session, misplaced)
    return CompleteSession(session, answers, where, state_folder, home)


def planned_changes(
    complete: CompleteSession,
    keys: AccessKeys | None = None,
    tell: Callable[[Stage], object] = lambda stage: None,
) -> tuple[Change, ...]:
    """Every file of these answers against the disk; `tell` gets each stage of it."""
    from carto_wizard.files.changes import changes
    from carto_wizard.files.choices import Choices
    from carto_wizard.render.plan import plan

    planned = plan(complete.answers, complete.places, keys)
    found = changes(
        planned,
        choices=Choices.of_session(
            complete.answers.choices, complete.home, complete.state_folder
        ),
        state_folder=complete.state_folder,
        session=complete.name,
        tell=tell,
    )
    return tuple(_shown_outside(change, complete.own_folders) for change in found)


def _shown_outside(change: Change, own: Sequence[Path]) -> Change:
    from carto_wizard.files.targets import is_outside

    if not change.pending or not is_outside(change.file.path, own):
        return change
    note = "It is neither in your home folder nor next to the session file."
    return replace(change, outside=True, notes=(*change.notes, note))


def stuck(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that cannot be written until a person does something."""
    return tuple(c for c in changes if c.status in ("conflict", "refused"))
