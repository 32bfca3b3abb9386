from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from carto_wizard.errors import WizardError
from carto_wizard.render.parts import text_of
from carto_wizard.render.policies import (
    extra_grants,
    hub_inline,
    spoke_trust,
    start_role_trust,
)
from carto_wizard.render.policy_json import Explained, policy_parts, to_json
from carto_wizard.setup.answers import Access, Answers, CredentialSource, Target, Trust
from carto_wizard.setup.grants import GRANTS
from carto_wizard.setup.partitions import PARTITIONS
from tests.render.cases import (
    CHINA,
    GOV,
    HUB_EC2,
    HUB_ID,
    SINGLE_ROLE,
    SOVEREIGN,
    as_json,
)

GUIDE_TRUST = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "arn:aws:iam::111111111111:root"
      },
      "Action": "sts:AssumeRole"
    }
  ]
}
"""
GUIDE_INLINE = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Resource": "arn:aws:iam::*:role/cartography-read-only",
      "Action": "sts:AssumeRole"
    },
    {
      "Effect": "Allow",
      "Action": "ec2:DescribeRegions",
      "Resource": "*"
    }
  ]
}
"""


def access(**changes: object) -> Answers:
    return replace(HUB_EC2, access=Access(**changes))  # type: ignore[arg-type]


def only_statement(policy: Explained) -> dict[str, Any]:
    (statement,) = as_json(policy)["Statement"]
    assert isinstance(statement, dict)
    return statement


def test_the_spoke_trust_policy_is_the_guides() -> None:
    assert to_json(spoke_trust(HUB_EC2)) == GUIDE_TRUST


def test_the_hub_inline_policy_is_the_guides() -> None:
    assert to_json(hub_inline(HUB_EC2)) == GUIDE_INLINE


def test_an_external_id_is_asked_for_by_the_trust_policy() -> None:
    statement = only_statement(spoke_trust(access(external_id="word/1")))
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": "word/1"}}


def test_a_narrowed_trust_keeps_the_account_as_its_principal() -> None:
    narrowed = only_statement(spoke_trust(access(trust=Trust.HUB_ROLE)))
    plain = only_statement(spoke_trust(HUB_EC2))
    condition = narrowed.pop("Condition")
    arn = f"arn:aws:iam::{HUB_ID}:role/cartography-service"
    assert condition == {"ArnEquals": {"aws:PrincipalArn": arn}}
    assert narrowed == plain


def test_a_role_with_a_path_keeps_it_in_the_condition() -> None:
    condition = only_statement(spoke_trust(GOV))["Condition"]
    assert condition["ArnEquals"]["aws:PrincipalArn"] == (
        f"arn:aws-us-gov:iam::{HUB_ID}:role/security/cartography-service"
    )


@pytest.mark.parametrize("partition", PARTITIONS)
def test_every_arn_is_of_the_partition(partition: str) -> None:
    answers = replace(GOV, partition=partition)
    answers = replace(answers, access=replace(GOV.access, grants=tuple(GRANTS)))
    policies = [
        f(answers) for f in (spoke_trust, hub_inline, start_role_trust, extra_grants)
    ]
    arns = [
        word
        for word in "".join(map(to_json, policies)).split('"')
        if word.startswith("arn:")
    ]
    assert len(arns) == 4
    assert {arn.split(":")[1] for arn in arns} == {partition}


@pytest.mark.parametrize(
    ("answers", "principal"),
    [
        (HUB_EC2, {"Service": "ec2.amazonaws.com"}),
        (GOV, {"Service": "ec2.amazonaws.com"}),
        (CHINA, {"Service": "ec2.amazonaws.com.cn"}),
        (SOVEREIGN, {"Service": "ecs-tasks.amazonaws.com"}),
        (SINGLE_ROLE, {"Service": "ec2.amazonaws.com"}),
        (
            replace(HUB_EC2, target=Target(credentials=CredentialSource.ENVIRONMENT)),
            {"AWS": f"arn:aws:iam::{HUB_ID}:root"},
        ),
        (
            replace(SINGLE_ROLE, target=Target(credentials=CredentialSource.PROFILE)),
            {"AWS": f"arn:aws:iam::{HUB_ID}:root"},
        ),
    ],
)
def test_the_hub_role_goes_to_where_the_credentials_come_from(
    answers: Answers, principal: dict[str, str]
) -> None:
    assert only_statement(start_role_trust(answers))["Principal"] == principal


def test_nothing_is_granted_that_was_not_chosen() -> None:
    assert as_json(extra_grants(HUB_EC2))["Statement"] == []


@pytest.mark.parametrize("action", ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"])
def test_the_two_image_actions_come_together(action: str) -> None:
    statement = only_statement(extra_grants(access(grants=(action,))))
    assert statement["Action"] == ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]


def test_parameters_are_granted_for_the_public_ones_alone() -> None:
    chosen = ("ssm:GetParametersByPath", "lambda:GetFunction")
    first, second = as_json(extra_grants(access(grants=chosen)))["Statement"]
    assert first["Resource"] == "arn:aws:ssm:*::parameter/aws/service/*"
    assert second == {
        "Effect": "Allow",
        "Action": ["lambda:GetFunction"],
        "Resource": "*",
    }


@pytest.mark.parametrize("action", ["*", "iam:*", "s3:GetObject", "glue:getconnection"])
def test_an_action_outside_the_table_is_refused(action: str) -> None:
    with pytest.raises(WizardError, match=r"access\.grants"):
        extra_grants(access(grants=(action,)))


def test_grants_of_a_former_mode_grant_nothing_to_a_single_account() -> None:
    answers = replace(SINGLE_ROLE, access=Access(grants=tuple(GRANTS)))
    assert as_json(extra_grants(answers))["Statement"] == []


@pytest.mark.parametrize("answers", [HUB_EC2, GOV, access(grants=tuple(GRANTS))])
def test_the_parts_of_a_policy_are_its_lines(answers: Answers) -> None:
    for render in (spoke_trust, hub_inline, start_role_trust, extra_grants):
        policy = render(answers)
        text = to_json(policy)
        assert text_of(policy_parts(policy)) == text
        assert text == json.dumps(json.loads(text), indent=2) + "\n"


def test_a_line_of_a_policy_is_explained_by_its_own_value() -> None:
    found = {part.text: part.why for part in policy_parts(hub_inline(HUB_EC2))}
    assert found['      "Action": "sts:AssumeRole"\n'].startswith(
        "The permission to assume a role"
    )
    assert found['      "Action": "ec2:DescribeRegions",\n'].startswith("Lists")
    assert found["    },\n"] == found["}\n"] == found["  ]\n"]
