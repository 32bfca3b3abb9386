"""Policies that IAM refuses are refused here, over HTTP, with IAM's code."""

from __future__ import annotations

import json
from typing import Any

import pytest

from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import HUB
from carto_wizard.render.policies import (
    extra_grants,
    hub_inline,
    spoke_trust,
    start_role_trust,
)
from carto_wizard.render.policy_json import to_json
from carto_wizard.setup.answers import put
from carto_wizard.setup.grants import GRANTS
from tests.demo.client import admin, ends

SPOKE = "333333333333"
TRUST: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{HUB}:root"},
    "Action": "sts:AssumeRole",
}
INLINE: dict[str, Any] = {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Resource": "*",
}


def document(*statements: Any, **top: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)} | top)


def without(statement: dict[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in statement.items() if k != key}


TRUSTS = {
    "not JSON": "{",
    "a list": "[]",
    "empty": document(),
    "old version": document(TRUST, Version="2008-10-17"),
    "no version": json.dumps({"Statement": [TRUST]}),
    "unknown part": document(TRUST, Comment="why"),
    "unknown element": document(TRUST | {"Actions": "sts:*"}),
    "no effect": document(without(TRUST, "Effect")),
    "wrong effect": document(TRUST | {"Effect": "allow"}),
    "no action": document(without(TRUST, "Action")),
    "another action": document(TRUST | {"Action": "sts:GetCallerIdentity"}),
    "action of another service": document(TRUST | {"Action": "iam:GetRole"}),
    "no principal": document(without(TRUST, "Principal")),
    "a resource": document(TRUST | {"Resource": "*"}),
    "principal in words": document(TRUST | {"Principal": "platform-hub"}),
    "unknown kind": document(TRUST | {"Principal": {"Aws": HUB}}),
    "another partition": document(
        TRUST | {"Principal": {"AWS": f"arn:aws-cn:iam::{HUB}:root"}}
    ),
    "no such account": document(
        TRUST | {"Principal": {"AWS": "arn:aws:iam::314159265358:root"}}
    ),
    "short account": document(TRUST | {"Principal": {"AWS": "11111111111"}}),
    "no such role": document(
        TRUST | {"Principal": {"AWS": f"arn:aws:iam::{HUB}:role/nobody"}}
    ),
    "wildcard in principal": document(
        TRUST | {"Principal": {"AWS": f"arn:aws:iam::{HUB}:role/*"}}
    ),
    "no such service": document(TRUST | {"Principal": {"Service": "ec2"}}),
    "service of another partition": document(
        TRUST | {"Principal": {"Service": "ec2.amazonaws.com.cn"}}
    ),
    "unknown operator": document(TRUST | {"Condition": {"Equals": {"aws:a": "b"}}}),
    "key without vendor": document(
        TRUST | {"Condition": {"StringEquals": {"ExternalId": "b"}}}
    ),
    "condition is a list": document(TRUST | {"Condition": []}),
    "same id twice": document(TRUST | {"Sid": "A"}, TRUST | {"Sid": "A"}),
    "id with a blank": document(TRUST | {"Sid": "Let in"}),
}


@pytest.mark.parametrize("case", TRUSTS)
def test_a_wrong_trust_policy_is_refused(healthy_aws: Demo, case: str) -> None:
    iam = admin(healthy_aws, SPOKE)("iam")
    with ends("MalformedPolicyDocument") as ending:
        iam.create_role(RoleName="refused", AssumeRolePolicyDocument=TRUSTS[case])
    assert ending.status == 400
    with ends("MalformedPolicyDocument"):
        iam.update_assume_role_policy(
            RoleName="cartography-read-only", PolicyDocument=TRUSTS[case]
        )


INLINES = {
    "not JSON": "{",
    "no version": json.dumps({"Statement": [INLINE]}),
    "no resource": document(without(INLINE, "Resource")),
    "empty resources": document(INLINE | {"Resource": []}),
    "no action": document(without(INLINE, "Action")),
    "empty actions": document(INLINE | {"Action": []}),
    "action without vendor": document(INLINE | {"Action": "AssumeRole"}),
    "both ways": document(INLINE | {"NotAction": "iam:*"}),
    "a principal": document(INLINE | {"Principal": "*"}),
    "resource in words": document(INLINE | {"Resource": "cartography-read-only"}),
    "another partition": document(
        INLINE | {"Resource": "arn:aws-us-gov:iam::*:role/cartography-read-only"}
    ),
    "a region in iam": document(
        INLINE | {"Resource": "arn:aws:iam:us-east-1:*:role/cartography-read-only"}
    ),
    "number as action": document(INLINE | {"Action": 1}),
}


@pytest.mark.parametrize("case", INLINES)
def test_a_wrong_inline_policy_is_refused(healthy_aws: Demo, case: str) -> None:
    iam = admin(healthy_aws, HUB)("iam")
    with ends("MalformedPolicyDocument"):
        iam.put_role_policy(
            RoleName="cartography-service",
            PolicyName="refused",
            PolicyDocument=INLINES[case],
        )


def test_what_is_too_long_is_refused(healthy_aws: Demo) -> None:
    ids = [f"arn:aws:iam::{HUB}:root"] * 60
    with ends("LimitExceeded"):
        admin(healthy_aws, SPOKE)("iam").create_role(
            RoleName="long",
            AssumeRolePolicyDocument=document(TRUST | {"Principal": {"AWS": ids}}),
        )


def test_every_rendered_policy_is_accepted(empty_aws: Demo) -> None:
    answers = put(empty_aws.answers, "access.external_id", "demo-4711")
    answers = put(answers, "access.trust", "hub-role")
    answers = put(answers, "access.grants", tuple(GRANTS))
    iam = admin(empty_aws, HUB)("iam")
    for name, trust in (
        ("hub", start_role_trust(answers)),
        ("spoke", spoke_trust(answers)),
    ):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=to_json(trust))
        for policy in (hub_inline(answers), extra_grants(answers)):
            iam.put_role_policy(
                RoleName=name, PolicyName="any", PolicyDocument=to_json(policy)
            )
