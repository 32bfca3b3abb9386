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
    Check(Scope.MACHINE, "environment", "no environment variable causes a problem"),
    Check(
        Scope.MACHINE,
        "cartography",
        "the installed Cartography is new enough",
        always_answered=False,
    ),
    Check(Scope.MACHINE, "endpoint", "AWS can be reached from this machine"),
    Check(Scope.MACHINE, "clock", "the clock of this machine is correct"),
    Check(Scope.INSTANCE, "metadata", "the instance has a role"),
    Check(Scope.INSTANCE, "role", "the instance has the expected role and account"),
    Check(Scope.HUB, "credentials", "AWS accepts the credentials of the hub"),
    Check(Scope.HUB, "account", "the credentials are for the hub account"),
    Check(Scope.HUB, "role", "the credentials are for the hub role"),
    Check(Scope.SPOKE, "assume-role", "the role can be assumed", "assume"),
    Check(Scope.SPOKE, "account", "the role is in the expected account", "assume"),
    Check(Scope.SPOKE, "external-id", "the external ID is required", "assume"),
    Check(Scope.SPOKE, "security-audit", "SecurityAudit is attached", "audit"),
    Check(Scope.SPOKE, "describe-regions", "the regions can be listed", "regions"),
    Check(Scope.SPOKE, "region", "the chosen region is enabled", "regions"),
    Check(
        Scope.SPOKE,
        "permissions",
        "the IAM policy simulator denies no needed call",
        "audit",
    ),
    Check(Scope.SINGLE, "credentials", "AWS accepts the credentials"),
    Check(Scope.SINGLE, "account", "the credentials are for the account"),
    Check(Scope.SINGLE, "identity", "the credentials are for the IAM identity"),
    Check(Scope.SINGLE, "security-audit", "SecurityAudit is attached"),
    Check(Scope.SINGLE, "describe-regions", "the regions can be listed"),
    Check(Scope.SINGLE, "region", "the chosen region is enabled"),
    Check(
        Scope.SINGLE, "permissions", "the IAM policy simulator denies no needed call"
    ),
    Check(
        Scope.FILES,
        "account-map",
        "the files have exactly the profiles of your answers",
    ),
    Check(
        Scope.FILES,
        "profile",
        "the written profile leads to its account",
        always_answered=False,
    ),
    Check(
        Scope.ORGANIZATION,
        "accounts",
        "every account of the organization has a profile",
        always_answered=False,
    ),
)

CHECKS: dict[str, Check] = {check.id: check for check in _CHECKS}


def scope_of(check: str) -> Scope | None:
    """The scope of a check by its public name; None for rules of the lint."""
    known = CHECKS.get(check)
    return known.scope if known else None
