"""A list of accounts, read where it does not keep the screen waiting."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from carto_wizard.errors import WizardError
from carto_wizard.setup.accounts import LARGEST_LIST, AccountList, Row, read_accounts
from carto_wizard.setup.answers import Account
from carto_wizard.work.in_subprocess import (
    Send,
    SubprocessEndedError,
    run_in_subprocess,
)

_AT_ONCE = 20_000
"""Characters that are read here sooner than a process has started."""
_ROWS = 200
"""In one message: to take in thousands would hold up the screen once more."""


def read_long_list(text: str, known: Sequence[Account]) -> AccountList:
    """Read a list that was pasted or imported, however long; raises WizardError."""
    if len(text) > LARGEST_LIST:
        raise WizardError(
            f"The text has {len(text):,} characters, more than a list of accounts can "
            "have.",
            "No account was added.",
        )
    if len(text) <= _AT_ONCE:
        return read_accounts(text, known)
    rows: list[Row] = []
    problems: list[str] = []

    def receive(message: Any) -> None:
        if isinstance(message, str):
            problems.append(message)
        else:
            rows.extend(message)

    try:
        run_in_subprocess(
            _read, (text, tuple(known)), receive, cancel=threading.Event()
        )
    except SubprocessEndedError:
        raise WizardError("The list could not be read.", "Paste it again.") from None
    return AccountList(tuple(rows), "".join(problems))


def _read(argument: tuple[str, Sequence[Account]], send: Send) -> None:
    reading = read_accounts(*argument)
    for start in range(0, len(reading.rows), _ROWS):
        send(reading.rows[start : start + _ROWS])
    send(reading.problem)
