"""What the write page says: what will happen, what happened, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from textual.content import Content

from carto_wizard.files.change import Change
from carto_wizard.files.writer import Outcome, WriteResult
from carto_wizard.render.hand_over import TITLES
from carto_wizard.setup.iam_names import what_to_create
from carto_wizard.setup.text import count, one_line
from carto_wizard.tui.keys import WIZARD, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.preview.text import status_cell
from carto_wizard.tui.steps.write.actions import Action
from carto_wizard.tui.work.review import Review, short_path
from carto_wizard.tui.work.writing import Comparison

OUTCOMES = {
    Outcome.WRITTEN: ("✓", "$text-success"),
    Outcome.UNCHANGED: ("=", "$text-muted"),
    Outcome.REMOVED: ("-", "$text-warning"),
    Outcome.SKIPPED: ("–", "$text-warning"),
    Outcome.REFUSED: ("✗", "$text-error"),
    Outcome.CHANGED: ("!", "$text-warning"),
    Outcome.FAILED: ("✗", "$text-error"),
}
"""Glyph and colour of each outcome; its word goes with it."""

STILL_WRITING = "The files are still being written."
_STYLES = {"ok": "$text-success", "warning": "$text-warning", "failed": "$text-error"}
_INDENT = " " * 11

PREVIEW: Action = ("preview", "Preview the files")
PREVIEW_AGAIN: Action = ("preview", "Preview the files again")


def offer(
    comparison: Comparison, state: WizardState, *, wants_keys: bool
) -> tuple[str, list[Action]]:
    """The sentence before anything is written, and what can be done; Enter first."""
    review, home = comparison.review, state.home
    if review.missing:
        missing = count(len(review.missing), "answer is", "answers are")
        return f"! {missing} missing, so there are no files yet.", [PREVIEW]
    if review.open:
        names = ", ".join(short_path(change.file.path, home) for change in review.open)
        return f"! Your choice is needed: {names}.", [PREVIEW]
    if comparison.changed_since:
        names = ", ".join(short_path(path, home) for path in comparison.changed_since)
        return f"! Changed since the preview: {names}. Nothing was written.", [
            PREVIEW_AGAIN
        ]
    if wants_keys:
        keep: list[Action] = []
        if comparison.has_keys:
            keep = [("keep", "Keep the existing keys")]
        path = short_path(review.places.credentials_file, home) if review.places else ""
        return f"Access keys for {path}:", [("keys", "Use these keys"), *keep]
    if not review.pending:
        return "✓ Nothing to write: every file is up to date.", _after_writing(state)
    write: Action = ("write", f"Write {count(len(review.pending), 'file')}")
    text = intention(review, home)
    retype: list[Action] = (
        [("retype", "Type the keys again")] if state.keys is not None else []
    )
    if comparison.shown:
        return text, [write, PREVIEW_AGAIN, *retype]
    return f"{text} You have not previewed them yet.", [PREVIEW, write, *retype]


def _after_writing(state: WizardState) -> list[Action]:
    return [("next", f"Create {what_to_create(state.answers)}: the next step")]


def after(
    results: Sequence[WriteResult], state: WizardState
) -> tuple[str, list[Action]]:
    """The sentence after writing, and what can be done."""
    bad = [each for each in results if not each.ok]
    if not bad:
        return outcome(results), _after_writing(state)
    retry: Action = ("retry", f"Try again: {count(len(bad), 'file')}")
    if any(each.outcome is Outcome.CHANGED for each in bad):
        return outcome(results), [PREVIEW_AGAIN, retry]
    return outcome(results), [retry, PREVIEW_AGAIN]


def left_to_do(
    comparison: Comparison | None,
    results: Sequence[WriteResult],
    *,
    writing: bool,
    wants_keys: bool,
) -> str:
    """Why nothing goes on yet; empty once the files are there."""
    if writing:
        return STILL_WRITING
    if comparison is None:
        return "The disk is still being read. Try again."
    if wants_keys:
        return "Type the access keys first, or go back to change this answer."
    review = comparison.review
    left = len(review.pending) + len(review.open)
    if results:
        left = sum(not each.ok for each in results)
    are = "file is" if left == 1 else "files are"
    go_to = key(WIZARD, "go_to")
    return f"{left} {are} not written yet. {go_to} continues without." if left else ""


def intention(review: Review, home: Path) -> str:
    """The one confirmation: what is written, what is copied first."""
    pending = review.pending
    same = len(review.changes) - len(pending)
    parts = [f"{count(len(pending), 'file')} will be written."]
    folders = dict.fromkeys(Path(c.file.path).parent for c in pending if c.outside)
    if folders:
        outside = (each for each in folders if folders.keys().isdisjoint(each.parents))
        named = ", ".join(short_path(str(folder), home) for folder in outside)
        parts.append(f"Outside your home folder: {named}.")
    if same:
        parts.append(
            f"{count(same, 'stays', 'stay')} as {'it is' if same == 1 else 'they are'}."
        )
    backed = [short_path(c.file.path, home) for c in pending if c.backup and c.before]
    if backed:
        parts.append(f"Backed up first, next to the original: {', '.join(backed)}.")
    else:
        parts.append("No existing file is changed.")
    return " ".join(parts)


def outcome(results: Sequence[WriteResult]) -> str:
    """What happened, in one sentence."""
    written = sum(each.outcome is Outcome.WRITTEN for each in results)
    failed = [each for each in results if not each.ok]
    done = f"✓ {count(written, 'file')} written."
    if not failed:
        return done
    if not written:
        return "! Nothing was written. The existing files are unchanged."
    verb = "was" if len(failed) == 1 else "were"
    return (
        f"! {count(written, 'file')} written, {len(failed)} {verb} not. What was not "
        "written is unchanged."
    )


def planned_rows(changes: Sequence[Change], folder: str, home: Path) -> Content:
    """The files and what will become of them; those of a form that are alike as one."""
    lines = []
    for _, same in groupby(changes, lambda c: (c.file.form or c, c.status)):
        alike = list(same)
        text, style = status_cell(alike[0])
        status = (f"{text:<11}", _STYLES.get(style, "$text-muted"))
        lines.append(Content.assemble(status, _named(alike, folder, home)))
    return Content("\n").join(lines)


def _named(changes: Sequence[Change], folder: str, home: Path) -> str:
    form = changes[0].file.form
    if form is None or len(changes) == 1:
        return short_path(changes[0].file.path, home, folder)
    return f"{TITLES[form]}: {count(len(changes), 'file')}"


def _alike(result: WriteResult) -> tuple[object, ...]:
    """What makes one line of two results: a form's files without news of their own."""
    news = result.backup or not result.ok
    alone = result.change.file.path if news or not result.change.file.form else ""
    return result.change.file.form, result.outcome, alone


def result_rows(
    results: Sequence[WriteResult], waiting: Sequence[Change], folder: str, home: Path
) -> Content:
    """The files and what became of them; those that wait come last."""
    lines = []
    said = ""
    for _, same in groupby(results, _alike):
        alike = list(same)
        each = alike[0]
        glyph, style = OUTCOMES[each.outcome]
        word = "changed" if each.outcome is Outcome.CHANGED else str(each.outcome)
        name = _named([one.change for one in alike], folder, home)
        lines.append(Content.assemble((f"{glyph} {word:<9}", style), name))
        if each.backup:
            backup = short_path(each.backup, home)
            lines.append(Content.styled(f"{_INDENT}copy: {backup}", "$text-muted"))
        # One cause often stops every file: it is shown once.
        if each.message and each.message != said:
            said = each.message
            message = one_line(each.message).replace(str(home), "~")
            lines.append(Content.styled(f"{_INDENT}{message}", style))
    for change in waiting:
        name = short_path(change.file.path, home, folder)
        lines.append(Content.styled(f"· {'waits':<9}{name}", "$text-muted"))
    return Content("\n").join(lines)
