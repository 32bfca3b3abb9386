"""A role as it is against the role that is wanted: pure, without a call."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from carto_wizard.files.diff import DiffLine, diff_bytes
from carto_wizard.render.wanted_roles import Policy, Role
from carto_wizard.setup.text import one_line

_ACTIONS = ("Action", "NotAction")
"""IAM does not look at the case of their values."""
_LISTS = (*_ACTIONS, "Resource", "NotResource")
_WHO = ("Principal", "NotPrincipal")
_IN_ACCOUNT = re.compile(r"arn:[\w-]+:(?:iam|sts)::(\d{12}):")
_ROOT = re.compile(r"arn:[\w-]+:iam::(\d{12}):root")
_DELETED = re.compile(r"A(?:RO|ID)A[A-Z0-9]+")
_RESERVED = ("/aws-service-role/", "/aws-reserved/")
"""Paths of roles that only AWS can change (IAM User Guide, identifiers)."""


class Standing(StrEnum):
    """What stands in the place of something that is wanted."""

    CREATE = "create"
    SAME = "same"
    DIFFERS = "differs"
    FOREIGN = "somebody else's"


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """One policy that is not as wanted: `-` as it is, `+` as the script makes it."""

    what: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that is wanted in an account, and what is there."""

    what: str
    """`role cartography-read-only`, `instance profile …`."""
    standing: Standing
    remarks: tuple[str, ...] = ()
    """Sentences: what else to know before the script runs."""
    differences: tuple[PolicyDifference, ...] = ()


def compare_role(
    wanted: Role, found: Role | None, *, keeps_trust: bool, removed: tuple[str, ...]
) -> Compared:
    """Judge one role; `removed` names inline policies that the script takes away."""
    what = f"role {one_line(wanted.name, 64)}"
    if found is None:
        return Compared(what, Standing.CREATE)
    if owner := _owner(wanted, found, keeps_trust=keeps_trust):
        return Compared(what, Standing.FOREIGN, (owner,), _trust(wanted, found))
    trust = _trust(wanted, found)
    inline = (*_inline(wanted, found), *_dropped(found, removed))
    missing = [arn for arn in wanted.managed if arn not in found.managed]
    remarks = [f"The script attaches {_policy_name(arn)}." for arn in missing]
    if trust and keeps_trust:
        remarks.append("Its trust policy is another one, and the script keeps it.")
    if any(map(_DELETED.fullmatch, _let_in(found.trust))):
        remarks.append("Its trust policy names a role or user that was deleted.")
    remarks += _more(wanted, found, removed)
    same = not (missing or inline or (trust and not keeps_trust))
    standing = Standing.SAME if same else Standing.DIFFERS
    return Compared(what, standing, tuple(remarks), (*trust, *inline))


def compare_profile(name: str, held: str | None) -> Compared:
    """Judge an instance profile by the role that it holds; None: there is none."""
    what = f"instance profile {one_line(name, 64)}"
    if held is None:
        return Compared(what, Standing.CREATE)
    if not held:
        remark = "It holds no role. The script adds the role."
        return Compared(what, Standing.DIFFERS, (remark,))
    if held == name:
        return Compared(what, Standing.SAME)
    remark = (
        f"It holds the role {one_line(held, 64)}. The script stops until that role is "
        "removed from it."
    )
    return Compared(what, Standing.FOREIGN, (remark,))


def canonical(policy: Policy) -> dict[str, Any]:
    """The policy in one form: what AWS takes for the same is the same here.

    Lists are sorted, a list of one is a text, the root ARN of an account is its ID,
    and a Sid says nothing (IAM User Guide, policy grammar).
    """
    statements = [_statement(each) for each in _listed(policy.get("Statement", []))]
    ordered = sorted(statements, key=lambda each: json.dumps(each, sort_keys=True))
    return {"Version": policy.get("Version", "2008-10-17"), "Statement": ordered}


def _statement(statement: Any) -> Any:
    if not isinstance(statement, dict):
        return statement
    made = {key: value for key, value in sorted(statement.items()) if key != "Sid"}
    for key in _LISTS:
        if key in made:
            made[key] = _sorted(made[key])
    for key in _WHO:
        if isinstance(made.get(key), dict):
            made[key] = {
                kind: _sorted([_principal(kind, name) for name in _listed(names)])
                for kind, names in sorted(made[key].items())
            }
    if isinstance(made.get("Condition"), dict):
        made["Condition"] = {
            operator: {key: _sorted(values) for key, values in sorted(keys.items())}
            if isinstance(keys, dict)
            else keys
            for operator, keys in sorted(made["Condition"].items())
        }
    return made


