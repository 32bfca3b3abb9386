"""The IAM policies: who may become which role, and what the role may do then."""

from __future__ import annotations

import json
from typing import Any

from carto_wizard.errors import WizardError
from carto_wizard.setup.answers import Answers, CredentialSource, Mode, Trust
from carto_wizard.setup.grants import GRANTS, completed
from carto_wizard.setup.partitions import PARTITIONS, role_arn, root_arn

HUB_INLINE_NAME = "CartographyAssumeRolePolicy"
EXTRA_GRANTS_NAME = "CartographyExtraGrants"
VERSION = "2012-10-17"

Policy = dict[str, Any]


def spoke_trust(answers: Answers) -> Policy:
    """Who may become the read-only role: the hub account, perhaps only its role.

    The principal stays the account when narrowed: AWS turns a role principal into the
    role's internal ID on saving, and a recreated hub role would then be locked out.
    """
    statement: Policy = {
        "Effect": "Allow",
        "Principal": {"AWS": root_arn(answers.partition, answers.hub.account_id)},
        "Action": "sts:AssumeRole",
    }
    condition = _spoke_conditions(answers)
    if condition:
        statement["Condition"] = condition
    return _policy(statement)


def _spoke_conditions(answers: Answers) -> Policy:
    condition: Policy = {}
    if answers.access.external_id:
        condition["StringEquals"] = {"sts:ExternalId": answers.access.external_id}
    if answers.access.trust is Trust.HUB_ROLE:
        # aws:PrincipalArn of an assumed-role session is the ARN of the role itself.
        hub = role_arn(answers.partition, answers.hub.account_id, answers.hub.role)
        condition["ArnEquals"] = {"aws:PrincipalArn": hub}
    return condition


def hub_inline(answers: Answers) -> Policy:
    """What the hub role may do: become the read-only role anywhere, list regions."""
    return _policy(
        {
            "Effect": "Allow",
            "Resource": role_arn(answers.partition, "*", answers.access.role),
            "Action": "sts:AssumeRole",
        },
        {
            "Effect": "Allow",
            "Action": "ec2:DescribeRegions",
            "Resource": "*",
        },
    )


def ec2_trust(answers: Answers) -> Policy:
    """Who may become the hub role, or the role of a single account.

    EC2 or ECS where the machine hands out the credentials. With credentials from the
    environment or a profile it is the account itself: a person or a CI job of that
    account becomes the role first, where its own policies allow it.
    """
    if answers.target.credentials is CredentialSource.EC2:
        principal = {"Service": PARTITIONS[answers.partition].ec2_principal}
    elif answers.target.credentials is CredentialSource.ECS:
        # The same name in every partition, China included.
        principal = {"Service": "ecs-tasks.amazonaws.com"}
    else:
        principal = {"AWS": root_arn(answers.partition, home_account(answers))}
    return _policy(
        {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    )


def extra_grants(answers: Answers) -> Policy:
    """The chosen actions beyond SecurityAudit; no statement where none is chosen.

    A single account is never asked for them, so a list left from before a change of
    mode grants nothing.
    """
    chosen = completed(answers.access.grants) if answers.mode is Mode.HUB else ()
    by_resource: dict[str, list[str]] = {}
    for action in chosen:
        if action not in GRANTS:
            raise WizardError(
                f"access.grants: {json.dumps(action)} is not an action that"
                " Cartography uses beyond SecurityAudit.",
                f"Choose from {', '.join(GRANTS)}.",
            )
        resource = GRANTS[action].resource.format(partition=answers.partition)
        by_resource.setdefault(resource, []).append(action)
    return _policy(
        *(
            {"Effect": "Allow", "Action": actions, "Resource": resource}
            for resource, actions in by_resource.items()
        )
    )


def has_extra_grants(answers: Answers) -> bool:
    """Whether anything is granted beyond SecurityAudit."""
    return bool(extra_grants(answers)["Statement"])


def home_account(answers: Answers) -> str:
    """The account that Cartography's first credentials belong to."""
    if answers.mode is Mode.HUB:
        return answers.hub.account_id
    return answers.single.account_id


def to_json(policy: Policy) -> str:
    """The policy as the text of a file: two spaces, ASCII, a final newline."""
    return json.dumps(policy, indent=2) + "\n"


def _policy(*statements: Policy) -> Policy:
    return {"Version": VERSION, "Statement": list(statements)}
