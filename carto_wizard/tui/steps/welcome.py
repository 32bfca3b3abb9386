"""Welcome: new or resume, what the wizard asks and writes, what it found here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from carto_wizard.errors import WizardError
from carto_wizard.setup.answers import Mode
from carto_wizard.setup.session import open_session
from carto_wizard.setup.steps import step_of
from carto_wizard.setup.text import count, one_line
from carto_wizard.tui.keys import CHECK, WELCOME, WIZARD, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.menu import Menu
from carto_wizard.tui.widgets.overflow import Overflow
from carto_wizard.tui.work.background import Finished, start

if TYPE_CHECKING:
    from carto_wizard.files.aws_variables import Override
    from carto_wizard.files.existing_setup import ExistingFile

PROMISES = (
    ("Asks", "about ten questions; {why} on each page explains why."),
    ("Writes", "an AWS config file, policies and scripts, after a preview."),
    ("Proves", "with live calls that Cartography can read {what}."),
    ("Never", "keeps a secret, changes AWS, or touches a file without asking."),
)
DEMO = (
    "This is the demo. Its AWS runs on this machine, with sample accounts; your own AWS"
    " and your files stay as they are. {next} goes from page to page. On the page"
    " Check, {make} creates the roles, as an administrator would."
)
NAMED = 4
"""Profiles named one by one; the rest is counted."""
LOOK_AFTER = 0.3
"""Seconds until the wizard looks around: the first page comes first."""


class WelcomeBody(StepBody):
    """The first page."""

    BINDINGS = WELCOME

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str:
        """The demo offers no demo."""
        return "This is the demo." if action == "demo" and self.state.banner else ""

    class Demo(Message):
        """The person wants to look around in the demo."""

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.actions = self._actions()

    def compose(self) -> ComposeResult:
        """What to expect, what to do, what is here."""
        labels = [label for _, label in self.actions]
        with Overflow():
            yield Static(_promises(self.state.answers.mode), id="promises")
            yield Menu(labels, id="start")
            if self.state.banner:
                yield Static(_about_the_demo(), id="demo", markup=False)
            yield ChangingText(id="found")

    def _actions(self) -> list[tuple[str, str]]:
        saved, answers = self.state.saved, self.state.answers
        actions = [("new", "Start")]
        if saved is not None and answers.step != "welcome":
            title = step_of(answers, answers.step).title
            actions = [
                ("resume", f"Resume at {title}, {_ago(saved, self.state.now())}"),
                ("fresh", "Start over; the saved session is kept under another name"),
            ]
        if not self.state.banner:
            actions.append(("demo", "Try the demo: an embedded AWS, no account needed"))
        return actions

    def on_mount(self) -> None:
        """Look around once the page is there."""
        self.set_timer(LOOK_AFTER, lambda: start(self, "found", self._look))

    def _look(self) -> Content:
        from carto_wizard.files.aws_variables import overrides
        from carto_wizard.files.existing_setup import existing_files

        environ, home = self.state.environ, self.state.home
        # A demo's variables are its own; a person can do nothing about them.
        variables = () if self.state.banner else overrides(environ)
        return _found_here(existing_files(environ, home), variables, home)

    @on(Finished)
    def _looked(self, event: Finished) -> None:
        event.stop()
        if event.error is None:
            self.query_one("#found", Static).update(event.result)

    @on(Menu.OptionSelected)
    def _chosen(self, event: Menu.OptionSelected) -> None:
        event.stop()
        self._do(self.actions[event.option_index][0])

    def focus_first(self) -> None:
        """The actions, with the promises above them still in sight."""
        self.query_one(Menu).focus(scroll_visible=False)

    def next_asked(self) -> bool:
        """Do what is highlighted; the first action is the way on."""
        self._do(self.actions[self.query_one(Menu).highlighted or 0][0])
        return True

    def _do(self, action: str) -> None:
        match action:
            case "resume":
                self.post_message(self.GoTo(self.state.answers.step))
            case "demo":
                self.action_demo()
            case "fresh":
                self._start_over()
            case _:
                self.go_next()

    def _start_over(self) -> None:
        try:
            opened = open_session(self.state.session, fresh=True)
        except (WizardError, OSError) as error:
            self.post_message(self.Trouble(str(error)))
            return
        self.state.start_over(opened.answers)
        self.state.notices = opened.notices
        self.go_next()

    def action_demo(self) -> None:
        """Leave for the demo."""
        from carto_wizard.demo.launch import require_moto

        try:
            require_moto()
        except WizardError as error:
            self.post_message(self.Trouble(str(error)))
            return
        self.post_message(self.Demo())


def _promises(mode: Mode) -> Content:
    why = key(WIZARD, "why")
    what = "every account" if mode is Mode.HUB else "the account"
    return Content("\n").join(
        Content.assemble(
            (f"{word:<7}", "bold $primary"), text.format(why=why, what=what)
        )
        for word, text in PROMISES
    )


def _about_the_demo() -> str:
    return DEMO.format(next=key(WIZARD, "next_step"), make=key(CHECK, "make_roles"))


def _ago(saved: datetime, now: datetime) -> str:
    days = (now.date() - saved.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"{saved.day} {saved:%B}")
    return f"{day} {saved:%H:%M}"


def _found_here(
    files: Sequence[ExistingFile], variables: Sequence[Override], home: Path
) -> Content:
    """What the page says about the files and variables that are here."""
    lines = [_file(found, home) for found in files]
    lines += map(_variable, variables)
    return Content("\n").join([Content.styled("Found on this machine", "bold"), *lines])


def _file(found: ExistingFile, home: Path) -> Content:
    path = one_line(found.path.replace(f"{home}/", "~/", 1), 300)
    if found.refusal:
        return Content.styled(f"! {one_line(found.refusal, 300)}", "$text-warning")
    if not found.exists:
        return Content.styled(f"{path}  does not exist yet", "$text-muted")
    names = ", ".join(one_line(name, 30) for name in found.profiles[:NAMED])
    more = len(found.profiles) - NAMED
    listed = f": {names}" + (f" and {more:,} more" if more > 0 else "")
    text = count(len(found.profiles), "profile") + (listed if names else "")
    return Content.styled(f"{path}  {text}", "$text-muted")


def _variable(variable: Override) -> Content:
    mark, style = ("!", "$text-warning") if variable.mistake else ("·", "$text-muted")
    return Content.styled(f"{mark} {variable.sentence}", style)