def _principal(kind: str, name: Any) -> str:
    root = _ROOT.fullmatch(str(name)) if kind == "AWS" else None
    return root[1] if root else str(name)


def _sorted(values: Any) -> Any:
    listed = sorted(map(str, _listed(values)))
    return listed[0] if len(listed) == 1 else listed


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _let_in(policy: Policy) -> frozenset[str]:
    """Whom a trust policy lets in: accounts by their IDs, services, `*`."""
    found: set[str] = set()
    for statement in _listed(policy.get("Statement", [])):
        if not isinstance(statement, dict) or statement.get("Effect") != "Allow":
            continue
        who = statement.get("Principal", {})
        groups = who.values() if isinstance(who, Mapping) else [who]
        found.update(str(name) for names in groups for name in _listed(names))
    return frozenset(_account_of(name) for name in found)


def _account_of(name: str) -> str:
    in_iam = _IN_ACCOUNT.match(name)
    return in_iam[1] if in_iam else name


def _owner(wanted: Role, found: Role, *, keeps_trust: bool) -> str:
    """Why the role is somebody else's; empty: nothing speaks for that."""
    if found.path.startswith(_RESERVED):
        return "It belongs to AWS, and nobody else can change it. Choose another name."
    if found.path != wanted.path:
        return (
            f"A role of this name is there with the path {one_line(found.path, 100)}, "
            f"not {one_line(wanted.path, 100)}. IAM cannot change a path: the script "
            "stops. Choose another name, or use that path."
        )
    if keeps_trust:
        return ""
    # AWS shows a deleted role or user by an ID that says nothing of whose it was.
    theirs = {n for n in _let_in(found.trust) if not _DELETED.fullmatch(n)}
    if theirs & (_let_in(wanted.trust) | {"*"}) or not theirs:
        return ""
    named = ", ".join(sorted(one_line(each, 120) for each in theirs)[:3])
    return (
        f"Only others can assume it: {named}. The script would put this set-up in "
        "their place. Choose another name, unless the role was made for this."
    )


def _trust(wanted: Role, found: Role) -> tuple[PolicyDifference, ...]:
    return tuple(_difference("trust policy", found.trust, wanted.trust))


def _inline(wanted: Role, found: Role) -> Iterator[PolicyDifference]:
    for name, policy in wanted.inline.items():
        yield from _difference(f"inline policy {name}", found.inline.get(name), policy)


def _dropped(found: Role, removed: tuple[str, ...]) -> Iterator[PolicyDifference]:
    for name in removed:
        if name in found.inline:
            what = f"inline policy {name}"
            yield from _difference(what, found.inline[name], None)


def _difference(
    what: str, before: Policy | None, after: Policy | None
) -> Iterator[PolicyDifference]:
    if before is None or after is None or _folded(before) != _folded(after):
        lines = diff_bytes(_shown(before), _shown(after))
        yield PolicyDifference(what, tuple(lines))


def _folded(policy: Policy) -> list[Any]:
    """The statements, with actions in lower case."""
    return [
        {
            key: str(value).lower() if key in _ACTIONS else value
            for key, value in statement.items()
        }
        if isinstance(statement, dict)
        else statement
        for statement in canonical(policy)["Statement"]
    ]


def _shown(policy: Policy | None) -> bytes:
    if policy is None:
        return b""
    return (json.dumps(canonical(policy), indent=2) + "\n").encode()


def _more(wanted: Role, found: Role, removed: tuple[str, ...]) -> Iterator[str]:
    """What is there besides; the script leaves it as it is."""
    managed = [arn for arn in found.managed if arn not in wanted.managed]
    inline = [n for n in found.inline if n not in wanted.inline and n not in removed]
    names = [*map(_policy_name, managed), *(one_line(name, 128) for name in inline)]
    if names:
        yield f"It also has {', '.join(names[:5])}, which the script leaves."
    if found.boundary:
        name = _policy_name(found.boundary)
        yield f"Its permissions boundary is {name}. It can do no more than that."


def _policy_name(arn: str) -> str:
    return one_line(arn.rpartition("/")[2], 128)
