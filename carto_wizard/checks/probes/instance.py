"""The instance role: from the metadata service to its credentials, told apart."""

from __future__ import annotations

from collections.abc import Generator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.metadata import InstanceMetadata, MetadataState, endpoint, probe
from carto_wizard.checks.diagnosis.wording import Subject, role_name
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.answers import Identity, Mode
from carto_wizard.setup.text import one_line

_CAUSES = {
    MetadataState.SWITCHED_OFF_HERE: "metadata-switched-off",
    MetadataState.NOT_EC2: ("not-on-ec2"),
    MetadataState.BLOCKED: "metadata-blocked",
    MetadataState.HOP_LIMIT: "metadata-hop-limit",
    MetadataState.DISABLED: "metadata-disabled",
    MetadataState.NO_PROFILE: "instance-profile-missing",
    MetadataState.PROFILE_GONE: ("instance-profile-deleted"),
    MetadataState.PROFILE_EMPTY: "instance-profile-empty",
    MetadataState.ROLE_TRUST: "instance-role-trust",
    MetadataState.STRANGE: "metadata-strange",
}
_SAID = {
    MetadataState.SWITCHED_OFF_HERE: "The environment switches the instance role off.",
    MetadataState.NOT_EC2: (
        "Nothing answers as the metadata service of an EC2 instance."
    ),
    MetadataState.BLOCKED: "The metadata service cannot be reached.",
    MetadataState.HOP_LIMIT: "The metadata service gives no token to this container.",
    MetadataState.DISABLED: "The metadata service refuses to answer.",
    MetadataState.NO_PROFILE: "No role is attached to this instance.",
    MetadataState.PROFILE_GONE: (
        "The instance profile of this instance no longer exists."
    ),
    MetadataState.PROFILE_EMPTY: "The instance profile of this instance holds no role.",
    MetadataState.ROLE_TRUST: "EC2 is not allowed to assume the role of this instance.",
    MetadataState.STRANGE: "The metadata service gives an answer that is not AWS's.",
}


def check(context: CheckContext) -> Generator[Finding, None, Credentials | None]:
    """Findings; returns the credentials of the role if the instance has them."""
    found = probe(context.environ)
    if found.state is not MetadataState.OK or found.keys is None:
        yield context.findings.problem(
            Subject("instance.metadata"),
            _CAUSES.get(found.state, "metadata-strange"),
            _SAID.get(found.state, _SAID[MetadataState.STRANGE]),
            evidence=found.evidence,
            instance=found.instance,
            metadata=endpoint(context.environ),
        )
        return None
    context.keep_hidden(found.keys)
    message = f"The instance has the role {one_line(found.role, 64)}."
    yield context.findings.ok(Subject("instance.metadata"), message)
    yield from _role(context, found)
    return found.keys


def _role(
    context: CheckContext, found: InstanceMetadata
) -> Generator[Finding, None, None]:
    answers = context.answers
    subject = Subject("instance.role", account=found.account or None)
    expected, role = answers.hub.account_id, role_name(answers.hub.role)
    if answers.mode is Mode.SINGLE:
        is_role = answers.single.identity is Identity.ROLE
        expected = answers.single.account_id
        role = role_name(answers.single.name) if is_role else found.role
    if found.account and found.account != expected:
        yield context.findings.problem(
            subject,
            "wrong-account",
            f"The instance is in account {one_line(found.account, 20)},"
            f" not {expected}.",
            evidence=f"Instance identity document: accountId {found.account}.",
        )
    elif found.role != role:
        yield context.findings.problem(
            subject,
            "wrong-role",
            f"This instance has the role {one_line(found.role, 64)}, not {role}.",
            status=Status.WARNING,
            evidence=found.evidence,
        )
    else:
        yield context.findings.ok(
            subject, f"It is the role {role} in account {expected}."
        )
