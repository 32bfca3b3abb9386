"""The roles and instance profiles of an account, as IAM has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from carto_wizard.aws.clients import Connection
from carto_wizard.aws.failures import CallFailed, needed
from carto_wizard.render.wanted_iam import Policy, Role

ROLE_ACTIONS = (
    "iam:GetRole",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
)
"""All that is asked about a role."""
ACTIONS = (*ROLE_ACTIONS, "iam:GetInstanceProfile")
"""All that is asked here; SecurityAudit has them."""

_MISSING = "NoSuchEntity"


def read_role(connection: Connection, name: str) -> Role | None:
    """The role with its policies; None: there is no role of this name."""
    try:
        found = needed(connection.call("iam", "get_role", RoleName=name), "Role")
    except CallFailed as failure:
        if failure.code == _MISSING:
            return None
        raise
    attached = _pages(
        connection, "list_attached_role_policies", "AttachedPolicies", name
    )
    named = _pages(connection, "list_role_policies", "PolicyNames", name)
    boundary = found.get("PermissionsBoundary") or {}
    return Role(
        str(needed(found, "RoleName")),
        str(needed(found, "Path")),
        needed(found, "AssumeRolePolicyDocument", dict),
        tuple(str(needed(each, "PolicyArn")) for each in attached),
        {str(each): _inline(connection, name, str(each)) for each in named},
        str(boundary.get("PermissionsBoundaryArn", "")),
        int(found.get("MaxSessionDuration", 0)),
        {str(t.get("Key")): str(t.get("Value")) for t in found.get("Tags") or ()},
    )


def role_in_profile(connection: Connection, name: str) -> str | None:
    """The role that an instance profile holds, empty for none; None: no profile."""
    try:
        answer = connection.call(
            "iam", "get_instance_profile", InstanceProfileName=name
        )
    except CallFailed as failure:
        if failure.code == _MISSING:
            return None
        raise
    held = needed(needed(answer, "InstanceProfile"), "Roles", list)
    return str(needed(held[0], "RoleName")) if held else ""


def _inline(connection: Connection, role: str, name: str) -> Policy:
    answer = connection.call("iam", "get_role_policy", RoleName=role, PolicyName=name)
    document: Policy = needed(answer, "PolicyDocument", dict)
    return document


def _pages(
    connection: Connection, operation: str, part: str, role: str
) -> Iterator[Any]:
    more: dict[str, str] = {}
    while True:
        answer = connection.call("iam", operation, RoleName=role, **more)
        yield from needed(answer, part, list)
        if not answer.get("IsTruncated"):
            return
        more = {"Marker": str(needed(answer, "Marker"))}
