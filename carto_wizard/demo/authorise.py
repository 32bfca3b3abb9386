"""Whether a caller may do what it asks, and AWS's sentence when it may not."""

from __future__ import annotations

from carto_wizard.demo.aws_state import AwsState, Principal
from carto_wizard.demo.iam_state import boundary_of, identity_policies, role_by_name
from carto_wizard.demo.policy_evaluation import Effect, Request, decide
from carto_wizard.demo.protocols import PROTOCOLS, AwsError, Call, Protocol

_IDENTITY = "identity-based policy"
_SESSION = "session policy"
_SCP = "service control policy"
BOUNDARY = "permissions boundary"
"""What decided, where it is the boundary of the role."""

_DECIDED_ELSEWHERE = frozenset(
    [
        "sts:GetCallerIdentity",  # needs no permission, and no policy can deny it
        "sts:AssumeRole",  # both accounts have a say: services.sts
    ]
)


def authorise(aws: AwsState, caller: Principal, call: Call) -> None:
    """Return when allowed, raise AWS's refusal otherwise."""
    if call.permission in _DECIDED_ELSEWHERE:
        return
    resource = resource_of(aws, caller, call)
    effect, by = decide_for(aws, caller, call.permission, resource, call.region)
    if effect is not Effect.ALLOW:
        raise denied(call, caller, _shown(call, resource), effect, by)
    if call.permission in _PASSES_ROLE:
        _authorise_pass(aws, caller, call)


def decide_for(
    aws: AwsState, caller: Principal, permission: str, resource: str, region: str
) -> tuple[Effect, str]:
    """The verdict on an action in the caller's own account, and the deciding type."""
    request = aws.request(caller, permission, resource, region)
    if decide(aws.denials(caller.account), request) is Effect.DENY:
        return Effect.DENY, _SCP
    if caller.kind == "root":
        return Effect.ALLOW, _IDENTITY
    effect = decide(identity_policies(aws, caller), request)
    boundary = decide_boundary(aws, caller, request)
    if effect is Effect.DENY or boundary is Effect.ALLOW:
        if effect is Effect.ALLOW and caller.session_policy:
            return decide([caller.session_policy], request), _SESSION
        return effect, _IDENTITY
    if effect is Effect.NONE and boundary is Effect.NONE:
        return effect, _IDENTITY
    return boundary, BOUNDARY


def decide_boundary(aws: AwsState, caller: Principal, request: Request) -> Effect:
    """What the caller's permissions boundary says; without one everything is allowed.

    Source: IAM user guide, "Permissions boundaries for IAM entities".
    """
    boundary = boundary_of(aws, caller)
    return Effect.ALLOW if boundary is None else decide([boundary], request)


def denied(
    call: Call,
    caller: Principal,
    resource: str,
    effect: Effect,
    by: str,
    permission: str = "",
) -> AwsError:
    """The access-denied answer of this service, to the call or to a part of it."""
    permission = permission or call.permission
    on = f" on resource: {resource}" if resource else ""
    why = (
        f"with an explicit deny in {'an' if by == _IDENTITY else 'a'} {by}"
        if effect is Effect.DENY
        else f"because no {by} allows the {permission} action"
    )
    message = f"User: {caller.arn} is not authorized to perform: {permission}{on} {why}"
    protocol = PROTOCOLS[call.service]
    if protocol is Protocol.EC2:
        sentence = "You are not authorized to perform this operation."
        return AwsError("UnauthorizedOperation", f"{sentence} {message}", 403)
    if protocol is Protocol.QUERY:
        return AwsError("AccessDenied", message, 403)
    return AwsError(
        "AccessDeniedException", message, 400 if protocol is Protocol.JSON else 403
    )


_PASSES_ROLE = frozenset(
    {
        "iam:AddRoleToInstanceProfile",
        "ec2:AssociateIamInstanceProfile",
        "ec2:ReplaceIamInstanceProfileAssociation",
    }
)


def _authorise_pass(aws: AwsState, caller: Principal, call: Call) -> None:
    """Putting a role on an instance needs iam:PassRole on the role."""
    resource = "*"
    if call.service == "iam":
        role = role_by_name(aws, caller.account, call.text("RoleName"))
        resource = role.arn if role is not None else "*"
    effect, by = decide_for(aws, caller, "iam:PassRole", resource, call.region)
    if effect is not Effect.ALLOW:
        raise denied(call, caller, resource, effect, by, "iam:PassRole")


_IAM_NAMES = (
    # Attaching a policy is an act on the role, so the policy's ARN comes last.
    ("RoleName", "role"),
    ("UserName", "user"),
    ("GroupName", "group"),
    ("InstanceProfileName", "instance-profile"),
)


def resource_of(aws: AwsState, caller: Principal, call: Call) -> str:
    """The ARN that the identity policies are asked about."""
    if call.service != "iam":
        return "*"
    prefix = f"arn:{aws.partition}:iam::{caller.account}"
    for parameter, kind in _IAM_NAMES:
        if name := call.text(parameter):
            if kind == "role":
                role = role_by_name(aws, caller.account, name)
                return role.arn if role is not None else f"{prefix}:role/{name}"
            return f"{prefix}:{kind}/{name}"
    return call.text("PolicyArn") or call.text("PolicySourceArn") or "*"


def _shown(call: Call, resource: str) -> str:
    """The resource as the sentence names it: IAM says `role NAME`, EC2 nothing."""
    if call.service == "ec2":
        return ""
    for parameter, kind in _IAM_NAMES:
        if call.service == "iam" and (name := call.text(parameter)):
            return f"{kind.replace('-', ' ')} {name}"
    return resource
