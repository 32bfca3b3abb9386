from __future__ import annotations

import pytest

from carto_wizard.demo.launch import Demo, start
from carto_wizard.demo.sample_organization import INACTIVE
from carto_wizard.demo.scenarios import (
    MANAGEMENT,
    MARKUP_NAME,
    MISTAKES,
    Mistake,
    sample_answers,
    scenario,
)
from carto_wizard.errors import DemoError
from carto_wizard.setup.answers import Mode
from carto_wizard.setup.organization import ACCESS_ROLE
from tests.demo.client import admin, ends, hub, spoke


def test_every_healthy_account_can_be_read(healthy_aws: Demo) -> None:
    assert len(healthy_aws.answers.accounts) == 9
    for account in healthy_aws.answers.accounts:
        reader = spoke(healthy_aws, account.id)
        role = "cartography-read-only"
        attached = reader("iam").list_attached_role_policies(RoleName=role)
        names = [policy["PolicyName"] for policy in attached["AttachedPolicies"]]
        assert names == ["SecurityAudit"]
        here = reader("ec2", account.region).describe_regions()["Regions"]
        assert account.region in {region["RegionName"] for region in here}


EXPECTED = {
    Mistake.ROLE_MISSING: ("AccessDenied", "", ""),
    Mistake.OTHER_HUB: ("AccessDenied", "", ""),
    Mistake.REGION_NOT_ENABLED: ("", "", "AuthFailure"),
    Mistake.NO_SECURITY_AUDIT: ("", "AccessDenied", "UnauthorizedOperation"),
    Mistake.MARKUP_NAME: ("", "", ""),
}


def test_each_mistake_shows_where_it_should_and_nowhere_else(
    troubled_aws: Demo,
) -> None:
    mistakes = {account: mistake for mistake, account in MISTAKES.items()}
    for account in troubled_aws.answers.accounts:
        assume, listing, regions = ("", "", "")
        if account.id in mistakes:
            assume, listing, regions = EXPECTED[mistakes[account.id]]
        reader = None
        with ends(assume):
            reader = spoke(troubled_aws, account.id)
        if reader is None:
            continue
        with ends(listing):
            reader("iam").list_attached_role_policies(RoleName="cartography-read-only")
        with ends(regions):
            reader("ec2", account.region).describe_regions()


def test_missing_role_and_other_hub_get_the_same_sentence(troubled_aws: Demo) -> None:
    sentences = set()
    for mistake in (Mistake.ROLE_MISSING, Mistake.OTHER_HUB):
        account = MISTAKES[mistake]
        with ends("AccessDenied") as caught:
            spoke(troubled_aws, account)
        sentences.add(caught.message.replace(account, "ACCOUNT"))
    assert sentences == {
        "User: arn:aws:sts::111111111111:assumed-role/cartography-service/"
        f"{troubled_aws.instance} is not authorized to perform: sts:AssumeRole on"
        " resource: arn:aws:iam::ACCOUNT:role/cartography-read-only"
    }


def test_the_name_like_markup_is_what_a_listing_would_hold(troubled_aws: Demo) -> None:
    listed = []
    pages = spoke(troubled_aws, "111111111111")("organizations")
    for page in pages.get_paginator("list_accounts").paginate():
        listed += [(account["Id"], account["Name"]) for account in page["Accounts"]]
    answers = [(account.id, account.name) for account in troubled_aws.answers.accounts]
    closed = [(account.id, account.name) for account in INACTIVE]
    assert listed == [*answers, *closed]
    assert MARKUP_NAME in dict(listed).values()


def test_the_empty_organization_has_administrators_only(empty_aws: Demo) -> None:
    for account in empty_aws.answers.accounts:
        iam = admin(empty_aws, account.id)("iam")
        roles = [role["RoleName"] for role in iam.list_roles()["Roles"]]
        # What AWS Organizations makes itself, in every account but its own.
        made = [] if account.id == MANAGEMENT else [ACCESS_ROLE]
        assert roles == made
        assert [user["UserName"] for user in iam.list_users()["Users"]] == ["admin"]


@pytest.mark.parametrize(
    ("name", "roles", "policies"),
    [
        ("healthy", ["cartography"], ["SecurityAudit"]),
        ("troubled", ["cartography"], []),
        ("empty", [], []),
    ],
)
def test_a_single_account_is_really_there(
    name: str, roles: list[str], policies: list[str]
) -> None:
    with start(name, mode=Mode.SINGLE) as demo:
        assert demo.answers.mode is Mode.SINGLE
        account = demo.answers.single.account_id
        iam = admin(demo, account)("iam")
        assert [role["RoleName"] for role in iam.list_roles()["Roles"]] == roles
        for role in roles:
            listed = iam.list_attached_role_policies(RoleName=role)
            names = [policy["PolicyName"] for policy in listed["AttachedPolicies"]]
            assert names == policies
            caller = hub(demo, role)("sts").get_caller_identity()
            assert caller["Account"] == account
            assert f"assumed-role/{role}/" in caller["Arn"]
        with ends("AWSOrganizationsNotInUseException"):
            admin(demo, account)("organizations").describe_organization()


def test_three_hundred_accounts_are_set_up_and_answer() -> None:
    with start("healthy", accounts=300) as demo:
        ids = [account.id for account in demo.answers.accounts]
        assert len(set(ids)) == 300
        who = hub(demo)("sts").get_caller_identity()
        assert who["Account"] == ids[0]
        for account in (ids[0], ids[1], ids[150], ids[-1]):
            reader = spoke(demo, account)
            assert reader("sts").get_caller_identity()["Account"] == account
            role = "cartography-read-only"
            attached = reader("iam").list_attached_role_policies(RoleName=role)
            assert len(attached["AttachedPolicies"]) == 1
        pages = spoke(demo, ids[0])("organizations").get_paginator("list_accounts")
        sizes = [len(page["Accounts"]) for page in pages.paginate()]
        assert sizes == [20] * 15


@pytest.mark.parametrize(
    ("name", "accounts", "mode"),
    [
        ("troubled", 12, Mode.HUB),
        ("healthy", 0, Mode.HUB),
        ("empty", -1, Mode.HUB),
        ("healthy", 1, Mode.SINGLE),
        ("no-such", None, Mode.HUB),
    ],
)
def test_an_impossible_scenario_is_refused(
    name: str, accounts: int | None, mode: Mode
) -> None:
    with pytest.raises(DemoError):
        scenario(name, accounts, mode=mode)


def test_many_accounts_have_ids_and_names_of_their_own() -> None:
    accounts = sample_answers("healthy", 1_000).accounts
    assert len({account.id for account in accounts}) == 1_000
    assert len({account.name for account in accounts}) == 1_000
    assert all(len(account.id) == 12 for account in accounts)
