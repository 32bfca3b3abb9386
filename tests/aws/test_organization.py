"""A look at an organization: complete, patient, and over at once when stopped."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace

import pytest

from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.organization import (
    ListingProgress,
    read,
    read_tags,
)
from carto_wizard.aws.patient_calls import BURST, RATE
from carto_wizard.demo.aws_state import MemberAccount
from carto_wizard.demo.faults import InjectedFault
from carto_wizard.demo.organization_state import (
    ORGANIZATION,
    ROOT,
    OrganizationState,
)
from carto_wizard.setup.answers import CallAs
from tests.aws.world import ACCOUNTS, MANAGEMENT, UNITS, Waiting, World, look


@pytest.mark.one_in(4)
@pytest.mark.parametrize("paths", [True, False])
@pytest.mark.parametrize("rate", [RATE, 2.5])
def test_2500_accounts_in_60_units_are_the_same_tree_however_aws_tells_it(
    large: World, rate: float, paths: bool
) -> None:
    """With an empty page before every page, and a limit at or below our own."""
    large.aws.organization.paths, large.aws.organization.rate = paths, rate
    began = large.cancel.now
    found, told = look(large)
    ended = large.cancel.now
    assert (found.id, found.management_account) == (ORGANIZATION, MANAGEMENT)
    assert (found.call_as, found.denied) == (CallAs.SELF, ())
    assert dict(found.member) == large.members
    # In the same order too: level by level, each as AWS lists it.
    assert list(found.unit) == in_levels(large.aws.organization)
    assert found.unit == large.aws.organization.units
    seen: set[str] = {""}
    for unit in found.units:
        assert unit.parent in seen
        seen.add(unit.id)
    # Never faster than the wizard's own limit, and not much slower than AWS's.
    passed, refused = large.calls(), large.calls("TooManyRequestsException")
    assert len(passed) - BURST <= (ended - began) * rate
    assert ended - began < 1.6 * len(passed) / rate
    if rate == RATE:
        assert len(refused) <= BURST
    else:
        assert 0 < len(refused) < len(passed) / 2
    assert len(passed) < (400 if paths else 800)
    _check_progress(told, ended, paths)


def in_levels(organization: OrganizationState) -> list[str]:
    found = [ROOT]
    for unit in found:
        found += [below.id for below in organization.below(unit)]
    return found


def _check_progress(
    told: list[tuple[float, ListingProgress]], ended: float, paths: bool
) -> None:
    """It only grows, and the seconds left are near those that it then took."""
    counts = [progress.accounts for _, progress in told]
    assert counts == sorted(counts)
    units = [progress.units for _, progress in told]
    assert units == sorted(units)
    assert (counts[-1], told[-1][1].units) == (ACCOUNTS, UNITS + 1)
    listing = [progress for _, progress in told if progress.accounts < ACCOUNTS]
    # AWS does not tell how many there will be.
    assert {progress.seconds_left for progress in listing} == {None}
    known = [(at, p.seconds_left) for at, p in told if p.seconds_left is not None]
    assert len(known) > UNITS
    assert known[-1][1] == 0
    for at, left in known if paths else known[UNITS:]:
        assert left == pytest.approx(ended - at, rel=0.2, abs=5)


@pytest.mark.parametrize("paths", [True, False])
def test_it_ends_at_once_when_cancelled_between_two_calls(
    large: World, paths: bool
) -> None:
    large.aws.organization.paths, large.aws.organization.rate = paths, 0.0
    large.aws.calls.clear()
    cancel = Waiting()
    with_units: list[ListingProgress] = []

    def stop_at_the_third_unit(progress: ListingProgress) -> None:
        if progress.seconds_left is not None:
            with_units.append(progress)
        if len(with_units) == 3:
            cancel.set()

    with pytest.raises(CallFailed) as caught:
        read(
            large.connection,
            MANAGEMENT,
            tell=stop_at_the_third_unit,
            cancel=cancel,
            pace=large.pace(),
        )
    assert caught.value.kind is FailureKind.STOPPED
    units = Counter(large.calls())["organizations:ListOrganizationalUnitsForParent"]
    assert units == 2 * 3


def test_it_ends_at_once_though_a_call_is_on_the_wire(small: World) -> None:
    small.aws.faults.injected.append(
        InjectedFault("organizations:ListRoots", delay=20.0)
    )
    timer = threading.Timer(0.2, small.cancel.set)
    timer.start()
    began = time.monotonic()
    with pytest.raises(CallFailed) as caught:
        look(small)
    assert time.monotonic() - began < 2
    assert caught.value.kind is FailureKind.STOPPED
    timer.join()


@pytest.mark.parametrize("paths", [True, False])
def test_who_leaves_moves_or_joins_half_way_breaks_nothing(
    small: World, paths: bool
) -> None:
    """What is listed first is who belongs; the next look tells the rest."""
    small.aws.organization.paths = paths
    expected = small.members
    ids = list(expected)
    gone, moved = ids[7], ids[8]

    def change(progress: ListingProgress) -> None:
        if progress.accounts == len(expected) and progress.seconds_left is None:
            small.aws.members[gone].outside = True
            small.aws.members[moved].unit = ROOT
            late = MemberAccount("4" * 12, "late", unit=ROOT)
            small.aws.members[late.id] = late

    found = read(
        small.connection,
        MANAGEMENT,
        tell=change,
        cancel=small.cancel,
        pace=small.pace(),
    )
    if not paths:
        expected[gone] = replace(expected[gone], unit="")
        expected[moved] = replace(expected[moved], unit=ROOT)
    assert found.member == expected
    tags = read_tags(
        small.connection,
        [gone, moved],
        tell=change,
        cancel=small.cancel,
        pace=small.pace(),
    )
    assert tags == {moved: {}}
    again, _ = look(small)
    assert again.member == small.members
    assert "4" * 12 in again.member and gone not in again.member


def test_the_right_to_place_accounts_is_asked_for_once(small: World) -> None:
    small.aws.organization.paths = False
    right = "organizations:ListAccountsForParent"
    small.aws.faults.injected.append(InjectedFault(right, code="AccessDeniedException"))
    found, _ = look(small)
    assert found.denied == (right,)
    assert len(found.units) > 2
    assert small.calls("AccessDeniedException") == [right]
    assert not any(member.unit for member in found.members)


def test_a_unit_that_is_deleted_half_way_holds_nothing(small: World) -> None:
    small.aws.organization.paths = False
    for action in ("ListOrganizationalUnitsForParent", "ListAccountsForParent"):
        small.aws.faults.injected.append(
            InjectedFault(
                f"organizations:{action}", code="ParentNotFoundException", times=1
            )
        )
    found, _ = look(small)
    assert found.denied == ()
    assert found.member.keys() == small.members.keys()
