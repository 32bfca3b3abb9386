"""Roles as they are against roles as they are wanted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.checks.roles.comparison import (
    Compared,
    Standing,
    canonical,
    compare_profile,
    compare_role,
)
from carto_wizard.checks.roles.look import AccountRoles
from carto_wizard.checks.roles.report import lines, worst
from carto_wizard.demo.scenarios import HUB, sample_answers, sample_single
from carto_wizard.render.policies import EXTRA_GRANTS_NAME, HUB_INLINE_NAME
from carto_wizard.render.wanted_iam import Role, WantedRole, wanted_iam
from carto_wizard.setup.answers import (
    Access,
    CredentialSource,
    Identity,
    Trust,
)
from carto_wizard.setup.ownership import MARK

ANSWERS = sample_answers()
SPOKE = "333333333333"
(WANTED,) = wanted_iam(ANSWERS, SPOKE).roles
WANTED_HUB = wanted_iam(ANSWERS, HUB).roles[0]
READ_ONLY, HUB_ROLE = WANTED.as_role(), WANTED_HUB.as_role()
AUDIT = "arn:aws:iam::aws:policy/SecurityAudit"


def trust(*principals: Any, **more: Any) -> dict[str, Any]:
    """A trust policy of one statement for each principal."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": who, "Action": "sts:AssumeRole"} | more
            for who in principals
        ],
    }


def compared(found: Role | None, wanted: WantedRole = WANTED) -> Compared:
    return compare_role(wanted, found)


def shown(found: Compared) -> list[str]:
    """The lines of its differences that change."""
    return [
        f"{line.kind}{line.text.strip()}"
        for difference in found.differences
        for line in difference.lines
        if line.kind in "+-"
    ]


def test_what_each_account_needs() -> None:
    hub = wanted_iam(ANSWERS, HUB)
    assert [role.name for role in hub.roles] == [
        "cartography-service",
        "cartography-read-only",
    ]
    assert [role.instance_profile for role in hub.roles] == [True, False]
    assert set(hub.roles[0].inline) == {HUB_INLINE_NAME}
    assert READ_ONLY.managed == (AUDIT,)
    assert wanted_iam(ANSWERS, "9" * 11 + "0").roles == ()


def test_a_single_account_needs_its_role_or_nothing_of_this_kind() -> None:
    single = sample_single()
    (role,) = wanted_iam(single, HUB).roles
    assert (role.name, role.managed) == ("cartography", (AUDIT,))
    user = replace(single, single=replace(single.single, identity=Identity.USER))
    assert wanted_iam(user, HUB).roles == ()


def test_no_instance_profile_where_no_instance_needs_one() -> None:
    target = replace(ANSWERS.target, credentials=CredentialSource.ECS)
    roles = wanted_iam(replace(ANSWERS, target=target), HUB).roles
    assert not any(role.instance_profile for role in roles)


def test_what_is_not_there_is_created() -> None:
    assert compared(None) == Compared("role cartography-read-only", Standing.CREATE)
    assert compare_profile("x", None).standing is Standing.CREATE


def test_what_is_as_wanted_is_the_same() -> None:
    for wanted in (WANTED, WANTED_HUB):
        assert compared(wanted.as_role(), wanted).standing is Standing.SAME
    assert compare_profile("x", "x").standing is Standing.SAME


ALIKE = [
    trust({"AWS": HUB}),
    trust({"AWS": [f"arn:aws:iam::{HUB}:root"]}),
    trust({"AWS": f"arn:aws:iam::{HUB}:root"}, Sid="Ours"),
    trust({"AWS": f"arn:aws:iam::{HUB}:root"}, Action=["sts:AssumeRole"]),
    trust({"AWS": f"arn:aws:iam::{HUB}:root"}, Action="STS:assumerole"),
]


@pytest.mark.parametrize("document", ALIKE)
def test_what_aws_takes_for_the_same_is_the_same(document: dict[str, Any]) -> None:
    found = compared(replace(READ_ONLY, trust=document))
    assert (found.standing, found.differences) == (Standing.SAME, ())


