"""Check: findings as they come, what to fix first, why, and the command to copy."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from carto_wizard.checks.board import COLUMNS, Board, Line
from carto_wizard.checks.finding import GLYPHS, Finding, Status
from carto_wizard.setup.answers import Mode
from carto_wizard.setup.text import count, visible
from carto_wizard.tui.background import Finished, start
from carto_wizard.tui.state import State
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.widgets.detail import for_group, for_line
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from carto_wizard.checks.progress import Progress

REFRESH_SECONDS = 0.1
WAITING = ("·", "dim")
WORDS = {
    Status.OK: "ok",
    Status.WARNING: "look",
    Status.FAILED: "failed",
    Status.SKIPPED: "–",
}


class CheckBody(StepBody):
    """The live checks; a thread asks, a timer takes over what it found."""

    FULL_WIDTH = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again(True)", "Retry", key_display="R", tooltip="Retry failed"),
        Binding("c", "copy", "Copy", key_display="C", tooltip="Copy the command"),
        Binding("s", "save", "Report", key_display="S", tooltip="Save the report"),
        Binding("a", "again(False)", "Check all again", show=False, key_display="A"),
        Binding("x", "stop", "Stop", show=False, key_display="X"),
        Binding("slash", "filter", "Filter accounts", show=False, key_display="/"),
        Binding("v", "details", "Show details", show=False, key_display="V"),
    ]

    def __init__(self, step: str, state: State) -> None:
        super().__init__(step, state)
        self.board = Board(state.answers)
        self.fresh: deque[Finding] = deque()
        self.progress: Progress | None = None
        self.cancel = threading.Event()
        self.running = False
        self.started = self.took = 0.0
        self.keys: list[tuple[Status, str]] = []
        self.lines: list[Line] = []
        self.command = ""
        self.explained = "lines"

    def compose(self) -> ComposeResult:
        """The counts, then what to fix, then the accounts; details beside or below."""
        yield Static("", id="counts")
        with Horizontal(id="split"):
            with Vertical(id="lists"):
                yield Grid(Column("Fix first", share=1), header=True, id="causes")
                with Horizontal(classes="bar"):
                    yield Static("Filter ", classes="label", markup=False)
                    yield TextInput(
                        placeholder="name, ID, status or cause", id="filter"
                    )
                yield Grid(
                    Column("", 1),
                    Column("Account", 12),
                    Column("Profile", most=36),
                    *(Column(title, 7) for title, _ in COLUMNS),
                    id="lines",
                )
            with VerticalScroll(id="detail"):
                yield Static("", id="text", markup=False)

    def on_mount(self) -> None:
        """Show what is known, and ask if nothing is."""
        self.set_interval(REFRESH_SECONDS, self._refresh)
        if self.state.is_checked:
            for finding in self.state.findings:
                self.board.add(finding)
            self.board.close()
            self._draw()
        else:
            self._run(())

    def on_unmount(self) -> None:
        """Leaving the page stops asking."""
        self.cancel.set()

    def focus_first(self) -> None:
        """Start in the accounts."""
        self.query_one("#lines").focus()

    def _run(self, only: Collection[str]) -> None:
        from carto_wizard.checks.engine import run

        self.cancel = cancel = threading.Event()
        self.running, self.started = True, time.monotonic()
        answers, places = self.state.answers, self.state.places()
        environ, fresh = self.state.environ, self.fresh

        def progress(now: Progress) -> None:
            self.progress = now

        def work() -> None:
            run(
                answers,
                places,
                fresh.append,
                cancel=cancel,
                only=only or None,
                environ=environ,
                progress=progress,
            )

        start(self, "check", work)
        self._draw()

    @on(Finished)
    def _finished(self, event: Finished) -> None:
        event.stop()
        if event.name == "check":
            self._done()
        if event.error is not None:
            self.post_message(self.Trouble(str(event.error)))
        elif event.name == "report":
            text = f"The report is {event.result}."
            self.post_message(self.Trouble(text, calm=True))

    def _done(self) -> None:
        self._take()
        self.running = False
        self.took = time.monotonic() - self.started
        self.board.close()
        self.state.findings = list(self.board.findings)
        # A run that was stopped proves nothing about what it never asked.
        whole = not self.cancel.is_set()
        self.state.checked = replace(self.state.answers, step="") if whole else None
        self._draw()

    def _take(self) -> bool:
        taken = False
        while self.fresh:
            self.board.add(self.fresh.popleft())
            taken = True
        return taken

    def _refresh(self) -> None:
        if self._take():
            self._draw()
        elif self.running:
            self._draw_counts()

    def _draw(self) -> None:
        self._draw_counts()
        self.keys = self.board.keys()
        causes = self.query_one("#causes", Grid)
        causes.show(max(len(self.keys), 1), self._cause_row)
        causes.styles.height = min(max(len(self.keys), 1), 6) + 1
        words = self.query_one("#filter", TextInput).value.lower().split()
        self.lines = [*self._general(words), *self.board.matching(words)]
        self.query_one("#lines", Grid).show(len(self.lines), self._line_row)
        self._draw_detail()

    def _general(self, words: list[str]) -> list[Line]:
        """The set-up's checks: one line above the accounts, or all there is."""
        if self.state.answers.mode is Mode.SINGLE:
            return list(self.board.general.values())
        return [] if words else [self.board.setup]

    def _draw_counts(self) -> None:
        counts = self.board.counts
        parts: list[Content | str] = []
        for status in Status:
            text = f"{GLYPHS[status]} {counts[status]:,} {status}   "
            style = {"ok": "$text-success", "failed": "$text-error"}.get(status, "")
            parts.append(
                Content.styled(text, style if counts[status] else "$text-muted")
            )
        seconds = time.monotonic() - self.started if self.running else self.took
        total = len(self.board.accounts)
        told = []
        if total:
            told.append(f"{self.board.finished:,} of {count(total, 'account')}")
        if seconds:
            told.append(f"{seconds:.1f} s")
        if self.running:
            told.append("X stops")
        parts.append(Content.styled(" · ".join(told), "$text-muted"))
        if self.running and self.progress and self.progress.words:
            parts.append(Content.styled(f"\n{self.progress.words}", "$text-warning"))
        self.query_one("#counts", Static).update(Content.assemble(*parts))

    def _cause_row(self, index: int) -> tuple[Cell, ...]:
        if not self.keys:
            stopped = "Nothing so far; the checks were stopped."
            calm = "Nothing: all is well." if self.state.is_checked else stopped
            return (("Asking…" if self.running else calm, "dim"),)
        status, _ = self.keys[index]
        group = self.board.group(self.keys[index])
        text = f"{GLYPHS[status]} {group.size:>12}  {group.title}"
        return ((text, str(status)),)

    def _line_row(self, index: int) -> tuple[Cell, ...]:
        line = self.lines[index]
        status = line.status
        mark: Cell = (GLYPHS[status], str(status)) if status else WAITING
        if not line.account:
            one = len(line.findings) == 1
            message = line.findings[0].message if one else line.title
            style = "dim" if status in (None, Status.SKIPPED) else ""
            return (mark, (visible(message, 400), style))
        cells = [self._cell(line.column(checks)) for _, checks in COLUMNS]
        return (mark, line.account, line.title, *cells)

    @staticmethod
    def _cell(status: Status | None) -> Cell:
        return (WORDS[status], str(status)) if status else WAITING

    @on(Grid.Highlighted)
    def _highlighted(self, event: Grid.Highlighted) -> None:
        event.stop()
        self._draw_detail()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Explain the list that has, or had last, the focus."""
        if event.widget.id in ("causes", "lines"):
            self.explained = event.widget.id
            self._draw_detail()

    def _draw_detail(self) -> None:
        causes, lines = self.query_one("#causes", Grid), self.query_one("#lines", Grid)
        if self.explained == "causes" and self.keys:
            detail = for_group(self.board.group(self.keys[causes.cursor]))
        elif self.lines:
            detail = for_line(self.lines[min(lines.cursor, len(self.lines) - 1)])
        else:
            return
        self.command = detail.command
        self.query_one("#text", Static).update(detail.content)

    @on(Grid.Selected)
    def action_details(self) -> None:
        """Open or close the details where they have no room beside the lists."""
        self.toggle_class("-details")
        if self.has_class("-details"):
            self.query_one("#detail").focus()
        else:
            self.query_one(f"#{self.explained}").focus()

    def close_inner(self) -> bool:
        """Esc closes the details first."""
        open_ = self.has_class("-details")
        if open_:
            self.action_details()
        return open_

    def action_again(self, failed: bool) -> None:
        """Ask again, everything or only what failed."""
        if self.running:
            return
        only = self.board.failed() if failed else ()
        if failed and not only:
            self.post_message(self.Trouble("Nothing failed. A asks everything again."))
            return
        if failed:
            self.board.drop(only)
        else:
            self.board = Board(self.state.answers)
        self.post_message(self.Trouble(""))
        self._run(only)

    def action_stop(self) -> None:
        """Stop asking; what is known stays."""
        self.cancel.set()

    def action_copy(self) -> None:
        """Copy the command that is shown."""
        if self.command:
            self.app.copy_to_clipboard(self.command)
            self.app.notify("The command was sent to the clipboard.", markup=False)
        else:
            self.post_message(self.Trouble("Nothing here needs a command.", calm=True))

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one("#filter").focus()

    @on(TextInput.Changed, "#filter")
    def _filter(self, event: TextInput.Changed) -> None:
        event.stop()
        self._draw()

    @on(TextInput.Submitted, "#filter")
    def _to_list(self, event: TextInput.Submitted) -> None:
        event.stop()
        self.query_one("#lines").focus()

    def action_save(self) -> None:
        """Save the report beside the other files."""
        from carto_wizard.tui.reports import save_report

        folder, findings = self.state.places().folder, self.board.findings
        start(self, "report", lambda: save_report(folder, findings))
