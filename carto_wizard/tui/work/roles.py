"""Look at the roles that are already in AWS, off the screen's thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from carto_wizard.checks.roles.look import AccountRoles, look, roles_request
from carto_wizard.setup.answers import Answers
from carto_wizard.tui.dialogs.who_looks import RolesLook

_TELL_SECONDS = 0.2


def look_at_roles(
    answers: Answers,
    chosen: RolesLook,
    environ: Mapping[str, str],
    cancel: threading.Event,
    tell: Callable[[int], object],
) -> tuple[AccountRoles, ...]:
    """Every account in the order of the answers; `tell` gets how many are done."""
    found: list[AccountRoles] = []
    told = time.monotonic()
    request = roles_request(answers, chosen.looker, environ, chosen.role)
    for each in look(request, cancel):
        found.append(each)
        if time.monotonic() - told >= _TELL_SECONDS:
            told = time.monotonic()
            tell(len(found))
    order = {account.id: index for index, account in enumerate(answers.accounts)}
    return tuple(sorted(found, key=lambda each: order.get(each.account, -1)))