def test_a_statement_alone_is_as_good_as_a_list() -> None:
    document = trust({"AWS": HUB})
    document["Statement"] = document["Statement"][0]
    assert compared(replace(READ_ONLY, trust=document)).standing is Standing.SAME


def test_what_differs_is_shown_line_by_line() -> None:
    narrowed = replace(ANSWERS, access=Access(external_id="42-x", trust=Trust.HUB_ROLE))
    (wanted,) = wanted_iam(narrowed, SPOKE).roles
    found = compared(READ_ONLY, wanted)
    assert found.standing is Standing.DIFFERS
    assert [each.what for each in found.differences] == ["trust policy"]
    assert '+"sts:ExternalId": "42-x"' in shown(found)
    assert not [line for line in shown(found) if line.startswith('-"Principal')]


def test_a_policy_that_is_missing_is_attached() -> None:
    found = compared(replace(READ_ONLY, managed=()))
    assert found.standing is Standing.DIFFERS
    assert found.remarks == ("SecurityAudit is not attached.",)


def test_what_is_there_besides_stays_and_is_named() -> None:
    admin = "arn:aws:iam::aws:policy/AdministratorAccess"
    boundary = "arn:aws:iam::333333333333:policy/limits"
    more = {"audit-extra": trust({"AWS": "*"})}
    found = compared(
        replace(READ_ONLY, managed=(AUDIT, admin), inline=more, boundary=boundary)
    )
    assert found.standing is Standing.SAME
    assert found.remarks == (
        "It also has AdministratorAccess, audit-extra, which stays.",
        "Its permissions boundary is limits. It can do no more than that.",
    )


def test_inline_policies_that_differ_are_set_and_unwanted_grants_go() -> None:
    found = compared(replace(HUB_ROLE, inline={}), WANTED_HUB)
    assert found.standing is Standing.DIFFERS
    assert all(line.startswith("+") for line in shown(found))
    old = replace(READ_ONLY, inline={EXTRA_GRANTS_NAME: trust({"AWS": "*"})})
    dropped = compared(old)
    assert dropped.standing is Standing.DIFFERS
    assert shown(dropped)
    assert all(line.startswith("-") for line in shown(dropped))


