"""Whatever AWS answers, a look takes it as it is or ends with a failure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from carto_wizard.aws.clients import Clients, Connection
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.organization import (
    ListingFailed,
    ListingProgress,
    read_members,
    read_tags,
)
from carto_wizard.demo.faults import InjectedFault
from carto_wizard.demo.organization_state import ROOT
from carto_wizard.setup.organization import STATES
from tests.aws.world import MANAGEMENT, World, look


@pytest.mark.parametrize(
    "name",
    ["[red]x[/b]\n\x1b[31msandbox\x1b[0m", "[/]" * 100, "\x00", "ω" * 128, ""],
    ids=["markup", "brackets", "zero", "long", "empty"],
)
def test_names_are_kept_as_they_are(small: World, name: str) -> None:
    unit = next(iter(small.aws.organization.below(ROOT)))
    small.aws.organization.units[unit.id] = replace(unit, name=name)
    account = list(small.aws.members.values())[5]
    account.name, account.unit = name, unit.id
    account.tags = {name or "key": name}
    found, _ = look(small)
    assert found.member[account.id].name == name
    assert found.unit[unit.id].name == (name or unit.id)
    assert found.path(unit.id).isprintable()
    tags = read_tags(small.connection, [account.id], tell=print, cancel=small.cancel)
    assert tags == {account.id: {name or "key": name}}


@pytest.mark.parametrize("older", [True, False])
@pytest.mark.parametrize("state", [*STATES, "FROZEN", ""])
def test_a_state_is_told_as_it_is_and_nothing_falls_back_to_active(
    small: World, state: str, older: bool
) -> None:
    small.aws.organization.older_status = older
    for account in small.aws.members.values():
        account.state = state
    # The management account itself must be usable.
    small.aws.members[MANAGEMENT].state = "ACTIVE"
    found = read_members(small.connection, cancel=small.cancel, pace=small.pace())
    states = {member.state for member in found.members if member.id != MANAGEMENT}
    assert states == {state}
    active = [member.id for member in found.members if member.active]
    assert active == ([*found.member] if state == "ACTIVE" else [MANAGEMENT])


STRANGE = {
    "a page that leads to itself": {"Accounts": [], "NextToken": "x"},
    "no accounts": {},
    "accounts that are text": {"Accounts": "none"},
    "an account that is a number": {"Accounts": [5]},
    "an account without an ID": {"Accounts": [{"Name": "x"}]},
    "an ID that is a path": {"Accounts": [{"Id": "../../etc"}]},
    "paths that are a number": {"Accounts": [{"Id": "1" * 12, "Paths": 5}]},
    "an ID in other digits": {"Accounts": [{"Id": "٣" * 12}]},
}


@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE)
def test_a_strange_answer_is_a_failure_and_never_an_endless_one(
    small: World, answer: dict[str, object]
) -> None:
    small.aws.faults.injected.append(
        InjectedFault(
            "organizations:ListAccounts",
            raw=True,
            status=200,
            body=json.dumps(answer),
            content_type="application/x-amz-json-1.1",
        )
    )
    with pytest.raises(ListingFailed) as caught:
        look(small)
    assert caught.value.kind is FailureKind.UNREADABLE
    assert caught.value.management == MANAGEMENT


@pytest.mark.parametrize(
    "paths", ["o-1/r-1/", [], [5], ["//"], [None], [{"a": 1}], ["x" * 9000]]
)
def test_strange_paths_are_as_none(small: World, paths: object) -> None:
    account = {"Id": MANAGEMENT, "Name": "a", "State": "ACTIVE", "Paths": paths}
    small.aws.faults.injected.append(
        InjectedFault(
            "organizations:ListAccounts",
            raw=True,
            status=200,
            body=json.dumps({"Accounts": [account]}),
            content_type="application/x-amz-json-1.1",
        )
    )
    found, _ = look(small)
    assert found.member[MANAGEMENT].unit == small.members[MANAGEMENT].unit


def test_what_is_throttled_for_good_is_given_up(small: World) -> None:
    small.aws.faults.injected.append(
        InjectedFault("organizations:*", code="TooManyRequestsException")
    )
    began = small.cancel.now
    with pytest.raises(CallFailed) as caught:
        look(small)
    assert caught.value.kind is FailureKind.THROTTLED
    assert caught.value.operation == "organizations:DescribeOrganization"
    assert small.cancel.now - began < 60


MOMENTS: dict[str, dict[str, Any]] = {
    "unavailable": {"code": "ServiceException", "status": 503},
    "internal": {"code": "InternalFailure", "status": 500},
    "a bad gateway": {"raw": True, "status": 502, "body": "<html>"},
    "reset": {"ending": "reset"},
    "cut": {"ending": "cut"},
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(
    "action", ["DescribeOrganization", "ListAccounts", "ListRoots"]
)
def test_what_fails_for_a_moment_is_asked_again(
    small: World, action: str, moment: str
) -> None:
    fault = InjectedFault(f"organizations:{action}", times=2, **MOMENTS[moment])
    small.aws.faults.injected.append(fault)
    found, _ = look(small)
    assert found.member == small.members
    assert found.denied == ()
    assert fault.times == 0


def test_a_network_that_comes_back_is_enough(small: World) -> None:
    """The first call finds nobody at the address, the next one does."""
    connection = small.connection
    nowhere = Clients({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, workers=1)

    @dataclass(frozen=True, slots=True)
    class Flickering(Connection):
        tries: list[str] = field(default_factory=list)

        def call(self, service: str, operation: str, **given: Any) -> dict[str, Any]:
            self.tries.append(operation)
            here = len(self.tries) % 3 == 1
            to = Connection(nowhere, self.credentials, self.region)
            return (to if here else connection).call(service, operation, **given)

    flickering = Flickering(
        connection.clients, connection.credentials, connection.region
    )
    small.connection = flickering
    try:
        found, _ = look(small)
    finally:
        small.connection = connection
    assert found.member == small.members
    assert len(flickering.tries) > len(small.calls())


def test_tags_are_read_with_the_time_that_is_left(small: World) -> None:
    for number, account in enumerate(small.aws.members.values()):
        account.tags = {f"key{n}": str(number) for n in range(25)}
    told: list[ListingProgress] = []
    small.aws.organization.empty_pages = True
    tags = read_tags(
        small.connection,
        small.aws.members,
        tell=told.append,
        cancel=small.cancel,
        pace=small.pace(),
    )
    assert tags == {m.id: m.tags for m in small.aws.members.values()}
    assert [each.accounts for each in told] == [*range(61)]
    left = [each.seconds_left or 0.0 for each in told]
    assert left[-1] == 0 and left[30] > left[45] > left[55] > 0
