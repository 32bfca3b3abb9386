from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from carto_wizard.checks.diagnosis.trust import why_refused
from carto_wizard.setup.answers import Answers, Hub

WELL = "still-propagating"


@pytest.mark.parametrize(
    ("principal", "condition", "sent", "cause"),
    [
        ({"AWS": "arn:aws:iam::1:root"}, None, "", WELL),
        ({"AWS": ["2", "1"]}, None, "", WELL),
        ("*", None, "", WELL),
        ({"AWS": "arn:aws:iam::2:root"}, None, "", "trust-does-not-name-hub"),
        ({"Service": "ec2.amazonaws.com"}, None, "", "trust-does-not-name-hub"),
        ({"AWS": "1"}, {"sts:ExternalId": "a"}, "", "external-id-refused"),
        ({"AWS": "1"}, {"sts:ExternalId": "a*"}, "abc", WELL),
        ({"AWS": "1"}, {"sts:ExternalId": ["a", "b"]}, "c", "external-id-refused"),
        ({"AWS": "1"}, {"aws:PrincipalOrgID": "o"}, "", "trust-does-not-name-hub"),
    ],
)
def test_a_trust_policy_is_read(
    principal: object, condition: object, sent: str, cause: str
) -> None:
    one = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        one["Condition"] = {"StringLike": condition}
    answers = Answers(hub=Hub(account_id="1"))
    answers = replace(answers, access=replace(answers.access, external_id=sent))
    document = json.loads(json.dumps({"Statement": one}))
    assert why_refused(document, answers).cause == cause


@pytest.mark.parametrize(
    ("action", "effect", "cause"),
    [
        ("STS:assumerole", "Allow", WELL),
        ("sts:Assume*", "Allow", WELL),
        ("sts:TagSession", "Allow", "trust-does-not-name-hub"),
        ("sts:AssumeRole", "Deny", "trust-does-not-name-hub"),
    ],
)
def test_a_trust_policy_is_read_as_iam_reads_it(
    action: str, effect: str, cause: str
) -> None:
    allow = {"Effect": "Allow", "Principal": {"AWS": "1"}, "Action": "sts:AssumeRole"}
    one = {**allow, "Effect": effect, "Action": action}
    statements = [one] if effect == "Allow" else [allow, one]
    answers = Answers(hub=Hub(account_id="1"))
    assert why_refused({"Statement": statements}, answers).cause == cause


ALLOW = {"Effect": "Allow", "Principal": {"AWS": "111"}, "Action": "sts:AssumeRole"}
SESSION = "arn:aws:sts::111:assumed-role/cartography-service/i-1"


@pytest.mark.parametrize(
    ("statement", "cause", "note"),
    [
        ({"NotPrincipal": {"AWS": "222"}}, "trust-does-not-name-hub", "except 222"),
        ({"NotPrincipal": {"AWS": "111"}}, "", "every principal except 111"),
        ({"Principal": {"AWS": SESSION}}, "", "a Deny for arn:aws:sts"),
        ({"Principal": {"AWS": "AROAXYZ"}}, "", "AROAXYZ"),
        ({"Principal": {"AWS": "arn:aws:iam::222:root"}}, WELL, ""),
        ({"Principal": "*", "NotAction": "sts:AssumeRole"}, WELL, ""),
        ({"Principal": "*", "NotAction": "sts:Tag*"}, "trust-does-not-name-hub", ""),
        ({"Principal": ["*"]}, "", "only AWS can evaluate"),
        ("not a statement", "", "only AWS can evaluate"),
    ],
)
def test_a_deny_is_judged_or_quoted_and_never_taken_for_news_on_its_way(
    statement: object, cause: str, note: str
) -> None:
    """`still-propagating` is said only where the policy lets the hub in."""
    if isinstance(statement, dict):
        action = {} if "NotAction" in statement else {"Action": "sts:AssumeRole"}
        statement = {"Effect": "Deny", **action, **statement}
    answers = Answers(hub=Hub(account_id="111"))
    reason = why_refused({"Statement": [ALLOW, statement]}, answers)
    assert reason.cause == cause
    assert note in reason.note


@pytest.mark.parametrize("document", [{}, {"Statement": 5}, {"Statement": [None]}])
def test_a_document_that_cannot_be_read_is_not_judged(document: dict[str, Any]) -> None:
    assert why_refused(document, Answers()).cause == ""
