"""The lines of the policies, alone in a file or inside a script."""

from __future__ import annotations

import re

from carto_wizard.render.explanations.table import (
    Explanation,
    Rule,
    Table,
    table,
)
from carto_wizard.setup.grants import GRANTS, Grant

_STATEMENTS = table(
    (
        r'\s*"Version": "2012-10-17",',
        "The version of the policy language.",
        "AWS takes the rules of 2008, which do not know all elements used here.",
    ),
    (
        r'\s*"Statement": \[',
        "The list of what is allowed.",
        "AWS refuses the policy: it allows nothing.",
    ),
    (
        r'\s*"Effect": "Allow",',
        "The statement allows; everything that no statement allows is denied.",
        "AWS refuses the policy.",
    ),
    (
        r'\s*"Principal": \{',
        "Who may become the role.",
        "AWS refuses a trust policy that names nobody.",
    ),
    (
        r'\s*"AWS": "arn:.*:root"',
        "The account as a whole: whoever in it is also allowed by its own policies.",
        "Nobody may become the role, and Cartography skips what it leads to.",
    ),
    (
        r'\s*"Service": "ec2\..*"',
        "EC2 may hand the role to an instance; the guide leaves this out.",
        "The instance gets no credentials, and Cartography sees no account at all.",
    ),
    (
        r'\s*"Service": "ecs-tasks\..*"',
        "ECS may hand the role to a task.",
        "The task gets no credentials, and Cartography sees no account at all.",
    ),
    (
        r'\s*"Action": "sts:AssumeRole",?',
        "Becoming a role: a trust policy says by whom, an inline policy which one.",
        "AWS denies it, and Cartography skips every account that needs it.",
    ),
    (
        r'\s*"Action": "ec2:DescribeRegions",',
        "Lists the regions that are enabled in the hub.",
        "Nothing today: Cartography lists regions with the role of each account. The"
        " guide asks for it.",
    ),
    (
        r'\s*"Resource": "arn:.*:iam::\*:role/.*",',
        "The read-only role of whatever account: a new account needs no change here.",
        "AWS refuses the policy; with another role name every account is denied.",
    ),
    (
        r'\s*"Resource": "\*",?',
        "These actions cannot be narrowed here, so they hold for everything in the"
        " account.",
        "AWS refuses the policy.",
    ),
    (
        r'\s*"Resource": "arn:.*:ssm:.*"',
        "Only AWS's own public parameters, none of the account's.",
        "AWS refuses the policy; with * the account's own parameters could be read.",
    ),
    (
        r'\s*"Condition": \{',
        "What else must be true before the role is handed over.",
        "Everybody whom the principal names may become the role.",
    ),
    (
        r'\s*"StringEquals": \{',
        "The value must be this one, letter by letter.",
        "AWS does not know how to compare, and refuses the policy.",
    ),
    (
        r'\s*"sts:ExternalId": .*',
        "The word that Cartography's profile has to say as external_id.",
        "Any caller from the hub that is allowed to may become the role without it.",
    ),
    (
        r'\s*"ArnEquals": \{',
        "The ARN must be this one.",
        "AWS does not know how to compare, and refuses the policy.",
    ),
    (
        r'\s*"aws:PrincipalArn": .*',
        "Only the hub role, by its name, so it may be deleted and made again.",
        "Every identity of the hub that may assume roles can become this one.",
    ),
    (
        r'\s*"Action": \[',
        "The actions that were chosen beyond SecurityAudit.",
        "AWS refuses the policy: it says nothing of what is allowed.",
    ),
    (
        r"\s*[\]{}]+,?",
        "Opens or closes a part of the policy.",
        "The text is not valid JSON, and AWS refuses it.",
    ),
)


def _grant(grant: Grant) -> Rule:
    purpose = "Fills a gap that SecurityAudit leaves."
    return Rule(
        re.compile(rf'\s*"{re.escape(grant.action)}",?'),
        Explanation(
            f"{purpose} {grant.caution}".strip(),
            f"Cartography has no {grant.lost}, and says nothing.",
        ),
    )


POLICIES: Table = (*_STATEMENTS, *(_grant(grant) for grant in GRANTS.values()))
