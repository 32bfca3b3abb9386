"""The organization of the embedded AWS, asked as clients ask it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from carto_wizard.demo.launch import Demo
from carto_wizard.demo.organization_state import Bucket
from carto_wizard.demo.sample_organization import INACTIVE
from tests.demo.client import admin, ends

HUB, MANAGEMENT, MEMBER = "111111111111", "222222222222", "333333333333"
ROOT, PRODUCTION = "r-demo", "ou-demo-production"
STACKSETS = "member.org.stacksets.cloudformation.amazonaws.com"


def listing(demo: Demo, account: str = MANAGEMENT) -> Any:
    return admin(demo, account)("organizations")


def every(client: Any, operation: str, key: str, **asked: str) -> list[Any]:
    pages = client.get_paginator(operation).paginate(**asked)
    return [one for page in pages for one in page[key]]


def test_parents_and_children_say_the_same_tree(healthy_aws: Demo) -> None:
    client = listing(healthy_aws)
    (root,) = client.list_roots()["Roots"]
    accounts: dict[str, Any] = {}
    todo, depth = [(root["Id"], 0)], 0
    while todo:
        parent, level = todo.pop()
        depth = max(depth, level)
        kinds = {"ACCOUNT": "Accounts", "ORGANIZATIONAL_UNIT": "OrganizationalUnits"}
        ids = {
            kind: [
                child["Id"]
                for child in every(
                    client, "list_children", "Children", ParentId=parent, ChildType=kind
                )
            ]
            for kind in kinds
        }
        units = every(
            client,
            "list_organizational_units_for_parent",
            "OrganizationalUnits",
            ParentId=parent,
        )
        inside = every(client, "list_accounts_for_parent", "Accounts", ParentId=parent)
        assert [unit["Id"] for unit in units] == ids["ORGANIZATIONAL_UNIT"]
        assert [account["Id"] for account in inside] == ids["ACCOUNT"]
        for child in [*ids["ACCOUNT"], *ids["ORGANIZATIONAL_UNIT"]]:
            (above,) = client.list_parents(ChildId=child)["Parents"]
            kind = "ROOT" if parent == ROOT else "ORGANIZATIONAL_UNIT"
            assert above == {"Id": parent, "Type": kind}
        for unit in units:
            found = client.describe_organizational_unit(OrganizationalUnitId=unit["Id"])
            assert found["OrganizationalUnit"] == unit
            assert unit["Path"].endswith(f"/{unit['Id']}/")
        accounts |= {account["Id"]: account for account in inside}
        todo += [(unit, level + 1) for unit in ids["ORGANIZATIONAL_UNIT"]]
    listed = {one["Id"]: one for one in every(client, "list_accounts", "Accounts")}
    assert accounts == listed
    assert depth == 3
    assert listed["666666666666"]["Paths"] == [
        "o-cartodemo1/r-demo/ou-demo-workloads/ou-demo-production/ou-demo-retail00/"
        "666666666666/"
    ]


def test_an_account_has_a_state_or_some_time_ago_a_status(healthy_aws: Demo) -> None:
    client = listing(healthy_aws)
    for older in (False, True):
        healthy_aws.fault("organization", older_status=older, paths=not older)
        has, lacks = ("Status", "State") if older else ("State", "Status")
        found = every(client, "list_accounts", "Accounts")
        states = {one["Id"]: one[has] for one in found}
        assert {lacks, *(["Paths"] if older else [])}.isdisjoint(
            key for one in found for key in one
        )
        inactive = {each.id: each.state for each in INACTIVE}
        assert {i: s for i, s in states.items() if s != "ACTIVE"} == inactive
        assert client.describe_account(AccountId=MEMBER)["Account"] in found


def test_accounts_have_tags_and_units_have_none(healthy_aws: Demo) -> None:
    client = listing(healthy_aws)
    tags = client.list_tags_for_resource(ResourceId=MEMBER)["Tags"]
    assert {"Key": "environment", "Value": "production"} in tags
    assert client.list_tags_for_resource(ResourceId=PRODUCTION)["Tags"] == []


UNKNOWN = {
    "list_accounts_for_parent": ("ParentId", "ParentNotFoundException"),
    "list_organizational_units_for_parent": ("ParentId", "ParentNotFoundException"),
    "list_parents": ("ChildId", "ChildNotFoundException"),
    "describe_organizational_unit": (
        "OrganizationalUnitId",
        "OrganizationalUnitNotFoundException",
    ),
    "list_tags_for_resource": ("ResourceId", "TargetNotFoundException"),
}


@pytest.mark.parametrize("operation", UNKNOWN)
def test_what_does_not_exist_is_not_found(healthy_aws: Demo, operation: str) -> None:
    name, code = UNKNOWN[operation]
    with ends(code):
        getattr(listing(healthy_aws), operation)(**{name: "ou-none-12345678"})


def test_an_account_outside_is_not_found(healthy_aws: Demo) -> None:
    client, outside = listing(healthy_aws), "123456789012"
    with ends("AccountNotFoundException"):
        client.describe_account(AccountId=outside)
    with ends("TargetNotFoundException"):
        client.list_tags_for_resource(ResourceId=outside)
    with ends("ChildNotFoundException"):
        client.list_parents(ChildId=outside)


def test_a_token_that_is_none_is_refused(healthy_aws: Demo) -> None:
    for token in ("5", "\u00fc", "x" * 5000, "MjA="):
        with ends("InvalidInputException"):
            listing(healthy_aws).list_accounts(NextToken=token)


def test_the_delegated_administrator_is_a_fact(healthy_aws: Demo) -> None:
    client = listing(healthy_aws)
    asked = client.list_delegated_administrators
    (found,) = asked(ServicePrincipal=STACKSETS)["DelegatedAdministrators"]
    assert found["Id"] == HUB
    assert asked(ServicePrincipal="x.amazonaws.com")["DelegatedAdministrators"] == []
    services = client.list_delegated_services_for_account
    (service,) = services(AccountId=HUB)["DelegatedServices"]
    assert service["ServicePrincipal"] == STACKSETS
    with ends("AccountNotRegisteredException"):
        services(AccountId=MEMBER)
    healthy_aws.fault("organization", delegated={MEMBER: ["x.amazonaws.com"]})
    for account, code in ((MEMBER, ""), (HUB, "AccessDeniedException")):
        with ends(code):
            listing(healthy_aws, account).list_accounts()


def test_the_resource_policy_is_a_fact(healthy_aws: Demo) -> None:
    client, member = listing(healthy_aws), listing(healthy_aws, MEMBER)
    with ends("ResourcePolicyNotFoundException"):
        client.describe_resource_policy()
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{MEMBER}:root"},
        "Action": "organizations:ListAccounts",
        "Resource": "*",
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": statement})
    healthy_aws.fault("organization", resource_policy=text)
    assert client.describe_resource_policy()["ResourcePolicy"]["Content"] == text
    assert member.list_accounts()["Accounts"]
    with ends("AccessDeniedException"):
        member.list_roots()
    with ends("AccessDeniedException"):
        listing(healthy_aws, "444444444444").list_accounts()


def test_an_empty_page_may_come_before_every_page(healthy_aws: Demo) -> None:
    client = listing(healthy_aws)
    before = every(client, "list_accounts", "Accounts")
    healthy_aws.fault("organization", empty_pages=True)
    pages = client.get_paginator("list_accounts").paginate(PaginationConfig={})
    sizes = [len(page["Accounts"]) for page in pages]
    assert sizes == [0, len(before)]
    small = client.get_paginator("list_accounts").paginate(
        PaginationConfig={"PageSize": 4}
    )
    assert [len(page["Accounts"]) for page in small] == [0, 4, 0, 4, 0, 3]
    assert every(client, "list_accounts", "Accounts") == before


def test_too_many_requests_are_refused(healthy_aws: Demo) -> None:
    """At one in a thousand seconds, none comes back while the test runs."""
    healthy_aws.fault("organization", rate=0.001)
    client = listing(healthy_aws)
    for number in range(6):
        with ends("TooManyRequestsException" if number > 1 else ""):
            client.list_roots()


def test_a_bucket_fills_with_time() -> None:
    now = 0.0
    bucket = Bucket(burst=2, clock=lambda: now)
    assert [bucket.take(4.0) for _ in range(3)] == [True, True, False]
    now += 0.25
    assert [bucket.take(4.0) for _ in range(2)] == [True, False]
    now += 60
    assert [bucket.take(4.0) for _ in range(3)] == [True, True, False]


def test_an_account_joins_moves_and_leaves(healthy_aws: Demo) -> None:
    client, new = listing(healthy_aws), "141414141414"
    unit = ["ou-demo-newunit0", "New", PRODUCTION]
    healthy_aws.fault("organization", units=[unit])
    facts = {"name": "late", "state": "PENDING_ACTIVATION", "unit": unit[0]}
    healthy_aws.fault("member", account=new, **facts, tags={"team": "late"})
    (found,) = client.list_accounts_for_parent(ParentId=unit[0])["Accounts"]
    assert (found["Name"], found["State"]) == ("late", "PENDING_ACTIVATION")
    healthy_aws.fault("member", account=new, unit=ROOT, name="renamed")
    found = client.describe_account(AccountId=new)["Account"]
    assert found["Name"] == "renamed"
    assert found["Paths"] == [f"o-cartodemo1/{ROOT}/{new}/"]
    healthy_aws.fault("member", account=new, outside=True)
    with ends("AccountNotFoundException"):
        client.describe_account(AccountId=new)
    healthy_aws.clear()
    with ends("ParentNotFoundException"):
        client.list_accounts_for_parent(ParentId=unit[0])
