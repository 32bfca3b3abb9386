"""The calls that a role must be allowed, asked of IAM's simulator in one question.

Source of the list: a full sync of Cartography 0.143.0 with each of its calls denied in
turn; these abort the account, the others only leave a gap.
"""

from __future__ import annotations

from collections.abc import Iterator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.discovery import SimulatedAction, simulate
from carto_wizard.aws.failures import CallFailed
from carto_wizard.checks.diagnosis.errors import cause_of_simulated, is_denied
from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.grants import GRANTS, with_required
from carto_wizard.setup.text import one_line

ABORTING = (
    "ec2:DescribeRegions",
    "iam:ListUsers",
    "iam:ListGroups",
    "iam:ListRoles",
    "iam:GetAccountSummary",
    "s3:ListAllMyBuckets",
    "cloudfront:ListDistributions",
)


def permissions(
    context: CheckContext, subject: Subject, credentials: Credentials, principal: str
) -> Iterator[Finding]:
    """What this user or role, named by its ARN, is denied of what Cartography calls."""
    try:
        simulated = _simulated(context, principal, credentials)
    except CallFailed as failure:
        name = principal.rsplit("/", 1)[-1]
        yield context.findings.failed(
            subject,
            failure,
            f"{one_line(name, 64)} has no permission for iam:SimulatePrincipalPolicy.",
            cause="not-allowed-to-look" if is_denied(failure) else "",
            status=Status.SKIPPED,
        )
        return
    denied = [action for action in simulated if action.decision != "allowed"]
    yield from (_denied(context, subject, action) for action in denied)
    if not denied:
        message = "The IAM policy simulator allows every call that Cartography needs."
        yield context.findings.ok(subject, message)


def _simulated(
    context: CheckContext, principal: str, credentials: Credentials
) -> list[SimulatedAction]:
    answers = context.answers
    by_resource: dict[str, list[str]] = {"*": list(ABORTING)}
    for action in with_required(answers.access.grants):
        grant = GRANTS.get(action)
        pattern = grant.resource.format(partition=answers.partition) if grant else "*"
        # The simulator takes an ARN, not a pattern; any name stands for the rest.
        resource = pattern if pattern == "*" else pattern.replace("*", "any")
        by_resource.setdefault(resource, []).append(action)
    connection = context.connect(credentials)
    return [
        simulated
        for resource, actions in by_resource.items()
        for simulated in simulate(connection, principal, tuple(actions), resource)
    ]


def _denied(
    context: CheckContext, subject: Subject, simulated: SimulatedAction
) -> Finding:
    action, decision = simulated.action, simulated.decision
    aborting = action in ABORTING
    missing = "aborting-permission-missing" if aborting else "grant-missing"
    return context.findings.problem(
        subject,
        cause_of_simulated(simulated, missing),
        f"{action} is denied.",
        status=Status.FAILED if aborting else Status.WARNING,
        effect=Effect.STOPS if aborting else Effect.GAPS,
        evidence=f"iam:SimulatePrincipalPolicy: {action} {decision}.",
        where=subject.account or "",
    )
