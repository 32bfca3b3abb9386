"""What was done so far, as the rail, the last page and the last words tell it.

Imports little, because the first page has a rail.
"""

from __future__ import annotations

from collections.abc import Sequence

from carto_wizard.setup.steps import steps_for
from carto_wizard.setup.text import count
from carto_wizard.tui.keys import WIZARD, key
from carto_wizard.tui.state import WizardState

WELL, BAD, LOOK, OPEN = "✓✗!·"
STYLES = {
    WELL: "$text-success",
    BAD: "$text-error",
    LOOK: "$text-warning",
    OPEN: "$text-muted",
}
Line = tuple[str, str]
"""One of the signs, and a sentence."""


def step_signs(state: WizardState, current: str) -> dict[str, str]:
    """Return how each step stands: the last ones by what was done, not by their place.

    The rail is drawn at every key, so nothing is compared with the disk here.
    """
    keys = [step.key for step in steps_for(state.answers)]
    signs = dict.fromkeys(keys, OPEN)
    signs |= dict.fromkeys(keys[: keys.index(current)], WELL)
    files = state.files_on_disk
    written = files is not None and files.fits(state.answers) and files.complete
    signs["preview"] = WELL if written or state.review is not None else OPEN
    signs["write"] = WELL if written else OPEN
    signs["check"] = _check_sign(state)
    return signs


def _check_sign(state: WizardState) -> str:
    if not state.is_checked:
        return OPEN
    sign, _ = _judged(state)
    return sign


def status_lines(state: WizardState) -> Sequence[Line]:
    """Say which files are there, and what the checks came to."""
    return files_line(state), checks_line(state)


def left_to_do(state: WizardState) -> str:
    """Say which steps come before Cartography runs; empty once both were done well."""
    signs = step_signs(state, "finish")
    left = [
        step.title
        for step in steps_for(state.answers)
        if step.key in ("write", "check") and signs[step.key] != WELL
    ]
    go_to = key(WIZARD, "go_to")
    return f"First: {' and '.join(left)}. Press {go_to} to go there." if left else ""


def last_words(state: WizardState) -> str:
    """Return what the terminal shows once the screens are gone."""
    back = f"Your answers are saved. To come back, run: carto-wizard{state.option}"
    # A session of the demo is of no use without the AWS of the demo.
    lines = [] if state.banner else [back]
    if state.kept:
        lines.append(f"! {state.kept}")
    if state.files_on_disk is not None or state.findings:
        lines += [f"{sign} {text}" for sign, text in status_lines(state)]
    return "".join(f"{line}\n" for line in lines)


def files_line(state: WizardState) -> Line:
    """Say which of the files are there as these answers want them."""
    files = state.files_on_disk
    if files is None or not files.fits(state.answers):
        return LOOK, "The files have not been compared with these answers yet."
    return WELL if files.complete else LOOK, files.sentence


def checks_line(state: WizardState) -> Line:
    """Say what the checks came to, or why they prove nothing."""
    if not state.findings:
        return LOOK, "Not checked yet."
    if state.checked is None:
        return LOOK, "The checks were stopped before they completed."
    if not state.is_checked:
        return LOOK, "Your answers changed after the last check."
    return _judged(state)


def _judged(state: WizardState) -> Line:
    from carto_wizard.checks.finding import Status
    from carto_wizard.checks.results.verdict import verdict
    from carto_wizard.render.aws_config import expected_map

    judged = state.judged or verdict(state.findings, expected_map(state.answers))
    number = dict.fromkeys(Status, 0)
    for found in state.findings:
        number[found.status] += 1
    if failed := number[Status.FAILED]:
        return BAD, f"{count(failed, 'check')} failed. {judged.sentence}"
    if not judged.ok:
        return LOOK, f"{judged.sentence} The other accounts could not be checked."
    if skipped := number[Status.SKIPPED]:
        return LOOK, f"{count(skipped, 'check')} could not be run on this machine."
    if warnings := number[Status.WARNING]:
        return LOOK, f"No check failed; {count(warnings, 'warning')}."
    return WELL, f"All checks passed. {judged.sentence}"
