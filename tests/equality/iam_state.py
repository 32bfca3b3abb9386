"""What is in the embedded IAM, read as its administrator."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import boto3

from carto_wizard.demo.launch import Demo
from carto_wizard.render.wanted_iam import Role
from carto_wizard.setup.partitions import PARTITIONS
from tests.equality.matrix import Made, one_spelling


def iam_of(demo: Demo, account: str) -> Any:
    """IAM as the administrator of an account."""
    key = demo.admin[account]
    return boto3.client(
        "iam",
        endpoint_url=demo.endpoint,
        region_name=PARTITIONS[demo.answers.partition].home_region,
        aws_access_key_id=key.key,
        aws_secret_access_key=key.secret,
    )


def made_in(client: Any, names: Iterable[str]) -> Made:
    """These roles and their instance profiles."""
    roles, profiles = {}, {}
    for name in names:
        role = client.get_role(RoleName=name)["Role"]
        attached = client.list_attached_role_policies(RoleName=name)
        inline = client.list_role_policies(RoleName=name)["PolicyNames"]
        roles[name] = one_spelling(
            Role(
                name,
                role["Path"],
                role["AssumeRolePolicyDocument"],
                tuple(each["PolicyArn"] for each in attached["AttachedPolicies"]),
                {
                    each: client.get_role_policy(RoleName=name, PolicyName=each)[
                        "PolicyDocument"
                    ]
                    for each in inline
                },
                role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""),
                role["MaxSessionDuration"],
                {tag["Key"]: tag["Value"] for tag in role["Tags"]},
            )
        )
        held = client.list_instance_profiles_for_role(RoleName=name)
        for profile in held["InstanceProfiles"]:
            profiles[profile["InstanceProfileName"]] = (profile["Path"], name)
    return Made(roles, profiles)


def make_boundary(client: Any) -> None:
    """The policy that the matrix names as a boundary; it allows everything."""
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    client.create_policy(PolicyName="most", Path="/limits/", PolicyDocument=document)
