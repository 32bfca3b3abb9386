"""The IAM roles that these answers need, as values to compare with."""

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
from carto_wizard.render.scripts.create_roles import needs_instance_profile
from carto_wizard.setup.answers import Answers, Identity, Mode
from carto_wizard.setup.iam_names import split_path
from carto_wizard.setup.partitions import security_audit_arn

Policy = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role, wanted or found."""

    name: str
    path: str
    trust: Policy
    managed: tuple[str, ...] = ()
    """The ARNs of the managed policies that are attached."""
    inline: Mapping[str, Policy] = field(default_factory=dict)
    """The inline policies by their names."""
    boundary: str = ""
    """The ARN of its permissions boundary."""


@dataclass(frozen=True, slots=True)
class WantedRoles:
    """What one account needs."""

    roles: tuple[Role, ...] = ()
    keeps_trust: bool = False
    """Whether the trust policy of a role that is there already stays as it is."""
    instance_profile: str = ""
    """The instance profile that holds the role of the same name; empty: none."""


def wanted_roles(answers: Answers, account_id: str) -> WantedRoles:
    """Return what the script creates in this account."""
    if answers.mode is Mode.SINGLE:
        if answers.single.identity is not Identity.ROLE:
            return WantedRoles()
        return _with_profile(answers, _single(answers))
    listed = any(account.id == account_id for account in answers.accounts)
    read_only = (_read_only(answers),) if listed else ()
    if account_id != answers.hub.account_id:
        return WantedRoles(read_only)
    return _with_profile(answers, _hub(answers), *read_only)


def removed_inline(answers: Answers, role: Role) -> tuple[str, ...]:
    """The names of inline policies that the script takes from this role."""
    is_read_only = role.name == split_path(answers.access.role)[1]
    drops = answers.mode is Mode.HUB and is_read_only and not has_extra_grants(answers)
    return (EXTRA_GRANTS_NAME,) if drops else ()


def _with_profile(answers: Answers, first: Role, *others: Role) -> WantedRoles:
    profile = first.name if needs_instance_profile(answers) else ""
    keeps = answers.mode is Mode.SINGLE
    return WantedRoles((first, *others), keeps_trust=keeps, instance_profile=profile)


def _hub(answers: Answers) -> Role:
    path, name = split_path(answers.hub.role)
    inline = {HUB_INLINE_NAME: _plain(hub_inline(answers))}
    return Role(name, path, _plain(start_role_trust(answers)), inline=inline)


def _read_only(answers: Answers) -> Role:
    path, name = split_path(answers.access.role)
    grants = has_extra_grants(answers)
    return Role(
        name,
        path,
        _plain(spoke_trust(answers)),
        (security_audit_arn(answers.partition),),
        {EXTRA_GRANTS_NAME: _plain(extra_grants(answers))} if grants else {},
    )


def _single(answers: Answers) -> Role:
    path, name = split_path(answers.single.name)
    audit = security_audit_arn(answers.partition)
    return Role(name, path, _plain(start_role_trust(answers)), (audit,))


def _plain(policy: Explained) -> Policy:
    document: Policy = json.loads(to_json(policy))
    return document
