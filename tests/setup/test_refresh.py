"""What changed in the organization since the answers were made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from carto_wizard.setup.accounts import renamed
from carto_wizard.setup.answers import Account, Answers, ChosenOrganization, Hub
from carto_wizard.setup.organization import Member, Organization, Unit
from carto_wizard.setup.refresh import (
    Change,
    differences,
    selection,
    taken_over,
    told,
)
from tests.setup.test_organization import MEMBERS, ORGANIZATION, UNITS

HUB = "000000000001"
EMPTY = Answers(hub=Hub(HUB, "us-east-1"))


def filled(answers: Answers, organization: Organization = ORGANIZATION) -> Answers:
    """With everything that is ticked beforehand."""
    return taken_over(answers, organization, selection(answers, organization))


TRUE = filled(EMPTY)
"""The answers of somebody who took everything."""


def now(
    *changed: Member, without: str = "", units: tuple[Unit, ...] = UNITS
) -> Organization:
    """The organization with some accounts as they are now."""
    members = {m.id: m for m in (*MEMBERS, *changed) if m.id != without}
    return replace(ORGANIZATION, members=tuple(members.values()), units=units)


def changes(answers: Answers, organization: Organization) -> list[tuple[Change, str]]:
    return [(d.change, d.id) for d in differences(answers, organization)]


def test_an_empty_session_is_filled_with_what_is_active() -> None:
    assert [(a.id, a.name, a.ou, a.state) for a in TRUE.accounts] == [
        (HUB, "root-account", "r-1", "ACTIVE"),
        ("000000000002", "pay", "ou-11", "ACTIVE"),
        ("000000000004", "lake", "ou-12", "ACTIVE"),
        ("000000000006", "test", "ou-2", "ACTIVE"),
    ]
    assert TRUE.organization == ChosenOrganization("o-1", HUB, ous=("r-1",))


def test_the_second_look_has_nothing_to_say() -> None:
    assert differences(TRUE, ORGANIZATION) == ()
    assert filled(TRUE) == TRUE


PAY = MEMBERS[1]
LAKE = MEMBERS[3]
CASES = {
    "new": (
        now(Member("7" * 12, "seven", "ACTIVE", unit="ou-2")),
        Change.NEW,
        "7" * 12,
    ),
    "gone": (now(without=PAY.id), Change.GONE, PAY.id),
    "suspended": (now(replace(PAY, state="SUSPENDED")), Change.INACTIVE, PAY.id),
    "renamed": (now(replace(PAY, name="pays")), Change.RENAMED, PAY.id),
    "moved": (now(replace(PAY, unit="ou-2")), Change.MOVED, PAY.id),
}


@pytest.mark.parametrize("case", CASES)
def test_each_change_is_found_taken_over_and_then_quiet(case: str) -> None:
    organization, change, id = CASES[case]
    assert changes(TRUE, organization) == [(change, id)]
    after = filled(TRUE, organization)
    listed = {account.id: account for account in after.accounts}
    retired = change in (Change.GONE, Change.INACTIVE)
    assert (id in listed) is not retired
    if not retired:
        member = organization.member[id]
        assert listed[id] == Account(id, member.name, "", member.unit, member.state)
    assert differences(after, organization) == ()


def test_what_becomes_of_the_hub_is_told_and_it_stays() -> None:
    hub = MEMBERS[0]
    for organization, change in (
        (now(without=HUB), Change.GONE),
        (now(replace(hub, state="SUSPENDED")), Change.INACTIVE),
    ):
        (found,) = differences(TRUE, organization)
        assert found.change is change
        assert told(found, organization).endswith(
            "; it is the hub, so it stays in the list"
        )
        after = filled(TRUE, organization)
        assert after.accounts[0].id == HUB
        assert after.accounts[0].name == TRUE.accounts[0].name
        assert differences(after, organization) == ()


def test_a_hub_that_leaves_the_chosen_units_has_only_moved() -> None:
    few = replace(
        TRUE, organization=replace(TRUE.organization, ous=("r-1",), excluded=("ou-2",))
    )
    organization = now(replace(MEMBERS[0], unit="ou-2"))
    assert changes(few, organization) == [(Change.MOVED, HUB)]


def test_where_no_unit_can_be_read_accounts_are_known_to_be_of_the_organization() -> (
    None
):
    flat = Organization("o-1", HUB, members=tuple(replace(m, unit="") for m in MEMBERS))
    answers = filled(EMPTY, flat)
    assert {account.ou for account in answers.accounts} == {"o-1"}
    gone = replace(flat, members=tuple(m for m in flat.members if m.id != PAY.id))
    assert changes(answers, gone) == [(Change.GONE, PAY.id)]
    other = replace(PAY, unit="", name="pays")
    named = replace(
        flat, members=tuple(other if m.id == PAY.id else m for m in flat.members)
    )
    assert changes(answers, named) == [(Change.RENAMED, PAY.id)]
    # Once the units can be read, nothing has moved: more is known.
    assert {change for change, _ in changes(answers, ORGANIZATION)} == {
        Change.RECOGNIZED
    }


def test_the_name_hub_that_a_person_gave_stays() -> None:
    accounts = tuple(renamed(a, "hub") if a.id == PAY.id else a for a in TRUE.accounts)
    answers = replace(TRUE, accounts=accounts)
    assert differences(answers, ORGANIZATION) == ()
    assert filled(answers) == answers


def test_an_account_that_lost_its_name_keeps_the_one_it_had() -> None:
    organization = now(replace(PAY, name=""))
    assert differences(TRUE, organization) == ()
    assert filled(TRUE, organization) == TRUE


def test_an_account_that_somebody_keeps_may_close_further() -> None:
    organization = now(replace(PAY, state="SUSPENDED"))
    ticked = selection(TRUE, organization)
    kept = taken_over(
        TRUE, organization, replace(ticked, ticked=ticked.ticked | {PAY.id})
    )
    closing = now(replace(PAY, state="PENDING_CLOSURE"))
    assert changes(kept, closing) == [(Change.RECOGNIZED, PAY.id)]
    after = filled(kept, closing)
    assert PAY.id in {account.id for account in after.accounts}
    assert differences(after, closing) == ()


def test_what_was_recognized_says_what_is_known_now() -> None:
    by_hand = replace(TRUE, accounts=(Account(PAY.id, "mine"),), hub=Hub())
    found = differences(by_hand, ORGANIZATION)[0]
    assert told(found, ORGANIZATION) == (
        f"{PAY.id} mine is in Root/Prod/Payments, ACTIVE, called pay"
    )


def test_a_region_that_goes_with_an_account_is_told() -> None:
    accounts = tuple(
        replace(a, region="eu-west-1") if a.id == PAY.id else a for a in TRUE.accounts
    )
    (found,) = differences(replace(TRUE, accounts=accounts), now(without=PAY.id))
    assert told(found, ORGANIZATION) == (
        f"{PAY.id} pay (eu-west-1) has left the organization"
    )


def test_an_account_of_no_organization_stays() -> None:
    other = Account("9" * 12, "partner")
    answers = replace(TRUE, accounts=(*TRUE.accounts, other))
    assert differences(answers, ORGANIZATION) == ()
    assert other in filled(answers).accounts


def test_an_account_outside_of_the_chosen_units_stays_and_is_no_news() -> None:
    few = replace(TRUE, organization=replace(TRUE.organization, ous=("ou-2",)))
    assert differences(few, ORGANIZATION) == ()
    renamed_one = now(replace(PAY, name="pays"))
    assert changes(few, renamed_one) == [(Change.RENAMED, PAY.id)]


def test_what_leaves_the_chosen_units_is_retired() -> None:
    few = replace(TRUE, organization=replace(TRUE.organization, ous=("ou-1",)))
    organization = now(replace(PAY, unit="ou-2"))
    assert changes(few, organization) == [(Change.LEFT, PAY.id)]
    assert PAY.id not in {a.id for a in filled(few, organization).accounts}


def test_a_unit_that_is_no_more_retires_nobody() -> None:
    few = replace(TRUE, organization=replace(TRUE.organization, ous=("ou-11", "ou-12")))
    units = tuple(unit for unit in UNITS if unit.id != "ou-11")
    organization = now(
        *(replace(m, unit="ou-2") for m in MEMBERS if m.unit == "ou-11"), units=units
    )
    assert changes(few, organization) == [(Change.MOVED, PAY.id)]


def test_an_excluded_account_does_not_come_back() -> None:
    chosen = replace(TRUE.organization, excluded=(PAY.id,))
    accounts = tuple(a for a in TRUE.accounts if a.id != PAY.id)
    answers = replace(TRUE, accounts=accounts, organization=chosen)
    assert differences(answers, ORGANIZATION) == ()
    assert filled(answers) == answers


def test_a_suspended_account_that_somebody_keeps_is_no_news_again() -> None:
    organization = now(replace(PAY, state="SUSPENDED"))
    ticked = selection(TRUE, organization)
    kept = taken_over(
        TRUE, organization, replace(ticked, ticked=ticked.ticked | {PAY.id})
    )
    assert differences(kept, organization) == ()
    assert changes(kept, ORGANIZATION) == [(Change.ACTIVE, PAY.id)]


def test_a_name_that_a_person_gave_stays() -> None:
    accounts = tuple(renamed(a, "mine") if a.id == PAY.id else a for a in TRUE.accounts)
    answers = replace(TRUE, accounts=accounts)
    assert differences(answers, ORGANIZATION) == ()
    organization = now(replace(PAY, name="pays"))
    (found,) = differences(answers, organization)
    assert told(found, organization) == (
        f"{PAY.id} mine is now called pays; the name that you gave it stays"
    )
    (after,) = (a for a in filled(answers, organization).accounts if a.id == PAY.id)
    assert (after.name, after.aws_name) == ("mine", "pays")
    assert renamed(after, "pays") == replace(after, name="pays", aws_name="")


def test_what_was_listed_by_hand_is_recognized_with_its_name() -> None:
    by_hand = replace(
        EMPTY, accounts=(Account(HUB, "hub"), Account(PAY.id, "mine"), Account(LAKE.id))
    )
    found = changes(by_hand, ORGANIZATION)
    assert found[:3] == [(Change.RECOGNIZED, each) for each in (HUB, PAY.id, LAKE.id)]
    names = {a.id: (a.name, a.aws_name) for a in filled(by_hand).accounts}
    assert names[HUB] == ("root-account", "")
    assert names[PAY.id] == ("mine", "pay")
    assert names[LAKE.id] == ("lake", "")
    assert differences(filled(by_hand), ORGANIZATION) == ()


def test_an_unknown_state_changes_nothing() -> None:
    assert differences(TRUE, now(replace(PAY, state=""))) == ()
    new = now(Member("7" * 12, "seven", "", unit="ou-2"))
    assert differences(TRUE, new) == ()


def test_without_the_tree_nobody_moves() -> None:
    flat = Organization("o-1", HUB, members=tuple(replace(m, unit="") for m in MEMBERS))
    assert differences(TRUE, flat) == ()
    assert filled(TRUE, flat) == TRUE


def test_without_the_tree_an_empty_session_is_filled_all_the_same() -> None:
    flat = Organization("o-1", HUB, members=tuple(replace(m, unit="") for m in MEMBERS))
    assert [a.name for a in filled(EMPTY, flat).accounts] == [
        a.name for a in TRUE.accounts
    ]


def test_what_is_excluded_stays_so_where_the_units_cannot_be_read() -> None:
    chosen = replace(TRUE.organization, excluded=("000000000009", "ou-1"))
    answers = replace(TRUE, organization=chosen)
    assert filled(answers).organization.excluded == ("ou-1",)
    blind = replace(ORGANIZATION, units=UNITS[:1], denied=("organizations:ListRoots",))
    assert filled(answers, blind).organization.excluded == chosen.excluded


@pytest.mark.parametrize("case", CASES)
def test_hostile_names_are_told_on_one_line(case: str) -> None:
    organization, _, id = CASES[case]
    evil = "a\n\x1b[31m[/b]" * 50
    members = tuple(
        replace(m, name=evil) if m.id == id else m for m in organization.members
    )
    organization = replace(organization, members=members)
    for found in differences(TRUE, organization):
        text = told(found, organization)
        assert text.isprintable()
        assert len(text) < 300
