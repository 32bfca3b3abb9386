"""The last steps on a console: preview, write, check, finish."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.commands import check, preview, write
from carto_wizard.commands.choices import resolve
from carto_wizard.commands.files_on_disk import FilesOnDisk
from carto_wizard.commands.planning import CompleteSession, planned_changes, stuck
from carto_wizard.commands.terminal import FINE, NOT_WRITTEN
from carto_wizard.errors import UsageError, WizardError
from carto_wizard.plain.walk import Walk
from carto_wizard.render.hand_over import HandOver, ways
from carto_wizard.render.next_steps import lines_of
from carto_wizard.setup.answers import Mode, put
from carto_wizard.setup.iam_names import what_to_create
from carto_wizard.setup.text import one_line

if TYPE_CHECKING:
    from carto_wizard.files.change import Change
    from carto_wizard.render.aws_config import AccessKeys


CHECKED = {None: "Not checked in this run.", FINE: "All checks passed."}
"""What can be said by the exit code of the checks."""


def ask_preview(walk: Walk) -> None:
    """Show the files and any diff; raises Incomplete."""
    complete = walk.complete()
    changes = planned_changes(complete)
    if stuck(changes):
        _overview(walk, changes)
        ask = partial(walk.console.ask, explanation=walk.why())
        complete, changes = resolve(complete, changes, ask, planned_changes)
        walk.answers = replace(walk.answers, choices=complete.answers.choices)
        walk.save()
    _overview(walk, changes)
    _show_diffs(walk, changes)


def _overview(walk: Walk, changes: tuple[Change, ...]) -> None:
    for line in preview.overview(changes, colour=False):
        walk.console.say(line)


def _show_diffs(walk: Walk, changes: tuple[Change, ...]) -> None:
    """Diffs on request, by the number of the file; the empty answer goes on."""
    from carto_wizard.files.locations import dedicated_config

    others = [change for change in changes if change.others and change.kind == "config"]
    own = " own = put the profiles in a separate file." if others else ""
    numbers = (
        f"1 to {len(changes)} = show the diff of that file.{own} Enter = continue."
    )
    while text := walk.console.ask(f"Show? {numbers}", walk.why()):
        if text == "own" and others:
            own_file = dedicated_config(walk.answers.target, Path.home())
            walk.answers = put(walk.answers, "target.config_file", own_file)
            changes = planned_changes(walk.complete())
            _overview(walk, changes)
        elif text.isascii() and text.isdigit() and 0 < int(text) <= len(changes):
            for line in preview.diff_of(changes[int(text) - 1], colour=False):
                walk.console.say(line)
        else:
            walk.console.say(
                f"! {one_line(text, 40)} is not a number from 1 to {len(changes)}."
            )


def ask_write(walk: Walk) -> None:
    """Ask once, then say what became of each file; raises Incomplete."""
    from carto_wizard.files.writer import write as write_files
    from carto_wizard.render.aws_config import writes_keys

    complete = walk.complete()
    keys = _keys(walk, complete) if writes_keys(complete.answers) else None
    changes = planned_changes(complete, keys)
    for change in stuck(changes):
        walk.console.say(f"✗ not changed: {one_line(change.file.path)}")
        walk.console.say(f"  {change.problem}")
    waiting = [change for change in changes if change.pending]
    if not waiting:
        walk.console.say("There is nothing to write.")
        return
    prompt = f"Write {write.counted(waiting)}? y = yes, Enter = not now:"
    if walk.console.ask(prompt, walk.why()).lower() not in ("y", "yes"):
        walk.console.say("Nothing was written.")
        return
    walk.codes["write"] = FINE
    for result in write_files(
        changes, state_folder=complete.state_folder, session=complete.name
    ):
        walk.console.say(write.result_line(result))
        if not result.ok:
            walk.codes["write"] = NOT_WRITTEN


def _keys(walk: Walk, complete: CompleteSession) -> AccessKeys | None:
    try:
        return write.ask_keys(complete)
    except UsageError as error:
        walk.console.say(f"! {error}")
        walk.console.say("The other files can still be written.")
        return None


def ask_roles(walk: Walk) -> None:
    """Show how the roles get made, and take the form that is chosen."""
    walk.complete()
    offered = ways(walk.answers)
    for number, way in enumerate(offered, 1):
        walk.console.say(f"  {number}  {way.title}: {way.when}")
    _tell(walk, offered[0])
    prompt = f"Another way? 2 to {len(offered)} = show and use it, Enter = continue:"
    while text := walk.console.ask(prompt, walk.why()):
        if text.isascii() and text.isdigit() and 0 < int(text) <= len(offered):
            way = offered[int(text) - 1]
            walk.answers = put(walk.answers, "access.form", way.form)
            walk.save()
            _tell(walk, way)
        else:
            shown = one_line(text, 40)
            walk.console.say(f"! {shown} is not a number from 1 to {len(offered)}.")


def _tell(walk: Walk, way: HandOver) -> None:
    walk.console.say(f"{way.title}, in {walk.complete().places.folder}:")
    for line in lines_of(way.tasks):
        walk.console.say(line)


def ask_check(walk: Walk) -> None:
    """Run the checks as often as the person likes; raises Incomplete."""
    from carto_wizard.checks.results.report import as_text
    from carto_wizard.files.foreign_config import ForeignConfigError

    prompt = "Check now? y = yes, Enter = continue:"
    while walk.console.ask(prompt, walk.why()).lower() in ("y", "yes"):
        complete = walk.complete()
        try:
            judged = check.run_checks(
                complete,
                walk.environ,
                lambda finding: walk.console.say(check.line(finding)),
                lambda judged: walk.console.say("".join(as_text(judged))),
                ask=walk.console.agreed,
            )
        except ForeignConfigError as error:
            walk.console.say(f"! {error}")
            walk.codes["check"] = error.exit_code
            continue
        walk.codes["check"] = check.exit_code(judged)


def tell_finish(walk: Walk) -> None:
    """The command for these answers, where everything is, how to take it back."""
    from carto_wizard.render.run_command import run_command

    try:
        complete = walk.complete()
    except WizardError as error:
        walk.console.say(f"! {error}")
        return
    say, answers = walk.console.say, complete.answers
    files = FilesOnDisk.of(answers, planned_changes(complete))
    say(files.sentence)
    say(CHECKED.get(walk.codes.get("check"), "A check failed or could not be made."))
    who = "each account" if answers.mode is Mode.HUB else "the account"
    steps = [
        f"Create {what_to_create(answers)} in {who}:"
        f" READ-ME-FIRST.txt in {complete.places.folder}"
    ]
    if not files.complete:
        steps.insert(0, f"Write the files: carto-wizard write{walk.option}")
    if walk.codes.get("check") != FINE:
        steps.append(
            f"Check what Cartography can read: carto-wizard check{walk.option}"
        )
    for number, step in enumerate((*steps, "Start Cartography:"), 1):
        say(f"{number}. {step}")
    say(f"  {run_command(answers, complete.places)}")
    say(f"Your answers are in {walk.session}.")
    if files.written or files.changed:
        say(f"To undo what was written: carto-wizard undo{walk.option}")
