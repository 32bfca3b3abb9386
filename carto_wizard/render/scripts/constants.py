"""The names and values at the head of create-roles."""

from __future__ import annotations

from carto_wizard.render.policies import EXTRA_GRANTS_NAME, HUB_INLINE_NAME
from carto_wizard.render.scripts.shells import Snippet, constant
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.iam_names import split_path
from carto_wizard.setup.partitions import PARTITIONS, security_audit_arn


def constants(answers: Answers) -> tuple[Snippet, ...]:
    """Return every constant, in the order of the script."""
    region = constant(
        "REGION",
        PARTITIONS[answers.partition].home_region,
        "A region of the partition that is always enabled.",
        "The AWS CLI could call another partition, or a region that is not enabled.",
    )
    security_audit = constant(
        "SECURITY_AUDIT",
        security_audit_arn(answers.partition),
        "The AWS managed policy for reading security settings, in this partition.",
        "The role can be assumed but cannot read anything.",
    )
    hub = answers.mode is Mode.HUB
    return (region, *(_hub(answers) if hub else _single(answers)), security_audit)


def _hub(answers: Answers) -> tuple[Snippet, ...]:
    hub_path, hub_role = split_path(answers.hub.role)
    spoke_path, spoke_role = split_path(answers.access.role)
    return (
        _account("HUB_ACCOUNT", answers.hub.account_id),
        _path("HUB_PATH", hub_path),
        constant(
            "HUB_ROLE",
            hub_role,
            "The role that Cartography starts with.",
            "The script would not know which role to create.",
        ),
        _path("SPOKE_PATH", spoke_path),
        constant(
            "SPOKE_ROLE",
            spoke_role,
            "The role that Cartography assumes in every account, the hub included.",
            "The name would differ from the one in the config, and AWS denies the "
            "call.",
        ),
        constant(
            "INLINE_NAME",
            HUB_INLINE_NAME,
            "The name of the hub role's inline policy, as in the guide.",
            "A second run would add a second policy instead of replacing the first.",
        ),
        constant(
            "GRANTS_NAME",
            EXTRA_GRANTS_NAME,
            "The name of the policy with the actions beyond SecurityAudit.",
            "Actions that are no longer wanted could not be removed.",
        ),
    )


def _single(answers: Answers) -> tuple[Snippet, ...]:
    path, name = split_path(answers.single.name)
    return (
        _account("WANTED_ACCOUNT", answers.single.account_id),
        _path("NAME_PATH", path),
        constant(
            "NAME",
            name,
            "The identity that Cartography uses.",
            "The script would not know what to create.",
        ),
    )


def _account(name: str, account_id: str) -> Snippet:
    return constant(
        name,
        account_id,
        "The account of the main role. The script stops in any other account.",
        "The role could be created in the wrong account.",
    )


def _path(name: str, path: str) -> Snippet:
    return constant(
        name,
        path,
        "The path before the name, which is part of the ARN. / means none.",
        "The ARN would differ from the one in the config, and AWS denies the call.",
    )
