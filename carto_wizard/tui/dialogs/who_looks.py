"""Whose credentials look into AWS: chosen, asked for their name, and agreed to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from carto_wizard.setup.answers import Mode
from carto_wizard.setup.organization import ACCESS_ROLE
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.text import one_line
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.menu import Menu
from carto_wizard.tui.widgets.overflow import Overflow
from carto_wizard.tui.work.background import Finished, start
from carto_wizard.tui.work.credentials import Credentials, offered, profiles_here

if TYPE_CHECKING:
    from carto_wizard.aws.failures import CallFailed
    from carto_wizard.aws.looker import Looker

T = TypeVar("T")
R = TypeVar("R")
STOP = "Stop"
OTHERS = "Use other credentials"


class Stage(Enum):
    """What the dialog waits for."""

    CHOICE = auto()
    ASKING = auto()
    CONSENT = auto()
    LOOKING = auto()
    REFUSED = auto()


class WhoLooks(Dialog[T], Generic[T, R]):
    """Choose credentials and see whose they are, before anything else is asked."""

    TITLE: ClassVar[str]
    WHAT: ClassVar[str]
    """What is done with the credentials."""
    QUESTION: ClassVar[str]
    WOULD: ClassVar[str]
    """What they would do, after the ARN."""
    AGREE: ClassVar[str]

    def __init__(self, state: WizardState) -> None:
        super().__init__()
        self.state = state
        self.stage = Stage.CHOICE
        self.profiles: tuple[str, ...] = ()
        self.offered: tuple[Credentials, ...] = ()
        self.looker: Looker | None = None
        self.cancel = Event()
        self._round = 0
        """Of what is asked; an answer to an earlier question is not wanted any more."""

    def compose(self) -> ComposeResult:
        """What happens, who looks, what can be done now, and what more there is."""
        with Overflow(classes="dialog"):
            yield Static(self.TITLE, classes="heading", markup=False)
            yield Static(self.WHAT, classes="muted", markup=False)
            yield ChangingText(id="who")
            yield ChangingText(id="trouble")
            yield Menu([])
            yield ChangingText(id="more", classes="muted")
        yield KeyBar()

    def on_mount(self) -> None:
        """Offer what the environment has at once, and profiles once they are read."""
        self.choose()
        environ, home = self.state.environ, self.state.home
        start(self, "profiles", lambda: profiles_here(environ, home))

    def on_unmount(self) -> None:
        """Nobody waits for an answer any more."""
        self.cancel.set()

    def say(self, who: str, trouble: str = "", more: str = "") -> None:
        """Who looks, what is wrong, and what would help."""
        for id, text in (("who", who), ("trouble", trouble), ("more", more)):
            self.query_one(f"#{id}", Static).update(text)
            self.query_one(f"#{id}").display = bool(text)

    def offer(self, stage: Stage, lines: Sequence[str]) -> None:
        """What can be done now."""
        self.stage = stage
        menu = self.query_one(Menu)
        menu.clear_options()
        menu.add_options(lines)
        menu.highlighted = 0
        menu.focus()

    def choose(self) -> None:
        """Ask for the credentials; whatever was asked before is stopped."""
        self.cancel.set()
        self.cancel = Event()
        self._round += 1
        self.looker = None
        self.say(self.QUESTION)
        self.offered = offered(self.state.environ, self.profiles)
        self.offer(Stage.CHOICE, [each.label for each in self.offered])

    def ask(self, work: Callable[[], Any]) -> None:
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

        self.say("Asking AWS whose credentials these are.")
        self.offer(Stage.ASKING, [STOP])
        state, cancel = self.state, self.cancel
        region = PARTITIONS[state.answers.partition].home_region
        self.ask(partial(looker, state.environ, profile, region, cancel=cancel))

    @on(Finished)
    def _finished(self, event: Finished) -> None:
        from carto_wizard.aws.failures import CallFailed

        event.stop()
        if event.name == "profiles":
            self.profiles = event.result or ()
            if self.stage is Stage.CHOICE:
                self.choose()
        elif event.name == f"asked {self._round}":
            if isinstance(event.result, CallFailed):
                self.refuse(event.result)
            elif self.stage is Stage.ASKING:
                self._ask_consent(event.result)
            else:
                self.answered(event.result)

    def _ask_consent(self, looker: Looker) -> None:
        """Show whose the credentials are, before anything else is asked."""
        self.looker = looker
        source = one_line(looker.source, 80)
        self.say(f"{named(looker)} {self.WOULD}, with the credentials of {source}.")
        self.offer(Stage.CONSENT, [*self.ways(), OTHERS])

    def ways(self) -> tuple[str, ...]:
        """In which ways they could look."""
        return (self.AGREE,)

    def agreed(self, looker: Looker, way: str) -> None:
        """The person wants these credentials to look, in one of the ways."""
        raise NotImplementedError

    def answered(self, result: R) -> None:
        """What was asked after that has an answer."""
        raise NotImplementedError

    def refuse(self, failure: CallFailed) -> None:
        """Say why nothing came of it, and offer the way out."""
        from carto_wizard.checks.results.redaction import safe_evidence

        evidence = safe_evidence(failure.evidence).rstrip(".")
        self.say(named(self.looker) if self.looker else "", f"! {evidence}.")
        self.offer(Stage.REFUSED, [OTHERS])

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if self.stage is Stage.CHOICE:
            self._ask_who(self.offered[event.option_index].profile)
            return
        line = str(event.option.prompt)
        if self.looker and line in self.ways():
            self.agreed(self.looker, line)
        else:
            self.chosen(line)

    def chosen(self, line: str) -> None:
        """Do what one of the lines says; those of every stage lead back."""
        self.choose()


class RolesLook(NamedTuple):
    """Who looks, and by which role in the other accounts."""

    looker: Looker
    role: str = ""
    """Empty: by the read-only role itself."""


class LookAtRoles(WhoLooks[RolesLook | None, None]):
    """For what is already in AWS; gives who looks, and how."""

    TITLE = "Look into AWS"
    WHAT = (
        "The wizard compares what is there with your answers, with your own "
        "credentials. They are used only for that and are not kept. Nothing in AWS is "
        "changed."
    )
    QUESTION = "Which credentials may look?"
    WOULD = "would look"
    AGREE = "Look into AWS"

    def ways(self) -> tuple[str, ...]:
        """By which role it is done in the other accounts, where there are any."""
        answers = self.state.answers
        if answers.mode is Mode.SINGLE:
            return super().ways()
        roles = dict.fromkeys((answers.read_only_role, ACCESS_ROLE))
        return tuple(f"Look, elsewhere by the role {each}" for each in roles)

    def agreed(self, looker: Looker, way: str) -> None:
        """Give them to the page, which looks while the person goes on reading."""
        by_access_role = way == self.ways()[-1] and len(self.ways()) > 1
        self.dismiss(RolesLook(looker, ACCESS_ROLE if by_access_role else ""))


class LookAtStackSet(WhoLooks["Looker | None", None]):
    """For the progress of the StackSet; gives who reads it."""

    TITLE = "Read the StackSet"
    WHAT = (
        "The wizard reads the state of the StackSet in each account, with your own "
        "credentials. They are used only for that and are not kept. Nothing in AWS is "
        "changed."
    )
    QUESTION = "Which credentials may read it?"
    WOULD = "would read the StackSet"
    AGREE = "Read the StackSet"

    def agreed(self, looker: Looker, way: str) -> None:
        """Give them to the page."""
        self.dismiss(looker)


def named(looker: Looker) -> str:
    """Whose the credentials are."""
    return one_line(looker.arn, 200)
