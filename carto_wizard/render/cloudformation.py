"""The CloudFormation templates: generated literals, so what is read is what is made.

Without parameters and conditions there is nothing that one evaluator could resolve in
another way than the next; only a boundary in any account needs the account's own ID.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from carto_wizard.errors import WizardError
from carto_wizard.render.parts import Part
from carto_wizard.render.policy_json import Explained, policy_parts, to_json
from carto_wizard.render.wanted_iam import (
    WantedIam,
    WantedIdentity,
    WantedRole,
    hub_role,
    read_only_role,
    wanted_iam,
)
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.ownership import MARK, setup_id

MOST_BYTES = 51_200
"""Of a template that is given in the call itself (CloudFormation quotas)."""

ANY_ACCOUNT = "${AWS::AccountId}"
"""Stands for the ID of the account in which a template is used."""

_BRACKET = (
    "Opens or closes a part of the template.",
    "The text is not valid JSON, and CloudFormation rejects it.",
)
_INCOMPLETE = "CloudFormation rejects the template."
_UNREADABLE = "The role can be assumed but cannot read anything."


def read_only_template(answers: Answers) -> Explained:
    """Return the template of the role that is read with, the same in every account."""
    return _template(
        answers,
        "The role with which Cartography reads an account.",
        _role("ReadOnlyRole", read_only_role(answers, ANY_ACCOUNT)),
    )


def hub_template(answers: Answers) -> Explained:
    """Return the template of the role that Cartography starts with."""
    return _template(answers, "The role with which Cartography starts.", _hub(answers))


def hub_and_read_only_template(answers: Answers) -> Explained:
    """Return the template of both, for a hub that nothing else gives its second."""
    own = read_only_role(answers, answers.hub.account_id)
    return _template(
        answers,
        "The role with which Cartography starts, and the one to read this account.",
        _hub(answers) | _role("ReadOnlyRole", own),
    )


def single_template(answers: Answers) -> Explained:
    """Return the template of a single account's user, group or role."""
    wanted: WantedIam = wanted_iam(answers, answers.single.account_id)
    if wanted.identity:
        resources = _identity(wanted.identity)
    else:
        (role,) = wanted.roles
        resources = _role("Role", role)
        if role.instance_profile:
            resources |= _instance_profile("InstanceProfile", role, "Role")
    kind = answers.single.identity
    return _template(
        answers, f"The {kind} with which Cartography reads this account.", resources
    )


def template_parts(template: Explained) -> tuple[Part, ...]:
    """Return a template line by line; refuse one that no call could carry."""
    size = len(to_json(template).encode())
    if size > MOST_BYTES:
        raise WizardError(
            f"tags: the CloudFormation template would have {size:,} bytes, and at most "
            f"{MOST_BYTES:,} are possible.",
            "Use fewer or shorter tags.",
        )
    return policy_parts(template)


def _template(
    answers: Answers, purpose: str, resources: Mapping[str, Explained]
) -> Explained:
    return _object(
        AWSTemplateFormatVersion=Explained(
            "2010-09-09",
            "The version of the template format. There is only one.",
            "Nothing breaks today.",
        ),
        Description=Explained(
            f"{purpose} Set up by carto-wizard {setup_id(answers)}.",
            "What the console shows as the purpose of the stack, and by which "
            "roll-out.sh knows a stack of this set-up.",
            "Nobody knows what the stack is for, and roll-out.sh takes it for "
            "somebody else's.",
        ),
        Resources=Explained(
            dict(resources),
            "What the stack makes, and removes when it is deleted.",
            _INCOMPLETE,
        ),
    )


def _hub(answers: Answers) -> dict[str, Explained]:
    role = hub_role(answers, answers.hub.account_id)
    profile = _instance_profile("HubInstanceProfile", role, "HubRole")
    return _role("HubRole", role) | (profile if role.instance_profile else {})


