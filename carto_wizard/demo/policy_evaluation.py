"""Evaluate policies as AWS documents it: a deny wins, an allow is needed.

Not emulated: policy variables, and the operators that `conditions` does not know. Such
a statement never allows, and where it denies it always does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from carto_wizard.demo.conditions import Condition, conditions, holds


class Effect(StrEnum):
    """What a set of policies says about a request."""

    ALLOW = "allow"
    DENY = "deny"
    """An explicit deny."""
    NONE = "none"
    """Nothing applies: an implicit deny."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: an action on a resource, with its condition keys."""

    action: str
    resource: str = "*"
    context: Mapping[str, str] = field(default_factory=dict)
    """Condition keys in lower case."""
    principals: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The names that the caller answers to, by kind: `AWS`, `Service`."""


@dataclass(frozen=True, slots=True)
class _Statement:
    allows: bool
    action: re.Pattern[str]
    except_actions: bool
    resource: re.Pattern[str] | None
    except_resources: bool
    principals: Mapping[str, frozenset[str]] | None
    except_principals: bool
    conditions: tuple[Condition, ...]

    def applies(self, request: Request) -> bool:
        if bool(self.action.fullmatch(request.action.lower())) is self.except_actions:
            return False
        if self.resource is not None and (
            bool(self.resource.fullmatch(request.resource)) is self.except_resources
        ):
            return False
        if self.principals is not None and (
            _named(self.principals, request.principals) is self.except_principals
        ):
            return False
        verdicts = [holds(condition, request.context) for condition in self.conditions]
        if False in verdicts:
            return False
        # A condition that is not emulated never allows, and denies to be safe.
        return None not in verdicts or not self.allows


def decide(documents: Iterable[str], request: Request) -> Effect:
    """What these policy documents together say about the request."""
    applying = [
        statement.allows
        for document in documents
        for statement in _compiled(document)
        if statement.applies(request)
    ]
    if False in applying:
        return Effect.DENY
    return Effect.ALLOW if applying else Effect.NONE


@lru_cache(maxsize=4096)
def _compiled(document: str) -> tuple[_Statement, ...]:
    statements = json.loads(document)["Statement"]
    return tuple(_statement(one) for one in as_list(statements))


def _statement(source: Mapping[str, Any]) -> _Statement:
    actions = as_list(source.get("Action", source.get("NotAction", [])))
    resources = as_list(source.get("Resource", source.get("NotResource", [])))
    principal = source.get("Principal", source.get("NotPrincipal"))
    return _Statement(
        allows=source["Effect"] == "Allow",
        action=_wildcards([action.lower() for action in actions]),
        except_actions="NotAction" in source,
        resource=_wildcards(resources) if resources else None,
        except_resources="NotResource" in source,
        principals=None if principal is None else _principals(principal),
        except_principals="NotPrincipal" in source,
        conditions=conditions(source.get("Condition", {})),
    )


def _principals(source: Any) -> dict[str, frozenset[str]]:
    if source == "*":
        source = {"AWS": "*"}
    return {kind: frozenset(as_list(names)) for kind, names in source.items()}


def _named(
    wanted: Mapping[str, frozenset[str]], caller: Mapping[str, frozenset[str]]
) -> bool:
    return any(
        names & caller[kind] or (kind == "AWS" and "*" in names and caller[kind])
        for kind, names in wanted.items()
        if kind in caller
    )


def as_list(value: Any) -> list[Any]:
    """A policy's `one or many`, as many."""
    return value if isinstance(value, list) else [value]


def _wildcards(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(wildcard(p) for p in patterns), re.DOTALL)


def wildcard(pattern: str) -> str:
    """IAM's `*` and `?` as a regular expression; everything else is itself."""
    return re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
