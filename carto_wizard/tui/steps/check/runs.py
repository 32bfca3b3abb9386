"""The runs of the checks on one visit of the page, and what they come to together."""

from __future__ import annotations

from collections.abc import Collection

from textual.widget import Widget

from carto_wizard.checks.form_remedies import FormRemedies
from carto_wizard.checks.request import CheckRequest
from carto_wizard.checks.results.results import Results
from carto_wizard.checks.results.verdict import Verdict
from carto_wizard.checks.run.rounds import Round, Rounds
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.work.checking import Checking


class Runs:
    """Everything is asked once; later runs ask some of it again.

    A run is what a person asked for, or a round of the watching. What a round finds
    replaces what was known one by one, and a round that was cut short never was.
    """

    def __init__(self, state: WizardState) -> None:
        self.state = state
        self.results = Results(state.answers)
        self.checking = Checking(state.monotonic)
        self.look_with = ""
        """A role that may look into denied accounts, as the person named it."""
        self.judged: Verdict | None = None
        """None while a run goes on: whatever is known then is not complete."""
        self.round: Round | None = None
        """What is asked again by itself, now or in a moment; None: nothing."""
        self._due = 0.0
        self._rounds = Rounds()
        self._asked: Collection[str] = ()
        self._completes = True
        if state.is_checked:
            self._take_from_state()
            self._plan()

    def _take_from_state(self) -> None:
        """Know what the last run found that was not cut short, and nothing else."""
        answers = self.state.answers
        self.results = Results(answers)
        # Another form of making the roles may have been chosen since.
        remedies = FormRemedies(answers, self.state.places())
        self.results.add_all([remedies.of(each) for each in self.state.findings])
        if self.state.is_checked:
            self.results.end_run()
        self.judged = self.results.verdict(complete=self.state.is_checked)

    @property
    def running(self) -> bool:
        """Whether AWS is being asked."""
        return self.checking.running

    @property
    def cancellable(self) -> bool:
        """Whether nobody asked for what goes on, so that a person may ask instead."""
        return self.round is not None or not self.running

    @property
    def is_confirming(self) -> bool:
        """Whether no problem is left, and the last round has yet to say so."""
        return self.round is not None and self.round.is_last

    @property
    def seconds_left(self) -> int:
        """Until the round begins."""
        return max(round(self._due - self.state.monotonic()), 0)

    def start(self, widget: Widget, only: Collection[str]) -> None:
        """Ask, by account ID and name of check; everything where `only` is empty.

        `widget` gets a `Finished` at the end.
        """
        # Else it leaves something that was never asked, however well it ends.
        self._completes = not only or self.state.is_checked or self.is_confirming
        self.drop_round()
        self._asked = only
        self.judged = None
        self.results.forget(only)
        self._ask(widget, only)

    def start_again(self, widget: Widget) -> None:
        """The same once more."""
        self.start(widget, self._asked)

    def start_over(self, widget: Widget) -> None:
        """Forget everything and ask it anew."""
        self.drop_round()
        self.results = Results(self.state.answers)
        self.start(widget, ())

    def start_when_due(self, widget: Widget) -> bool:
        """Begin the round of the watching once it is time; whether it began."""
        waits = self.running or self.state.monotonic() < self._due
        if self.round is None or waits:
            return False
        self._completes = self._completes or not self.round.only
        self._ask(widget, self.round.only)
        return True

    def drop_round(self) -> None:
        """Take back what is asked by itself: a person asks for something else."""
        if self.round is not None and self.running:
            self.checking.cancel.set()
            # What that one still finds, and its end, come to nobody.
            self.checking = Checking(self.state.monotonic)
            self._take_from_state()
        if self.is_confirming:
            self._rounds = Rounds(unconfirmed=True)
        self.round = None

    def _ask(self, widget: Widget, only: Collection[str]) -> None:
        self.results.start_run(only)
        self.checking = Checking(self.state.monotonic)
        request = CheckRequest(
            self.state.answers,
            self.state.places(),
            self.state.environ,
            gently=self.round is not None,
            look_with=self.look_with,
            allowed=self.state.allowed,
        ).only(only)
        self.checking.start(widget, request, self.state.option)

    def take(self) -> bool:
        """Take over what was found since the last look; whether there was anything."""
        new = list(self.checking.taken())
        self.results.add_all(new)
        return bool(new)

    def end(self, *, well: bool) -> None:
        """The run is over; one that failed or was stopped leaves things unasked."""
        self.take()
        self.checking.done()
        ended = well and not self.checking.cancel.is_set()
        if self.round and not ended:
            self.round = None
            self._take_from_state()
            return
        whole = ended and self._completes
        if whole:
            self.results.end_run()
        if ended and (whole or self.results.all_answered):
            self._plan()
        whole = whole and not self.is_confirming
        self.judged = self.results.verdict(complete=whole)
        self.state.judged = self.judged
        self.state.findings = list(self.judged.findings)
        self.state.checked = self.state.answers.rendered if whole else None

    def _plan(self) -> None:
        """Ask again what is not right yet, after a while."""
        self.round = self._rounds.after(self.results)
        if self.is_confirming and not self._completes:
            # The set-up alone confirms nothing where more was never asked.
            self.round = None
        if self.round is not None:
            self._due = self.state.monotonic() + self.round.pause

    def hurry(self) -> None:
        """Ask at once: something changed in AWS."""
        self.drop_round()
        self._rounds = Rounds()
        self._plan()
        self._due = self.state.monotonic()

    def stop(self) -> None:
        """Ask nothing more; what is known stays."""
        self.checking.cancel.set()
        if not self.running:
            self.round = None

    def leave(self) -> None:
        """The page goes away, and with it a run that is not over."""
        self.stop()
        if self.running and self.round is None:
            self.end(well=False)

    @property
    def so_far(self) -> Verdict:
        """What is known at this moment."""
        return self.judged or self.results.verdict(complete=False)
