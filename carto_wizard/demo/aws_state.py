"""The state of the embedded AWS beside moto's IAM: accounts, sessions, faults."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from carto_wizard.aws.regions import regions
from carto_wizard.demo.faults import Faults
from carto_wizard.demo.organization_state import (
    ORGANIZATION,
    ROOT,
    Bucket,
    OrganizationState,
)
from carto_wizard.demo.policy_evaluation import Request
from carto_wizard.demo.scenarios import INSTANCE
from carto_wizard.setup.organization import ACTIVE
from carto_wizard.setup.partitions import PARTITIONS


@dataclass(slots=True)
class MemberAccount:
    """One AWS account of the demo."""

    id: str
    name: str
    opted: set[str] = field(default_factory=set)
    """The opt-in regions that are enabled in this account."""
    state: str = ACTIVE
    """Empty: AWS does not tell it."""
    unit: str = ROOT
    tags: dict[str, str] = field(default_factory=dict)
    outside: bool = False
    """True: the account is not in the organization."""
    denials: list[str] = field(default_factory=list)
    """Service control policies with Deny statements."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever signed a call."""

    account: str
    arn: str
    user_id: str
    kind: str
    """`user`, `role` or `root`."""
    name: str
    """Of the user or the role in IAM."""
    identity_arn: str
    """The ARN in IAM: of the user, or of the role behind the session."""
    session_policy: str = ""
    """Empty: the session may do all that its role may."""


@dataclass(slots=True)
class RoleSession:
    """Temporary credentials, and the principal that signs with them."""

    caller: Principal
    key_id: str
    secret: str
    token: str
    issued: float
    expires: float


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call and how it ended."""

    permission: str
    account: str
    caller: str
    region: str
    code: str
    """The error code, empty for success."""


@dataclass(slots=True)
class AwsState:
    """Every account, session and fault; moto keeps only IAM."""

    partition: str
    members: dict[str, MemberAccount]
    hub: str
    organization: OrganizationState = field(default_factory=OrganizationState)
    organization_calls: Bucket = field(default_factory=Bucket)
    sessions: dict[str, RoleSession] = field(default_factory=dict)
    profile_name: str = ""
    """The instance profile on the hub's instance; it may have been deleted since."""
    instance: str = INSTANCE
    instance_region: str = ""
    faults: Faults = field(default_factory=Faults)
    calls: deque[LoggedCall] = field(default_factory=lambda: deque(maxlen=20_000))

    def now(self) -> float:
        """The time on AWS's clocks, which a fault may set wrong."""
        return time.time() + self.faults.clock

    @property
    def home_region(self) -> str:
        """The region that every account of the partition has."""
        return PARTITIONS[self.partition].home_region

    def opt_status(self, account_id: str, region: str) -> str | None:
        """The opt-in status as `DescribeRegions` spells it; None: no such region."""
        for known in regions(self.partition):
            if known.name == region:
                if not known.opt_in:
                    return "opt-in-not-required"
                opted = region in self.members[account_id].opted
                return "opted-in" if opted else "not-opted-in"
        return None

    def is_enabled(self, account_id: str, region: str) -> bool:
        """Whether this account can use this region."""
        return self.opt_status(account_id, region) in (
            "opt-in-not-required",
            "opted-in",
        )

    def organization_of(self, account_id: str) -> str:
        """The organization's id, empty for an account without one."""
        member = self.members.get(account_id)
        if not self.organization.management or member is None or member.outside:
            return ""
        return ORGANIZATION

    def denials(self, account_id: str) -> list[str]:
        """The service control policies that bind this account."""
        managing = account_id == self.organization.management
        if managing or not self.organization_of(account_id):
            return []
        return self.members[account_id].denials

    def request(
        self, caller: Principal, permission: str, resource: str, region: str
    ) -> Request:
        """The request with its condition keys, as policies are evaluated against it."""
        context = {
            "aws:principalarn": caller.identity_arn,
            "aws:principalaccount": caller.account,
            "aws:principaltype": "AssumedRole" if caller.kind == "role" else "User",
            "aws:principalisawsservice": "false",
            "aws:userid": caller.user_id,
            "aws:requestedregion": region,
            "aws:securetransport": "true",
        }
        if organization := self.organization_of(caller.account):
            context["aws:principalorgid"] = organization
        if caller.kind == "user":
            context["aws:username"] = caller.name
        return Request(permission, resource, context)

    def expire(self, accounts: Iterable[str] | None = None) -> None:
        """End every session, or those of some accounts."""
        chosen = None if accounts is None else set(accounts)
        for session in self.sessions.values():
            if chosen is None or session.caller.account in chosen:
                session.expires = 0.0
