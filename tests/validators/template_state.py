"""The IAM state that a template asks for, as cloud-radar resolves it."""

from __future__ import annotations

import json
from typing import Any

from cloud_radar.cf.unit import Template

from carto_wizard.render.policy_json import Explained, to_json
from tests.equality.matrix import Made, role_of


def resolve(template: Explained, account: str, region: str) -> Made:
    """Resolve the template as it would be used in an account."""
    return resolve_text(to_json(template), account, region)


def resolve_text(text: str, account: str, region: str) -> Made:
    """The same for a template as text."""
    Template.AccountId = account
    document = json.loads(text)
    resolved = Template(document).create_stack({}, region=region).data["Resources"]
    roles, profiles = {}, {}
    for each in resolved.values():
        properties = each["Properties"]
        if each["Type"] == "AWS::IAM::Role":
            roles[properties["RoleName"]] = _role(properties)
        else:
            assert each["Type"] == "AWS::IAM::InstanceProfile"
            (logical_id,) = properties["Roles"]
            name = resolved[logical_id]["Properties"]["RoleName"]
            profiles[properties["InstanceProfileName"]] = (properties["Path"], name)
    return Made(roles, profiles)


def _role(properties: dict[str, Any]) -> Any:
    return role_of(
        properties["Path"],
        json.dumps(properties["AssumeRolePolicyDocument"]),
        properties["MaxSessionDuration"],
        managed=properties.get("ManagedPolicyArns", ()),
        inline={
            each["PolicyName"]: json.dumps(each["PolicyDocument"])
            for each in properties.get("Policies", ())
        },
        boundary=properties.get("PermissionsBoundary", ""),
        tags={tag["Key"]: tag["Value"] for tag in properties["Tags"]},
    )
