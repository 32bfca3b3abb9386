"""What moto's IAM holds, read for decisions: keys, roles, and their policies."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from carto_wizard.setup.organization import ACTIVE

if TYPE_CHECKING:
    from carto_wizard.demo.aws_state import AwsState, Principal

MANAGED = ("SecurityAudit", "ReadOnlyAccess", "ViewOnlyAccess", "AdministratorAccess")
"""The AWS managed policies that exist here; all 1,582 would cost 0.5 s per account."""

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def backend(aws: AwsState, account_id: str) -> Any:
    """Moto's IAM of one account, with the managed policies in it."""
    from moto.iam import models

    # Abstract by moto's annotations, never by its behaviour.
    make: Any = models.AWSManagedPolicy
    iam = models.iam_backends[account_id][aws.partition]
    if not iam.managed_policies:
        # One text for all accounts: moto's own from_data would copy it into each.
        for name, (document, path, version) in _managed_documents().items():
            policy = make(
                name,
                account_id=account_id,
                region=aws.home_region,
                default_version_id=version,
                path=path,
                document=document,
            )
            iam.managed_policies[policy.arn] = policy
    return iam


@cache
def _managed_documents() -> dict[str, tuple[str, str, str]]:
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    every = json.loads(aws_managed_policies_data)
    return {
        name: (
            json.dumps(every[name]["Document"]),
            every[name]["Path"],
            every[name]["DefaultVersionId"],
        )
        for name in MANAGED
    }


def account_of_key(key_id: str) -> str:
    """The account id that AWS, and moto, encode in every access key id; else empty."""
    if len(key_id) != 20 or key_id[12] not in _ALPHABET:
        return ""
    try:
        number = int.from_bytes(base64.b32decode(key_id[4:12]), "big")
    except ValueError:
        return ""
    # 2**39 marks ids of this scheme; the lowest bit moved into the next character.
    half = number - (1 << 39)
    if half < 0:
        return ""
    return f"{2 * half + (_ALPHABET.index(key_id[12]) >= 16):012d}"


def user_of_key(aws: AwsState, account_id: str, key_id: str) -> tuple[Any, str] | None:
    """The user that owns a long-term key, and the key's secret; active keys only."""
    key = backend(aws, account_id).access_keys.get(key_id)
    if key is None or not key.user_name:
        return None
    user = backend(aws, account_id).users.get(key.user_name)
    if user is None or key not in user.access_keys or key.status != "Active":
        return None
    return user, key.secret_access_key


def role_by_name(aws: AwsState, account_id: str, name: str) -> Any:
    """The role, or None."""
    roles = backend(aws, account_id).roles
    return next((r for r in list(roles.values()) if r.name == name), None)


def role_by_arn(aws: AwsState, arn: str) -> Any:
    """The role, or None: the account, the path and the name must all be right."""
    account_id = arn.split(":")[4]
    member = aws.members.get(account_id)
    if member is None or member.state != ACTIVE:
        return None
    roles = backend(aws, account_id).roles
    return next((r for r in list(roles.values()) if r.arn == arn), None)


def identity_policies(aws: AwsState, caller: Principal) -> list[str]:
    """Every identity policy of a user (with its groups) or of a role."""
    iam = backend(aws, caller.account)
    if caller.kind == "role":
        role = role_by_name(aws, caller.account, caller.name)
        return [] if role is None else documents(role)
    user = iam.users.get(caller.name)
    if user is None:
        return []
    groups = [g for g in list(iam.groups.values()) if user in g.users]
    return [text for owner in (user, *groups) for text in documents(owner)]


def boundary_of(aws: AwsState, caller: Principal) -> str | None:
    """The permissions boundary of a role, None where it has none."""
    if caller.kind != "role":
        return None
    role = role_by_name(aws, caller.account, caller.name)
    arn = None if role is None else role.permissions_boundary_arn
    if not arn:
        return None
    policy = backend(aws, caller.account).managed_policies[arn]
    return next(iter(_default_versions([policy])))


def documents(owner: Any) -> list[str]:
    """The inline and attached policies of one user, group or role."""
    attached = _default_versions(owner.managed_policies.values())
    return [*owner.policies.values(), *attached]


def _default_versions(policies: Iterable[Any]) -> Iterator[str]:
    return (
        version.document
        for policy in policies
        for version in policy.versions
        if version.version_id == policy.default_version_id
    )
