"""`carto-wizard demo`: the wizard on an embedded AWS, in a separate folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands.terminal import FINE, emit, say
from carto_wizard.errors import DemoError, WriteError
from carto_wizard.setup import questions
from carto_wizard.setup.answers import Answers, Mode, get, put
from carto_wizard.setup.derived import with_derived
from carto_wizard.setup.iam_names import what_to_create
from carto_wizard.setup.session import save
from carto_wizard.setup.steps import step_of, steps_for
from carto_wizard.setup.summary import summary
from carto_wizard.setup.text import count, one_line

if TYPE_CHECKING:
    from carto_wizard.commands.planning import CompleteSession
    from carto_wizard.demo.launch import Demo
    from carto_wizard.files.state_folder import StateFolder


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """Where a demo happens: its files, and the answers of the person it plays."""

    folder: Path
    session: Path
    answers: Answers
    banner: str
    """What the screens say beside the title."""
    environ: Mapping[str, str]
    """What reaches the embedded AWS; none of the person's AWS_* variables is in it."""
    state_folder: StateFolder
    administrator: Callable[[Answers], Sequence[str]]
    """Makes the roles of some answers; returns what was left, in sentences."""


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """Which embedded AWS a person wants to try."""

    scenario: str
    mode: Mode = Mode.HUB

    def __str__(self) -> str:
        single = self.mode is Mode.SINGLE
        return f"{self.scenario}, a single account" if single else self.scenario


_MODES = {"hub": Mode.HUB, "single": Mode.SINGLE}


def mode_named(name: str) -> Mode:
    """The mode that `--mode` names."""
    if name not in _MODES:
        raise DemoError(
            f"There is no demo mode {one_line(name, 40)}.",
            f"Choose {' or '.join(_MODES)}.",
        )
    return _MODES[name]


@contextmanager
def prepared(
    world: DemoWorld, directory: Path | None, environ: Mapping[str, str]
) -> Iterator[DemoFolder]:
    """Run the embedded AWS, with the wizard's files and state in the demo's folder.

    No AWS file or session of the person is read or written.
    """
    from carto_wizard.demo.launch import start

    with ExitStack() as demos:
        folder = _folder(directory, demos)
        demo = demos.enter_context(
            start(
                world.scenario,
                mode=world.mode,
                hub_reads_itself=world.scenario == "healthy",
                environ=environ,
            )
        )
        place = _demo_folder(world, folder, demo)
        if not place.session.exists():
            # At the start, with every answer there: each page can be looked at.
            save(replace(place.answers, step="welcome"), place.session)
        yield place
        if directory is None:
            say("The next demo deletes these files. To keep them, use --directory DIR.")
        say(f"The demo's files are in {place.folder}.")


def walk(world: DemoWorld, directory: Path | None, environ: Mapping[str, str]) -> int:
    """Go through all steps with sample answers, printing each; 1 as `check` says."""
    from carto_wizard.commands.planning import complete_session

    with prepared(world, directory, environ) as place:
        emit(f"Demo: an embedded AWS, {world}. Files go to {place.folder}.")
        answers = Answers()
        for step in steps_for(place.answers):
            answers = _answer_step(answers, step.key, place)
            save(replace(answers, step=step.key), place.session)
        complete = complete_session(
            place.session, answers, place.environ, place.state_folder
        )
        return _take_last_steps(complete, place.environ)


def _folder(directory: Path | None, demos: ExitStack) -> Path:
    """The folder that was named, or a new one once those of dead demos are gone."""
    from carto_wizard.demo.folders import demo_folder, sweep

    try:
        if directory is None:
            sweep()
            return demos.enter_context(demo_folder())
        directory.mkdir(parents=True, exist_ok=True)
        return directory.absolute()
    except OSError as error:
        raise WriteError(
            f"Could not create the folder of the demo: {error.strerror}.",
            "Name another folder with --directory DIR.",
        ) from None


def _demo_folder(world: DemoWorld, folder: Path, demo: Demo) -> DemoFolder:
    from carto_wizard.demo.administrator import make_roles
    from carto_wizard.files.state_folder import StateFolder

    if world.mode is Mode.SINGLE:
        # Beside the organization's, whose profiles are of other accounts.
        folder /= "single-account"
        folder.mkdir(exist_ok=True)
    aws = folder / "aws"
    target = replace(
        demo.answers.target,
        config_file=str(aws / "config"),
        folder=str(folder / "cartography-setup"),
    )
    return DemoFolder(
        folder,
        folder / "session.toml",
        with_derived(replace(demo.answers, target=target)),
        f"demo: {world}",
        demo.environ
        | {
            "AWS_CONFIG_FILE": str(aws / "config"),
            # Not Cartography's, which is beside its config.
            "AWS_SHARED_CREDENTIALS_FILE": str(_persons_credentials(demo)),
        },
        StateFolder(folder / "state"),
        partial(make_roles, demo),
    )


def _persons_credentials(demo: Demo) -> Path:
    """The profiles of the person whom the demo plays; they end with the demo."""
    path = demo.directory / "person"
    path.write_text(demo.profiles_of_person("[{}]"))
    return path


def _answer_step(answers: Answers, step: str, place: DemoFolder) -> Answers:
    """Add the answers of one step, given as a person gives them."""
    for question in questions.QUESTIONS:
        if question.step == step:
            answers = put(answers, question.key, get(place.answers, question.key))
    if step == "accounts":
        answers = _paste_accounts(answers, place)
    if step == "regions":
        single = replace(answers.single, region=place.answers.single.region)
        answers = replace(answers, accounts=place.answers.accounts, single=single)
    answers = with_derived(answers)
    shown = [f"{a}: {b}" for key, a, b in summary(answers) if key == step]
    if shown:
        emit(f"✓ {step_of(answers, step).title}: {'; '.join(shown)}")
    return answers


def _paste_accounts(answers: Answers, place: DemoFolder) -> Answers:
    """Add the accounts as the pasted JSON of `aws organizations list-accounts`."""
    from carto_wizard.setup.accounts import merge, read_accounts

    listed = [
        {"Id": a.id, "Name": a.name, "State": "ACTIVE"} for a in place.answers.accounts
    ]
    reading = read_accounts(json.dumps({"Accounts": listed}), answers.accounts)
    return replace(answers, accounts=merge(answers.accounts, reading.rows))


def _take_last_steps(complete: CompleteSession, environ: Mapping[str, str]) -> int:
    """Preview, write, check and finish, as the last steps of the wizard do."""
    from carto_wizard.commands import check, preview, write
    from carto_wizard.commands.planning import planned_changes
    from carto_wizard.files.writer import write as write_files
    from carto_wizard.render.hand_over import ways
    from carto_wizard.render.run_command import run_command

    changes = planned_changes(complete)
    for line in preview.overview(changes, colour=False):
        emit(line)
    results = tuple(
        write_files(changes, state_folder=complete.state_folder, session=complete.name)
    )
    # The paths are above; here only those with more to say.
    written = write.report(r for r in results if r.message or r.backup or not r.ok)
    outcomes = Counter(result.outcome for result in results)
    listed = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items())
    emit(f"{count(len(results), 'file')}: {listed}.")
    first, *others = ways(complete.answers)
    titles = ", ".join(way.title for way in others)
    what = what_to_create(complete.answers)
    emit(f"To create {what}: {first.title}. Also: {titles}.")
    judged = check.run_checks(
        complete, environ, lambda finding: emit(check.line(finding)), check.emit_report
    )
    emit("The command to start Cartography:")
    emit(f"  {run_command(complete.answers, complete.places)}")
    return written if written != FINE else check.exit_code(judged)
