"""The runs of the checks on one visit of the page, and what they come to together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from textual.widget import Widget

from carto_wizard.checks.request import PROPAGATION, CheckRequest
from carto_wizard.checks.results.results import Results
from carto_wizard.checks.results.verdict import Verdict
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.work.checking import Checking


class Runs:
    """Everything is asked once; later runs ask some of it again."""

    def __init__(self, state: WizardState) -> None:
        self.state = state
        self.results = Results(state.answers)
        self.checking = Checking(state.monotonic)
        self.look_with = ""
        """A role that may look into denied accounts, as the person named it."""
        self.judged: Verdict | None = None
        """None while a run goes on: whatever is known then is not complete."""
        self._asked: tuple[Collection[str], bool] = ((), False)
        self._completes = True
        if state.is_checked:
            for finding in state.findings:
                self.results.add(finding)
            self.results.end_run()
            self.judged = self.results.verdict(complete=True)

    @property
    def running(self) -> bool:
        """Whether AWS is being asked."""
        return self.checking.running

    def start(self, widget: Widget, only: Collection[str], *, wait: bool) -> None:
        """Ask, by account ID and name of check; everything where `only` is empty.

        With `wait` roles may be new, and denied accounts are asked for a minute.
        `widget` gets a `Finished` at the end.
        """
        self._asked = only, wait
        # Else it leaves something that was never asked, however well it ends.
        self._completes = not only or self.state.is_checked
        self.results.forget(only)
        self.results.start_run()
        self.judged = None
        self.checking = Checking(self.state.monotonic)
        request = CheckRequest(
            self.state.answers,
            self.state.places(),
            self.state.environ,
            pauses=PROPAGATION if wait else (),
            look_with=self.look_with,
            allowed=self.state.allowed,
        ).only(only)
        self.checking.start(widget, request, self.state.option)

    def start_again(self, widget: Widget) -> None:
        """The same once more."""
        only, wait = self._asked
        self.start(widget, only, wait=wait)

    def start_over(self, widget: Widget) -> None:
        """Forget everything and ask it anew."""
        self.results = Results(self.state.answers)
        self.start(widget, (), wait=False)

    def take(self) -> bool:
        """Take over what was found since the last look; whether there was anything."""
        new = list(self.checking.taken())
        for finding in new:
            self.results.add(finding)
        return bool(new)

    def end(self, *, well: bool) -> None:
        """The run is over; one that failed or was stopped leaves things unasked."""
        self.take()
        self.checking.done()
        whole = well and self._completes and not self.checking.cancel.is_set()
        if whole:
            self.results.end_run()
        self.judged = self.results.verdict(complete=whole)
        self.state.judged = self.judged
        self.state.findings = list(self.judged.findings)
        self.state.checked = replace(self.state.answers, step="") if whole else None

    def leave(self) -> None:
        """The page goes away, and with it a run that is not over."""
        self.checking.cancel.set()
        if self.running:
            self.end(well=False)

    @property
    def so_far(self) -> Verdict:
        """What is known at this moment."""
        return self.judged or self.results.verdict(complete=False)
