"""What a run of the checks is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from carto_wizard.checks.catalogue import BEFORE_ACCOUNTS, CHECKS, Scope, scope_of
from carto_wizard.files.foreign_config import ForeignSetting
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """Which setup to check, on which machine, and how much of it."""

    answers: Answers
    places: Places
    environ: Mapping[str, str]
    accounts: frozenset[str] = frozenset()
    """Only these accounts, by ID; empty: all of them."""
    checks: frozenset[str] = frozenset()
    """Only these checks, by name; empty: all that apply."""
    gently: bool = False
    """Whether to ask slowly, because nobody waits for this run."""
    look_with: str = ""
    """A role that the hub may assume to read a role that is not right."""
    allowed: frozenset[ForeignSetting] = frozenset()
    """What files of somebody else may have botocore do: a person has seen it."""

    def only(self, names: Collection[str]) -> CheckRequest:
        """The same for some account IDs and names of checks; for all of no names."""
        accounts = frozenset(name for name in names if name.isdigit())
        checks = frozenset(names) - accounts
        return replace(self, accounts=accounts, checks=checks)

    def wants(self, check: str) -> bool:
        """Whether this check is asked for, by name or for the accounts named."""
        if check in self.checks or not (self.checks or self.accounts):
            return True
        if scope_of(check) is not Scope.SPOKE:
            # An account cannot be asked without what comes before it.
            return not self.checks and scope_of(check) in BEFORE_ACCOUNTS
        named = any(scope_of(name) is Scope.SPOKE for name in self.checks)
        return bool(self.accounts) and not named

    def wants_any(self, scope: Scope) -> bool:
        """Whether any check of this scope is asked for."""
        return any(
            self.wants(each.id) for each in CHECKS.values() if each.scope is scope
        )
