"""What AWS Organizations tells of an account or a unit, as a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from carto_wizard.aws.failures import CallFailed, FailureKind, needed
from carto_wizard.setup.organization import Member, Unit, state_of

_ID = re.compile(r"\d{12}", re.ASCII)


def unit_of(found: Mapping[str, Any], parent: str = "") -> Unit:
    """A unit, or the root, in this other one."""
    number = str(needed(found, "Id"))
    return Unit(number, str(found.get("Name") or number), parent)


def member_of(account: Mapping[str, Any]) -> Member:
    """An account, with its unit where its path tells it."""
    number = str(needed(account, "Id"))
    if not _ID.fullmatch(number):
        message = "The response has an account ID that is not 12 digits."
        raise CallFailed(FailureKind.UNREADABLE, message)
    return Member(
        number,
        str(account.get("Name", "")),
        state_of(account),
        str(account.get("Email", "")).rpartition("@")[2],
        "".join(_way(account)[-1:]),
    )


def units_on_the_way(account: Mapping[str, Any]) -> list[Unit]:
    """The units that the path of an account names, from the root; names unknown."""
    way = _way(account)
    return [Unit(u, u, above) for above, u in zip(("", *way), way, strict=False)]


def _way(account: Mapping[str, Any]) -> tuple[str, ...]:
    """The IDs in a path such as `o-…/r-…/ou-…/ou-…/123456789012/`."""
    paths = account.get("Paths") or []
    parts = str(paths[0]).split("/") if isinstance(paths, list) and paths else []
    return tuple(part for part in parts if part.startswith(("r-", "ou-")))
