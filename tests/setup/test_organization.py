"""The tree of an organization, and what is ticked in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.setup.answers import Account, CallAs, ChosenOrganization
from carto_wizard.setup.organization import Member, Organization, Unit, state_of
from carto_wizard.setup.selection import (
    Selection,
    scope,
    units_in,
    wants,
    with_accounts,
    with_unit,
    without,
)

UNITS = (
    Unit("r-1", "Root"),
    Unit("ou-1", "Prod", "r-1"),
    Unit("ou-11", "Payments", "ou-1"),
    Unit("ou-12", "Data", "ou-1"),
    Unit("ou-2", "Test", "r-1"),
)
MEMBERS = (
    Member("000000000001", "root-account", "ACTIVE", unit="r-1"),
    Member("000000000002", "pay", "ACTIVE", unit="ou-11"),
    Member("000000000003", "closed", "SUSPENDED", unit="ou-11"),
    Member("000000000004", "lake", "ACTIVE", unit="ou-12"),
    Member("000000000005", "odd", "", unit="ou-2"),
    Member("000000000006", "test", "ACTIVE", unit="ou-2"),
)
ORGANIZATION = Organization("o-1", "000000000001", units=UNITS, members=MEMBERS)
NAMES = {member.name: member.id for member in MEMBERS}


def names(selection: Selection) -> list[str]:
    """What is ticked, by name."""
    return [member.name for member in MEMBERS if member.id in selection.ticked]


def new_in(selection: Selection) -> set[str]:
    """The units whose new accounts are read."""
    return set(units_in(selection, ORGANIZATION)) - {""}


@pytest.mark.parametrize(
    ("account", "state"),
    [
        ({"State": "ACTIVE", "Status": "SUSPENDED"}, "ACTIVE"),
        ({"State": "PENDING_ACTIVATION", "Status": "ACTIVE"}, "PENDING_ACTIVATION"),
        ({"Status": "SUSPENDED"}, "SUSPENDED"),
        ({"State": "", "Status": "active"}, "ACTIVE"),
        ({}, ""),
    ],
)
def test_nothing_falls_back_to_active(account: dict[str, str], state: str) -> None:
    assert state_of(account) == state
    assert Member("1", state=state).active is (state == "ACTIVE")


@pytest.mark.parametrize("call_as", CallAs)
def test_each_right_to_list_has_its_words(call_as: CallAs) -> None:
    rights = {replace(ORGANIZATION, call_as=each).by_right for each in CallAs}
    assert len(rights) == len(CallAs)
    assert replace(ORGANIZATION, call_as=call_as).by_right.startswith("by ")


def test_where_a_unit_is() -> None:
    assert ORGANIZATION.path("ou-12") == "Root/Prod/Data"
    assert ORGANIZATION.path("ou-9") == ""
    assert ORGANIZATION.within(["ou-1"]) == {"ou-1", "ou-11", "ou-12"}
    assert ORGANIZATION.roots == ("r-1",)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ou-12", ["ou-12"]),
        ("Root/Prod/Data", ["ou-12"]),
        ("root/prod/", ["ou-1"]),
        ("payments", ["ou-11"]),
        ("nothing", []),
    ],
)
def test_units_by_id_path_and_name(wanted: str, found: list[str]) -> None:
    assert [unit.id for unit in ORGANIZATION.units_called(wanted)] == found


def test_nothing_is_not_the_name_of_units_without_one() -> None:
    nameless = Organization("o-1", "1", units=(Unit("r-1", ""),))
    assert nameless.units_called("") == nameless.units_called("/") == ()


def test_a_name_that_several_units_have() -> None:
    more = (*UNITS, Unit("ou-21", "Data", "ou-2"))
    organization = Organization("o-1", "1", units=more)
    assert [u.id for u in organization.units_called("data")] == ["ou-12", "ou-21"]
    assert [u.id for u in organization.units_called("root/test/data")] == ["ou-21"]


def test_a_unit_is_ticked_with_its_active_accounts() -> None:
    ticked = with_unit(Selection(), ORGANIZATION, "ou-1", on=True)
    assert names(ticked) == ["pay", "lake"]
    assert ticked.ous == ("ou-1",)
    assert new_in(ticked) == {"ou-1", "ou-11", "ou-12"}


def test_an_account_that_is_ticked_off_in_a_chosen_unit_is_excluded() -> None:
    ticked = with_unit(Selection(), ORGANIZATION, "ou-1", on=True)
    without = with_accounts(ticked, ORGANIZATION, [NAMES["lake"]], on=False)
    assert names(without) == ["pay"]
    assert without.excluded == {NAMES["lake"]}
    units = units_in(without, ORGANIZATION)
    assert not wants(without, units, ORGANIZATION.member[NAMES["lake"]])
    assert wants(without, units, ORGANIZATION.member[NAMES["pay"]])
    again = with_accounts(without, ORGANIZATION, [NAMES["lake"]], on=True)
    assert again == ticked


def test_an_account_outside_of_the_chosen_units_is_ticked_alone() -> None:
    ticked = with_accounts(Selection(), ORGANIZATION, [NAMES["odd"]], on=True)
    assert names(ticked) == ["odd"]
    assert new_in(ticked) == set()
    assert with_accounts(ticked, ORGANIZATION, [NAMES["odd"]], on=False) == Selection()


def test_a_unit_inside_of_a_chosen_one_is_excluded_and_comes_back() -> None:
    whole = with_unit(Selection(), ORGANIZATION, "r-1", on=True)
    without = with_unit(whole, ORGANIZATION, "ou-1", on=False)
    assert without.ous == ("r-1",)
    assert new_in(without) == {"r-1", "ou-2"}
    inner = with_unit(without, ORGANIZATION, "ou-12", on=True)
    assert new_in(inner) == {"r-1", "ou-2", "ou-12"}
    assert names(inner) == ["root-account", "lake", "test"]
    assert with_unit(inner, ORGANIZATION, "ou-1", on=True) == whole
    assert with_unit(inner, ORGANIZATION, "r-1", on=False) == Selection()


def test_an_account_that_is_not_active_stays_as_it_was_ticked() -> None:
    ticked = with_accounts(Selection(), ORGANIZATION, [NAMES["closed"]], on=True)
    both = with_unit(ticked, ORGANIZATION, "ou-11", on=True)
    assert names(both) == ["pay", "closed"]
    assert names(with_unit(both, ORGANIZATION, "ou-11", on=False)) == []


def test_the_root_ticks_what_is_in_no_unit_that_is_known() -> None:
    lost = Member("000000000007", "lost", "ACTIVE")
    organization = replace(ORGANIZATION, members=(*MEMBERS, lost))
    whole = with_unit(Selection(), organization, "r-1", on=True)
    assert lost.id in whole.ticked
    assert lost.id not in with_unit(whole, organization, "r-1", on=False).ticked


def test_at_first_everything_is_wanted_and_later_what_was_chosen() -> None:
    assert new_in(scope(ChosenOrganization(), ORGANIZATION)) == {u.id for u in UNITS}
    few = ChosenOrganization("o-1", ous=("ou-2",))
    assert new_in(scope(few, ORGANIZATION)) == {"ou-2"}
    assert new_in(scope(ChosenOrganization("o-1"), ORGANIZATION)) == set()


steps = st.lists(
    st.tuples(
        st.sampled_from([unit.id for unit in UNITS] + [m.id for m in MEMBERS]),
        st.booleans(),
    ),
    max_size=12,
)


@given(steps)
def test_the_last_word_counts(made: list[tuple[str, bool]]) -> None:
    selection = Selection()
    for id, on in made:
        if id in ORGANIZATION.unit:
            before = selection.ticked
            selection = with_unit(selection, ORGANIZATION, id, on=on)
            inside = ORGANIZATION.within([id])
            assert (inside <= units_in(selection, ORGANIZATION)) is on
            for member in MEMBERS:
                if member.unit in inside:
                    ticked = member.id in selection.ticked
                    assert ticked is (on and (member.active or member.id in before))
        else:
            selection = with_accounts(selection, ORGANIZATION, [id], on=on)
            assert (id in selection.ticked) is on
        units = units_in(selection, ORGANIZATION)
        # What a later look would bring is what is ticked there now.
        for member in MEMBERS:
            if member.active and member.unit in units:
                assert wants(selection, units, member) is (
                    member.id in selection.ticked
                )


CHOSEN = ChosenOrganization("o-1", ous=("r-1",), excluded=("ou-2",))
PAY = Account("000000000002", "pay", ou="ou-11")


@pytest.mark.parametrize(
    ("chosen", "account", "excluded"),
    [
        (CHOSEN, PAY, ("000000000002", "ou-2")),
        (CHOSEN, Account("9" * 12, "by hand"), ("ou-2",)),
        (ChosenOrganization(), PAY, ()),
        (without(CHOSEN, PAY), PAY, ("000000000002", "ou-2")),
    ],
)
def test_an_account_taken_off_the_list_is_excluded_if_it_came_from_there(
    chosen: ChosenOrganization, account: Account, excluded: tuple[str, ...]
) -> None:
    assert without(chosen, account).excluded == excluded
