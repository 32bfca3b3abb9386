"""Look at the roles that are already in AWS, off the screen's thread."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from carto_wizard.checks.roles.look import AccountRoles, look, roles_request
from carto_wizard.setup.answers import Answers
from carto_wizard.tui.dialogs.who_looks import RolesLook


def look_at_roles(
    answers: Answers,
    chosen: RolesLook,
    environ: Mapping[str, str],
    cancel: threading.Event,
) -> tuple[AccountRoles, ...]:
    """Every account in the order of the answers."""
    found = look(roles_request(answers, chosen.looker, environ, chosen.role), cancel)
    order = {account.id: index for index, account in enumerate(answers.accounts)}
    return tuple(sorted(found, key=lambda each: order.get(each.account, -1)))
