from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carto_wizard.demo.conditions import OPERATORS, Condition, holds
from carto_wizard.demo.policy_evaluation import Effect, Request, decide

HUB = "arn:aws:iam::111111111111:root"
ROLE = "arn:aws:iam::222222222222:role/cartography-read-only"


def text(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(**parts: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "*", "Resource": "*"} | parts


def verdict(statement: dict[str, Any], **request: Any) -> Effect:
    asked = {"action": "sts:AssumeRole", "resource": ROLE} | request
    return decide([text(statement)], Request(**asked))


MATCHES = [
    ({"Action": "sts:AssumeRole"}, True),
    ({"Action": "STS:assumerole"}, True),
    ({"Action": ["iam:GetRole", "sts:*"]}, True),
    ({"Action": "sts:Assume?ole"}, True),
    ({"Action": "sts:Assume"}, False),
    ({"Action": []}, False),
    ({"Resource": "arn:aws:iam::*:role/cartography-read-only"}, True),
    ({"Resource": "arn:aws:iam::222222222222:role/*"}, True),
    ({"Resource": "arn:aws:iam::*:role/Cartography-read-only"}, False),
    ({"Resource": "arn:aws:iam::333333333333:role/cartography-read-only"}, False),
    ({"Resource": "arn:aws:iam::222222222222:role/cartography.read.only"}, False),
    ({"Condition": {"StringEquals": {"sts:ExternalId": "a"}}}, True),
    ({"Condition": {"StringEquals": {"STS:EXTERNALID": ["b", "a"]}}}, True),
    ({"Condition": {"StringEquals": {"sts:ExternalId": "A"}}}, False),
    ({"Condition": {"StringEqualsIgnoreCase": {"sts:ExternalId": "A"}}}, True),
    ({"Condition": {"StringNotEquals": {"sts:ExternalId": "a"}}}, False),
    ({"Condition": {"StringNotEquals": {"sts:ExternalId": ["x", "y"]}}}, True),
    ({"Condition": {"StringLike": {"sts:ExternalId": "?"}}}, True),
    ({"Condition": {"StringEquals": {"aws:Absent": "a"}}}, False),
    ({"Condition": {"StringEqualsIfExists": {"aws:Absent": "a"}}}, True),
    ({"Condition": {"StringNotEquals": {"aws:Absent": "a"}}}, True),
    ({"Condition": {"Null": {"aws:Absent": "true"}}}, True),
    ({"Condition": {"Null": {"aws:Absent": "false"}}}, False),
    ({"Condition": {"Null": {"sts:ExternalId": False}}}, True),
    ({"Condition": {"Bool": {"aws:SecureTransport": True}}}, True),
    ({"Condition": {"Bool": {"aws:SecureTransport": "false"}}}, False),
    ({"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/h*"}}}, True),
    ({"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:*:role/hub"}}}, False),
    ({"Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::1:r"}}}, True),
    ({"Condition": {"StringEquals": {"sts:ExternalId": "${aws:userid}"}}}, False),
    ({"Condition": {"StringNotEquals": {"sts:ExternalId": "${x}"}}}, False),
    (
        {
            "Condition": {
                "StringEquals": {"sts:ExternalId": "a", "aws:Absent": "a"},
            }
        },
        False,
    ),
]
CONTEXT = {
    "sts:externalid": "a",
    "aws:securetransport": "true",
    "aws:principalarn": "arn:aws:iam::111111111111:role/hub",
}


@pytest.mark.parametrize(("parts", "matches"), MATCHES)
def test_a_statement_allows_what_it_says(parts: dict[str, Any], matches: bool) -> None:
    expected = Effect.ALLOW if matches else Effect.NONE
    assert verdict(allow(**parts), context=CONTEXT) is expected


@pytest.mark.parametrize(
    ("parts", "matches"),
    [
        ({"NotAction": "sts:*"}, False),
        ({"NotAction": "iam:*"}, True),
        ({"Action": "*", "NotResource": ROLE}, False),
        ({"Action": "*", "NotResource": "arn:aws:s3:::*"}, True),
    ],
)
def test_the_negated_elements_allow_the_rest(
    parts: dict[str, Any], matches: bool
) -> None:
    statement = {"Effect": "Allow", **parts}
    statement |= {} if "NotResource" in parts else {"Resource": "*"}
    assert verdict(statement) is (Effect.ALLOW if matches else Effect.NONE)


