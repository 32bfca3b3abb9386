"""The roles that are already in AWS, as the last entry of the preview."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.message import Message

from carto_wizard.setup.answers import Answers, Identity, Mode
from carto_wizard.setup.text import one_line
from carto_wizard.tui.keys import PREVIEW, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.preview.choosing import ChoosingBody
from carto_wizard.tui.steps.preview.lines import PreviewEntry, PreviewLine
from carto_wizard.tui.widgets.grid import Cell, Grid
from carto_wizard.tui.work.background import start

if TYPE_CHECKING:
    from carto_wizard.checks.roles.look import AccountRoles
    from carto_wizard.tui.dialogs.who_looks import RolesLook

TITLE = "Already in AWS"
_ABOUT = (
    "What is there before anything is created: nothing, the same, something that "
    "differs, or not ours. Your own credentials look. In other accounts they "
    "use a session that can only read roles."
)
_SIGNS = {
    "not ours": ("✗ not ours", "failed"),
    "differs": ("~ differs", "warning"),
    "create": ("+ create", "ok"),
    "same": ("= same", "dim"),
    "": ("? unknown", "dim"),
}


class RolesBody(ChoosingBody):
    """Looks into AWS when a person asks for it, and shows what was found."""

    @dataclass
    class LookedAt(Message):
        """So many accounts were looked into."""

        done: int

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.found: tuple[AccountRoles, ...] | None = None
        self._for: Answers | None = None
        """The answers with which the roles were compared."""
        self._who = ""
        self._cancel: threading.Event | None = None
        self._done = 0

    @property
    def has_roles(self) -> bool:
        """Whether these answers need a role; a user or a group is looked at later."""
        answers = self.state.answers
        role = answers.single.identity is Identity.ROLE
        return answers.mode is Mode.HUB or role

    def why_not_look(self) -> str:
        """Why AWS cannot be asked now."""
        incomplete = self.review is None or self.review.missing
        return "First the answers have to be complete." if incomplete else ""

    def roles_row(self) -> tuple[Cell, ...]:
        """The line of the list."""
        if self._cancel:
            done = f"{self._done:,}" if self._done else "looking"
            return (f"… {done}", "dim"), TITLE
        if not self._is_known:
            return ("? unknown", "dim"), TITLE
        from carto_wizard.checks.roles.report import worst

        return _SIGNS[str(worst(self.found or ()) or "")], TITLE

    def roles_notes(self) -> Content:
        """What stands below the list while the line is chosen."""
        look = key(PREVIEW, "look_in_aws")
        parts = [Content(_ABOUT)]
        if self._cancel:
            said = f"AWS is being asked. {look} stops."
            parts.append(Content.styled(said, "$text-muted"))
        elif self._is_known:
            said = f"Looked as {self._who}. {look} looks again."
            parts.append(Content.styled(said, "$text-muted"))
        else:
            parts.append(Content.styled(f"{look} looks into AWS.", "$text-muted"))
        return Content("\n").join(parts)

    def roles_entry(self) -> PreviewEntry:
        """What was found, line by line."""
        if not self._is_known:
            asked = "The answers changed since AWS was asked."
            text = asked if self.found else "AWS was not asked yet."
            return PreviewEntry((PreviewLine(text),))
        return PreviewEntry(tuple(self._lines()))

    def roles_heading(self) -> str:
        """How many of each kind."""
        if not self._is_known:
            return ""
        from carto_wizard.checks.roles.report import summary

        return summary(self.found or ())

    def _lines(self) -> Iterator[PreviewLine]:
        from carto_wizard.checks.roles.report import lines

        for line in lines(self.found or ()):
            yield PreviewLine(one_line(line.text), line.kind)

    @property
    def _is_known(self) -> bool:
        """Whether what was found was compared with the answers as they are now."""
        return self.found is not None and self._for == self._asked_for

    @property
    def _asked_for(self) -> Answers:
        """The answers, without those that are about files."""
        return replace(self.state.answers.rendered, choices={})

    def action_look_in_aws(self) -> None:
        """Ask who looks, then look; or stop looking."""
        if self._cancel:
            self._cancel.set()
            return
        from carto_wizard.tui.dialogs.who_looks import LookAtRoles

        self.app.push_screen(LookAtRoles(self.state), self._look)

    def _look(self, chosen: RolesLook | None) -> None:
        if chosen is None:
            return
        from carto_wizard.checks.roles.look import look_at_all, roles_request

        self._who = one_line(chosen.looker.arn, 200)
        self._cancel, self._done = threading.Event(), 0
        self._for = self._asked_for
        request = roles_request(
            self._for, chosen.looker, self.state.environ, chosen.role
        )

        def tell(done: int) -> None:
            self.post_message(self.LookedAt(done))

        start(self, "roles 0", partial(look_at_all, request, self._cancel, tell))
        self.show_roles()

    def roles_found(self, found: tuple[AccountRoles, ...]) -> None:
        """Show what was found."""
        self.found, self._cancel = found, None
        self.show_roles()

    @on(LookedAt)
    def _looked_at(self, event: LookedAt) -> None:
        event.stop()
        self._done = event.done
        self.query_one("#entries", Grid).refresh()

    def show_roles(self) -> None:
        """Show the line and its content anew."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        """Ask nothing more."""
        if self._cancel:
            self._cancel.set()
