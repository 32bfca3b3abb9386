"""The rows of the preview's list: entries by number, and a heading for each form."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual.content import Content

from carto_wizard.files.change import Change
from carto_wizard.render import hand_over
from carto_wizard.setup.answers import Answers, Form
from carto_wizard.setup.iam_names import what_to_create
from carto_wizard.setup.text import count
from carto_wizard.tui.keys import LIST, key
from carto_wizard.tui.widgets.grid import Cell
from carto_wizard.tui.work.review import Review

Row = int | Form
"""0 are the answers, then the files in their order, last the roles in AWS."""


def rows(review: Review, opened: Collection[Form], *, roles: bool) -> tuple[Row, ...]:
    """The rows to show; what waits for a choice is never folded away."""
    found: list[Row] = [0]
    for number, change in enumerate(review.changes, 1):
        form = change.file.form
        if form and form not in found:
            found.append(form)
        if form is None or form in opened or change in review.open:
            found.append(number)
    return (*found, len(review.changes) + 1) if roles else tuple(found)


def files_of(form: Form, changes: Sequence[Change]) -> list[Change]:
    """The files of one form."""
    return [change for change in changes if change.file.form is form]


def title(form: Form) -> str:
    """The name of a form."""
    return hand_over.TITLES[form]


def form_row(form: Form, review: Review, opened: Collection[Form]) -> tuple[Cell, ...]:
    """The heading of a form's files."""
    sign = "▾" if form in opened else "▸"
    number = count(len(files_of(form, review.changes)), "file")
    return (f"{sign} {number}", "dim"), title(form)


def form_notes(form: Form, answers: Answers) -> Content:
    """What the files of a form are for."""
    way = next(way for way in hand_over.ways(answers) if way.form is form)
    said = f"{key(LIST, 'select')} shows or hides these files."
    text = f"To create {what_to_create(answers)}. {way.when}"
    return Content.assemble(text, (f"\n{said}", "$text-muted"))
