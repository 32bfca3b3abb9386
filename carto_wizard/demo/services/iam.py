"""What the gate adds to moto's IAM: simulation, and documents judged as IAM does."""

from __future__ import annotations

from typing import Any

from carto_wizard.demo.authorise import decide_boundary, decide_for
from carto_wizard.demo.documents import check_identity, check_trust
from carto_wizard.demo.iam_state import (
    backend,
    boundary_of,
    identity_policies,
    role_by_arn,
)
from carto_wizard.demo.policy import Effect, decide
from carto_wizard.demo.wire import AwsError, Call
from carto_wizard.demo.world import AwsState, Principal

_VERDICTS = {
    Effect.ALLOW: "allowed",
    Effect.DENY: "explicitDeny",
    Effect.NONE: "implicitDeny",
}

_TRUSTS = {
    "CreateRole": "AssumeRolePolicyDocument",
    "UpdateAssumeRolePolicy": "PolicyDocument",
}
_IDENTITIES = {f"Put{owner}Policy" for owner in ("Role", "User", "Group")}
_IDENTITIES |= {"CreatePolicy", "CreatePolicyVersion"}


def check_documents(world: AwsState, call: Call) -> None:
    """Refuse a policy document that IAM would refuse, before moto stores it."""
    if name := _TRUSTS.get(call.action):
        check_trust(world, call.text(name))
    elif call.action in _IDENTITIES:
        check_identity(world, call.text("PolicyDocument"))


def simulate_principal_policy(
    world: AwsState, _caller: Principal, call: Call
) -> dict[str, Any]:
    """What a user or role may do, by its identity policies and the organization's."""
    subject = _subject(world, call.text("PolicySourceArn"))
    resources = call.members("ResourceArns") or ["*"]
    results = [
        _simulated(world, subject, action, resource, call.region)
        for action in call.members("ActionNames")
        for resource in resources
    ]
    return {"EvaluationResults": {"member": results}, "IsTruncated": False}


def _simulated(
    world: AwsState, subject: Principal, action: str, resource: str, region: str
) -> dict[str, Any]:
    request = world.request(subject, action, resource, region)
    identity = decide(identity_policies(world, subject), request)
    within = decide_boundary(world, subject, request)
    overall, _ = decide_for(world, subject, action, resource, region)
    result: dict[str, Any] = {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": _VERDICTS[overall],
        "MatchedStatements": "",
        "MissingContextValues": "",
    }
    if boundary_of(world, subject) is not None:
        allowed = within is Effect.ALLOW
        detail = {"AllowedByPermissionsBoundary": allowed}
        result["PermissionsBoundaryDecisionDetail"] = detail
    if world.organization_of(subject.account):
        denied = decide(world.denials(subject.account), request) is Effect.DENY
        result["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": not denied}
        if denied and identity is not Effect.DENY:
            # The organization's refusal is reported as implicit, with the detail above.
            result["EvalDecision"] = _VERDICTS[Effect.NONE]
    return result


def _subject(world: AwsState, arn: str) -> Principal:
    parts = arn.split(":")
    account = parts[4] if len(parts) == 6 else ""
    if account in world.members and parts[5].startswith("role/"):
        role = role_by_arn(world, arn)
        if role is not None:
            return Principal(account, arn, role.id, "role", role.name, arn)
    if account in world.members and parts[5].startswith("user/"):
        for user in backend(world, account).users.values():
            if user.arn == arn:
                return Principal(account, arn, user.id, "user", user.name, arn)
    raise AwsError("NoSuchEntity", f"The policy source {arn} cannot be found.", 404)


ACTIONS = {"SimulatePrincipalPolicy": simulate_principal_policy}
