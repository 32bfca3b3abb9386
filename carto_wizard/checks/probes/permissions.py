"""The calls that a role must be allowed, asked of IAM's simulator in one question.

Source of the list: a full sync of Cartography 0.143.0 with each of its calls denied in
turn; these abort the account, the others only leave a gap.
"""

from __future__ import annotations

from collections.abc import Iterator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.discovery import SimulatedAction, simulate
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.checks.diagnosis.wording import Subject
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.grants import GRANTS, completed
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
    context: CheckContext, subject: Subject, keys: Credentials, principal: str
) -> Iterator[Finding]:
    """What this user or role, named by its ARN, is denied of what Cartography calls."""
    if not context.request.wants(subject.check):
        return
    try:
        verdicts = _simulated(context, principal, keys)
    except CallFailed as failure:
        if failure.kind is FailureKind.THROTTLED:
            raise
        name = principal.rsplit("/", 1)[-1]
        message = f"{one_line(name, 64)} may not ask IAM about itself."
        yield context.findings.skipped(subject, "not-allowed-to-look", message)
        return
    denied = [verdict for verdict in verdicts if verdict.decision != "allowed"]
    yield from (_denied(context, subject, verdict) for verdict in denied)
    if not denied:
        yield context.findings.ok(subject, "Every call that must not fail is allowed.")


def _simulated(
    context: CheckContext, principal: str, keys: Credentials
) -> list[SimulatedAction]:
    answers = context.answers
    by_resource: dict[str, list[str]] = {"*": list(ABORTING)}
    for action in completed(answers.access.grants):
        grant = GRANTS.get(action)
        pattern = grant.resource.format(partition=answers.partition) if grant else "*"
        # The simulator takes an ARN, not a pattern; any name stands for the rest.
        resource = pattern if pattern == "*" else pattern.replace("*", "any")
        by_resource.setdefault(resource, []).append(action)
    found: list[SimulatedAction] = []
    for resource, actions in by_resource.items():
        found += simulate(
            context.clients, keys, context.home, principal, tuple(actions), resource
        )
    return found


def _denied(
    context: CheckContext, subject: Subject, verdict: SimulatedAction
) -> Finding:
    aborting = verdict.action in ABORTING
    cause = "aborting-permission-missing" if aborting else "grant-missing"
    if verdict.by_organization:
        cause = "organization-policy-denied"
    elif verdict.by_boundary:
        cause = "permissions-boundary-denied"
    elif verdict.decision == "explicitDeny":
        cause = "explicit-deny"
    return context.findings.problem(
        subject,
        cause,
        f"{verdict.action} is denied.",
        status=Status.FAILED if aborting else Status.WARNING,
        evidence=f"iam:SimulatePrincipalPolicy: {verdict.action} {verdict.decision}.",
        where=subject.account or "",
    )
