"""What Cartography reads and SecurityAudit does not allow.

Without these nothing fails: Cartography logs a warning, stores nothing, and its cleanup
deletes what an earlier run stored.

Source: Cartography's AWS permissions page; for images and for functions, which are not
on it, the calls of cartography.intel.aws.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """One IAM action that can be granted beyond SecurityAudit."""

    action: str
    lost: str
    """What is missing from the graph without it, so that "no …" reads well."""
    caution: str = ""
    """Why somebody might not grant it; empty: it returns settings only."""
    resource: str = "*"
    """`{partition}` is filled in."""
    together: tuple[str, ...] = ()
    """Actions that are useful only together, so they are granted together."""


_ECR = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")

GRANTS: dict[str, Grant] = {
    grant.action: grant
    for grant in (
        Grant(
            "inspector2:ListMembers",
            "Inspector findings of the member accounts",
        ),
        Grant(
            "ses:ListEmailIdentities",
            "SES email identities",
        ),
        Grant(
            "ecr:DescribePullThroughCacheRules",
            "ECR pull-through cache rules",
        ),
        Grant(
            "sso:GetPermissionSet",
            "IAM Identity Center permission sets",
        ),
        Grant(
            "glue:GetConnections",
            "Glue connections",
            "The response can contain the passwords of those connections.",
        ),
        Grant(
            "codebuild:BatchGetBuilds",
            "links from images to the CodeBuild builds that made them",
            "The response contains the environment variables of the builds.",
        ),
        Grant(
            "ssm:GetParametersByPath",
            "public SSM parameters, if Cartography is set to read them",
            resource="arn:{partition}:ssm:*::parameter/aws/service/*",
        ),
        Grant(
            "ecr:BatchGetImage",
            "images of any ECR repository with a multi-architecture image",
            "This also allows pulling the images.",
            together=_ECR,
        ),
        Grant(
            "ecr:GetDownloadUrlForLayer",
            "ECR image layers",
            "This also allows pulling the images.",
            together=_ECR,
        ),
        Grant(
            "lambda:GetFunction",
            "image of a container Lambda function",
            "The response contains a link to the code of the function.",
        ),
    )
}


def with_required(actions: tuple[str, ...]) -> tuple[str, ...]:
    """Add the actions that the chosen ones need, and order them as in `GRANTS`."""
    chosen = set(actions)
    for action in actions:
        grant = GRANTS.get(action)
        chosen.update(grant.together if grant else ())
    known = [action for action in GRANTS if action in chosen]
    return (*known, *sorted(chosen - set(known)))
