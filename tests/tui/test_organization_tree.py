"""The lines of the tree: their order, what a filter leaves, what a tick does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.setup.answers import Account
from carto_wizard.setup.organization import Organization
from carto_wizard.setup.refresh import differences, selection
from carto_wizard.setup.selection import Selection
from carto_wizard.tui.organization import text as texts
from carto_wizard.tui.organization.ticks import ALL, NONE, PART, Ticks, first_ticks
from carto_wizard.tui.organization.tree import Tree
from carto_wizard.tui.steps.accounts import text as accounts_text
from tests.organizations import (
    FIRST,
    LATER,
    LISTED,
    MEMBERS,
    ORGANIZATION,
    large,
)
from tests.tui.wizard import HUB_ID

TREE = Tree(LATER, differences(LISTED, LATER))


def ticks(organization: Organization = ORGANIZATION) -> Ticks:
    chosen = selection(FIRST, organization)
    return Ticks(Tree(organization), chosen, HUB_ID)


def names(tree: Tree, shown: list[int]) -> list[str]:
    return [tree.lines[each].name.split("\n")[0] for each in shown]


def at(tree: Tree, name: str) -> int:
    return next(n for n, line in enumerate(tree.lines) if line.name == name)


def test_units_come_before_accounts_and_each_by_its_name() -> None:
    drawn = [
        f"{'.' * line.depth}{line.name.splitlines()[0]}"
        for line in TREE.lines
        if line.depth < 3
    ]
    assert drawn == [
        "Root",
        ".Sandbox",
        "..coming",
        "..payments-test",
        "..strange",
        "..two",
        ".Workloads",
        "..[red]empty[/b]",
        "..Prod",
        "..Test",
        ".platform-hub",
    ]
    assert names(TREE, list(TREE.inside(at(TREE, "Prod")))) == [
        "Prod",
        "brand-new",
        "data lake",
        "old-shop",
        "payments-live",
    ]


def test_an_account_whose_unit_nobody_may_see_is_below_the_others() -> None:
    blind = replace(ORGANIZATION, units=())
    assert [line.depth for line in Tree(blind).lines] == [0] * len(MEMBERS)


FILTERS = [
    ("lake", ["Root", "Workloads", "Prod", "data lake"]),
    ("222200000005", ["Root", "Sandbox", "coming"]),
    ("suspended [red]", ["Root", "Workloads", "Test", "[red]team[/b]\x1b[31m"]),
    ("unknown", ["Root", "Sandbox", "strange"]),
    ("new brand", ["Root", "Workloads", "Prod", "brand-new"]),
    ("gone", ["Root", "Workloads", "Prod", "data lake"]),
    ("ou-ab12-none", ["Root", "Workloads", "[red]empty[/b]"]),
    ("SANDBOX PAYMENTS", ["Root", "Sandbox", "payments-test"]),
    ("nothing like it", []),
]


@pytest.mark.parametrize(("words", "found"), FILTERS)
def test_a_filter_leaves_what_has_its_words_and_what_that_is_in(
    words: str, found: list[str]
) -> None:
    assert names(TREE, TREE.shown(words.split())) == found


def test_a_unit_that_is_found_is_found_with_all_that_is_in_it() -> None:
    found = names(TREE, TREE.shown(["sandbox"]))
    assert found == ["Root", "Sandbox", "coming", "payments-test", "strange", "two"]


def test_only_what_changed() -> None:
    found = TREE.shown(changed=True)
    accounts = [TREE.lines[n].change for n in found if not TREE.lines[n].unit]
    assert len(accounts) == 5 and None not in accounts
    assert names(TREE, TREE.shown(["prod"], changed=True))[-3:] == [
        "brand-new",
        "data lake",
        "payments-live",
    ]


def test_a_folded_unit_hides_what_is_in_it() -> None:
    found = names(TREE, TREE.shown(folded={"ou-ab12-work", "ou-ab12-sand"}))
    assert found == ["Root", "Sandbox", "Workloads", "platform-hub"]


def test_tags_are_found_once_they_are_read() -> None:
    tree = Tree(ORGANIZATION)
    id = MEMBERS[1].id
    assert tree.shown(["team=shop"]) == []
    tree.note_tags({id: {"Team": "Shop", "\x1b[31m": "[b]"}, "9" * 12: {}})
    assert names(tree, tree.shown(["team=shop"]))[-1] == "payments-prod"


def test_a_unit_is_ticked_with_all_that_is_active_in_it() -> None:
    found = ticks()
    work, prod, old = (at(found.tree, n) for n in ("Workloads", "Prod", "old-shop"))
    assert [found.mark(n) for n in (0, work, prod, old)] == [ALL, ALL, ALL, NONE]
    assert found.switch(prod)
    assert [found.mark(n) for n in (0, work, prod, old)] == [PART, PART, NONE, NONE]
    assert (found.tallies[work].ticked, found.tallies[work].of) == (2, 4)
    assert found.switch(work)
    assert [found.mark(n) for n in (0, work, prod, old)] == [ALL, ALL, ALL, NONE]


def test_an_inactive_account_is_ticked_only_by_itself() -> None:
    found = ticks()
    old = at(found.tree, "old-shop")
    assert found.switch(old)
    assert found.mark(old) == ALL
    assert found.tallies[old].of == 1


def test_the_hub_and_what_is_gone_cannot_be_ticked_off() -> None:
    found = Ticks(TREE, selection(LISTED, LATER), HUB_ID)
    assert found.switch(0)
    for name in ("platform-hub", "data lake"):
        assert not found.switch(at(TREE, name))
        assert texts.fixed(TREE.lines[at(TREE, name)], HUB_ID)
    assert found.selection.ticked == {HUB_ID}
    assert found.mark(0) == PART


def test_all_that_a_filter_shows_is_ticked_off_and_on() -> None:
    found = ticks()
    shown = found.tree.shown(["payments"])
    assert found.switch_accounts(shown)
    assert found.total.ticked == ticks().total.ticked - 2
    assert found.switch_accounts(shown)
    assert found.selection == ticks().selection


def test_all_is_every_unit_also_where_an_account_of_a_deleted_unit_is_gone() -> None:
    lost = replace(LISTED.accounts[-1], id="9" * 12, ou="ou-ab12-deleted")
    answers = replace(LISTED, accounts=(*LISTED.accounts, lost))
    found = first_ticks(ORGANIZATION, answers)
    assert [line.id for line in found.tree.lines if line.above < 0] == [
        "r-ab12",
        lost.id,
    ]
    begun = found.selection
    assert found.switch_all()
    assert found.selection == Selection(frozenset({HUB_ID}))
    assert found.switch_all()
    assert found.selection == begun
    assert (begun.ous, begun.excluded) == (("r-ab12",), frozenset())


def test_all_is_also_each_account_that_is_in_no_unit() -> None:
    members = tuple(
        replace(each, unit="ou-ab12-denied") if each.name == "data lake" else each
        for each in MEMBERS
    )
    found = ticks(replace(ORGANIZATION, members=members))
    found.switch(at(found.tree, "data lake"))
    assert found.total.ticked == 6
    assert found.switch_all()
    assert found.total.ticked == 1
    assert not found.selection.ous
    assert found.switch_all()
    assert found.total.ticked == 6
    assert found.selection == ticks().selection


def test_where_nothing_is_active_a_filter_ticks_nothing() -> None:
    found = ticks()
    shown = found.tree.shown(["old-shop"])
    assert not found.switch_accounts(shown)
    found.switch(at(found.tree, "old-shop"))
    assert found.switch_accounts(shown)
    assert found.selection.ticked == ticks().selection.ticked


def test_a_unit_is_told_with_all_that_its_row_says() -> None:
    found = Ticks(TREE, selection(LISTED, LATER), HUB_ID)
    for index, line in enumerate(TREE.lines):
        *_, note = texts.row(found, index, folded=False)
        if line.unit:
            assert (note if isinstance(note, str) else note[0]) in texts.told_of(
                found, index
            )


@given(st.lists(st.integers(0, len(TREE.lines) - 1), max_size=8))
def test_whatever_is_ticked_the_counts_are_those_of_the_accounts(
    places: list[int],
) -> None:
    found = Ticks(TREE, selection(LISTED, LATER), HUB_ID)
    for place in places:
        found.switch(place)
    assert found.total.ticked == len(found.selection.ticked)
    for index, line in enumerate(TREE.lines):
        if line.unit and found.mark(index) == ALL:
            active = {m.id for m in TREE.accounts(TREE.inside(index)) if m.active}
            assert active <= found.selection.ticked
            assert line.id in found.units


def test_every_row_of_ten_thousand_is_in_its_place() -> None:
    tree = Tree(large(10_000, 60))
    assert len(tree.lines) == 10_061
    for index, line in enumerate(tree.lines):
        assert line.above < index < line.end
        if line.above >= 0:
            assert tree.lines[line.above].end >= line.end


NEW = [
    ([], "New accounts will be read too in the whole organization."),
    (
        ["Prod"],
        "New accounts will be read too in the whole organization, except 1 unit.",
    ),
    (
        ["data lake", "Sandbox"],
        "New accounts will be read too in the whole organization, except 1 unit and 1 "
        "account.",
    ),
    (["Root"], "Accounts that are new in the organization will not be read."),
    (
        ["Root", "Sandbox", "Prod"],
        "New accounts will be read too in Root/Sandbox, Root/Workloads/Prod.",
    ),
]


@pytest.mark.parametrize(("switched", "said"), NEW)
def test_where_new_accounts_will_be_read_is_said(
    switched: list[str], said: str
) -> None:
    found = ticks()
    for name in switched:
        found.switch(at(found.tree, name))
    assert texts.new_accounts(found.selection, ORGANIZATION) == said


ONE, TWO, THREE = (Account(digit * 12, f"name-{digit}") for digit in "123")
TAKEN = [
    ([ONE], [ONE], "The list is the same as before."),
    ([ONE], [ONE, TWO, THREE], "2 accounts added."),
    ([ONE, TWO], [ONE, THREE], "1 account added, 1 retired (name-2)."),
    ([ONE, TWO], [replace(ONE, name="x")], "1 retired (name-2), 1 updated."),
]


@pytest.mark.parametrize(("before", "after", "said"), TAKEN)
def test_what_became_of_the_list_is_said(
    before: list[Account], after: list[Account], said: str
) -> None:
    assert accounts_text.ticked(before, after) == said


HOSTILE = st.text(min_size=1, max_size=80) | st.sampled_from(
    ["[red]x[/b]", "\x1b[31m", "two\nlines", "x" * 300, "日本語" * 40, "\u202e", "\x00"]
)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_whatever_aws_calls_things_a_line_is_one_line_of_plain_text(
    name: str, state: str, tag: str
) -> None:
    units = tuple(replace(unit, name=name) for unit in ORGANIZATION.units)
    members = tuple(
        replace(each, name=name, state=state, email_domain=name)
        for each in ORGANIZATION.members[1:]
    )
    hostile = replace(ORGANIZATION, id=name, units=units, members=members)
    tree = Tree(hostile, differences(LISTED, hostile))
    tree.note_tags({each.id: {tag: name} for each in members})
    found = Ticks(tree, selection(LISTED, hostile), HUB_ID)
    for index in range(len(tree.lines)):
        cells = texts.row(found, index, folded=False)
        shown = [cell if isinstance(cell, str) else cell[0] for cell in cells]
        assert all(text.isprintable() for text in [*shown, texts.told_of(found, index)])
    assert texts.new_accounts(found.selection, hostile).isprintable()
    assert tree.shown(name.lower().split())
