"""Every check, and all that other modules need to know of one.

To add a check: an entry here, the probe that answers it, and its test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What a check is about; it is also the first half of the check's name."""

    MACHINE = "machine"
    INSTANCE = "instance"
    HUB = "hub"
    SPOKE = "spoke"
    SINGLE = "single"
    FILES = "files"
    ORGANIZATION = "organization"


BEFORE_ACCOUNTS = frozenset({Scope.MACHINE, Scope.INSTANCE, Scope.HUB})
"""Where a failure keeps every account from being asked."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question that a run answers."""

    scope: Scope
    name: str
    proves: str
    column: str = ""
    """The column of the accounts' table that shows its result."""
    always_answered: bool = True
    """Whether each run that asks this scope has a finding for it."""

    @property
    def id(self) -> str:
        """The public name, such as `spoke.assume-role`."""
        return f"{self.scope}.{self.name}"


_CHECKS = (
    Check(Scope.MACHINE, "environment", "no variable overrides the files"),
    Check(
        Scope.MACHINE,
        "cartography",
        "Cartography here is new enough",
        always_answered=False,
    ),
    Check(Scope.MACHINE, "endpoint", "AWS can be reached from here"),
    Check(Scope.MACHINE, "clock", "the clock agrees with AWS's"),
    Check(Scope.INSTANCE, "metadata", "the instance hands out a role"),
    Check(Scope.INSTANCE, "role", "the role and account are the hub's"),
    Check(Scope.HUB, "credentials", "AWS knows the first credentials"),
    Check(Scope.HUB, "account", "they belong to the hub account"),
    Check(Scope.HUB, "role", "they are those of the hub role"),
    Check(Scope.SPOKE, "assume-role", "the role can be assumed", "assume"),
    Check(Scope.SPOKE, "account", "the expected account answers", "assume"),
    Check(Scope.SPOKE, "external-id", "the external ID is required", "assume"),
    Check(Scope.SPOKE, "security-audit", "SecurityAudit is attached", "audit"),
    Check(Scope.SPOKE, "describe-regions", "the regions can be listed", "regions"),
    Check(Scope.SPOKE, "region", "the chosen region is enabled", "regions"),
    Check(
        Scope.SPOKE, "permissions", "no call that Cartography needs is denied", "audit"
    ),
    Check(Scope.SINGLE, "credentials", "AWS knows the credentials"),
    Check(Scope.SINGLE, "account", "they belong to the account"),
    Check(Scope.SINGLE, "identity", "they are those of the identity named"),
    Check(Scope.SINGLE, "security-audit", "SecurityAudit is attached"),
    Check(Scope.SINGLE, "describe-regions", "the regions can be listed"),
    Check(Scope.SINGLE, "region", "the chosen region is enabled"),
    Check(Scope.SINGLE, "permissions", "no call that Cartography needs is denied"),
    Check(Scope.FILES, "account-map", "the files hold these accounts and no others"),
    Check(
        Scope.FILES,
        "profile",
        "the written profile leads to its account",
        always_answered=False,
    ),
    Check(
        Scope.ORGANIZATION,
        "accounts",
        "no account was forgotten",
        always_answered=False,
    ),
)

CHECKS: dict[str, Check] = {check.id: check for check in _CHECKS}


def scope_of(check: str) -> Scope | None:
    """The scope of a check by its public name; None for rules of the lint."""
    known = CHECKS.get(check)
    return known.scope if known else None
