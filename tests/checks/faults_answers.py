"""Answers that are none of AWS's, to single calls; `strange_answers` has all forms."""

from __future__ import annotations

from collections.abc import Callable

from tests.checks.bench import Bench
from tests.checks.faults import Fault
from tests.checks.faults_aws import injected
from tests.checks.strange_answers import PAGE

_ANSWERS: dict[str, tuple[str, dict[str, object]]] = {
    "a page": ("answer-unreadable", {"raw": True, "status": 200, "body": PAGE}),
    "nothing": ("answer-unreadable", {"raw": True, "status": 200, "body": ""}),
    "half of it": ("answer-unreadable", {"ending": "truncated"}),
    "a bad gateway": ("aws-unavailable", {"raw": True, "status": 502, "body": PAGE}),
    "a line that breaks": ("call-unanswered", {"ending": "cut"}),
}


def answers(
    account: Callable[[Bench], str], *permissions: str, blamed: bool = True
) -> tuple[Fault, ...]:
    """Each of these answers to each of these calls of one account."""

    def fault(permission: str, name: str) -> Fault:
        cause, details = _ANSWERS[name]
        return Fault(
            f"{permission} answers {name}",
            cause,
            lambda b: injected(b, permission, account(b), **details),
            (lambda b: [account(b)]) if blamed else None,
        )

    return tuple(fault(each, name) for each in permissions for name in _ANSWERS)


SPOKES = answers(
    lambda b: b.spokes[1],
    "sts:AssumeRole",
    "iam:ListAttachedRolePolicies",
    "ec2:DescribeRegions",
)
HUB = answers(lambda b: b.hub, "sts:GetCallerIdentity", blamed=False)
