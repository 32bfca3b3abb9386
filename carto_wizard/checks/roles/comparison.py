"""A role as it is against the role that is wanted: pure, without a call."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from carto_wizard.files.diff import DiffLine, diff_bytes
from carto_wizard.render.wanted_iam import Policy, Role, WantedRole
from carto_wizard.setup.ownership import MARK
from carto_wizard.setup.text import count, one_line

_ACTIONS = ("Action", "NotAction")
"""IAM does not look at the case of their values."""
_LISTS = (*_ACTIONS, "Resource", "NotResource")
_WHO = ("Principal", "NotPrincipal")
_IN_ACCOUNT = re.compile(r"arn:[\w-]+:(?:iam|sts)::(\d{12}):")
_ROOT = re.compile(r"arn:[\w-]+:iam::(\d{12}):root")
_DELETED = re.compile(r"A(?:RO|ID)A[A-Z0-9]+")
_RESERVED = ("/aws-service-role/", "/aws-reserved/")
"""Paths of roles that only AWS can change (IAM User Guide, identifiers)."""


_UNMARKED = (
    "It is not marked as this set-up's, so nothing here changes it. Choose another "
    "name, or take it over: sh create-roles.sh with --adopt."
)


class Standing(StrEnum):
    """What stands in the place of something that is wanted."""

    CREATE = "create"
    SAME = "same"
    DIFFERS = "differs"
    FOREIGN = "not ours"


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """One policy that is not as wanted: `-` as it is, `+` as it must be."""

    what: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that is wanted in an account, and what is there."""

    what: str
    """`role cartography-read-only`, `instance profile …`."""
    standing: Standing
    remarks: tuple[str, ...] = ()
    """Sentences: what else to know before it is changed."""
    differences: tuple[PolicyDifference, ...] = ()


def compare_role(wanted: WantedRole, found: Role | None) -> Compared:
    """Judge one role."""
    what = f"role {one_line(wanted.name, 64)}"
    if found is None:
        return Compared(what, Standing.CREATE)
    role = wanted.as_role()
    trust = tuple(_difference("trust policy", found.trust, role.trust))
    inline = (*_inline(role, found), *_dropped(found, wanted.removed_inline))
    if owner := _owner(wanted, found):
        return Compared(what, Standing.FOREIGN, (owner,), (*trust, *inline))
    wrong = list(_wrong(role, found))
    same = not (wrong or inline or (trust and not wanted.keeps_trust))
    marked = found.tags.get(MARK) == wanted.tags[MARK]
    if not (same or marked or wanted.keeps_trust):
        reason = (_UNMARKED, *wrong)
        return Compared(what, Standing.FOREIGN, reason, (*trust, *inline))
    remarks = wrong
    if same and not marked:
        remarks.append("It is not marked as this set-up's, so nothing removes it.")
    if trust and wanted.keeps_trust:
        remarks.append("Its trust policy is another one, which stays.")
    if any(map(_DELETED.fullmatch, _let_in(found.trust))):
        remarks.append("Its trust policy names a role or user that was deleted.")
    remarks += _more(role, found, wanted.removed_inline)
    standing = Standing.SAME if same else Standing.DIFFERS
    return Compared(what, standing, tuple(remarks), (*trust, *inline))


def trust_lines(wanted: WantedRole, found: Policy) -> tuple[str, ...]:
    """A trust policy as it is against the wanted one, as lines of a diff."""
    return _diff(_difference("trust policy", found, wanted.as_role().trust))


def role_lines(wanted: WantedRole, found: Role) -> tuple[str, ...]:
    """A role as it is against the wanted one: remarks, then lines of a diff."""
    compared = compare_role(wanted, found)
    return (*compared.remarks, *_diff(compared.differences))


def _diff(differences: Iterable[PolicyDifference]) -> tuple[str, ...]:
    return tuple(
        line
        for each in differences
        for line in (
            f"The {each.what}:",
            *(f"{one.kind} {one.text}" for one in each.lines if one.kind != "@"),
        )
    )


def compare_profile(name: str, held: str | None) -> Compared:
    """Judge an instance profile by the role that it holds; None: there is none."""
    what = f"instance profile {one_line(name, 64)}"
    if held is None:
        return Compared(what, Standing.CREATE)
    if not held:
        remark = "It holds no role. The role is added to it."
        return Compared(what, Standing.DIFFERS, (remark,))
    if held == name:
        return Compared(what, Standing.SAME)
    remark = (
        f"It holds the role {one_line(held, 64)}. That role has to be removed from it "
        "first."
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


def _owner(wanted: WantedRole, found: Role) -> str:
    """Why the role is somebody else's; empty: nothing speaks for that."""
    if found.path.startswith(_RESERVED):
        return "It belongs to AWS, and nobody else can change it. Choose another name."
    if found.path != wanted.path:
        return (
            f"A role of this name is there with the path {one_line(found.path, 100)}, "
            f"not {one_line(wanted.path, 100)}. IAM cannot change a path. Choose "
            "another name, or use that path."
        )
    mark = found.tags.get(MARK)
    if mark is not None and mark != wanted.tags[MARK]:
        theirs_is = one_line(mark, 40) or "empty"
        return (
            f"It belongs to another set-up: its tag {MARK} is {theirs_is}, "
            f"and this one is {wanted.tags[MARK]}. Choose another name."
        )
    if wanted.keeps_trust:
        return ""
    # AWS shows a deleted role or user by an ID that says nothing of whose it was.
    theirs = {n for n in _let_in(found.trust) if not _DELETED.fullmatch(n)}
    ours = _let_in(wanted.as_role().trust) | {"*"}
    if mark or theirs & ours or not theirs:
        return ""
    named = ", ".join(sorted(one_line(each, 120) for each in theirs)[:3])
    return (
        f"Only others can assume it: {named}. Choose another name, unless the role was "
        "made for this."
    )


def _wrong(wanted: Role, found: Role) -> Iterator[str]:
    """What has to be set beside its policies, in sentences."""
    for arn in wanted.managed:
        if arn not in found.managed:
            yield f"{_policy_name(arn)} is not attached."
    if wanted.boundary and wanted.boundary != found.boundary:
        now = _policy_name(found.boundary) or "none"
        yield (
            f"Its permissions boundary must be {_policy_name(wanted.boundary)}. Now it "
            f"is {now}."
        )
    if wanted.session_seconds > found.session_seconds:
        hours = wanted.session_seconds // 3600
        yield f"Its longest session is shorter than {count(hours, 'hour')}."
    missing = [
        f"{key}={value}"
        for key, value in wanted.tags.items()
        if key != MARK and found.tags.get(key) != value
    ]
    if missing:
        yield f"These tags are missing: {one_line(', '.join(missing), 200)}."


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
    """What is there besides, and stays."""
    managed = [arn for arn in found.managed if arn not in wanted.managed]
    inline = [n for n in found.inline if n not in wanted.inline and n not in removed]
    names = [*map(_policy_name, managed), *(one_line(name, 128) for name in inline)]
    if names:
        yield f"It also has {', '.join(names[:5])}, which stays."
    if found.boundary and not wanted.boundary:
        name = _policy_name(found.boundary)
        yield f"Its permissions boundary is {name}. It can do no more than that."


def _policy_name(arn: str) -> str:
    return one_line(arn.rpartition("/")[2], 128)
