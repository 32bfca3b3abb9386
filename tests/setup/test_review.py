"""300 accounts that changed in every way, told before it is taken over."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from carto_wizard.setup.answers import (
    Account,
    Answers,
    CallAs,
    ChosenOrganization,
    Hub,
)
from carto_wizard.setup.organization import Member, Organization, Unit
from carto_wizard.setup.refresh import Change
from carto_wizard.setup.review import (
    MOST_TOLD,
    Review,
    review,
    unfit,
    unknown_units,
)

HUB = f"{1:012}"
UNITS = (
    Unit("r-1", "Root"),
    *(Unit(f"ou-{n}", f"team {n}", "r-1") for n in range(6)),
    Unit("ou-in", "inner", "ou-0"),
)
MEMBERS = tuple(
    Member(f"{n:012}", f"account {n}", "ACTIVE", unit=f"ou-{n % 6}")
    for n in range(1, 301)
)
ORGANIZATION = Organization("o-1", HUB, units=UNITS, members=MEMBERS)
EMPTY = Answers(hub=Hub(HUB, "us-east-1"))
TRUE = review(EMPTY, ORGANIZATION).after


def later() -> Organization:
    """The organization after seven left, and so on, each account in one way."""
    members = list(MEMBERS)
    for n in range(30, 41):
        members[n] = replace(members[n], name=f"other {n}")
    for n in range(50, 63):
        members[n] = replace(members[n], unit="ou-in")
    for n, state in ((70, "SUSPENDED"), (71, "PENDING_CLOSURE"), (72, "CLOSED")):
        members[n] = replace(members[n], state=state)
    new = [Member(f"9{n:011}", "new", "ACTIVE", unit="ou-in") for n in range(25)]
    waiting = Member(f"8{0:011}", "not yet", "PENDING_ACTIVATION", unit="ou-in")
    return replace(ORGANIZATION, members=(*members[7:], *new, waiting, members[0]))


WAYS = {
    Change.NEW: 25,
    Change.GONE: 6,
    Change.INACTIVE: 3,
    Change.MOVED: 13,
    Change.RENAMED: 11,
}


def numbers(found: Review) -> Counter[Change]:
    return Counter(each.change for each in found.differences)


def test_an_empty_session_is_filled() -> None:
    first = review(EMPTY, ORGANIZATION)
    assert numbers(first) == {Change.NEW: 300}
    assert len(first.after.accounts) == 300
    lines = list(first.lines())
    assert lines[0] == "300 accounts changed: 300 new."
    assert len(lines) == MOST_TOLD + 3
    assert lines[-2] == "+ and 280 more, also new"
    assert lines[-1] == "· New accounts are read too if they come into Root"


def test_300_accounts_and_five_kinds_of_change() -> None:
    found = review(TRUE, later())
    assert found.pending
    assert numbers(found) == WAYS
    assert found.summary() == (
        "58 accounts changed: 25 new, 6 gone, 3 not active, 13 moved, 11 renamed."
    )
    listed = {account.id: account for account in found.after.accounts}
    assert len(listed) == 300 + 25 - 6 - 3
    assert next(iter(listed)) == HUB
    assert listed[f"{31:012}"].name == "other 30"
    assert listed[f"{51:012}"].ou == "ou-in"
    assert not {f"8{0:011}", f"{71:012}", f"{2:012}"} & listed.keys()
    lines = list(found.lines())
    assert f"- {72:012} account 72 is PENDING_CLOSURE: AWS gives no access to it" in (
        lines
    )
    assert f"+ {'9' + '0' * 11} new is new in Root/team 0/inner" in lines
    assert "+ and 5 more, also new" in lines
    assert len(lines) == 1 + MOST_TOLD + 1 + 6 + 3 + 13 + 11


def test_run_twice_it_says_nothing() -> None:
    again = review(review(TRUE, later()).after, later())
    assert (again.pending, again.differences) == (False, ())
    assert list(again.lines()) == ["No account changed."]
    assert again.after == again.before


def test_by_which_right_somebody_looked_is_no_news() -> None:
    other = replace(ORGANIZATION, call_as=CallAs.DELEGATED_ADMIN)
    assert not review(TRUE, other).pending


def test_units_are_chosen_and_stay_chosen() -> None:
    few = review(EMPTY, ORGANIZATION, ous=["ou-1", "ou-2"])
    assert len(few.after.accounts) == 100
    assert few.after.organization.ous == ("ou-1", "ou-2")
    assert not review(few.after, ORGANIZATION, ous=["ou-2", "ou-1", "ou-2"]).pending
    assert "team 1, Root/team 2" in list(few.lines())[-1]
    new = replace(
        ORGANIZATION,
        members=(*MEMBERS, Member("7" * 12, "seven", "ACTIVE", unit="ou-3")),
    )
    assert not review(few.after, new).pending
    more = review(few.after, new, ous=["ou-3"])
    assert numbers(more) == {Change.NEW: 51}
    assert len(more.after.accounts) == 151


def test_what_is_excluded_stays_so_until_it_is_named() -> None:
    chosen = ChosenOrganization("o-1", HUB, ous=("r-1",), excluded=("ou-in", HUB))
    answers = replace(TRUE, organization=chosen)
    assert numbers(review(answers, later()))[Change.NEW] == 0
    same = review(answers, later(), ous=["r-1"])
    assert numbers(same)[Change.NEW] == 0
    assert set(same.after.organization.excluded) == set(chosen.excluded)
    named = review(answers, later(), ous=["r-1", "ou-in"])
    assert numbers(named)[Change.NEW] == 25
    assert named.after.organization.excluded == (HUB,)


def test_of_the_new_accounts_only_some() -> None:
    found = review(TRUE, later())
    some = review(TRUE, later(), only=found.new[:3])
    assert numbers(some) == {**WAYS, Change.NEW: 3}
    assert len(some.after.accounts) == 300 + 3 - 6 - 3
    # The others are asked for again the next time.
    assert review(some.after, later()).new == found.new[3:]


def test_another_organization_retires_nobody() -> None:
    assert unfit(TRUE, ORGANIZATION) == unfit(EMPTY, ORGANIZATION) == ""
    wrong = unfit(TRUE, replace(ORGANIZATION, id="o-2"))
    assert "organization o-1, and this is o-2: all of them would be retired" in wrong


RIGHT = "organizations:ListAccountsForParent"
HOMELESS = tuple(replace(member, unit="") for member in MEMBERS)
FLAT = Organization("o-1", HUB, members=HOMELESS, denied=(RIGHT,))
NO_PLACES = replace(FLAT, units=UNITS)


@pytest.mark.parametrize("organization", [FLAT, NO_PLACES])
def test_without_places_an_empty_session_is_filled_from_everywhere(
    organization: Organization,
) -> None:
    assert unfit(EMPTY, organization) == ""
    filled = review(EMPTY, organization).after
    assert len(filled.accounts) == 300
    assert unfit(filled, organization) == ""
    assert not review(filled, organization).pending


@pytest.mark.parametrize(
    ("organization", "ous", "excluded", "refused"),
    [
        (FLAT, ("r-1",), (), True),
        (NO_PLACES, ("r-1",), (), False),
        (NO_PLACES, ("ou-1",), (), True),
        (NO_PLACES, ("r-1",), ("ou-1",), True),
        (NO_PLACES, ("r-1",), (MEMBERS[0].id,), False),
        (replace(NO_PLACES, members=MEMBERS), ("ou-1",), (), False),
    ],
)
def test_units_that_cannot_be_read_are_not_empty(
    organization: Organization,
    ous: tuple[str, ...],
    excluded: tuple[str, ...],
    refused: bool,
) -> None:
    chosen = ChosenOrganization("o-1", HUB, ous=ous, excluded=excluded)
    problem = unfit(replace(EMPTY, organization=chosen), organization)
    assert (RIGHT in problem) is refused


def test_a_unit_that_was_deleted_is_known_by_its_absence() -> None:
    gone = replace(ORGANIZATION, units=UNITS[:-1])
    assert unknown_units(("r-1", "ou-in", "o-1"), gone) == ("ou-in",)
    chosen = review(TRUE, ORGANIZATION, ous=["ou-in"]).after
    found = review(chosen, gone)
    assert not found.pending
    (warning,) = found.warnings()
    assert warning.endswith("not in the organization any more: ou-in")
    assert list(review(TRUE, ORGANIZATION).warnings()) == []


@pytest.mark.parametrize(
    ("organization", "lost"),
    [
        (NO_PLACES, "The units of 300 accounts could not be read."),
        (
            replace(NO_PLACES, members=MEMBERS),
            "The names of units, and units without accounts, could not all be read.",
        ),
    ],
)
def test_what_could_not_be_read_is_said_with_the_right(
    organization: Organization, lost: str
) -> None:
    (warning,) = review(EMPTY, organization).warnings()
    assert warning == f"! {lost} The rights that are missing: {RIGHT}."


@pytest.mark.parametrize("evil", ["a\n\x1b[31m[/b]" * 50, "\x9b2J", "\u202eabc", ""])
def test_hostile_names_are_lines(evil: str) -> None:
    members = tuple(replace(m, name=evil) for m in later().members)
    units = tuple(replace(unit, name=evil) for unit in UNITS)
    hostile = replace(later(), members=members, units=units)
    answers = replace(TRUE, accounts=(*TRUE.accounts, Account("5" * 12, evil, ou="x")))
    for line in review(answers, hostile, ous=["ou-in", evil]).lines():
        assert line.isprintable()
        assert re.match("^[-+~·] |^\\d", line)
        assert len(line) < 1_200
