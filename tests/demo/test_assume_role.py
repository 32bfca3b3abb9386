"""Who may become whom: both sides decide, and AWS does not say which one refused."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import FORMER_HUB, HUB, INSTANCE
from tests.demo.client import admin, assumed, ends, hub, spoke

SPOKE = "333333333333"
NAMES = itertools.count()


def trust(principal: Any, condition: Any = None, effect: str = "Allow") -> Any:
    statement = {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}
    return statement | ({"Condition": condition} if condition else {})


def may(resource: Any, effect: str = "Allow", action: str = "sts:AssumeRole") -> Any:
    return {"Effect": effect, "Action": action, "Resource": resource}


def document(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def role_arn(account: str, name: str) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def root(account: str) -> Any:
    return {"AWS": f"arn:aws:iam::{account}:root"}


ANY = may("*")
EXTERNAL = {"StringEquals": {"sts:ExternalId": "right"}}


def attempt(
    demo: Demo,
    account: str,
    trusts: list[Any],
    identity: list[Any],
    external_id: str | None = None,
) -> Any:
    """A caller in the hub with these policies asks for a role with that trust."""
    number = next(NAMES)
    caller, target = f"caller-{number}", f"target-{number}"
    at_hub, at_target = admin(demo, HUB)("iam"), admin(demo, account)("iam")
    at_hub.create_role(
        RoleName=caller, AssumeRolePolicyDocument=document(trust(root(HUB)))
    )
    if identity:
        at_hub.put_role_policy(
            RoleName=caller, PolicyName="identity", PolicyDocument=document(*identity)
        )
    replaced = json.loads(json.dumps(trusts).replace("CALLER", caller))
    at_target.create_role(RoleName=target, AssumeRolePolicyDocument=document(*replaced))
    by = assumed(demo, admin(demo, HUB), HUB, caller)
    details = {} if external_id is None else {"ExternalId": external_id}
    return assumed(demo, by, account, target, **details)


CALLER = {"AWS": role_arn(HUB, "CALLER")}
SESSION = {"AWS": f"arn:aws:sts::{HUB}:assumed-role/CALLER/test"}
NARROWED = {"ArnEquals": {"aws:PrincipalArn": role_arn(HUB, "CALLER")}}
OTHER = {"ArnEquals": {"aws:PrincipalArn": role_arn(HUB, "cartography-service")}}

ACROSS: dict[str, tuple[list[Any], list[Any], str | None, bool]] = {
    "root and permission": ([trust(root(HUB))], [ANY], None, True),
    "account id for root": ([trust({"AWS": HUB})], [ANY], None, True),
    "the role itself": ([trust(CALLER)], [ANY], None, True),
    "its session": ([trust(SESSION)], [ANY], None, True),
    "everybody": ([trust({"AWS": "*"})], [ANY], None, True),
    "several principals": ([trust({"AWS": [FORMER_HUB, HUB]})], [ANY], None, True),
    "no permission": ([trust(root(HUB))], [], None, False),
    "named, but no permission": ([trust(CALLER)], [], None, False),
    "permission for another role": (
        [trust(root(HUB))],
        [may("arn:aws:iam::*:role/other")],
        None,
        False,
    ),
    "trusts another account": ([trust(root(FORMER_HUB))], [ANY], None, False),
    "trusts a service": (
        [trust({"Service": "ec2.amazonaws.com"})],
        [ANY],
        None,
        False,
    ),
    "trust denies": (
        [trust(root(HUB)), trust(root(HUB), effect="Deny")],
        [ANY],
        None,
        False,
    ),
    "external id missing": ([trust(root(HUB), EXTERNAL)], [ANY], None, False),
    "external id wrong": ([trust(root(HUB), EXTERNAL)], [ANY], "wrong", False),
    "external id right": ([trust(root(HUB), EXTERNAL)], [ANY], "right", True),
    "external id not asked for": ([trust(root(HUB))], [ANY], "any", True),
    "narrowed to the caller": ([trust(root(HUB), NARROWED)], [ANY], None, True),
    "narrowed to another": ([trust(root(HUB), OTHER)], [ANY], None, False),
    "its organization": (
        [trust({"AWS": "*"}, {"StringEquals": {"aws:PrincipalOrgID": "o-cartodemo1"}})],
        [ANY],
        None,
        True,
    ),
    "another organization": (
        [trust({"AWS": "*"}, {"StringEquals": {"aws:PrincipalOrgID": "o-other"}})],
        [ANY],
        None,
        False,
    ),
    "multi-factor needed": (
        [trust(root(HUB), {"Bool": {"aws:MultiFactorAuthPresent": "true"}})],
        [ANY],
        None,
        False,
    ),
    "an operator unknown here": (
        [trust(root(HUB), {"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}})],
        [ANY],
        None,
        False,
    ),
}


@pytest.mark.parametrize("case", ACROSS)
def test_across_accounts_both_sides_must_agree(healthy_aws: Demo, case: str) -> None:
    trusts, identity, external_id, allowed = ACROSS[case]
    with ends("" if allowed else "AccessDenied") as ending:
        who = attempt(healthy_aws, SPOKE, trusts, identity, external_id)
        assert who("sts").get_caller_identity()["Account"] == SPOKE
    assert " because " not in ending.message and " deny" not in ending.message


IDENTITY = "because no identity-based policy allows the sts:AssumeRole action"
TRUST = "because no role trust policy allows the sts:AssumeRole action"

WITHIN: dict[str, tuple[list[Any], list[Any], str]] = {
    "named: no permission needed": ([trust(CALLER)], [], ""),
    "root and permission": ([trust(root(HUB))], [ANY], ""),
    "root, no permission": ([trust(root(HUB))], [], IDENTITY),
    "not trusted": ([trust(root(FORMER_HUB))], [ANY], TRUST),
    "trust denies": (
        [trust(CALLER), trust(CALLER, effect="Deny")],
        [ANY],
        "with an explicit deny in the role trust policy",
    ),
    "identity denies": (
        [trust(CALLER)],
        [may("*", "Deny")],
        "with an explicit deny in an identity-based policy",
    ),
}


@pytest.mark.parametrize("case", WITHIN)
def test_within_an_account_the_reason_is_given(healthy_aws: Demo, case: str) -> None:
    trusts, identity, reason = WITHIN[case]
    with ends("AccessDenied" if reason else "") as ending:
        attempt(healthy_aws, HUB, trusts, identity)
    assert ending.message.endswith(reason)


MISSING = [
    role_arn(SPOKE, "no-such-role"),
    role_arn(SPOKE, "path/cartography-read-only"),
    role_arn("314159265358", "cartography-read-only"),
    role_arn(SPOKE, "cartography-read-only").replace("arn:aws:", "arn:aws-cn:"),
]


@pytest.mark.parametrize("arn", MISSING)
def test_a_missing_role_is_refused_like_a_closed_one(
    healthy_aws: Demo, arn: str
) -> None:
    client = admin(healthy_aws, HUB)("sts")
    with ends("AccessDenied") as ending:
        client.assume_role(RoleArn=arn, RoleSessionName="test")
    assert ending.message == (
        f"User: arn:aws:iam::{HUB}:user/admin is not authorized to perform:"
        f" sts:AssumeRole on resource: {arn}"
    )
    assert ending.status == 403


def test_a_deny_in_the_callers_own_policies_is_named(healthy_aws: Demo) -> None:
    with ends("AccessDenied") as ending:
        attempt(healthy_aws, SPOKE, [trust(root(HUB))], [ANY, may("*", "Deny")])
    assert ending.message.endswith("with an explicit deny in an identity-based policy")


def test_a_deny_in_the_callers_boundary_is_named(healthy_aws: Demo) -> None:
    iam, name = admin(healthy_aws, HUB)("iam"), f"caller-{next(NAMES)}"
    boundary = iam.create_policy(
        PolicyName=name, PolicyDocument=document(may("*", "Deny"))
    )
    iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=document(trust(root(HUB))),
        PermissionsBoundary=boundary["Policy"]["Arn"],
    )
    by = assumed(healthy_aws, admin(healthy_aws, HUB), HUB, name)
    with ends("AccessDenied") as ending:
        assumed(healthy_aws, by, SPOKE, "cartography-read-only")
    assert ending.message.endswith("with an explicit deny in a permissions boundary")


def test_the_hub_may_assume_the_read_only_role_only(healthy_aws: Demo) -> None:
    with ends("AccessDenied"):
        assumed(healthy_aws, hub(healthy_aws), SPOKE, "OrganizationAccountAccessRole")


def test_an_organization_policy_on_the_hub_is_named(healthy_aws: Demo) -> None:
    deny = json.loads(document(may("*", "Deny")))
    healthy_aws.fault("scp", account=HUB, document=deny)
    with ends("AccessDenied") as ending:
        spoke(healthy_aws, SPOKE)
    assert ending.message.endswith("with an explicit deny in a service control policy")


def test_a_suspended_account_answers_like_a_missing_role(healthy_aws: Demo) -> None:
    healthy_aws.fault("member", account=SPOKE, state="SUSPENDED")
    with ends("AccessDenied"):
        spoke(healthy_aws, SPOKE)
    listing = spoke(healthy_aws, HUB)("organizations")
    found = listing.describe_account(AccountId=SPOKE)["Account"]
    assert found["State"] == "SUSPENDED"


DURATIONS = {
    899: ("ValidationError", "greater than or equal to 900"),
    900: ("", ""),
    3600: ("", ""),
    3601: ("ValidationError", "exceeds the MaxSessionDuration"),
    43201: ("ValidationError", "less than or equal to 43200"),
}


@pytest.mark.parametrize("seconds", DURATIONS)
def test_a_session_has_bounds(healthy_aws: Demo, seconds: int) -> None:
    code, fragment = DURATIONS[seconds]
    # The client has bounds of its own, so the number goes in beneath it.
    client = hub(healthy_aws)("sts")
    client.meta.events.register(
        "before-call.sts.AssumeRole",
        lambda params, **_: params["body"].update(DurationSeconds=str(seconds)),
    )
    with ends(code) as ending:
        client.assume_role(
            RoleArn=role_arn(SPOKE, "cartography-read-only"), RoleSessionName="test"
        )
    assert fragment in ending.message


def test_a_chained_session_lasts_an_hour_at_most(healthy_aws: Demo) -> None:
    iam = admin(healthy_aws, SPOKE)("iam")
    iam.create_role(
        RoleName="long",
        AssumeRolePolicyDocument=document(trust(root(HUB))),
        MaxSessionDuration=7200,
    )
    assumed(healthy_aws, admin(healthy_aws, HUB), SPOKE, "long", DurationSeconds=7200)
    iam_hub = admin(healthy_aws, HUB)("iam")
    iam_hub.create_role(
        RoleName="chain", AssumeRolePolicyDocument=document(trust(root(HUB)))
    )
    iam_hub.put_role_policy(
        RoleName="chain", PolicyName="any", PolicyDocument=document(ANY)
    )
    chain = assumed(healthy_aws, admin(healthy_aws, HUB), HUB, "chain")
    assumed(healthy_aws, chain, SPOKE, "long", DurationSeconds=3600)
    with ends("ValidationError") as ending:
        assumed(healthy_aws, chain, SPOKE, "long", DurationSeconds=3601)
    assert "1 hour session limit for roles assumed by role chaining" in ending.message


@pytest.mark.parametrize("arn", ["arn:aws:iam::1:role/x-too-short", "a" * 30])
def test_a_malformed_arn_is_invalid(healthy_aws: Demo, arn: str) -> None:
    with ends("ValidationError") as ending:
        hub(healthy_aws)("sts").assume_role(RoleArn=arn, RoleSessionName="test")
    assert ending.message == f"{arn} is invalid"


def test_the_hub_is_the_instance_role(healthy_aws: Demo) -> None:
    who = hub(healthy_aws)("sts").get_caller_identity()
    role = f"arn:aws:sts::{HUB}:assumed-role/cartography-service"
    assert who["Arn"] == f"{role}/{INSTANCE}"
