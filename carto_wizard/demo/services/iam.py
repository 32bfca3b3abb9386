"""What moto's IAM lacks: policy simulation, and refusing malformed policies."""

from __future__ import annotations

from typing import Any

from carto_wizard.demo.authorise import decide_boundary, decide_for
from carto_wizard.demo.aws_state import AwsState, Principal
from carto_wizard.demo.iam_state import (
    backend,
    boundary_of,
    identity_policies,
    role_by_arn,
)
from carto_wizard.demo.policy_evaluation import Effect, decide
from carto_wizard.demo.policy_validation import (
    validate_identity_policy,
    validate_trust_policy,
)
from carto_wizard.demo.protocols import AwsError, Call

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


def check_documents(aws: AwsState, call: Call) -> None:
    """Refuse a policy document that IAM would refuse, before moto stores it."""
    if name := _TRUSTS.get(call.action):
        validate_trust_policy(aws, call.text(name))
    elif call.action in _IDENTITIES:
        validate_identity_policy(aws, call.text("PolicyDocument"))


def simulate_principal_policy(
    aws: AwsState, _caller: Principal, call: Call
) -> dict[str, Any]:
    """What a user or role may do, by its identity policies and the organization's."""
    subject = _subject(aws, call.text("PolicySourceArn"))
    resources = call.members("ResourceArns") or ["*"]
    results = [
        _simulated(aws, subject, action, resource, call.region)
        for action in call.members("ActionNames")
        for resource in resources
    ]
    return {"EvaluationResults": {"member": results}, "IsTruncated": False}


def _simulated(
    aws: AwsState, subject: Principal, action: str, resource: str, region: str
) -> dict[str, Any]:
    request = aws.request(subject, action, resource, region)
    identity = decide(identity_policies(aws, subject), request)
    boundary = decide_boundary(aws, subject, request)
    overall, _ = decide_for(aws, subject, action, resource, region)
    result: dict[str, Any] = {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": _VERDICTS[overall],
        "MatchedStatements": "",
        "MissingContextValues": "",
    }
    if boundary_of(aws, subject) is not None:
        allowed = boundary is Effect.ALLOW
        detail = {"AllowedByPermissionsBoundary": allowed}
        result["PermissionsBoundaryDecisionDetail"] = detail
    if aws.organization_of(subject.account):
        denied = decide(aws.denials(subject.account), request) is Effect.DENY
        result["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": not denied}
        if denied and identity is not Effect.DENY:
            # The organization's refusal is reported as implicit, with the detail above.
            result["EvalDecision"] = _VERDICTS[Effect.NONE]
    return result


def _subject(aws: AwsState, arn: str) -> Principal:
    parts = arn.split(":")
    account = parts[4] if len(parts) == 6 else ""
    if account in aws.members and parts[5].startswith("role/"):
        role = role_by_arn(aws, arn)
        if role is not None:
            return Principal(account, arn, role.id, "role", role.name, arn)
    if account in aws.members and parts[5].startswith("user/"):
        for user in backend(aws, account).users.values():
            if user.arn == arn:
                return Principal(account, arn, user.id, "user", user.name, arn)
    raise AwsError("NoSuchEntity", f"The policy source {arn} cannot be found.", 404)


ACTIONS = {"SimulatePrincipalPolicy": simulate_principal_policy}
