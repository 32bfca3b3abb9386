"""Whose credentials look at the organization, and how far the look is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.message import Message

from carto_wizard.checks.run.progress_text import listing_text
from carto_wizard.commands.organization import Look
from carto_wizard.errors import NotListed
from carto_wizard.setup.answers import Answers
from carto_wizard.tui.dialogs.who_looks import OTHERS, STOP, Stage, WhoLooks, named
from carto_wizard.tui.organization.ticks import Ticks, first_ticks

if TYPE_CHECKING:
    from carto_wizard.aws.failures import CallFailed
    from carto_wizard.aws.looker import Looker
    from carto_wizard.aws.organization import ListingProgress

_COPY = "Copy the policy that would allow it"


class Looked(NamedTuple):
    """Who looked, and what was read, beside the answers that it is compared with."""

    looker: Looker
    answers: Answers
    ticks: Ticks


class LookAtOrganization(WhoLooks[Looked | None, Looked | NotListed]):
    """See whose the credentials are, then read; gives what was read."""

    TITLE = "Look at the organization"
    WHAT = (
        "The wizard lists the accounts with your own credentials. They are used only "
        "for that and are not kept. Nothing in AWS is changed."
    )
    QUESTION = "Which credentials may list the accounts?"
    WOULD = "would list the accounts"
    AGREE = "Read the organization"

    @dataclass
    class Progressed(Message):
        """More of the organization is known."""

        progress: ListingProgress

    def agreed(self, looker: Looker, way: str) -> None:
        """Read, and tell how far it is."""
        self.say(f"{named(looker)} lists the accounts.")
        self.offer(Stage.LOOKING, [STOP])
        answers, cancel = self.state.answers, self.cancel

        def tell(progress: ListingProgress) -> None:
            if not cancel.is_set():
                self.post_message(self.Progressed(progress))

        self.ask(partial(_looked, looker, answers, tell, cancel))

    @on(Progressed)
    def _progressed(self, event: Progressed) -> None:
        event.stop()
        if self.stage is Stage.LOOKING and self.looker:
            far = listing_text(event.progress)
            self.say(f"{named(self.looker)} lists the accounts. {far}")

    def answered(self, result: Looked | NotListed) -> None:
        """Give what was read, unless the list is from somewhere else."""
        if isinstance(result, NotListed):
            self.say(named(self.looker) if self.looker else "", f"! {result}")
            self.offer(Stage.REFUSED, [OTHERS])
        else:
            self.dismiss(result)

    def refuse(self, failure: CallFailed) -> None:
        """Say which right is missing, and offer the policy that would give it."""
        from carto_wizard.checks.diagnosis.errors import is_denied
        from carto_wizard.checks.diagnosis.organization import refusal

        found = refusal(failure, self.looker)
        denied = is_denied(failure)
        # Of what is denied the sentence names who was.
        who = named(self.looker) if self.looker and not denied else ""
        self.say(who, f"! {found.sentence} {found.hint}", found.policy)
        self.offer(Stage.REFUSED, [_COPY, OTHERS] if found.policy else [OTHERS])

    def chosen(self, line: str) -> None:
        """Copy the policy, or choose again."""
        if line != _COPY:
            super().chosen(line)
            return
        from carto_wizard.checks.diagnosis.organization import POLICY

        self.app.copy_to_clipboard(POLICY)
        self.app.notify("The policy was sent to the clipboard.", markup=False)


def _looked(
    looker: Looker,
    answers: Answers,
    tell: Callable[[ListingProgress], object],
    cancel: Event,
) -> Looked | NotListed:
    """Read, and make all that the screen shows first."""
    from carto_wizard.aws.organization import read

    organization = read(looker.connection, looker.account, tell=tell, cancel=cancel)
    try:
        # Another organization, or another partition, than the list is from.
        Look(looker, organization).require_fit(answers)
    except NotListed as error:
        return error
    return Looked(looker, answers, first_ticks(organization, answers))
