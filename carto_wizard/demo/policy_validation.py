"""Refuse policy documents that IAM would refuse when they are saved.

Source: the IAM policy grammar, and the messages of MalformedPolicyDocument.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from carto_wizard.demo.conditions import OPERATORS
from carto_wizard.demo.iam_state import backend, role_by_arn
from carto_wizard.demo.policy_evaluation import as_list
from carto_wizard.demo.protocols import AwsError, read_json
from carto_wizard.setup.partitions import PARTITIONS

if TYPE_CHECKING:
    from carto_wizard.demo.aws_state import AwsState

TRUST_LIMIT = 2_048
"""Characters of a role's trust policy, white space not counted."""
INLINE_LIMIT = 10_240
"""Characters of a role's inline policies, white space not counted."""

_TOP = {"Version", "Id", "Statement"}
_NEGATABLE = ("Principal", "Action", "Resource")
_ELEMENTS = {"Sid", "Effect", "Condition", *_NEGATABLE}
_ELEMENTS |= {f"Not{name}" for name in _NEGATABLE}
_ACTION = re.compile(r"\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+")
_PRINCIPAL = re.compile(
    r"arn:(?P<partition>[\w-]+):(iam|sts)::(?P<account>\d{12}):(?P<rest>.+)"
)
_TRUST_ACTIONS = re.compile(
    r"sts:(AssumeRole(WithSAML|WithWebIdentity)?|TagSession|SetSourceIdentity|\*)"
)
_QUALIFIER = re.compile(r"^(ForAllValues|ForAnyValue):")


def validate_trust_policy(aws: AwsState, text: str) -> None:
    """Refuse what IAM would refuse as the trust policy of a role."""
    _check_size(text, TRUST_LIMIT, "ACLSizePerRole")
    for statement in _statements(text):
        if "Resource" in statement or "NotResource" in statement:
            raise malformed("Has prohibited field Resource")
        actions = _texts(statement.get("Action"))
        if not actions or not all(_TRUST_ACTIONS.fullmatch(a) for a in actions):
            raise malformed("AssumeRole policy may only specify STS AssumeRole actions")
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise malformed("Missing required field Principal")
        _check_principals(aws, statement)


def validate_identity_policy(aws: AwsState, text: str) -> None:
    """Refuse what IAM would refuse as the policy of a user, group or role."""
    _check_size(text, INLINE_LIMIT, "the inline policies of a role")
    for statement in _statements(text):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise malformed("Policy document should not specify a principal.")
        names = [n for n in ("Resource", "NotResource") if n in statement]
        resources = _texts(statement[names[0]]) if names else []
        if not resources:
            raise malformed("Policy statement must contain resources.")
        for resource in resources:
            _check_resource(aws, resource)


def validate_resource_policy(aws: AwsState, text: str) -> None:
    """Refuse what Organizations would refuse as the policy of the organization."""
    for statement in _statements(text):
        if "Principal" not in statement:
            raise malformed("Missing required field Principal")
        _check_principals(aws, statement)


def malformed(message: str) -> AwsError:
    """IAM's refusal of a policy document."""
    return AwsError("MalformedPolicyDocument", message, 400)


def _check_size(text: str, limit: int, name: str) -> None:
    if len("".join(text.split())) > limit:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for {name}: {limit}", 409)


def _statements(text: str) -> list[dict[str, Any]]:
    try:
        document = read_json(text)
    except ValueError:
        raise malformed("This policy contains invalid Json") from None
    if not isinstance(document, dict) or set(document) - _TOP:
        raise malformed("Syntax errors in policy.")
    if document.get("Version") != "2012-10-17":
        raise malformed("Policy document must be version 2012-10-17 or greater.")
    statements = as_list(document.get("Statement", []))
    if not statements:
        raise malformed("Missing required field Statement")
    for statement in statements:
        _check_statement(statement)
    sids = [s["Sid"] for s in statements if "Sid" in s]
    if len(sids) != len(set(sids)):
        raise malformed("Statement IDs (SID) in a single policy must be unique.")
    return statements


