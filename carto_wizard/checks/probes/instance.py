"""The instance role: from the metadata service to its credentials, told apart."""

from __future__ import annotations

from collections.abc import Generator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.metadata import InstanceMetadata, MetadataState, endpoint, probe
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.answers import Identity, Mode
from carto_wizard.setup.iam_names import name_without_path
from carto_wizard.setup.text import one_line

_STRANGE = (
    "metadata-strange",
    "The metadata service answers in an unexpected way.",
)
_PROBLEMS = {
    MetadataState.SWITCHED_OFF_HERE: (
        "metadata-switched-off",
        "AWS_EC2_METADATA_DISABLED turns off the instance role.",
    ),
    MetadataState.NOT_EC2: (
        "not-on-ec2",
        "No instance metadata service answers on this machine.",
    ),
    MetadataState.BLOCKED: (
        "metadata-blocked",
        "The metadata service cannot be reached.",
    ),
    MetadataState.HOP_LIMIT: (
        "metadata-hop-limit",
        "The metadata service gives this container no token.",
    ),
    MetadataState.DISABLED: (
        "metadata-disabled",
        "The metadata service refuses every request.",
    ),
    MetadataState.NO_PROFILE: (
        "instance-profile-missing",
        "No role is attached to this instance.",
    ),
    MetadataState.PROFILE_GONE: (
        "instance-profile-deleted",
        "The instance profile of this instance no longer exists.",
    ),
    MetadataState.PROFILE_EMPTY: (
        "instance-profile-empty",
        "The instance profile of this instance has no role.",
    ),
    MetadataState.ROLE_TRUST: (
        "instance-role-trust",
        "EC2 is not allowed to assume the role of this instance.",
    ),
}
"""Cause and message where the way to the instance role ends."""


def check(context: CheckContext) -> Generator[Finding, None, Credentials | None]:
    """Findings; returns the credentials of the role if the instance has them."""
    found = probe(context.environ)
    if found.credentials is None:
        yield context.findings.problem(
            Subject("instance.metadata"),
            *_PROBLEMS.get(found.state, _STRANGE),
            evidence=found.evidence,
            metadata=endpoint(context.environ),
            instance=found.instance,
            instance_region=found.region,
            repair_profile=_repair(context, found),
        )
        return None
    context.keep_hidden(found.credentials)
    message = f"The instance has the role {one_line(found.role, 64)}."
    yield context.findings.ok(Subject("instance.metadata"), message)
    yield from _role(context, found)
    return found.credentials


def _role(
    context: CheckContext, found: InstanceMetadata
) -> Generator[Finding, None, None]:
    answers = context.answers
    subject = Subject("instance.role", account=found.account or None)
    expected, role = answers.hub.account_id, name_without_path(answers.hub_role)
    if answers.mode is Mode.SINGLE:
        is_role = answers.single.identity is Identity.ROLE
        expected = answers.single.account_id
        role = name_without_path(answers.identity_name) if is_role else found.role
    if found.account and found.account != expected:
        yield context.findings.problem(
            subject,
            "wrong-account",
            f"The instance is in account {one_line(found.account, 20)}, not in "
            f"{expected}.",
            evidence=f"Instance identity document: accountId {found.account}.",
        )
    elif found.role != role:
        yield context.findings.problem(
            subject,
            "wrong-role",
            f"The instance has the role {one_line(found.role, 64)}, not {role}.",
            status=Status.WARNING,
            evidence=found.evidence,
            instance=found.instance,
            instance_region=found.region,
        )
    else:
        where = f" in account {expected}" if found.account else ""
        yield context.findings.ok(subject, f"The instance has the role {role}{where}.")


def _repair(context: CheckContext, found: InstanceMetadata) -> str:
    """How the instance profile gets our role; empty: the usual way, by filling it."""
    ours = context.findings.words["hub_role"]
    # To fill somebody else's would give the role to its other machines too.
    return "{replace_profile}" if found.profile not in ("", ours) else ""
