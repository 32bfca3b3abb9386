"""What a table of explanations is, and how a line is looked up in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a line is there: a sentence each."""

    purpose: str
    without: str
    """What breaks, or is worse, when the line is missing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The lines that a pattern matches whole, and why they are there."""

    pattern: re.Pattern[str]
    explanation: Explanation


Table = tuple[Rule, ...]


def table(*rows: tuple[str, str, str]) -> Table:
    """Rows of pattern, purpose and what happens without."""
    return tuple(Rule(re.compile(row[0]), Explanation(*row[1:])) for row in rows)


def look_up(rules: Iterable[Rule], line: str) -> Explanation | None:
    """The explanation of the first pattern that matches the whole line."""
    for rule in rules:
        if rule.pattern.fullmatch(line):
            return rule.explanation
    return None
