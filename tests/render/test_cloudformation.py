from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from carto_wizard.errors import WizardError
from carto_wizard.render.cloudformation import (
    MOST_BYTES,
    hub_and_read_only_template,
    hub_template,
    read_only_template,
    single_template,
    template_parts,
)
from carto_wizard.render.parts import text_of
from carto_wizard.render.plan import plan
from carto_wizard.render.policy_json import Explained
from carto_wizard.render.wanted_iam import Role, wanted_iam
from carto_wizard.setup.answers import Answers, CredentialSource, Identity, Target
from carto_wizard.setup.grants import GRANTS
from carto_wizard.setup.ownership import MARK
from tests.render.cases import (
    CASES,
    GOV,
    HERE,
    HUB_EC2,
    HUB_ID,
    SINGLE_ROLE,
    SINGLE_USER,
    as_json,
    many,
)

HOSTILE = replace(
    GOV,
    access=replace(
        GOV.access,
        grants=tuple(GRANTS),
        path="security/audit",
        permissions_boundary="team/developer-boundary",
        max_session_hours=12,
        external_id="a:b/[red]",
    ),
    tags={"Team": "Sécurité = cloud", "cost:centre": "${AWS::AccountId}"},
)


def roles(template: Explained, account: str) -> dict[str, Role]:
    """The roles of a template, as IAM gives them once they are made."""
    found = {}
    for resource in as_json(template)["Resources"].values():
        if resource["Type"] == "AWS::IAM::Role":
            role = _role(resource["Properties"], account)
            found[role.name] = role
    return found


def _role(given: dict[str, Any], account: str) -> Role:
    boundary = given.get("PermissionsBoundary", "")
    if isinstance(boundary, dict):
        boundary = boundary["Fn::Sub"].replace("${AWS::AccountId}", account)
    return Role(
        given["RoleName"],
        given["Path"],
        given["AssumeRolePolicyDocument"],
        tuple(given.get("ManagedPolicyArns", ())),
        {each["PolicyName"]: each["PolicyDocument"] for each in given["Policies"]}
        if "Policies" in given
        else {},
        boundary,
        given["MaxSessionDuration"],
        {tag["Key"]: tag["Value"] for tag in given["Tags"]},
    )


@pytest.mark.parametrize(
    "answers", [HOSTILE, *(a for a, _ in many() if a.hub.account_id)]
)
def test_a_template_makes_exactly_what_is_wanted(answers: Answers) -> None:
    spoke = "222222222222"
    in_spoke = {role.name: role.as_role() for role in wanted_iam(answers, spoke).roles}
    in_hub = {role.name: role.as_role() for role in wanted_iam(answers, HUB_ID).roles}
    assert roles(read_only_template(answers), spoke) == in_spoke
    read = any(account.id == HUB_ID for account in answers.accounts)
    both = hub_and_read_only_template if read else hub_template
    assert roles(both(answers), HUB_ID) == in_hub


@pytest.mark.parametrize("source", CredentialSource)
@pytest.mark.parametrize("template", [hub_template, hub_and_read_only_template])
def test_only_ec2_gets_an_instance_profile(
    template: Callable[[Answers], Explained], source: CredentialSource
) -> None:
    answers = replace(HUB_EC2, target=Target(credentials=source))
    profile = as_json(template(answers))["Resources"].get("HubInstanceProfile")
    if source is CredentialSource.EC2:
        assert profile["Properties"] == {
            "InstanceProfileName": "cartography-service",
            "Path": "/",
            "Roles": [{"Ref": "HubRole"}],
        }
    else:
        assert profile is None


@pytest.mark.parametrize("identity", [Identity.USER, Identity.GROUP])
def test_a_single_account_gets_its_user_or_group(identity: Identity) -> None:
    answers = replace(
        SINGLE_USER,
        single=replace(SINGLE_USER.single, identity=identity, name="team/jo"),
        access=replace(SINGLE_USER.access, permissions_boundary="limits"),
    )
    (resource,) = as_json(single_template(answers))["Resources"].values()
    kind = identity.capitalize()
    assert resource["Type"] == f"AWS::IAM::{kind}"
    properties = resource["Properties"]
    assert properties[f"{kind}Name"] == "jo"
    assert properties["Path"] == "/team/"
    assert properties["ManagedPolicyArns"] == ["arn:aws:iam::aws:policy/SecurityAudit"]
    marked = [tag["Key"] for tag in properties.get("Tags", [])]
    # IAM has neither tags nor a boundary for groups.
    assert marked == ([MARK] if identity is Identity.USER else [])
    boundary = f"arn:aws:iam::{HUB_ID}:policy/limits"
    assert properties.get("PermissionsBoundary", boundary) == boundary
    assert ("PermissionsBoundary" in properties) is (identity is Identity.USER)


def test_a_single_role_is_the_wanted_one() -> None:
    (wanted,) = wanted_iam(SINGLE_ROLE, HUB_ID).roles
    assert roles(single_template(SINGLE_ROLE), HUB_ID) == {
        wanted.name: wanted.as_role()
    }


@pytest.mark.parametrize("case", CASES)
def test_there_is_nothing_to_evaluate_but_the_account_of_a_boundary(case: str) -> None:
    answers, places = CASES[case]
    limited = replace(answers, access=replace(answers.access, permissions_boundary="b"))
    for file in plan(limited, places):
        if "cloudformation" in file.path:
            template = json.loads(file.text)
            assert set(template) == {
                "AWSTemplateFormatVersion",
                "Description",
                "Resources",
            }
            evaluated = file.text.count("Fn::")
            assert evaluated == (file.key == "read-only-role-template")


def test_a_tag_that_looks_like_a_function_stays_text() -> None:
    (role,) = roles(read_only_template(HOSTILE), HUB_ID).values()
    assert role.tags["cost:centre"] == "${AWS::AccountId}"


def test_every_line_says_why_it_is_there() -> None:
    parts = template_parts(hub_and_read_only_template(HOSTILE))
    assert all(part.why and part.without for part in parts)
    said = {part.text.strip(): part.why for part in parts}
    assert (
        "boundary"
        in said[
            f'"PermissionsBoundary": "arn:aws-us-gov:iam::{HUB_ID}:policy/team/'
            'developer-boundary",'
        ]
    )
    assert said['"MaxSessionDuration": 43200,'].startswith("The longest session")


def test_a_template_that_no_call_could_carry_is_refused() -> None:
    long = {f"key-{n}": "é" * 256 for n in range(49)}
    with pytest.raises(WizardError, match=r"tags: .* 51,200 are possible"):
        template_parts(read_only_template(replace(HUB_EC2, tags=long)))
    fits = {f"key-{n}": "e" * 256 for n in range(49)}
    text = text_of(template_parts(read_only_template(replace(HUB_EC2, tags=fits))))
    assert len(text) < MOST_BYTES


@pytest.mark.parametrize("read", [True, False])
def test_the_template_of_both_is_for_a_hub_that_is_read(read: bool) -> None:
    answers = replace(HUB_EC2, accounts=HUB_EC2.accounts[0 if read else 1 :])
    keys = {file.key for file in plan(answers, HERE) if "cloudformation" in file.path}
    assert keys == {"read-only-role-template", "hub-role-template"} | (
        {"hub-and-read-only-role-template"} if read else set()
    )
