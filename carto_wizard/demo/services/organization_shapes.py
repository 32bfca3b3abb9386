"""The parts of what AWS Organizations answers: accounts, units, pages."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from carto_wizard.demo.aws_state import AwsState, MemberAccount
from carto_wizard.demo.organization_state import ORGANIZATION
from carto_wizard.demo.protocols import AwsError, Call, whole_number
from carto_wizard.setup.organization import Unit

JOINED = 1_700_000_000.0
_PAGE = 20


def page_of(
    aws: AwsState, call: Call, key: str, found: Iterable[Any]
) -> dict[str, Any]:
    """A page of at most twenty; a token says where the next begins."""
    start, empty = _position(call.text("NextToken"), aws.organization.empty_pages)
    if empty:
        return {key: [], "NextToken": _token(start, "full")}
    every = list(found)
    end = start + min(whole_number(call.text("MaxResults")) or _PAGE, _PAGE)
    result: dict[str, Any] = {key: [_shape(aws, one) for one in every[start:end]]}
    if end < len(every):
        result["NextToken"] = _token(end, "next")
    return result


def account_shape(aws: AwsState, member: MemberAccount) -> dict[str, Any]:
    """An account as AWS tells of it, today or some time ago."""
    world = aws.organization
    found: dict[str, Any] = {
        "Id": member.id,
        "Arn": arn(aws, "account", member.id),
        "Email": email(member.id),
        "Name": member.name,
        "JoinedMethod": "CREATED",
        "JoinedTimestamp": JOINED,
    }
    if member.state:
        found["Status" if world.older_status else "State"] = member.state
    if world.paths:
        way = (ORGANIZATION, *world.way_down(member.unit), member.id)
        found["Paths"] = [f"{'/'.join(way)}/"]
    return found


def unit_shape(aws: AwsState, unit: Unit) -> dict[str, Any]:
    """A unit as AWS tells of it."""
    found = {"Id": unit.id, "Arn": arn(aws, "ou", unit.id), "Name": unit.name}
    if aws.organization.paths:
        way = (ORGANIZATION, *aws.organization.way_down(unit.id))
        found["Path"] = f"{'/'.join(way)}/"
    return found


def arn(aws: AwsState, kind: str, *path: str) -> str:
    """The ARN of something in the organization."""
    owner = f"arn:{aws.partition}:organizations::{aws.organization.management}"
    return f"{owner}:{'/'.join((kind, ORGANIZATION, *path))}"


def email(account_id: str) -> str:
    """The address of an account."""
    return f"aws+{account_id}@example.com"


def invalid() -> AwsError:
    """The refusal of a parameter."""
    return AwsError("InvalidInputException", "You specified an invalid value.")


def _shape(aws: AwsState, one: Any) -> Any:
    if isinstance(one, MemberAccount):
        return account_shape(aws, one)
    return unit_shape(aws, one) if isinstance(one, Unit) else one


def _token(start: int, kind: str) -> str:
    return base64.urlsafe_b64encode(f"{start} {kind}".encode()).decode()


def _position(token: str, empty_pages: bool) -> tuple[int, bool]:
    """Where a page begins, and whether an empty one comes before it."""
    if not token:
        return 0, empty_pages
    try:
        start, kind = base64.urlsafe_b64decode(token).split()
        return max(int(start), 0), empty_pages and kind == b"next"
    except ValueError:
        raise invalid() from None
