"""The calls by which an administrator makes a role, or sets it right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from carto_wizard.render.policy_json import to_json
from carto_wizard.render.wanted_iam import Role, WantedRole

CallIam = Callable[..., Any]
"""Makes one call of IAM: its name as boto3 has it, and its parameters."""


def create_role(call: CallIam, role: WantedRole) -> None:
    """Make a role by the calls that the script makes."""
    more = {"PermissionsBoundary": role.boundary} if role.boundary else {}
    call(
        "create_role",
        Path=role.path,
        RoleName=role.name,
        AssumeRolePolicyDocument=to_json(role.trust),
        MaxSessionDuration=role.session_seconds,
        Tags=tags(role),
        **more,
    )
    _put_policies(call, role)
    if role.instance_profile:
        create_profile(call, role)


def set_right(call: CallIam, role: WantedRole, found: Role) -> None:
    """Change a role that is there, as the script does it; what is more stays."""
    name = role.name
    if not role.keeps_trust:
        trust = to_json(role.trust)
        call("update_assume_role_policy", RoleName=name, PolicyDocument=trust)
        call("tag_role", RoleName=name, Tags=tags(role))
    if role.session_seconds > found.session_seconds:
        seconds = role.session_seconds
        call("update_role", RoleName=name, MaxSessionDuration=seconds)
    if role.boundary and role.boundary != found.boundary:
        boundary = role.boundary
        call(
            "put_role_permissions_boundary", RoleName=name, PermissionsBoundary=boundary
        )
    _put_policies(call, role)
    for policy in role.removed_inline:
        if policy in found.inline:
            call("delete_role_policy", RoleName=name, PolicyName=policy)


def create_profile(call: CallIam, role: WantedRole) -> None:
    """Make the instance profile of a role."""
    name = role.name
    call(
        "create_instance_profile",
        Path=role.path,
        InstanceProfileName=name,
        Tags=tags(role),
    )
    add_to_profile(call, name)


def add_to_profile(call: CallIam, name: str) -> None:
    """Put a role into its instance profile."""
    call("add_role_to_instance_profile", InstanceProfileName=name, RoleName=name)


def tags(role: WantedRole) -> list[dict[str, str]]:
    """The tags of a role as IAM takes them."""
    return [{"Key": key, "Value": value} for key, value in role.tags.items()]


def _put_policies(call: CallIam, role: WantedRole) -> None:
    for arn in role.managed:
        call("attach_role_policy", RoleName=role.name, PolicyArn=arn)
    for name, policy in role.inline.items():
        document = to_json(policy)
        call(
            "put_role_policy",
            RoleName=role.name,
            PolicyName=name,
            PolicyDocument=document,
        )
