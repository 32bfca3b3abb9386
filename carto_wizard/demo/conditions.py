"""The condition operators of IAM: true, false, or not known here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_COMPARED = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan"]

OPERATORS = frozenset(
    [
        *(f"String{test}" for test in ["Equals", "NotEquals", "Like", "NotLike"]),
        *("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
        *(f"Arn{test}" for test in ["Equals", "NotEquals", "Like", "NotLike"]),
        *(f"Numeric{test}" for test in [*_COMPARED, "GreaterThanEquals"]),
        *(f"Date{test}" for test in [*_COMPARED, "GreaterThanEquals"]),
        *("Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "Null"),
    ]
)
"""Every operator that IAM accepts in a policy."""

_Test = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator on one key."""

    operator: str
    key: str
    values: tuple[str, ...]


def conditions(source: Mapping[str, Mapping[str, Any]]) -> tuple[Condition, ...]:
    """The `Condition` block of a statement, flattened; all of them must hold."""
    return tuple(
        Condition(operator, key.lower(), _texts(values))
        for operator, keys in source.items()
        for key, values in keys.items()
    )


def _texts(values: Any) -> tuple[str, ...]:
    many = values if isinstance(values, list) else [values]
    return tuple(str(v).lower() if isinstance(v, bool) else str(v) for v in many)


def holds(condition: Condition, context: Mapping[str, str]) -> bool | None:
    """Whether the condition is true; None where this evaluator cannot know."""
    actual = context.get(condition.key)
    if condition.operator == "Null":
        return ("true" in condition.values) is (actual is None)
    operator = condition.operator.removesuffix("IfExists")
    negated = "Not" in operator
    test = _TESTS.get(operator.replace("Not", "", 1))
    if test is None or any("${" in value for value in condition.values):
        return None
    if actual is None:
        # A missing key satisfies a negated operator, as AWS documents it.
        return negated or operator != condition.operator
    return any(test(value, actual) for value in condition.values) is not negated


def _equal(wanted: str, actual: str) -> bool:
    return wanted == actual


def _equal_ignoring_case(wanted: str, actual: str) -> bool:
    return wanted.casefold() == actual.casefold()


def _like(wanted: str, actual: str) -> bool:
    pattern = re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")
    return bool(re.fullmatch(pattern, actual, re.DOTALL))


def _arn_like(wanted: str, actual: str) -> bool:
    """Part by part, so that a wildcard never reaches past a colon."""
    parts = list(zip(wanted.split(":", 5), actual.split(":", 5), strict=False))
    return len(parts) == 6 and all(_like(want, have) for want, have in parts)


_TESTS: dict[str, _Test] = {
    "StringEquals": _equal,
    "StringEqualsIgnoreCase": _equal_ignoring_case,
    "StringLike": _like,
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": _equal_ignoring_case,
}
