"""When to ask again what is not right yet: soon at first, later once a minute."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from carto_wizard.checks.catalogue import CHECKS, Scope
from carto_wizard.checks.results.results import Results

FIRST_SECONDS = 5.0
LONGEST_SECONDS = 60.0

_AROUND_ACCOUNTS = frozenset(
    check.id for check in CHECKS.values() if check.scope is not Scope.SPOKE
)
"""What a round about some accounts does not ask, or only in part."""


@dataclass(frozen=True, slots=True)
class Round:
    """One more run of the checks."""

    pause: float
    """Seconds before it."""
    only: Collection[str]
    """Account IDs and names of checks; empty: everything."""

    @property
    def is_last(self) -> bool:
        """Whether nothing is wrong any more, which only this round can confirm."""
        return self.only is _AROUND_ACCOUNTS


@dataclass(slots=True)
class Rounds:
    """Plans one round after the other; a round that changes nothing is a longer pause.

    The last one asks about everything but the accounts: what it says depends on them.
    """

    unconfirmed: bool = False
    """Whether the last rounds were about some accounts."""
    _pause: float = 0.0
    _left: int = 0

    def after(self, results: Results) -> Round | None:
        """What to ask next; None: nothing that is asked again could get better."""
        left = results.to_retry()
        if not left:
            partial, self.unconfirmed = self.unconfirmed, False
            return Round(0.0, _AROUND_ACCOUNTS) if partial else None
        slower = self._pause and len(left) >= self._left
        self._pause = min(self._pause * 2, LONGEST_SECONDS) if slower else FIRST_SECONDS
        self._left = len(left)
        self.unconfirmed = bool(results.accounts)
        # A single account is asked in a dozen calls, each after the one before.
        return Round(self._pause, left if results.accounts else ())
