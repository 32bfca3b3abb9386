"""What a template says once its functions are resolved; anything unknown is refused."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from carto_wizard.demo.protocols import AwsError

MOST_BYTES = 51_200
_PROPERTIES = {
    "AWS::IAM::Role": {
        "RoleName",
        "Path",
        "AssumeRolePolicyDocument",
        "ManagedPolicyArns",
        "Policies",
        "PermissionsBoundary",
        "MaxSessionDuration",
        "Tags",
    },
    "AWS::IAM::InstanceProfile": {"InstanceProfileName", "Path", "Roles"},
}
_PSEUDO = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True)
class Resource:
    id: str
    kind: str
    properties: dict[str, Any]

    @property
    def name(self) -> str:
        role = self.kind == "AWS::IAM::Role"
        return str(self.properties["RoleName" if role else "InstanceProfileName"])


def resources(text: str, account: str, partition: str) -> list[Resource]:
    """The resources in the order in which they are made."""
    if len(text.encode()) > MOST_BYTES:
        raise AwsError("ValidationError", "1 validation error: templateBody too long")
    template = json.loads(text)
    unknown = set(template) - {"AWSTemplateFormatVersion", "Description", "Resources"}
    if unknown:
        raise AwsError("ValidationError", f"not emulated: {sorted(unknown)}")
    given = template["Resources"]
    names = {"AWS::AccountId": account, "AWS::Partition": partition}
    names |= {id: _name_of(each) for id, each in given.items()}
    made = [_resource(id, each, names) for id, each in given.items()]
    # A profile holds a role, so roles come first.
    return sorted(made, key=lambda resource: resource.kind, reverse=True)


def needs_capability(text: str) -> bool:
    return '"RoleName"' in text


def _name_of(given: dict[str, Any]) -> str:
    properties = given["Properties"]
    return str(properties.get("RoleName") or properties.get("InstanceProfileName"))


def _resource(id: str, given: dict[str, Any], names: dict[str, str]) -> Resource:
    allowed = _PROPERTIES.get(given["Type"])
    if allowed is None or set(given) != {"Type", "Properties"}:
        raise AwsError("ValidationError", f"{id}: not emulated: {given['Type']}")
    if unknown := set(given["Properties"]) - allowed:
        raise AwsError("ValidationError", f"{id}: unsupported property {unknown}")
    return Resource(id, given["Type"], _resolved(given["Properties"], names))


def _resolved(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_resolved(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    functions = [key for key in value if key == "Ref" or key.startswith("Fn::")]
    if not functions:
        return {key: _resolved(each, names) for key, each in value.items()}
    ((name, argument),) = value.items()
    if name == "Ref":
        return names[argument]
    if name == "Fn::Sub" and isinstance(argument, str):
        return _PSEUDO.sub(lambda found: names[found[1]], argument)
    raise AwsError("ValidationError", f"not emulated: {name}")
