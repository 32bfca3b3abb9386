"""Answers that follow from other answers and are never asked for."""

from __future__ import annotations

import sys
from dataclasses import replace

from carto_wizard.setup import validate
from carto_wizard.setup.accounts import HUB_NAME
from carto_wizard.setup.answers import Account, Answers, Mode, Platform
from carto_wizard.setup.ownership import setup_id

_PLATFORMS = {"darwin": Platform.MACOS, "win32": Platform.WINDOWS}


def with_derived(answers: Answers, *, system: str = sys.platform) -> Answers:
    """Set the platform and the set-up's ID, and put the hub on the list.

    `system` is this machine as `sys.platform` names it.
    """
    if answers.target.here:
        platform = _PLATFORMS.get(system, Platform.LINUX)
        answers = replace(answers, target=replace(answers.target, platform=platform))
    if not validate.account_id(answers.account_id):
        answers = replace(answers, setup_id=setup_id(answers))
    hub = answers.hub.account_id
    if answers.mode is not Mode.HUB or validate.account_id(hub):
        return answers
    if any(account.id == hub for account in answers.accounts):
        return answers
    # An entry that an earlier call made is replaced when the hub's ID is corrected.
    first = answers.accounts[:1]
    made_here = first and (first[0].name, first[0].region) == (HUB_NAME, "")
    others = answers.accounts[1:] if made_here else answers.accounts
    return replace(answers, accounts=(Account(hub, HUB_NAME), *others))
