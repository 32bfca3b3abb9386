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
    "The statement allows the actions. What no statement allows is denied.",
    "AWS rejects the policy.",
)
_ASSUME_ROLE = Explained(
    "sts:AssumeRole",
    "The permission to assume a role. A trust policy says who, an inline policy says "
    "which role.",
    "AWS denies it, and Cartography reads nothing that needs the role.",
)
_EVERYTHING = Explained(
    "*",
    "These actions cannot be limited to single resources, so they apply to the whole "
    "account.",
    "AWS rejects the policy.",
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
        role_arn(answers.partition, "*", answers.read_only_role),
        "The read-only role in any account. A new account needs no change here.",
        "AWS rejects the policy. With another role name, every account is denied.",
    )
    describe_regions = Explained(
        "ec2:DescribeRegions",
        "Lists the regions that are enabled in the hub.",
        "Nothing breaks today, because Cartography lists regions with the role of "
        "each account. The guide requires it.",
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
                "EC2 can give the role to an instance. The guide does not mention "
                "this.",
                "The instance gets no credentials, and Cartography reads nothing.",
            )
            return policy(_trust({"Service": principal}))
        case CredentialSource.ECS:
            principal = Explained(
                # The same name in every partition, China included.
                "ecs-tasks.amazonaws.com",
                "ECS can give the role to a task.",
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
                    "The chosen actions beyond SecurityAudit.",
                    "AWS rejects the policy, because it has no action.",
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
            "Who can assume the role.",
            "AWS rejects a trust policy without a principal.",
        ),
        "Action": _ASSUME_ROLE,
    }


def _account(answers: Answers, account_id: str) -> Statement:
    root = Explained(
        root_arn(answers.partition, account_id),
        "The whole account: any identity in it that is also allowed by its own "
        "policies.",
        "Nobody can assume the role, and Cartography skips the account.",
    )
    return {"AWS": root}


def _spoke_conditions(answers: Answers) -> Statement:
    conditions: Statement = {}
    if answers.access.external_id:
        external_id = Explained(
            answers.access.external_id,
            "The value that Cartography's profile must send as external_id.",
            "Any allowed identity of the hub can assume the role without an external "
            "ID.",
        )
        conditions["StringEquals"] = Explained(
            {"sts:ExternalId": external_id},
            "The value must be exactly this one.",
            "AWS rejects the policy, because it has no comparison.",
        )
    if answers.access.trust is Trust.HUB_ROLE:
        hub_role = Explained(
            # aws:PrincipalArn of an assumed-role session is the ARN of the role itself.
            role_arn(answers.partition, answers.hub.account_id, answers.hub_role),
            "Only the hub role, by its ARN. The role can be deleted and created again.",
            "Every identity of the hub that can assume roles can assume this one.",
        )
        conditions["ArnEquals"] = Explained(
            {"aws:PrincipalArn": hub_role},
            "The ARN must be this one.",
            "AWS rejects the policy, because it has no comparison.",
        )
    if not conditions:
        return {}
    condition = Explained(
        conditions,
        "What else must be true to assume the role.",
        "Everybody that the principal includes can assume the role.",
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
        f"A permission that SecurityAudit does not include. {grant.caution}".strip(),
        f"Cartography has no {grant.lost} and reports no error.",
    )


def _parameters(resource: str) -> Explained:
    return Explained(
        resource,
        "Only the public parameters of AWS, not those of the account.",
        "AWS rejects the policy. With *, the parameters of the account could be read.",
    )
