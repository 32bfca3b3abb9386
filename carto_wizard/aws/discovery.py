"""What exists in an account: its regions, and what is attached to an identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from carto_wizard.aws.clients import Connection
from carto_wizard.aws.failures import CallFailed, FailureKind, needed

NOT_OPTED_IN = "not-opted-in"


def region_status(connection: Connection, region: str) -> str:
    """The opt-in status of `region` in the account of the connection.

    Empty when the EC2 of the connection's own region does not list it at all.
    """
    try:
        answer = connection.call(
            "ec2",
            "describe_regions",
            AllRegions=True,
            RegionNames=[region],
        )
    except CallFailed as failure:
        if failure.code == "InvalidParameterValue":
            return ""
        raise
    rows = {row.get("RegionName"): row for row in needed(answer, "Regions")}
    return str(needed(rows[region], "OptInStatus")) if region in rows else ""


def attached_policies(connection: Connection, kind: str, name: str) -> tuple[str, ...]:
    """ARNs of the managed policies on a user, group or role."""
    operation = f"list_attached_{kind}_policies"
    parameter = f"{kind.title()}Name"
    answer = connection.call("iam", operation, **{parameter: name})
    return tuple(
        str(needed(p, "PolicyArn")) for p in needed(answer, "AttachedPolicies")
    )


def groups_of(connection: Connection, user: str) -> tuple[str, ...]:
    """The groups of a user, whose policies are the user's too."""
    answer = connection.call("iam", "list_groups_for_user", UserName=user)
    return tuple(str(needed(group, "GroupName")) for group in needed(answer, "Groups"))


@dataclass(frozen=True, slots=True)
class SimulatedAction:
    """What IAM's simulator says of one action on one resource."""

    action: str
    decision: str
    """`allowed`, `implicitDeny` or `explicitDeny`."""
    by_organization: bool = False
    by_boundary: bool = False


def simulate(
    connection: Connection,
    principal: str,
    actions: tuple[str, ...],
    resource: str = "*",
) -> tuple[SimulatedAction, ...]:
    """Ask IAM whether `principal` may; trust policies are not part of its answer."""
    answer = connection.call(
        "iam",
        "simulate_principal_policy",
        PolicySourceArn=principal,
        ActionNames=list(actions),
        ResourceArns=[resource],
    )
    found = tuple(_simulated(row) for row in needed(answer, "EvaluationResults"))
    if not {row.action for row in found} >= set(actions):
        message = "The response does not cover all actions of the request."
        raise CallFailed(FailureKind.UNREADABLE, message)
    return found


def arn_of_role(connection: Connection, role: str) -> str:
    """The ARN of a role, its path included."""
    answer = connection.call("iam", "get_role", RoleName=role)
    return str(needed(needed(answer, "Role"), "Arn"))


def trust_of(connection: Connection, role: str) -> dict[str, Any]:
    """The trust policy of a role in the account of the connection."""
    answer = connection.call("iam", "get_role", RoleName=role)
    found = needed(answer, "Role")
    # botocore leaves it a text where it is no JSON.
    document: dict[str, Any] = needed(found, "AssumeRolePolicyDocument", dict)
    return document


def _simulated(row: dict[str, Any]) -> SimulatedAction:
    organization = row.get("OrganizationsDecisionDetail") or {}
    boundary = row.get("PermissionsBoundaryDecisionDetail") or {}
    return SimulatedAction(
        str(needed(row, "EvalActionName")),
        str(needed(row, "EvalDecision")),
        by_organization=organization.get("AllowedByOrganizations") is False,
        by_boundary=boundary.get("AllowedByPermissionsBoundary") is False,
    )
