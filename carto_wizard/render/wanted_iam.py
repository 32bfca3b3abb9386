"""What must exist in IAM for these answers: the one value that every form renders.

Scripts, templates, Terraform, the hand-off packet and the demo make it; the live checks
compare with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from carto_wizard.render.policies import (
    EXTRA_GRANTS_NAME,
    HUB_INLINE_NAME,
    extra_grants,
    has_extra_grants,
    hub_inline,
    spoke_trust,
    start_role_trust,
)
from carto_wizard.render.policy_json import Explained, to_json
from carto_wizard.setup.answers import (
    Account,
    Answers,
    CredentialSource,
    Identity,
    Mode,
)
from carto_wizard.setup.iam_names import split_path
from carto_wizard.setup.ownership import all_tags
from carto_wizard.setup.partitions import policy_arn, security_audit_arn

Policy = Mapping[str, Any]

_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role as IAM gives it."""

    name: str
    path: str
    trust: Policy
    managed: tuple[str, ...] = ()
    """The ARNs of the managed policies that are attached."""
    inline: Mapping[str, Policy] = field(default_factory=dict)
    """The inline policies by their names."""
    boundary: str = ""
    """The ARN of its permissions boundary."""
    session_seconds: int = _SECONDS
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WantedRole:
    """A role that must exist, its policies with the reason for each of their values."""

    name: str
    path: str
    purpose: str
    """One sentence: what it is for."""
    trust: Explained
    managed: tuple[str, ...] = ()
    inline: Mapping[str, Explained] = field(default_factory=dict)
    removed_inline: tuple[str, ...] = ()
    """Inline policies of ours that an earlier answer wanted, by name."""
    boundary: str = ""
    """The ARN of its permissions boundary; empty: none."""
    session_seconds: int = _SECONDS
    tags: Mapping[str, str] = field(default_factory=dict)
    instance_profile: bool = False
    """Whether an instance profile of its name and path holds it, with its tags."""
    keeps_trust: bool = False
    """Whether the trust policy of a role that is there already stays as it is."""

    def as_role(self) -> Role:
        """The same as IAM gives it."""
        return Role(
            self.name,
            self.path,
            _plain(self.trust),
            self.managed,
            {name: _plain(policy) for name, policy in self.inline.items()},
            self.boundary,
            self.session_seconds,
            self.tags,
        )


@dataclass(frozen=True, slots=True)
class WantedIdentity:
    """The user or group of a single account."""

    kind: Identity
    name: str
    path: str
    managed: tuple[str, ...]
    boundary: str = ""
    """Of a user; a group has none."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Of a user; IAM has none for groups."""


@dataclass(frozen=True, slots=True)
class WantedIam:
    """What one account needs; without anything in it, it is not part of the set-up."""

    roles: tuple[WantedRole, ...] = ()
    """The role that Cartography starts with first."""
    identity: WantedIdentity | None = None


def wanted_iam(answers: Answers, account_id: str) -> WantedIam:
    """Return what this account needs."""
    if answers.mode is Mode.SINGLE:
        if answers.single.identity is not Identity.ROLE:
            return WantedIam(identity=single_identity(answers, account_id))
        return WantedIam((single_role(answers, account_id),))
    roles = []
    if account_id == answers.hub.account_id:
        roles.append(hub_role(answers, account_id))
    if any(account.id == account_id for account in answers.accounts):
        roles.append(read_only_role(answers, account_id))
    return WantedIam(tuple(roles))


def accounts_of(answers: Answers) -> tuple[Account, ...]:
    """The accounts in which something must exist, the hub or the single one first."""
    if answers.mode is Mode.SINGLE:
        return (Account(answers.single.account_id, answers.single.profile),)
    named = {account.id: account for account in answers.accounts}
    hub = answers.hub.account_id
    return (named.pop(hub, Account(hub, "hub")), *named.values())


def hub_role(answers: Answers, account: str) -> WantedRole:
    """Return the role that Cartography starts with.

    `account` may be anything that stands for the account's ID where the form is used.
    """
    return _role(
        answers,
        answers.hub_role,
        account,
        "Cartography starts as this role and assumes the read-only role of every "
        "account.",
        start_role_trust(answers),
        inline={HUB_INLINE_NAME: hub_inline(answers)},
        instance_profile=needs_instance_profile(answers),
    )


def read_only_role(answers: Answers, account: str) -> WantedRole:
    """Return the role that Cartography assumes in every account."""
    grants = has_extra_grants(answers)
    return _role(
        answers,
        answers.read_only_role,
        account,
        "Cartography reads the settings of the account through this role.",
        spoke_trust(answers),
        managed=(security_audit_arn(answers.partition),),
        inline={EXTRA_GRANTS_NAME: extra_grants(answers)} if grants else {},
        removed_inline=() if grants else (EXTRA_GRANTS_NAME,),
    )


def single_role(answers: Answers, account: str) -> WantedRole:
    """Return the role of a single account, which may well be there already."""
    return _role(
        answers,
        answers.identity_name,
        account,
        "Cartography reads the settings of the account as this role.",
        start_role_trust(answers),
        managed=(security_audit_arn(answers.partition),),
        instance_profile=needs_instance_profile(answers),
        keeps_trust=True,
    )


def single_identity(answers: Answers, account: str) -> WantedIdentity:
    """Return the user or group of a single account."""
    path, name = split_path(answers.identity_name)
    user = answers.single.identity is Identity.USER
    return WantedIdentity(
        answers.single.identity,
        name,
        path,
        (security_audit_arn(answers.partition),),
        _boundary(answers, account) if user else "",
        all_tags(answers) if user else {},
    )


def needs_instance_profile(answers: Answers) -> bool:
    """Whether EC2 must hand the role to a machine."""
    on_ec2 = answers.target.credentials is CredentialSource.EC2
    role = answers.mode is Mode.HUB or answers.single.identity is Identity.ROLE
    return on_ec2 and role


def _role(
    answers: Answers,
    full_name: str,
    account: str,
    purpose: str,
    trust: Explained,
    **others: Any,
) -> WantedRole:
    path, name = split_path(full_name)
    return WantedRole(
        name,
        path,
        purpose,
        trust,
        boundary=_boundary(answers, account),
        session_seconds=answers.access.max_session_hours * _SECONDS,
        tags=all_tags(answers),
        **others,
    )


def _boundary(answers: Answers, account: str) -> str:
    """A boundary that is not AWS's own is a policy of the same name everywhere."""
    name = answers.access.permissions_boundary
    if not name or name.startswith("arn:"):
        return name
    return policy_arn(answers.partition, account, name)


def _plain(policy: Explained) -> Policy:
    document: Policy = json.loads(to_json(policy))
    return document
