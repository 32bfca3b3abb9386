"""Whose credentials look at the organization, and how far the look is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Static

from carto_wizard.commands.organization import Look
from carto_wizard.errors import NotListed
from carto_wizard.setup.organization import Organization
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.text import count, one_line, time_left
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.menu import Menu
from carto_wizard.tui.widgets.overflow import Overflow
from carto_wizard.tui.work.background import Finished, start

if TYPE_CHECKING:
    from carto_wizard.aws.failures import CallFailed
    from carto_wizard.aws.looker import Looker
    from carto_wizard.aws.organization import ListingProgress

_WHAT = (
    "The wizard lists the accounts with your own credentials. They are used only "
    "for that and are not kept. Nothing in AWS is changed."
)
_READ = "Read the organization"
_STOP = "Stop"
_OTHERS = "Use other credentials"
_COPY = "Copy the policy that would allow it"


class _Stage(Enum):
    """What the dialog waits for."""

    CHOICE = auto()
    ASKING = auto()
    CONSENT = auto()
    READING = auto()
    REFUSED = auto()


class LookAtOrganization(Dialog[Look | None]):
    """Choose credentials, see whose they are, and read; gives what was read."""

    @dataclass
    class Progressed(Message):
        """More of the organization is known."""

        progress: ListingProgress

    def __init__(self, state: WizardState) -> None:
        super().__init__()
        self.state = state
        self.stage = _Stage.CHOICE
        self.profiles: tuple[str, ...] = ()
        self.looker: Looker | None = None
        self._cancel = Event()
        self._round = 0
        """Of what is asked; an answer to an earlier question is not wanted any more."""

    def compose(self) -> ComposeResult:
        """What happens, who looks, what can be done now, and the policy for it."""
        with Overflow(classes="dialog"):
            yield Static("Look at the organization", classes="heading", markup=False)
            yield Static(_WHAT, classes="muted", markup=False)
            yield Static("", id="who", markup=False)
            yield Static("", id="trouble", markup=False)
            yield Menu([])
            yield Static("", id="policy", classes="muted", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Offer the usual credentials at once, and every profile that is found."""
        self._choose()
        start(self, "profiles", self._profiles)

    def on_unmount(self) -> None:
        """Nobody waits for an answer any more."""
        self._cancel.set()

    def _profiles(self) -> tuple[str, ...]:
        from carto_wizard.files.existing_setup import existing_files

        files = existing_files(self.state.environ, self.state.home)
        return tuple(dict.fromkeys(name for file in files for name in file.profiles))

    @property
    def menu(self) -> Menu:
        """What can be done now."""
        return self.query_one(Menu)

    def _say(self, who: str, trouble: str = "", policy: str = "") -> None:
        for id, text in (("who", who), ("trouble", trouble), ("policy", policy)):
            self.query_one(f"#{id}", Static).update(text)
            self.query_one(f"#{id}").display = bool(text)

    def _offer(self, stage: _Stage, lines: Sequence[str]) -> None:
        self.stage = stage
        menu = self.menu
        menu.clear_options()
        menu.add_options(lines)
        menu.highlighted = 0
        menu.focus()

    def _choose(self) -> None:
        """Ask for the credentials."""
        self._forget()
        self._say("Which credentials may list the accounts?")
        profiles = (f"Profile {one_line(name, 60)}" for name in self.profiles)
        self._offer(_Stage.CHOICE, [_usual(self.state), *profiles])

    def _forget(self) -> None:
        """Stop whatever is asked."""
        self._cancel.set()
        self._cancel = Event()
        self._round += 1
        self.looker = None

    def _ask(self, work: Callable[[], Any]) -> None:
        """Ask AWS off the screen; a refusal is an answer too."""
        from carto_wizard.aws.failures import CallFailed

        def asked() -> Any:
            try:
                return work()
            except CallFailed as failure:
                return failure

        start(self, f"asked {self._round}", asked)

    def _ask_who(self, profile: str) -> None:
        from carto_wizard.aws.looker import looker

        self._say("Asking AWS whose credentials these are.")
        self._offer(_Stage.ASKING, [_STOP])
        state, cancel = self.state, self._cancel
        region = PARTITIONS[state.answers.partition].home_region
        self._ask(partial(looker, state.environ, profile, region, cancel=cancel))

    def _read(self) -> None:
        from carto_wizard.aws.organization import read

        looker = self.looker
        if looker is None:
            return
        self._say(f"{_named(looker)} lists the accounts.")
        self._offer(_Stage.READING, [_STOP])
        connection, cancel = looker.connection, self._cancel
        round_ = self._round

        def tell(progress: ListingProgress) -> None:
            if round_ == self._round:
                self.post_message(self.Progressed(progress))

        self._ask(partial(read, connection, looker.account, tell=tell, cancel=cancel))

    @on(Progressed)
    def _progressed(self, event: Progressed) -> None:
        event.stop()
        if self.stage is _Stage.READING and self.looker:
            self._say(
                f"{_named(self.looker)} lists the accounts. {_far(event.progress)}"
            )

    @on(Finished)
    def _finished(self, event: Finished) -> None:
        from carto_wizard.aws.failures import CallFailed

        event.stop()
        if event.name == "profiles":
            self.profiles = event.result or ()
            if self.stage is _Stage.CHOICE:
                self._choose()
        elif event.name == f"asked {self._round}":
            if isinstance(event.result, CallFailed):
                self._refuse(event.result)
            elif isinstance(event.result, Organization):
                self._take(event.result)
            else:
                self._ask_consent(event.result)

    def _ask_consent(self, looker: Looker) -> None:
        """Show whose the credentials are, before Organizations is asked anything."""
        self.looker = looker
        self._say(
            f"{_named(looker)} would list the accounts, with the credentials of "
            f"{one_line(looker.source, 80)}."
        )
        self._offer(_Stage.CONSENT, [_READ, _OTHERS])

    def _take(self, organization: Organization) -> None:
        looker = self.looker
        if looker is None:
            return
        look = Look(looker, organization)
        try:
            # Another organization, or another partition, than the list is from.
            look.review(self.state.answers)
        except NotListed as error:
            self._say(_named(looker), f"! {error}")
            self._offer(_Stage.REFUSED, [_OTHERS])
        else:
            self.dismiss(look)

    def _refuse(self, failure: CallFailed) -> None:
        from carto_wizard.checks.diagnosis.errors import is_denied
        from carto_wizard.checks.diagnosis.organization import POLICY, refusal

        sentence, hint = refusal(failure, self.looker)
        denied = self.looker is not None and is_denied(failure)
        who = _named(self.looker) if self.looker else ""
        self._say(who, f"! {sentence} {hint}", POLICY if denied else "")
        lines = [_COPY, _OTHERS] if denied else [_OTHERS]
        self._offer(_Stage.REFUSED, lines)

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        match str(event.option.prompt):
            case _ if self.stage is _Stage.CHOICE:
                self._ask_who(("", *self.profiles)[event.option_index])
            case line if line == _READ:
                self._read()
            case line if line == _COPY:
                self._copy()
            case _:
                self._choose()

    def _copy(self) -> None:
        from carto_wizard.checks.diagnosis.organization import POLICY

        self.app.copy_to_clipboard(POLICY)
        self.app.notify("The policy was sent to the clipboard.", markup=False)


def _usual(state: WizardState) -> str:
    """What the AWS CLI would use here, in words."""
    for name in ("AWS_DEFAULT_PROFILE", "AWS_PROFILE"):
        if profile := state.environ.get(name):
            return f"Profile {one_line(profile, 60)}, from {name}"
    if state.environ.get("AWS_ACCESS_KEY_ID"):
        return "The environment: AWS_ACCESS_KEY_ID"
    return "What the AWS CLI uses here without a profile"


def _named(looker: Looker) -> str:
    return one_line(looker.arn, 200)


def _far(progress: ListingProgress) -> str:
    """How far the reading is, and how long it takes."""
    found = [count(progress.accounts, "account")]
    if progress.units:
        found.append(count(progress.units, "unit"))
    text = f"{', '.join(found)} found"
    if progress.seconds_left is not None:
        text += f", {time_left(progress.seconds_left)}"
    return f"{text}."
