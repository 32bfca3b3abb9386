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
            "e-mail identities of SES",
        ),
        Grant(
            "ecr:DescribePullThroughCacheRules",
            "pull-through cache rules of ECR",
        ),
        Grant(
            "sso:GetPermissionSet",
            "permission sets of IAM Identity Center",
        ),
        Grant(
            "glue:GetConnections",
            "connections of Glue",
            "The answer can hold the passwords of those connections.",
        ),
        Grant(
            "codebuild:BatchGetBuilds",
            "link from an image to the CodeBuild build that made it",
            "The answer holds the environment variables of the builds.",
        ),
        Grant(
            "ssm:GetParametersByPath",
            "public parameters of SSM, where Cartography is told to read them",
            resource="arn:{partition}:ssm:*::parameter/aws/service/*",
        ),
        Grant(
            "ecr:BatchGetImage",
            "images of any repository that holds one multi-architecture image",
            "It allows pulling the images themselves.",
            together=_ECR,
        ),
        Grant(
            "ecr:GetDownloadUrlForLayer",
            "layers of images",
            "It allows pulling the images themselves.",
            together=_ECR,
        ),
        Grant(
            "lambda:GetFunction",
            "image that a container Lambda runs",
            "The answer holds a link to the code of the function.",
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
