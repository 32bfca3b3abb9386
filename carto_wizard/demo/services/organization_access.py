"""Who may ask AWS Organizations, and how often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from carto_wizard.demo.aws_state import AwsState, Principal
from carto_wizard.demo.policy_evaluation import Effect, Request, decide
from carto_wizard.demo.protocols import AwsError, Call
from carto_wizard.setup.partitions import root_arn

_Action = Callable[[AwsState, Principal, Call], dict[str, Any]]


def admitted(action: _Action) -> _Action:
    """The action for whoever may call it, as often as AWS lets calls through."""

    def answer(aws: AwsState, who: Principal, call: Call) -> dict[str, Any]:
        world = aws.organization
        if world.rate and not aws.organization_calls.take(world.rate):
            raise AwsError(
                "TooManyRequestsException",
                "You have sent too many requests in too short a period of time.",
            )
        if not aws.organization_of(who.account):
            raise AwsError(
                "AWSOrganizationsNotInUseException",
                "Your account is not a member of an organization.",
            )
        if not _may(aws, who, call):
            raise AwsError(
                "AccessDeniedException",
                "You don't have permissions to access this resource.",
            )
        return action(aws, who, call)

    return answer


def _may(aws: AwsState, who: Principal, call: Call) -> bool:
    """Whether the account of the caller may, whatever its own policies allow.

    Every member may see which organization it is in; else only the management account,
    delegated administrators, and whom the resource policy names.
    """
    world = aws.organization
    if call.action == "DescribeOrganization":
        return True
    if who.account == world.management or who.account in world.delegated:
        return True
    root = root_arn(aws.partition, who.account)
    names = frozenset((who.arn, who.identity_arn, root, who.account))
    base = aws.request(who, call.permission, "*", call.region)
    request = Request(call.permission, "*", base.context, {"AWS": names})
    policies = [world.resource_policy] if world.resource_policy else []
    return decide(policies, request) is Effect.ALLOW