@pytest.mark.parametrize(
    ("principal", "matches"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": HUB}, True),
        ({"AWS": ["arn:aws:iam::999999999999:root", HUB]}, True),
        ({"AWS": "arn:aws:iam::999999999999:root"}, False),
        ({"Service": "ec2.amazonaws.com"}, False),
        ({"Service": "ec2.amazonaws.com", "AWS": HUB}, True),
        ({"AWS": "arn:aws:iam::111111111111:*"}, False),
    ],
)
def test_a_trust_names_its_principals(principal: Any, matches: bool) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    expected = Effect.ALLOW if matches else Effect.NONE
    assert verdict(statement, principals={"AWS": frozenset({HUB})}) is expected


def test_everybody_is_no_service() -> None:
    statement = {"Effect": "Allow", "Action": "*", "Principal": "*"}
    service = {"Service": frozenset({"ec2.amazonaws.com"})}
    assert verdict(statement, principals=service) is Effect.NONE


UNKNOWN = sorted(
    operator
    for operator in [*OPERATORS, "ForAllValues:StringEquals", "ForAnyValue:StringLike"]
    if holds(Condition(operator, "k", ("v",)), {"k": "v"}) is None
)


def test_the_operators_without_a_test_are_the_documented_ones() -> None:
    families = ("Numeric", "Date", "Binary", "IpAddress", "NotIpAddress", "For")
    assert UNKNOWN and all(operator.startswith(families) for operator in UNKNOWN)


words = st.text("abcz*?:/-", max_size=6)
operators = st.sampled_from([*UNKNOWN, "NoSuchOperator", "stringequals", ""])


@settings(max_examples=100, deadline=None)
@given(operators, st.sampled_from(["", "IfExists"]), words, words)
def test_an_unknown_operator_never_allows_and_always_denies(
    operator: str, suffix: str, wanted: str, actual: str
) -> None:
    condition = {operator + suffix: {"aws:key": wanted}}
    context = {"aws:key": actual}
    assert verdict(allow(Condition=condition), context=context) is Effect.NONE
    denied = verdict(allow(Condition=condition, Effect="Deny"), context=context)
    assert denied is Effect.DENY


statements = st.builds(
    lambda effect, action, resource: {
        "Effect": effect,
        "Action": action,
        "Resource": resource,
    },
    st.sampled_from(["Allow", "Deny"]),
    st.sampled_from(["*", "a:*", "a:b", "a:?", "c:d"]),
    st.sampled_from(["*", "r", "r*", "x"]),
)
requests = st.builds(
    Request, st.sampled_from(["a:b", "a:c", "c:d"]), st.sampled_from(["r", "rr", "x"])
)


@settings(max_examples=150, deadline=None)
@given(st.lists(statements, max_size=5), requests)
def test_a_deny_wins_in_any_order_and_however_it_is_split(
    many: list[dict[str, Any]], request: Request
) -> None:
    effects = [decide([text(one)], request) for one in many]
    expected = (
        Effect.DENY
        if Effect.DENY in effects
        else Effect.ALLOW
        if Effect.ALLOW in effects
        else Effect.NONE
    )
    assert decide([text(*many)], request) is expected
    assert decide([text(one) for one in reversed(many)], request) is expected


@settings(max_examples=150, deadline=None)
@given(words, words)
def test_wildcards_match_as_a_second_matcher_does(pattern: str, name: str) -> None:
    found = verdict(allow(Resource=f"x{pattern}"), resource=f"x{name}")
    assert (found is Effect.ALLOW) is star_match(f"x{pattern}", f"x{name}")


def star_match(pattern: str, name: str) -> bool:
    if not pattern:
        return not name
    if pattern[0] == "*":
        return any(star_match(pattern[1:], name[i:]) for i in range(len(name) + 1))
    return (
        bool(name)
        and pattern[0] in ("?", name[0])
        and star_match(pattern[1:], name[1:])
    )
