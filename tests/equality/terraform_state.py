"""The IAM state that a Terraform module asks for, by HashiCorp's own parser."""

from __future__ import annotations

from typing import Any

import pygohcl

from tests.equality.matrix import Made, role_of

_ACCOUNT = "data.aws_caller_identity.current.account_id"
_NAME = "aws_iam_role.cartography.name"


def read_module(text: str, account: str) -> Made:
    """Read the module as it would be used in an account."""
    resources = pygohcl.loads(text)["resource"]
    ((_, role),) = resources.pop("aws_iam_role").items()
    attached = resources.pop("aws_iam_role_policy_attachment", {}).values()
    inline = resources.pop("aws_iam_role_policy", {}).values()
    profiles = resources.pop("aws_iam_instance_profile", {}).values()
    assert not resources, f"unknown: {sorted(resources)}"
    owned: list[Any] = [*attached, *inline, *profiles]
    assert {each["role"] for each in owned} <= {_NAME}
    made = role_of(
        role["path"],
        role["assume_role_policy"],
        role["max_session_duration"],
        managed=[each["policy_arn"] for each in attached],
        inline={each["name"]: each["policy"] for each in inline},
        boundary=role.get("permissions_boundary", "").replace(_ACCOUNT, account),
        tags=role["tags"],
    )
    return Made(
        {role["name"]: made},
        {each["name"]: (each["path"], role["name"]) for each in profiles},
    )
