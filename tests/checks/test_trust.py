from __future__ import annotations

import json
from dataclasses import replace

import pytest

from carto_wizard.checks.diagnosis.trust import why_refused
from carto_wizard.setup.answers import Answers, Hub


@pytest.mark.parametrize(
    ("principal", "condition", "sent", "cause"),
    [
        ({"AWS": "arn:aws:iam::1:root"}, None, "", ""),
        ({"AWS": ["2", "1"]}, None, "", ""),
        ("*", None, "", ""),
        ({"AWS": "arn:aws:iam::2:root"}, None, "", "trust-does-not-name-hub"),
        ({"Service": "ec2.amazonaws.com"}, None, "", "trust-does-not-name-hub"),
        ({"AWS": "1"}, {"sts:ExternalId": "a"}, "", "external-id-refused"),
        ({"AWS": "1"}, {"sts:ExternalId": "a*"}, "abc", ""),
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
    assert why_refused(json.loads(json.dumps({"Statement": one})), answers)[0] == cause


@pytest.mark.parametrize(
    ("action", "effect", "cause"),
    [
        ("STS:assumerole", "Allow", ""),
        ("sts:Assume*", "Allow", ""),
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
    assert why_refused({"Statement": statements}, answers)[0] == cause