def _role(logical_id: str, role: WantedRole) -> dict[str, Explained]:
    properties = {
        "RoleName": Explained(
            role.name,
            "The name of the role, as the config and the policies name it.",
            "CloudFormation invents a name, and AWS denies Cartography the role.",
        ),
        "Path": _path(role.path),
        "AssumeRolePolicyDocument": role.trust,
        "ManagedPolicyArns": _managed(role.managed),
        "Policies": _inline(role.inline),
        "PermissionsBoundary": _boundary(role.boundary),
        "MaxSessionDuration": Explained(
            role.session_seconds,
            "The longest session of the role, in seconds.",
            "A session lasts an hour at most.",
        ),
        "Tags": _tags(role.tags),
    }
    return {logical_id: _resource("AWS::IAM::Role", role.purpose, properties)}


def _instance_profile(
    logical_id: str, role: WantedRole, role_id: str
) -> dict[str, Explained]:
    """Return the profile of a role, without tags: CloudFormation gives it none."""
    reference = Explained(
        role_id,
        "The role above. It is made first.",
        "The instance gets no credentials, and Cartography reads nothing.",
    )
    properties = {
        "InstanceProfileName": Explained(
            role.name,
            "The name of the role, under which the instance is given it.",
            "CloudFormation invents a name.",
        ),
        "Path": _path(role.path),
        "Roles": _list([_object(Ref=reference)], "The role that it holds."),
    }
    why = "Through an instance profile an EC2 instance gets the role."
    return {logical_id: _resource("AWS::IAM::InstanceProfile", why, properties)}


def _identity(identity: WantedIdentity) -> dict[str, Explained]:
    kind = identity.kind.capitalize()
    properties = {
        f"{kind}Name": Explained(
            identity.name,
            f"The name of the {identity.kind}.",
            "CloudFormation invents a name.",
        ),
        "Path": _path(identity.path),
        "ManagedPolicyArns": _managed(identity.managed),
        "PermissionsBoundary": _boundary(identity.boundary),
        "Tags": _tags(identity.tags),
    }
    why = f"Cartography reads the settings of the account as this {identity.kind}."
    return {kind: _resource(f"AWS::IAM::{kind}", why, properties)}


def _resource(
    kind: str, why: str, properties: Mapping[str, Explained | None]
) -> Explained:
    given = {name: value for name, value in properties.items() if value is not None}
    return Explained(
        {
            "Type": Explained(kind, f"What it is in AWS. {why}", _INCOMPLETE),
            "Properties": Explained(given, *_BRACKET),
        },
        why,
        "Cartography cannot read what it should.",
    )


def _path(path: str) -> Explained:
    return Explained(
        path,
        "The path before the name, which is part of the ARN. / means none.",
        "The ARN would differ from the one in the config, and AWS denies the call.",
    )


def _managed(arns: Iterable[str]) -> Explained | None:
    named = [
        Explained(
            arn,
            "The AWS managed policy for reading security settings, in this partition.",
            _UNREADABLE,
        )
        for arn in arns
    ]
    return _list(named, "The managed policies that are attached.") if named else None


def _inline(policies: Mapping[str, Explained]) -> Explained | None:
    named = [
        _object(
            PolicyName=Explained(
                name, "The name of the inline policy.", "CloudFormation rejects it."
            ),
            PolicyDocument=document,
        )
        for name, document in policies.items()
    ]
    return _list(named, "The inline policies of the role.") if named else None


def _boundary(arn: str) -> Explained | None:
    if not arn:
        return None
    value = Explained(
        arn,
        "The permissions boundary. The policy must be there before the role is made.",
        "Where your company requires a boundary, making the role is denied.",
    )
    return _object(**{"Fn::Sub": value}) if ANY_ACCOUNT in arn else value


def _tags(tags: Mapping[str, str]) -> Explained | None:
    ours = (
        "The mark of this set-up, by which its scripts know what they may change.",
        "The scripts take it for somebody else's, and neither change nor remove it.",
    )
    yours = ("A tag from your answers.", "The tag is missing.")
    pairs = [
        _object(
            Key=Explained(key, *(ours if key == MARK else yours)),
            Value=Explained(value, *(ours if key == MARK else yours)),
        )
        for key, value in tags.items()
    ]
    return _list(pairs, "The tags.") if pairs else None


def _object(**members: Explained) -> Explained:
    return Explained(members, *_BRACKET)


def _list(members: list[Explained], why: str) -> Explained:
    return Explained(members, why, _INCOMPLETE)
