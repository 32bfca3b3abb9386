"""Change who is in the running organization, and who may look at it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from carto_wizard.demo.aws_state import AwsState, MemberAccount
from carto_wizard.demo.policy_validation import validate_resource_policy
from carto_wizard.setup.organization import Unit

_FACTS = frozenset({"name", "state", "unit", "tags", "outside"})
_ID = re.compile(r"\d{12}", re.ASCII)


def change_member(aws: AwsState, account: str, **facts: Any) -> None:
    """Rename, move, suspend, tag or remove an account; one that is new joins.

    A new one has no administrator, and no role.
    """
    member = aws.members.get(account) or MemberAccount(account, account)
    if not _ID.fullmatch(account) or not facts.keys() <= _FACTS:
        raise ValueError(f"An account has 12 digits, and of facts {sorted(_FACTS)}.")
    changed = replace(member, **facts)
    _check_texts(changed.tags)
    aws.organization.way_down(changed.unit)
    aws.members[account] = changed


def change_organization(aws: AwsState, **facts: Any) -> None:
    """Change the facts of the organization; `units` are added to those that are there.

    Each unit is a list of its ID, its name and the ID of the unit that it is in.
    """
    units = dict(aws.organization.units)
    for number, name, parent in facts.pop("units", ()):
        _check_texts({number: name, "": parent})
        units[number] = Unit(number, name, units[parent].id)
    if policy := facts.get("resource_policy", ""):
        validate_resource_policy(aws, policy)
    for account, services in facts.get("delegated", {}).items():
        _check_texts(dict.fromkeys(services, aws.members[account].id))
    changed = replace(aws.organization, units=units, **facts)
    if changed.management:
        aws.members[changed.management]
    for unit in units:
        changed.way_down(unit)
    if changed.rate < 0:
        raise ValueError("A rate is not negative.")
    aws.organization = changed


def _check_texts(found: dict[Any, Any]) -> None:
    if not all(isinstance(text, str) for pair in found.items() for text in pair):
        raise TypeError("Names, IDs, keys and values are text.")
