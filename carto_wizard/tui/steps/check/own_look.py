"""What a person's own credentials see, beside what the checks found themselves."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from carto_wizard.errors import WizardError
from carto_wizard.files.diff import DiffLine
from carto_wizard.render.hand_over import fitting
from carto_wizard.setup.answers import Answers, Form, Mode
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.check.administrator import AdministratorBody
from carto_wizard.tui.work.background import start

if TYPE_CHECKING:
    from carto_wizard.aws.looker import Looker
    from carto_wizard.checks.roles.look import RolesRequest
    from carto_wizard.tui.dialogs.who_looks import RolesLook

Seen = Mapping[str, Sequence[DiffLine]]
"""By account: what was seen there, line by line."""
STACK_SET = "The StackSet's state"
ROLES = "What is in AWS"
LOOKS = (STACK_SET, ROLES)
"""Each the name of a `Finished` that brings what was seen, and its heading."""


class OwnLookBody(AdministratorBody):
    """Looks with a person's own credentials, when they say so."""

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self._no_look = threading.Event()

    @property
    def has_stack_set(self) -> bool:
        """Whether the roles come from one."""
        answers = self.state.answers
        return answers.mode is Mode.HUB and fitting(answers) is Form.STACKSET

    def action_stack_set(self) -> None:
        """Ask whose credentials read the StackSet's progress, then read it."""
        from carto_wizard.tui.dialogs.who_looks import LookAtStackSet

        def look(looker: Looker | None) -> None:
            if looker is not None:
                start(self, STACK_SET, partial(_progress, looker, self.state.answers))

        self.app.push_screen(LookAtStackSet(self.state), look)

    def action_look_in_aws(self) -> None:
        """Ask who looks at the roles, then compare them with the answers."""
        from carto_wizard.tui.dialogs.who_looks import LookAtRoles

        self.app.push_screen(LookAtRoles(self.state), self._look)

    def _look(self, chosen: RolesLook | None) -> None:
        if chosen is None:
            return
        from carto_wizard.checks.roles.look import roles_request

        answers, environ = self.state.answers, self.state.environ
        request = roles_request(answers, chosen.looker, environ, chosen.role)
        self.stop_looking()
        self._no_look = threading.Event()
        text = "Your credentials look at the roles."
        self.post_message(self.Trouble(text, calm=True))
        start(self, ROLES, partial(_roles, request, self._no_look))

    def stop_looking(self) -> None:
        """Ask nothing more with these credentials."""
        self._no_look.set()


def _roles(request: RolesRequest, cancel: threading.Event) -> Seen:
    from carto_wizard.checks.roles.look import look_at_all
    from carto_wizard.checks.roles.report import lines_of

    found = look_at_all(request, cancel)
    return {each.account: tuple(lines_of(each)) for each in found}


def _progress(looker: Looker, answers: Answers) -> Seen:
    from carto_wizard.aws.failures import CallFailed
    from carto_wizard.aws.stack_sets import stack_set_progress
    from carto_wizard.checks.results.redaction import safe_evidence

    try:
        progress = stack_set_progress(looker.connection, answers)
    except CallFailed as failure:
        secrets = looker.connection.credentials.hidden
        evidence = safe_evidence(failure.evidence, secrets).rstrip(".")
        raise WizardError(
            f"The StackSet could not be read: {evidence}.",
            "Use credentials of the management account, or of the delegated "
            "administrator.",
        ) from None
    return {account: (DiffLine(" ", said),) for account, said in progress.items()}
