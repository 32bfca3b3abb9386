"""Answers for every combination of what changes the roles, and what they ask for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from carto_wizard.checks.roles.comparison import canonical
from carto_wizard.render.wanted_iam import Role, WantedRole, wanted_iam
from carto_wizard.setup.answers import Access, Account, Answers, Hub, Trust
from carto_wizard.setup.grants import GRANTS
from carto_wizard.setup.partitions import PARTITIONS

HUB, SPOKE = "111111111111", "222222222222"
HOSTILE = {"Owner": 'It\'s "$(id)" `id` ${x} %{y} é\\', "a b": "END", "EOT": "c=d"}


@dataclass(frozen=True)
class Made:
    """What is in IAM after a form was used, in one spelling."""

    roles: Mapping[str, Any]
    profiles: Mapping[str, tuple[str, str]]
    """Path and role of each instance profile."""


FACTORS = (2, 2, 2, 2, 3)
"""How many values each factor of a cell has, in their order."""
RICHEST = 46
"""An external ID, the hub role alone, grants, a path, a boundary and tags."""


def pairwise() -> tuple[int, ...]:
    """Few cells in which every two values of two factors meet, by their numbers."""
    every = [_pairs(values) for values in product(*map(range, FACTORS))]
    missing = set().union(*every)
    chosen = []
    while missing:
        best = max(range(len(every)), key=lambda cell: len(every[cell] & missing))
        chosen.append(best)
        missing -= every[best]
    return tuple(chosen)


def _pairs(values: tuple[int, ...]) -> set[tuple[tuple[int, int], ...]]:
    return set(combinations(enumerate(values), 2))


def cells(partition: str) -> tuple[Answers, ...]:
    """Every combination in one partition."""
    aws_policy = f"arn:{partition}:iam::aws:policy/PowerUserAccess"
    return tuple(
        Answers(
            setup_id="equality",
            partition=partition,
            hub=Hub(HUB, PARTITIONS[partition].home_region),
            accounts=(Account(HUB, "hub"), Account(SPOKE, "spoke")),
            access=Access(
                external_id=external_id,
                trust=trust,
                grants=grants,
                path=path,
                permissions_boundary=boundary,
                max_session_hours=4 if path else 1,
            ),
            tags=HOSTILE if boundary else {},
        )
        for external_id, trust, grants, path, boundary in product(
            ("", "carto:2026/x+y=1"),
            Trust,
            ((), tuple(GRANTS)),
            ("", "team/x"),
            ("", "limits/most", aws_policy),
        )
    )


def wanted(answers: Answers, account: str) -> Made:
    """The one value."""
    roles = wanted_iam(answers, account).roles
    return Made(
        {role.name: one_spelling(role.as_role()) for role in roles},
        {r.name: (r.path, r.name) for r in roles if r.instance_profile},
    )


def of_module(wanted_role: WantedRole) -> Made:
    """The one value of a single role."""
    role = wanted_role
    profiles = {role.name: (role.path, role.name)} if role.instance_profile else {}
    return Made({role.name: one_spelling(role.as_role())}, profiles)


def one_spelling(role: Role) -> Any:
    """A role as plain data, in which the same is always spelt the same."""
    return {
        "path": role.path,
        "trust": canonical(role.trust),
        "managed": sorted(role.managed),
        "inline": {name: canonical(policy) for name, policy in role.inline.items()},
        "boundary": role.boundary,
        "session": role.session_seconds,
        "tags": dict(role.tags),
    }


def role_of(
    path: str,
    trust: str,
    session: int | str,
    *,
    managed: Iterable[str] = (),
    inline: Mapping[str, str] | None = None,
    boundary: str = "",
    tags: Mapping[str, str] | None = None,
) -> Any:
    """A role whose policies are texts, in the same spelling."""
    policies = {name: json.loads(text) for name, text in (inline or {}).items()}
    return one_spelling(
        Role(
            "",
            path,
            json.loads(trust),
            tuple(managed),
            policies,
            boundary,
            int(session),
            tags or {},
        )
    )
