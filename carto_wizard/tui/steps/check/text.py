"""The texts of the check page: counts, causes and accounts as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from carto_wizard.checks.finding import GLYPHS, Status, counted
from carto_wizard.checks.results.groups import Group
from carto_wizard.checks.results.results import COLUMNS, ResultRow, Tally
from carto_wizard.setup.text import count, one_line
from carto_wizard.tui.keys import CHECK, key
from carto_wizard.tui.widgets.grid import Cell
from carto_wizard.tui.work.checking import Checking

if TYPE_CHECKING:
    from carto_wizard.tui.steps.check.runs import Runs

WAITING = ("·", "dim")
WORDS = {
    Status.OK: "ok",
    Status.WARNING: "look",
    Status.FAILED: "failed",
    Status.SKIPPED: "–",
}
_COLOURS = {Status.OK: "$text-success", Status.FAILED: "$text-error"}


def counts(
    tally: Tally, shown: Tally | None, checking: Checking, verdict: str
) -> Content:
    """How many findings of each kind, how far the run is, and what it came to.

    `shown` is what a filter leaves of all, where there is one.
    """
    parts: list[Content] = []
    for status in Status:
        number = (shown or tally).statuses[status]
        text = f"{GLYPHS[status]} {counted(number, status)}   "
        style = _COLOURS.get(status, "") if number else "$text-muted"
        parts.append(Content.styled(text, style))
    texts = []
    if tally.accounts and shown:
        texts.append(f"in {shown.accounts:,} of {count(tally.accounts, 'account')}")
    elif tally.accounts and not verdict:
        texts.append(f"{tally.asked:,} of {tally.accounts:,} asked")
    texts += [f"{checking.seconds:.1f} s"] if checking.seconds else []
    texts += [f"{key(CHECK, 'stop')} stops"] if checking.running else []
    parts.append(Content.styled(" · ".join(texts), "$text-muted"))
    if verdict:
        parts.append(Content.styled(f"\n{verdict}", "bold"))
    if checking.words:
        parts.append(Content.styled(f"\n{checking.words}", "$text-warning"))
    return Content.assemble(*parts)


def watch_lines(runs: Runs) -> Iterator[Content]:
    """What is asked again by itself, and when; nothing where nothing is."""
    if runs.round is None:
        return
    stop, now = key(CHECK, "stop"), key(CHECK, "retry_failed")
    accounts = sum(name in runs.results.accounts for name in runs.round.only)
    what = count(accounts, "account") if accounts else "the set-up"
    if runs.is_confirming:
        text = f"Watching: asking the set-up once more. {stop} stops."
    elif runs.running:
        text = f"Watching: asking {what} again."
    else:
        when = f"in {runs.seconds_left} s. {now} asks now, {stop} stops."
        text = f"Watching: {what} again {when}"
    yield Content.styled(text, "$text-muted")


def cause_cells(group: Group, *, alone: bool) -> tuple[Cell, ...]:
    """One thing to fix; of an account that is `alone` the number says nothing."""
    size = "" if alone else f"{group.size:>12}  "
    return ((f"{GLYPHS[group.status]} {size}{group.title}", str(group.status)),)


def result_cells(row: ResultRow) -> tuple[Cell, ...]:
    """One account, or one sentence about the set-up."""
    status = row.status
    mark: Cell = (GLYPHS[status], str(status)) if status else WAITING
    if not row.account:
        one = len(row.findings) == 1
        message = row.findings[0].message if one else row.title
        style = "dim" if status in (None, Status.SKIPPED) else ""
        return (mark, (one_line(message, 400), style))
    cells = [_status_cell(row.column(checks)) for checks in COLUMNS.values()]
    return (mark, row.account, row.title, *cells)


def _status_cell(status: Status | None) -> Cell:
    return (WORDS[status], str(status)) if status else WAITING
