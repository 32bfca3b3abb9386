"""Check: findings as they come, what to fix first, why, and the command to copy."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from carto_wizard.checks.finding import Status
from carto_wizard.checks.request import PROPAGATION, CheckRequest
from carto_wizard.checks.results.results import COLUMNS, ResultRow, Results
from carto_wizard.setup.answers import Mode
from carto_wizard.tui.keys import CHECK, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.steps.check_text import cause_row, counts, line_row
from carto_wizard.tui.widgets.detail import Detail, for_group, for_line
from carto_wizard.tui.widgets.grid import Cell, Column, Grid
from carto_wizard.tui.widgets.text_input import TextInput
from carto_wizard.tui.work.background import Finished, start
from carto_wizard.tui.work.checking import NAME, Checking

REFRESH_SECONDS = 0.1
# Keys first: while the cursor moves, news waits for a picture that a key asked for.
_MOVING_SECONDS = 0.2
_NEWS_SECONDS = 0.5
_MOST_CAUSES = 6


class CheckBody(StepBody):
    """The live checks; a thread asks, a timer takes over what it found."""

    FULL_WIDTH = True
    BINDINGS = CHECK

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.board = Results(state.answers)
        self.checking = Checking(self.state.monotonic)
        self.keys: list[tuple[Status, str]] = []
        self.lines: list[ResultRow] = []
        self.explained = "lines"
        self.detail = Detail(Content(""))
        self.look_with = ""
        self._moved = self._looked = 0.0
        self._completes = True
        """Whether the run, once it ended well, leaves nothing that was never asked."""

    @property
    def running(self) -> bool:
        """Whether AWS is being asked."""
        return self.checking.running

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
                    *(Column(title, 7) for title in COLUMNS),
                    id="lines",
                )
            with VerticalScroll(id="detail"):
                yield Static("", id="text", markup=False)

    def on_mount(self) -> None:
        """Show what is known, and ask if nothing is."""
        self.set_interval(REFRESH_SECONDS, self._tick)
        if self.state.is_checked:
            for finding in self.state.findings:
                self.board.add(finding)
            self.board.close()
            self._draw()
        else:
            self._run(())

    def on_unmount(self) -> None:
        """Leaving the page stops asking."""
        self.checking.cancel.set()

    def focus_first(self) -> None:
        """Start in the accounts."""
        self.query_one("#lines").focus()

    def _run(self, only: Collection[str], *, wait: bool = False) -> None:
        self._completes = not only or self.state.is_checked
        self.board.drop(only)
        self.board.begin()
        self.post_message(self.Trouble(""))
        self.checking = Checking(self.state.monotonic)
        self.checking.start(self, self._request(only, wait), self.state.option)
        self._draw()

    def _request(self, only: Collection[str], wait: bool) -> CheckRequest:
        """With `wait` roles may be new, and denied accounts are asked for a minute."""
        return CheckRequest(
            self.state.answers,
            self.state.places(),
            self.state.environ,
            pauses=PROPAGATION if wait else (),
            look_with=self.look_with,
        ).only(only)

    @on(Finished)
    def _finished(self, event: Finished) -> None:
        event.stop()
        if event.name == NAME:
            self._done(event.error is None)
        if event.error is not None:
            self.post_message(self.Trouble(str(event.error)))
        elif event.name == "report":
            text = f"The report is {event.result}."
            self.post_message(self.Trouble(text, calm=True))

    def _done(self, well: bool) -> None:
        self._take()
        self.checking.done()
        self.board.close()
        self.state.findings = list(self.board.findings)
        # A run that was stopped, or failed, proves nothing about what it never asked.
        well = well and not self.checking.cancel.is_set()
        whole = well and self._completes and not self.board.unanswered
        self.state.checked = replace(self.state.answers, step="") if whole else None
        self._draw()

    def _take(self) -> bool:
        before = sum(self.board.counts.values())
        for finding in self.checking.taken():
            self.board.add(finding)
        return sum(self.board.counts.values()) != before

    def _tick(self) -> None:
        if time.monotonic() - self._moved > _MOVING_SECONDS:
            self._refresh()

    def _refresh(self) -> None:
        self._looked = time.monotonic()
        if self._take():
            self._draw()
        elif self.running:
            self._draw_counts()

    def _draw(self) -> None:
        self._draw_counts()
        self.keys = self.board.keys()
        causes = self.query_one("#causes", Grid)
        causes.show(max(len(self.keys), 1), self._cause_row)
        height = min(max(len(self.keys), 1), _MOST_CAUSES) + 1
        if causes.styles.height is None or causes.styles.height.value != height:
            causes.styles.height = height
        words = self.query_one("#filter", TextInput).value.lower().split()
        self.lines = [*self._general(words), *self.board.matching(words)]
        self.query_one("#lines", Grid).show(len(self.lines), self._line_row)
        self._draw_detail()

    def _general(self, words: list[str]) -> list[ResultRow]:
        """The set-up's checks: one line above the accounts, or all there is."""
        if self.state.answers.mode is Mode.SINGLE:
            return list(self.board.general.values())
        return [] if words else [self.board.setup]

    def _draw_counts(self) -> None:
        _put(self.query_one("#counts", Static), counts(self.board, self.checking))

    def _cause_row(self, index: int) -> tuple[Cell, ...]:
        if self.keys:
            return cause_row(self.board, self.keys[index])
        ask_all = key(CHECK, "check_all")
        stopped = f"Nothing so far, but not everything was asked: {ask_all} asks all."
        calm = "Nothing: all is well." if self.state.is_checked else stopped
        return (("Asking…" if self.running else calm, "dim"),)

    def _line_row(self, index: int) -> tuple[Cell, ...]:
        return line_row(self.lines[index])

    @on(Grid.Highlighted)
    def _highlighted(self, event: Grid.Highlighted) -> None:
        event.stop()
        self._moved = time.monotonic()
        # The cursor first: new details lay the page out anew.
        self.call_after_refresh(self._draw_rest)

    def _draw_rest(self) -> None:
        self._draw_detail()
        if self._moved - self._looked > _NEWS_SECONDS:
            self._refresh()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Explain the list that has, or had last, the focus."""
        if event.widget.id in ("causes", "lines"):
            self.explained = event.widget.id
            self._draw_detail()

    @property
    def _cause(self) -> tuple[Status, str] | None:
        """The cause under the cursor, where the causes have it."""
        cursor = self.query_one("#causes", Grid).cursor
        return self.keys[cursor] if self.explained == "causes" and self.keys else None

    @property
    def _line(self) -> ResultRow | None:
        cursor = self.query_one("#lines", Grid).cursor
        return self.lines[min(cursor, len(self.lines) - 1)] if self.lines else None

    def _draw_detail(self) -> None:
        if (key := self._cause) is not None:
            self.detail = for_group(self.board.group(key))
        elif (line := self._line) is not None:
            self.detail = for_line(line)
        pane = self.query_one("#detail").scrollable_content_region
        _put(self.query_one("#text", Static), self.detail.content, pane.height)

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

    def _again(self, only: Collection[str], nothing: str) -> None:
        """Ask again; roles may be new by now, so denied accounts are waited for."""
        if self.running:
            return
        if only:
            self._run(only, wait=True)
        else:
            self.post_message(self.Trouble(nothing))

    def action_retry_failed(self) -> None:
        """Ask again what failed or has no answer."""
        nothing = f"Nothing failed. {key(CHECK, 'check_all')} asks everything again."
        self._again(self.board.failed(), nothing)

    def action_retry_this(self) -> None:
        """Ask again the account, or the accounts of the cause, under the cursor."""
        if (key := self._cause) is not None:
            only: Collection[str] = self.board.asked_for(self.board.group(key).findings)
        else:
            only = self.board.asked_for(self._line.findings if self._line else ())
            if self._line and self._line.account:
                only = (self._line.account,)
        self._again(only, "There is nothing to ask again.")

    def action_retry_shown(self) -> None:
        """Ask again every account that the filter shows."""
        only = [line.account for line in self.lines if line.account]
        self._again(only, "The filter shows no account.")

    def action_check_all(self) -> None:
        """Ask everything again."""
        if not self.running:
            self.board = Results(self.state.answers)
            self._run(())

    def action_look_with(self) -> None:
        """Ask for a role that may look, then ask again with it."""
        from carto_wizard.tui.dialogs.look_with import LookWith

        def look(role: str | None) -> None:
            if role:
                self.look_with = role
                nothing = "Nothing failed, so there is nothing to look into."
                self._again(self.board.failed(), nothing)

        self.app.push_screen(LookWith(self.look_with), look)

    def action_skip(self) -> None:
        """Do not wait for new roles."""
        self.checking.skip_waiting.set()

    def action_stop(self) -> None:
        """Stop asking; what is known stays."""
        self.checking.cancel.set()

    def action_copy(self) -> None:
        """Copy the command that is shown."""
        if self.detail.command:
            self.app.copy_to_clipboard(self.detail.command)
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

    def action_save(self, redact: bool = False) -> None:
        """Save the report beside the other files."""
        from carto_wizard.tui.work.reports import save_report

        folder, findings = self.state.places().folder, self.board.findings
        start(self, "report", lambda: save_report(folder, findings, redact=redact))


def _put(static: Static, content: Content, filled: int = 0) -> None:
    """Show another text; the page is laid out anew only where its height changes.

    `filled` is the height that the text has at the least, however short it is.
    """
    old, width = static.content, static.size.width
    if content == old:
        return
    fits = (
        width > 0
        and isinstance(old, Content)
        and max(old.get_height({}, width), filled)
        == max(content.get_height({}, width), filled)
    )
    static.update(content, layout=not fits)