def _check_statement(statement: Any) -> None:
    if not isinstance(statement, dict) or set(statement) - _ELEMENTS:
        raise malformed("Syntax errors in policy.")
    for positive in _NEGATABLE:
        if positive in statement and f"Not{positive}" in statement:
            raise malformed("Syntax errors in policy.")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise malformed("Missing required field Effect")
    names = [n for n in ("Action", "NotAction") if n in statement]
    actions = _texts(statement[names[0]]) if names else []
    if not actions:
        raise malformed("Policy statement must contain actions.")
    for action in actions:
        if not _ACTION.fullmatch(action):
            raise malformed(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2,"
                " etc."
            )
    if "Sid" in statement and not re.fullmatch(r"[A-Za-z0-9]*", str(statement["Sid"])):
        raise malformed("Statement IDs (SID) must be alpha-numeric.")
    _check_condition(statement.get("Condition", {}))


def _check_condition(block: Any) -> None:
    if not isinstance(block, dict):
        raise malformed("Syntax errors in policy.")
    for operator, keys in block.items():
        plain = _QUALIFIER.sub("", operator).removesuffix("IfExists")
        if plain not in OPERATORS:
            raise malformed(f"Invalid Condition type : {operator}.")
        if not isinstance(keys, dict):
            raise malformed("Syntax errors in policy.")
        for key, values in keys.items():
            # Every condition key has a vendor: aws:..., sts:...
            if ":" not in key:
                raise malformed(
                    "Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
                )
            if not all(isinstance(v, str | bool | int) for v in as_list(values)):
                raise malformed("Syntax errors in policy.")


def _texts(value: Any) -> list[str]:
    texts = [] if value is None else as_list(value)
    if not all(isinstance(text, str) for text in texts):
        raise malformed("Syntax errors in policy.")
    return texts


def _check_resource(aws: AwsState, resource: str) -> None:
    if resource == "*":
        return
    parts = resource.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        raise malformed(f'Resource {resource} must be in ARN format or "*".')
    if parts[1] not in ("*", aws.partition):
        raise malformed(
            f'Partition "{parts[1]}" is not valid for resource "{resource}".'
        )
    if parts[2] == "iam" and parts[3]:
        raise malformed(f"IAM resource {resource} cannot contain region information.")


def _check_principals(aws: AwsState, statement: dict[str, Any]) -> None:
    block = statement.get("Principal", statement.get("NotPrincipal"))
    if block == "*":
        return
    if not isinstance(block, dict) or not block:
        raise malformed("Syntax errors in policy.")
    for kind, names in block.items():
        for name in _texts(names):
            if not _is_principal(aws, kind, name):
                raise malformed(
                    f'Invalid principal in policy: "{kind.upper()}":"{name}"'
                )


def _is_principal(aws: AwsState, kind: str, name: str) -> bool:
    """Whether IAM would find this principal: right partition, and it must exist."""
    if kind == "Service":
        suffix = PARTITIONS[aws.partition].dns_suffix
        return name.endswith((".amazonaws.com", f".{suffix}"))
    if kind == "Federated":
        return name.startswith(f"arn:{aws.partition}:iam::") or "." in name
    if kind != "AWS":
        return False
    if name == "*" or name in aws.members:
        return True
    match = _PRINCIPAL.fullmatch(name)
    if match is None or match["partition"] != aws.partition:
        return False
    if match["account"] not in aws.members:
        return False
    rest = match["rest"]
    if rest.startswith("role/"):
        return role_by_arn(aws, name) is not None
    if rest.startswith("user/"):
        users = backend(aws, match["account"]).users.values()
        return any(user.arn == name for user in users)
    return rest == "root" or rest.startswith("assumed-role/")
