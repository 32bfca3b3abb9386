"""Write: one confirmation, and each result as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from carto_wizard.files.writer import WriteResult
from carto_wizard.render.aws_config import writes_keys
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import count, one_line
from carto_wizard.tui.keys import WRITE
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.steps.write import text as texts
from carto_wizard.tui.steps.write.actions import Action, Actions
from carto_wizard.tui.steps.write.key_fields import KeyFields
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.work.background import Finished, start
from carto_wizard.tui.work.disk_progress import DiskProgress
from carto_wizard.tui.work.review import without_secrets
from carto_wizard.tui.work.writing import Comparison, compare, write_all


class WriteBody(StepBody):
    """What will be written, the way to agree, and what became of it."""

    BINDINGS = WRITE

    @dataclass
    class Wrote(Message):
        """One file is done."""

        result: WriteResult

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.seen = state.review
        """As the preview showed the files; None: not in this run."""
        self.comparison: Comparison | None = None
        self.results: tuple[WriteResult, ...] = ()
        self.writing = False
        self.trouble = ""
        self._keeps_keys = False
        self._round = 0

    def compose(self) -> ComposeResult:
        """A sentence, the keys if wanted, the actions, the files."""
        with VerticalScroll(id="page"):
            yield ChangingText(id="say")
            yield KeyFields()
            yield Actions()
            yield ChangingText(id="rows")

    def on_mount(self) -> None:
        """Compare with the disk without holding up the page."""
        self.query_one(KeyFields).display = False
        show = partial(self._say, actions=[])
        self._progress = DiskProgress(self, show, self.state.home)
        self.action_reread()

    @property
    def actions(self) -> Actions:
        """What can be done now."""
        return self.query_one(Actions)

    @property
    def wants_keys(self) -> bool:
        """Whether access keys have to be typed before anything is written."""
        state = self.state
        if not writes_keys(state.answers) or state.keys is not None:
            return False
        there = self.comparison is not None and self.comparison.has_keys
        known = self.results or (state.results if there else ())
        return not self._keeps_keys and not any(map(_holds_keys, known))

    def action_reread(self) -> None:
        """Compare with the disk, again if need be."""
        if not self.writing:
            self._round += 1
            self.comparison, self.trouble, self.results = None, "", ()
            self._progress.begin()
            state, tell = self.state.snapshot(), self._progress.tell
            work = partial(compare, state, self.seen, tell)
            start(self, f"compare {self._round}", work)

    @on(Finished)
    def _finished(self, event: Finished) -> None:
        event.stop()
        what, number = event.name.split()
        if int(number) != self._round:
            return
        self.writing = False
        self._progress.end()
        if event.error:
            self.trouble = one_line(str(event.error))
            self._say(f"! {self.trouble}", [("reread", "Try again"), texts.PREVIEW])
        elif what == "compare":
            self._compared(event.result)
        else:
            self._written(event.result)
        # The rail and the problem line follow.
        self.post_message(self.Changed(self.state.answers))

    def _compared(self, comparison: Comparison) -> None:
        self.comparison = comparison
        review = comparison.review
        self.state.files_on_disk = review.on_disk()
        paths = {change.file.path for change in review.changes}
        wrote = {each.change.file.path for each in self.state.results}
        keys = self.wants_keys and not (
            review.missing or review.open or comparison.changed_since
        )
        self.query_one(KeyFields).display = keys
        if paths and paths <= wrote and not review.pending and not keys:
            self._written(self.state.results)
            return
        self._say(*texts.offer(comparison, self.state, wants_keys=keys))
        folder = review.places.folder if review.places else ""
        rows = texts.planned_rows(review.changes, folder, self.state.home)
        self.query_one("#rows", Static).update(rows)
        if keys:
            self.query_one(KeyFields).focus_first()

    def _say(self, text: str, actions: Sequence[Action]) -> None:
        self.query_one("#say", Static).update(text)
        self.actions.show(actions)
        self.refresh_bindings()

    @on(Actions.Chosen)
    def _act(self, event: Actions.Chosen) -> None:
        match event.name:
            case "next":
                self.go_next()
            case "preview":
                self.post_message(self.GoTo("preview"))
            case "reread":
                self.action_reread()
            case "keys":
                self._take_keys()
            case "keep":
                self._keeps_keys = True
                self.action_reread()
            case "retype":
                self.state.keys = None
                self.action_reread()
            case _:
                self._write()

    @on(KeyFields.Done)
    def _take_keys(self) -> None:
        keys = self.query_one(KeyFields).accept()
        if keys is not None:
            self.state.keys = keys
            self.query_one(KeyFields).clear()
            self.action_reread()
            self.actions.focus()

    def _write(self) -> None:
        comparison = self.comparison
        if comparison is None or self.writing or self.wants_keys:
            return
        left = {each.change.file.path for each in self.results if each.ok}
        changes = tuple(c for c in comparison.review.changes if c.file.path not in left)
        self.results = tuple(each for each in self.results if each.ok)
        self.writing = True
        self._round += 1
        self._say(f"Writing {count(len(changes), 'file')}…", [])
        self._show_rows()
        work = partial(write_all, self.state, self.results, changes, self._report)
        self.state.writing = start(self, f"write {self._round}", work)

    def _report(self, result: WriteResult) -> None:
        self.post_message(self.Wrote(result))

    @on(Wrote)
    def _wrote(self, event: Wrote) -> None:
        event.stop()
        if self.writing:
            self.results = (*self.results, event.result)
            self._show_rows()

    def _written(self, results: tuple[WriteResult, ...]) -> None:
        self.results = results
        if self.comparison:
            ours = [each.change.file.path for each in results if each.ok]
            self.state.files_on_disk = self.comparison.review.on_disk(ours)
        if self.comparison and all(each.ok for each in results):
            # What was looked at is on the disk now, and may hold keys.
            bare = tuple(map(without_secrets, self.comparison.review.changes))
            review = replace(self.comparison.review, changes=bare)
            self.comparison = replace(self.comparison, review=review)
            self.seen = self.state.review = None
        self._say(*texts.after(results, self.state))
        self._show_rows()
        self.actions.focus()

    def _show_rows(self) -> None:
        review = self.comparison.review if self.comparison else None
        changes = review.changes if review else ()
        there = {each.change.file.path for each in self.results}
        waiting = [c for c in changes if self.writing and c.file.path not in there]
        folder = review.places.folder if review and review.places else ""
        rows = texts.result_rows(self.results, waiting, folder, self.state.home)
        self.query_one("#rows", Static).update(rows)

    def focus_first(self) -> None:
        """Start where Enter does something."""
        if self.query_one(KeyFields).display:
            self.query_one(KeyFields).focus_first()
        else:
            self.actions.focus()

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """Why a key does nothing now."""
        match action:
            case "reread" | "retry" if self.writing:
                return texts.STILL_WRITING
            case "retry" if {"retry", "reread"}.isdisjoint(self.actions.names):
                return "Nothing failed, so there is nothing to try again."
        return ""

    def action_retry(self) -> None:
        """Try again what did not work."""
        if self.trouble:
            self.action_reread()
        else:
            self._write()

    def problems(self, answers: Answers) -> Sequence[Problem]:
        """Nothing goes on before the files are there."""
        review = self.comparison.review if self.comparison else None
        if review and review.missing:
            return review.missing
        text = self.trouble or texts.left_to_do(
            self.comparison,
            self.results,
            writing=self.writing,
            wants_keys=self.wants_keys,
        )
        return [Problem(self.step, "", text)] if text else []


def _holds_keys(result: WriteResult) -> bool:
    return result.ok and result.change.file.secret
