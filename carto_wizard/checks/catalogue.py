"""Every check: its public name, what it proves, whom it applies to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What a check is about."""

    MACHINE = "machine"
    HUB = "hub"
    ACCOUNT = "account"
    SINGLE = "single account"
    FILES = "files"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Check:
    """One question put to the world."""

    id: str
    proves: str
    applies_to: Scope


_CHECKS = (
    Check("machine.environment", "no variable overrides the files", Scope.MACHINE),
    Check("machine.cartography", "Cartography here is new enough", Scope.MACHINE),
    Check("machine.endpoint", "AWS can be reached from here", Scope.MACHINE),
    Check("machine.clock", "the clock agrees with AWS's", Scope.MACHINE),
    Check("instance.metadata", "the instance hands out a role", Scope.MACHINE),
    Check("instance.role", "the role and account are the hub's", Scope.MACHINE),
    Check("hub.credentials", "AWS knows the first credentials", Scope.HUB),
    Check("hub.account", "they belong to the hub account", Scope.HUB),
    Check("hub.role", "they are those of the hub role", Scope.HUB),
    Check("spoke.assume-role", "the role can be assumed", Scope.ACCOUNT),
    Check("spoke.account", "the expected account answers", Scope.ACCOUNT),
    Check("spoke.external-id", "the external ID is required", Scope.ACCOUNT),
    Check("spoke.security-audit", "SecurityAudit is attached", Scope.ACCOUNT),
    Check("spoke.describe-regions", "the regions can be listed", Scope.ACCOUNT),
    Check("spoke.region", "the chosen region is enabled", Scope.ACCOUNT),
    Check(
        "spoke.permissions", "no call that Cartography needs is denied", Scope.ACCOUNT
    ),
    Check("single.credentials", "AWS knows the credentials", Scope.SINGLE),
    Check("single.account", "they belong to the account", Scope.SINGLE),
    Check("single.identity", "they are those of the identity named", Scope.SINGLE),
    Check("single.security-audit", "SecurityAudit is attached", Scope.SINGLE),
    Check("single.describe-regions", "the regions can be listed", Scope.SINGLE),
    Check("single.region", "the chosen region is enabled", Scope.SINGLE),
    Check(
        "single.permissions", "no call that Cartography needs is denied", Scope.SINGLE
    ),
    Check("files.account-map", "Cartography will see these accounts", Scope.FILES),
    Check("files.profile", "the written profile leads to its account", Scope.FILES),
    Check("organization.accounts", "no account was forgotten", Scope.ORGANIZATION),
)

CHECKS: dict[str, Check] = {check.id: check for check in _CHECKS}