UNMARKED = replace(READ_ONLY, tags={})
FOREIGN = {
    "of another set-up": replace(READ_ONLY, tags={MARK: "12345678"}),
    "with an empty mark": replace(READ_ONLY, tags={MARK: ""}),
    "not marked, and not as wanted": replace(READ_ONLY, tags={}, session_seconds=900),
    "another account": replace(UNMARKED, trust=trust({"AWS": "9" * 12})),
    "a service": replace(UNMARKED, trust=trust({"Service": "lambda.amazonaws.com"})),
    "another path": replace(READ_ONLY, path="/team/"),
    "of AWS itself": replace(READ_ONLY, path="/aws-service-role/x.amazonaws.com/"),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_what_is_somebody_elses(case: str) -> None:
    found = compared(FOREIGN[case])
    assert found.standing is Standing.FOREIGN
    assert all(remark.endswith(".") for remark in found.remarks)


@pytest.mark.parametrize(
    "who",
    [
        {"AWS": f"arn:aws:iam::{HUB}:role/cartography-service"},
        {"AWS": ["9" * 12, HUB]},
        {"AWS": "*"},
        "*",
    ],
)
def test_what_lets_the_hub_in_is_no_strangers(who: Any) -> None:
    found = compared(replace(READ_ONLY, trust=trust(who)))
    assert found.standing is Standing.DIFFERS


def test_a_deny_for_the_hub_is_not_a_way_in() -> None:
    document = trust({"AWS": "9" * 12})
    document["Statement"] += trust({"AWS": HUB}, Effect="Deny")["Statement"]
    assert compared(replace(UNMARKED, trust=document)).standing is Standing.FOREIGN


def test_a_role_that_trusts_a_deleted_one_is_repaired_and_no_strangers() -> None:
    found = compared(replace(READ_ONLY, trust=trust({"AWS": "AROAEXAMPLE1234567890"})))
    assert found.standing is Standing.DIFFERS
    assert found.remarks == ("Its trust policy names a role or user that was deleted.",)


def test_a_single_account_leaves_a_role_that_only_others_can_assume() -> None:
    (wanted,) = wanted_iam(sample_single(), HUB).roles
    other = replace(wanted.as_role(), trust=trust({"Service": "lambda.amazonaws.com"}))
    found = compared(other, wanted)
    assert found.standing is Standing.SAME
    assert found.remarks == ("Its trust policy is another one, which stays.",)


def test_what_was_not_looked_at_is_not_called_the_same() -> None:
    same = AccountRoles(HUB, "hub", (compared(READ_ONLY),))
    denied = AccountRoles(SPOKE, "spoke", problem="iam:GetRole is denied.")
    assert worst([same]) is Standing.SAME
    assert worst([same, denied]) is None
    foreign = AccountRoles(SPOKE, "spoke", (compared(FOREIGN["a service"]),))
    assert worst([same, denied, foreign]) is Standing.FOREIGN


def test_every_account_that_needs_a_look_is_named() -> None:
    differs = (compared(replace(READ_ONLY, managed=())),)
    same = (compared(READ_ONLY),)
    found = [AccountRoles(f"{n:012}", "x", differs) for n in range(30)]
    found += [AccountRoles(f"{n:012}", "x", same) for n in range(30, 60)]
    found += [AccountRoles(f"{n:012}", "x", problem="No.") for n in range(60, 90)]
    shown = "\n".join(line.text for line in lines(found))
    assert sum(f"{n:012}" in shown for n in range(90)) == 30 + 10 + 30
    assert "and 20 more" in shown


def test_a_single_account_keeps_the_trust_of_a_role_that_is_there() -> None:
    (wanted,) = wanted_iam(sample_single(), HUB).roles
    other = replace(
        wanted.as_role(), trust=trust({"Service": "ec2.amazonaws.com"}, Sid="x")
    )
    assert compared(other, wanted).standing is Standing.SAME
    more = replace(
        wanted.as_role(),
        trust=trust({"Service": "ec2.amazonaws.com"}, {"Service": "ecs.amazonaws.com"}),
    )
    found = compared(more, wanted)
    assert found.standing is Standing.SAME
    assert found.remarks == ("Its trust policy is another one, which stays.",)


@pytest.mark.parametrize(
    ("held", "standing"), [("", Standing.DIFFERS), ("other\x1b[31m", Standing.FOREIGN)]
)
def test_an_instance_profile_with_another_role(held: str, standing: Standing) -> None:
    found = compare_profile("x", held)
    assert found.standing is standing
    assert found.remarks[0].isprintable()


def test_what_is_no_policy_at_all_crashes_nothing() -> None:
    for document in ({}, {"Statement": "x"}, {"Statement": [{"Principal": 3}]}):
        assert compared(replace(READ_ONLY, trust=document)).standing in (
            Standing.DIFFERS,
            Standing.FOREIGN,
        )


json_values = st.recursive(
    st.text(max_size=5) | st.booleans() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Statement", "Principal", "AWS", "Condition", "Action", "Sid"]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["Statement", "Version"]), json_values))
def test_one_form_of_any_document(document: dict[str, Any]) -> None:
    once = canonical(document)
    assert canonical(once) == once
    json.dumps(once)
    compared(replace(READ_ONLY, trust=document))


def test_boundary_session_length_and_tags_are_compared() -> None:
    access = Access(permissions_boundary="limits", max_session_hours=4)
    answers = replace(ANSWERS, access=access, tags={"Team": "Security"})
    (wanted,) = wanted_iam(answers, SPOKE).roles
    found = compared(READ_ONLY, wanted)
    assert found.standing is Standing.DIFFERS
    assert found.remarks == (
        "Its permissions boundary must be limits. Now it is none.",
        "Its longest session is shorter than 4 hours.",
        "These tags are missing: Team=Security.",
    )
    assert compared(wanted.as_role(), wanted).standing is Standing.SAME


def test_a_role_as_wanted_without_the_mark_is_the_same_but_stays() -> None:
    found = compared(UNMARKED)
    assert found.standing is Standing.SAME
    assert found.remarks == (
        "It is not marked as this set-up's, so nothing removes it.",
    )
