"""The IAM policies: who may assume which role, and what the role may do then."""

from __future__ import annotations

import json

from carto_wizard.errors import WizardError
from carto_wizard.render.policy_json import Explained, Statement, policy
from carto_wizard.setup.answers import Answers, CredentialSource, Mode, Trust
from carto_wizard.setup.grants import GRANTS, with_required
from carto_wizard.setup.partitions import PARTITIONS, role_arn, root_arn

HUB_INLINE_NAME = "CartographyAssumeRolePolicy"
EXTRA_GRANTS_NAME = "CartographyExtraGrants"

_ALLOW = Explained(
    "Allow",
    "The statement allows; everything that no statement allows is denied.",
    "AWS refuses the policy.",
)
_ASSUME_ROLE = Explained(
    "sts:AssumeRole",
    "Assuming a role: a trust policy says who may, an inline policy says which role.",
    "AWS denies it, and Cartography reads nothing that needs the role.",
)
_EVERYTHING = Explained(
    "*",
    "These actions cannot be narrowed here, so they hold for everything in the"
    " account.",
    "AWS refuses the policy.",
)


def spoke_trust(answers: Answers) -> Explained:
    """Return who may assume the read-only role: the hub account, perhaps only its role.

    The principal stays the account when narrowed: AWS turns a role principal into the
    role's internal ID on saving, and a recreated hub role would then be locked out.
    """
    principal = _account(answers, answers.hub.account_id)
    return policy(_trust(principal) | _spoke_conditions(answers))


def hub_inline(answers: Answers) -> Explained:
    """Return what the hub role may do: assume the read-only role, list regions."""
    read_only = Explained(
        role_arn(answers.partition, "*", answers.access.role),
        "The read-only role of whatever account: a new account needs no change here.",
        "AWS refuses the policy; with another role name every account is denied.",
    )
    describe_regions = Explained(
        "ec2:DescribeRegions",
        "Lists the regions that are enabled in the hub.",
        "Nothing today: Cartography lists regions with the role of each account. The"
        " guide asks for it.",
    )
    return policy(
        {"Effect": _ALLOW, "Resource": read_only, "Action": _ASSUME_ROLE},
        {"Effect": _ALLOW, "Action": describe_regions, "Resource": _EVERYTHING},
    )


def start_role_trust(answers: Answers) -> Explained:
    """Return who may assume the hub role, or the role of a single account.

    EC2 or ECS where the machine hands out the credentials. With credentials from the
    environment or a profile it is the account itself: a person or a CI job of that
    account assumes the role first, where its own policies allow it.
    """
    match answers.target.credentials:
        case CredentialSource.EC2:
            principal = Explained(
                PARTITIONS[answers.partition].ec2_principal,
                "EC2 may hand the role to an instance; the guide leaves this out.",
                "The instance gets no credentials, and Cartography reads nothing.",
            )
            return policy(_trust({"Service": principal}))
        case CredentialSource.ECS:
            principal = Explained(
                # The same name in every partition, China included.
                "ecs-tasks.amazonaws.com",
                "ECS may hand the role to a task.",
                "The task gets no credentials, and Cartography reads nothing.",
            )
            return policy(_trust({"Service": principal}))
    hub = answers.mode is Mode.HUB
    account_id = answers.hub.account_id if hub else answers.single.account_id
    return policy(_trust(_account(answers, account_id)))


def extra_grants(answers: Answers) -> Explained:
    """Return the chosen actions beyond SecurityAudit, a statement for each resource."""
    by_resource: dict[str, list[Explained]] = {}
    for action in _chosen_grants(answers):
        if action not in GRANTS:
            raise WizardError(
                f"access.grants: {json.dumps(action)} is not an action that"
                " Cartography uses beyond SecurityAudit.",
                f"Choose from {', '.join(GRANTS)}.",
            )
        resource = GRANTS[action].resource.format(partition=answers.partition)
        by_resource.setdefault(resource, []).append(_grant(action))
    return policy(
        *(
            {
                "Effect": _ALLOW,
                "Action": Explained(
                    actions,
                    "The actions that were chosen beyond SecurityAudit.",
                    "AWS refuses the policy: it says nothing of what is allowed.",
                ),
                "Resource": _EVERYTHING if resource == "*" else _parameters(resource),
            }
            for resource, actions in by_resource.items()
        )
    )


def has_extra_grants(answers: Answers) -> bool:
    """Whether anything is granted beyond SecurityAudit."""
    return bool(_chosen_grants(answers))


def _trust(principal: Statement) -> Statement:
    return {
        "Effect": _ALLOW,
        "Principal": Explained(
            principal,
            "Who may assume the role.",
            "AWS refuses a trust policy that names nobody.",
        ),
        "Action": _ASSUME_ROLE,
    }


def _account(answers: Answers, account_id: str) -> Statement:
    root = Explained(
        root_arn(answers.partition, account_id),
        "The account as a whole: whoever in it is also allowed by its own policies.",
        "Nobody may assume the role, and Cartography skips what it leads to.",
    )
    return {"AWS": root}


def _spoke_conditions(answers: Answers) -> Statement:
    conditions: Statement = {}
    if answers.access.external_id:
        external_id = Explained(
            answers.access.external_id,
            "The value that Cartography's profile has to send as external_id.",
            "Any caller from the hub that is allowed to may assume the role without"
            " it.",
        )
        conditions["StringEquals"] = Explained(
            {"sts:ExternalId": external_id},
            "The value must be this one, letter by letter.",
            "AWS does not know how to compare, and refuses the policy.",
        )
    if answers.access.trust is Trust.HUB_ROLE:
        hub_role = Explained(
            # aws:PrincipalArn of an assumed-role session is the ARN of the role itself.
            role_arn(answers.partition, answers.hub.account_id, answers.hub.role),
            "Only the hub role, by its name, so it may be deleted and made again.",
            "Every identity of the hub that may assume roles can assume this one.",
        )
        conditions["ArnEquals"] = Explained(
            {"aws:PrincipalArn": hub_role},
            "The ARN must be this one.",
            "AWS does not know how to compare, and refuses the policy.",
        )
    if not conditions:
        return {}
    condition = Explained(
        conditions,
        "What else must be true before the role is handed over.",
        "Everybody whom the principal names may assume the role.",
    )
    return {"Condition": condition}


def _chosen_grants(answers: Answers) -> tuple[str, ...]:
    """Return the actions to grant; a single account is never asked for them.

    A list left from before a change of mode grants nothing.
    """
    return with_required(answers.access.grants) if answers.mode is Mode.HUB else ()


def _grant(action: str) -> Explained:
    grant = GRANTS[action]
    return Explained(
        action,
        f"Fills a gap that SecurityAudit leaves. {grant.caution}".strip(),
        f"Cartography has no {grant.lost}, and says nothing.",
    )


def _parameters(resource: str) -> Explained:
    return Explained(
        resource,
        "Only AWS's own public parameters, none of the account's.",
        "AWS refuses the policy; with * the account's own parameters could be read.",
    )
