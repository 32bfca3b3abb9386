"""The organization on the screen: ticked by keys, taken as one change, undone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.actions import parse
from textual.binding import Binding
from textual.widgets import Input

from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.organization import Organization
from carto_wizard.setup.refresh import differences, selection, taken_over
from carto_wizard.setup.session import load
from carto_wizard.tui import keys
from carto_wizard.tui.dialogs.why import Help
from carto_wizard.tui.organization.screen import OrganizationScreen
from carto_wizard.tui.organization.ticks import first_ticks
from carto_wizard.tui.steps.accounts.page import AccountsBody
from carto_wizard.tui.widgets.grid import Grid
from carto_wizard.tui.widgets.key_bar import shown_keys
from tests.organizations import (
    FIRST,
    LATER,
    LISTED,
    ORGANIZATION,
    by_hand,
    large,
    nobody,
)
from tests.sample import sample
from tests.tui.reading import Reader, cut_cells, plain
from tests.tui.wizard import HUB_ID, Wizard, opened

GONE = "222200000001"


@asynccontextmanager
async def ticking(
    home: Path,
    answers: Answers = LISTED,
    organization: Organization = LATER,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[tuple[Wizard, OrganizationScreen]]:
    """The tree above the page of the accounts, as after a look."""
    async with opened(home, answers, "accounts", size=size) as wizard:
        body = wizard.app.frame.body
        assert isinstance(body, AccountsBody)
        screen = OrganizationScreen(
            first_ticks(organization, answers), answers, nobody()
        )
        wizard.app.push_screen(screen, body._take_ticked)
        await wizard.settle()
        yield wizard, screen


def rows(screen: OrganizationScreen) -> list[str]:
    cells = (screen._row(place) for place in range(len(screen.view.shown)))
    texts = (" ".join(c if isinstance(c, str) else c[0] for c in row) for row in cells)
    return [" ".join(text.split()) for text in texts]


def said(screen: OrganizationScreen, id: str) -> str:
    return str(screen.query_one(f"#{id}").render())


async def go_to(wizard: Wizard, screen: OrganizationScreen, name: str) -> None:
    lines = screen.ticks.tree.lines
    index = next(n for n, line in enumerate(lines) if line.name == name)
    screen.grid.cursor = screen.view.shown.index(index)
    screen.grid.focus()
    await wizard.settle()


def listed(wizard: Wizard) -> dict[str, Account]:
    return {account.id: account for account in wizard.answers.accounts}


async def test_what_is_ticked_is_one_change_that_is_told_and_undone(
    home: Path,
) -> None:
    async with ticking(home) as (wizard, screen):
        assert said(screen, "changes") == (
            "Compared with your list: 1 new, 1 gone, 1 not active, 1 moved, 1 renamed."
        )
        await wizard.press("ctrl+n")
        assert "1 account added, 2 retired (data lake" in wizard.problem
        assert "2 updated. Ctrl+Z undoes this." in wizard.problem
        after = listed(wizard)
        assert "222200000008" in after and GONE not in after
        assert after["222200000000"].name == "payments-live"
        assert after["222200000002"].ou == "ou-ab12-sand"
        await wizard.press("ctrl+z")
        assert wizard.answers.accounts == LISTED.accounts
        assert wizard.answers.organization == LISTED.organization


async def test_the_second_look_has_nothing_to_say(home: Path) -> None:
    async with ticking(home) as (wizard, _):
        await wizard.press("ctrl+n")
        assert differences(wizard.answers, LATER) == ()
        again = OrganizationScreen(
            first_ticks(LATER, wizard.answers), wizard.answers, nobody()
        )
        body = wizard.app.frame.body
        assert isinstance(body, AccountsBody)
        before = len(body.earlier)
        wizard.app.push_screen(again, body._take_ticked)
        await wizard.settle()
        assert not again.query_one("#changes").display
        await wizard.press("d")
        assert said(again, "trouble") == "No account has changed since it was listed."
        await wizard.press("ctrl+n")
        assert wizard.problem == "· The list is the same as before."
        assert len(body.earlier) == before


async def test_a_first_look_ticks_all_that_is_active_and_calls_nothing_new(
    home: Path,
) -> None:
    async with ticking(home, FIRST, ORGANIZATION) as (wizard, screen):
        assert not screen.query_one("#changes").display
        assert said(screen, "count") == "6 of 6 accounts ticked"
        assert "[ ] old-shop 222200000004 SUSPENDED" in rows(screen)
        assert "[ ] coming 222200000005 PENDING_ACTIVATION" in rows(screen)
        assert "[ ] strange 222200000006 state unknown" in rows(screen)
        await wizard.press("ctrl+n")
        assert "5 accounts added" in wizard.problem
        assert wizard.answers.organization.ous == ("r-ab12",)


async def test_what_is_listed_by_hand_and_in_no_organization_stays(
    home: Path,
) -> None:
    other = Account("9" * 12, "partner")
    answers = by_hand(other)
    async with ticking(home, answers, ORGANIZATION) as (wizard, screen):
        assert said(screen, "changes") == "Compared with your list: 5 new."
        await wizard.press("a", "ctrl+n")
        assert listed(wizard).keys() == {HUB_ID, other.id}


async def test_a_filter_then_all_that_it_shows_then_one_unit(home: Path) -> None:
    async with ticking(home, FIRST, ORGANIZATION) as (wizard, screen):
        await wizard.press("a")
        assert said(screen, "count") == "1 of 6 accounts ticked"
        assert "will not be read" in said(screen, "new-accounts")
        await wizard.press("slash", *"payments", "enter")
        assert screen.grid.has_focus
        assert said(screen, "count") == "1 of 6 accounts ticked · 2 shown"
        await wizard.press("a", "escape")
        assert said(screen, "count") == "3 of 6 accounts ticked"
        assert screen.query_one("#filter", Input).value == ""
        await go_to(wizard, screen, "Sandbox")
        await wizard.press("space")
        assert said(screen, "count") == "4 of 6 accounts ticked"
        assert said(screen, "new-accounts") == (
            "New accounts will be read too in Root/Sandbox."
        )
        await wizard.press("ctrl+n")
        assert wizard.answers.organization.ous == ("ou-ab12-sand",)


async def test_a_filter_for_tags_that_are_not_read_says_how_they_are(
    home: Path,
) -> None:
    async with ticking(home) as (wizard, screen):
        await wizard.press("slash", *"team=shop")
        assert said(screen, "trouble").startswith("No tags are read yet. Esc clears")
        screen.ticks.tree.note_tags({"222200000000": {"team": "shop"}})
        await wizard.press("escape")
        assert said(screen, "trouble") == ""
        await wizard.press(*"team=shop")
        assert screen.view.accounts == 1
        await wizard.press("x")
        assert "no match" in said(screen, "count")


async def test_only_what_changed(home: Path) -> None:
    async with ticking(home) as (wizard, screen):
        await wizard.press("d")
        shown = [row for row in rows(screen) if "2222" in row]
        assert len(shown) == 5
        assert "data lake 222200000001 gone" in shown
        await wizard.press("slash", *"gone")
        assert [row for row in rows(screen) if "2222" in row] == [
            "data lake 222200000001 gone"
        ]
        await wizard.press("escape")
        assert not screen.view.filtered


async def test_units_open_and_close_and_the_cursor_stays_on_its_line(
    home: Path,
) -> None:
    async with ticking(home) as (wizard, screen):
        await go_to(wizard, screen, "payments-live")
        await wizard.press("left")
        assert "Prod" in rows(screen)[screen.grid.cursor]
        await wizard.press("left")
        assert "[x] ▸ Prod" in rows(screen)[screen.grid.cursor]
        await wizard.press("right")
        assert "[x] ▾ Prod" in rows(screen)[screen.grid.cursor]
        await wizard.press("right")
        assert "brand-new" in rows(screen)[screen.grid.cursor]
        await wizard.press("o")
        assert len(rows(screen)) == 4
        assert "Workloads" in rows(screen)[screen.grid.cursor]
        await wizard.press("o")
        assert len(rows(screen)) == len(screen.ticks.tree.lines)


async def test_a_large_organization_opens_at_its_top(home: Path) -> None:
    organization = large(500, 12)
    async with ticking(home, FIRST, organization) as (wizard, screen):
        assert len(rows(screen)) < 50
        await wizard.press("slash", *"team-00123")
        assert any("team-00123" in row for row in rows(screen))


async def test_five_kinds_of_change_in_300_accounts_are_shown_saved_and_undone(
    home: Path,
) -> None:
    before = large(300, 12)
    taken = taken_over(FIRST, before, selection(FIRST, before))
    members = list(before.members)
    for number in range(1, 5):
        members[number] = replace(members[number], name=f"renamed-{number}")
        members[10 + number] = replace(members[10 + number], state="SUSPENDED")
        members[20 + number] = replace(members[20 + number], unit="r-1")
    new = [replace(each, id=f"4{each.id[1:]}") for each in members[31:35]]
    after = replace(before, members=(*members[:31], *members[35:], *new))
    async with ticking(home, taken, after) as (wizard, screen):
        assert said(screen, "changes") == (
            "Compared with your list: 4 new, 4 gone, 4 not active, 4 moved, 4 renamed."
        )
        await wizard.press("d")
        assert screen.view.accounts == 20
        await wizard.press("ctrl+n")
        assert "4 accounts added, 8 retired, 8 updated." in wizard.problem
        assert differences(wizard.answers, after) == ()
        assert load(home / "session.toml").answers.accounts == wizard.answers.accounts
        await wizard.press("ctrl+z")
        assert wizard.answers.accounts == taken.accounts
        assert load(home / "session.toml").answers.organization == taken.organization


async def test_ticks_are_lost_only_at_the_second_request(home: Path) -> None:
    async with ticking(home) as (wizard, screen):
        await wizard.press("space", "escape")
        assert "Ctrl+N uses what is ticked." in said(screen, "trouble")
        await wizard.press("down", "space", "escape")
        assert len(wizard.app.screen_stack) == 2
        await wizard.press("escape")
        assert len(wizard.app.screen_stack) == 1
        assert wizard.answers.accounts == LISTED.accounts


async def test_from_the_filter_the_way_out_leads_over_the_list(home: Path) -> None:
    async with ticking(home) as (wizard, screen):
        await wizard.press("slash", *"nobody", "enter")
        assert screen.query_one("#filter").has_focus
        assert "No match" in wizard.screen()
        assert "no match" in said(screen, "count")
        for key in ("space", "a", "t", "left", "right", "o", "d"):
            screen.grid.focus()
            await wizard.press(key)
        await wizard.press("slash", "escape")
        assert not screen.view.filtered
        await wizard.press("escape")
        assert screen.grid.has_focus and len(wizard.app.screen_stack) == 2
        await wizard.press("up")
        assert screen.query_one("#filter").has_focus
        await wizard.press("down")
        assert screen.grid.has_focus


async def test_what_nobody_can_tick_says_why(home: Path) -> None:
    async with ticking(home) as (wizard, screen):
        await go_to(wizard, screen, "platform-hub")
        await wizard.press("space")
        assert "The hub cannot be removed" in said(screen, "trouble")
        await go_to(wizard, screen, "data lake")
        await wizard.press("enter")
        assert "has left the organization" in said(screen, "trouble")


async def test_all_ticks_units_off_also_where_an_account_of_a_deleted_unit_is_gone(
    home: Path,
) -> None:
    lost = Account("9" * 12, "lost", ou="ou-ab12-deleted")
    answers = replace(LISTED, accounts=(*LISTED.accounts, lost))
    async with ticking(home, answers, ORGANIZATION) as (wizard, screen):
        await wizard.press("a")
        assert "will not be read" in said(screen, "new-accounts")
        await wizard.press("ctrl+n")
        assert listed(wizard).keys() == {HUB_ID}
        chosen = wizard.answers.organization
        assert (chosen.ous, chosen.excluded) == ((), ())


async def test_units_that_nobody_may_see_are_named(home: Path) -> None:
    right = "organizations:ListRoots"
    members = tuple(replace(each, unit="") for each in ORGANIZATION.members)
    blind = replace(ORGANIZATION, units=(), members=members, denied=(right,))
    async with ticking(home, FIRST, blind) as (wizard, screen):
        assert right in said(screen, "changes")
        await wizard.press("a", "ctrl+n")
        assert listed(wizard).keys() == {HUB_ID}


async def test_an_account_that_is_deleted_does_not_come_back(home: Path) -> None:
    async with opened(home, LISTED, "accounts") as wizard:
        await wizard.press("tab", "tab", "end", "delete")
        gone = LISTED.accounts[-1]
        assert wizard.answers.organization.excluded == (gone.id,)
        assert differences(wizard.answers, ORGANIZATION) == ()
        assert gone.id not in selection(wizard.answers, ORGANIZATION).ticked
        await wizard.press("ctrl+z")
        assert wizard.answers.organization == LISTED.organization
        await wizard.press("end", "e")
        wizard.one("#id", Input).value = "999999999999"
        await wizard.press("ctrl+n")
        assert wizard.answers.accounts[-1].id == "999999999999"
        assert wizard.answers.organization.excluded == (gone.id,)


async def test_every_key_is_in_the_footer_or_the_help_and_does_something(
    home: Path,
) -> None:
    async with ticking(home, size=(120, 40)) as (wizard, screen):
        shown = {binding.key for binding in shown_keys(wizard.app.screen)}
        await wizard.press("f1")
        assert isinstance(wizard.app.screen, Help)
        told = wizard.dialog_text()
        for each in keys.ORGANIZATION:
            assert isinstance(each, Binding)
            name = parse(each.action)[1]
            assert hasattr(screen, f"action_{name}")
            assert each.description and (each.tooltip or not each.show)
            assert keys.spelled(each) in told
            assert not each.show or each.key in shown, each.key
        assert "[-] is a unit" in told
        await wizard.press("f1")
        assert len(wizard.app.screen_stack) == 2


@pytest.mark.parametrize(
    "size", sample([(60, 15), (80, 24), (120, 40)], (80, 24), (120, 40)), ids=str
)
async def test_what_a_row_has_no_room_for_is_read_below_the_tree(
    size: tuple[int, int], home: Path
) -> None:
    async with ticking(home, size=size) as (wizard, screen):
        for row in range(screen.grid.count):
            texts = cut_cells(screen.grid, row)
            if texts:
                screen.grid.focus()
                screen.grid.cursor = row
                await wizard.settle()
                reader = Reader(wizard)
                await reader.read()
                missing = [
                    t for t in texts if plain(t.lstrip("▾▸ ")) not in reader.text
                ]
                assert not missing, missing


KEYS: dict[str, Callable[[OrganizationScreen], object]] = {
    "space": lambda s: s.ticks.selection,
    "enter": lambda s: s.ticks.selection,
    "a": lambda s: s.ticks.selection,
    "d": lambda s: s.view.shown,
    "o": lambda s: s.view.shown,
    "left": lambda s: s.view.shown,
    "slash": lambda s: s.focused,
    "t": lambda s: said(s, "trouble"),
}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("shifted", [False, True], ids=["plain", "shifted"])
async def test_a_key_changes_what_it_says(key: str, shifted: bool, home: Path) -> None:
    async with ticking(home) as (wizard, screen):
        before = KEYS[key](screen)
        await wizard.press(key.upper() if shifted and len(key) == 1 else key)
        assert KEYS[key](screen) != before


async def test_a_click_ticks_and_the_footer_works_by_mouse(home: Path) -> None:
    async with ticking(home) as (wizard, screen):
        grid = screen.query_one(Grid)
        before = screen.ticks.selection
        for _ in range(2):
            await wizard.pilot.click(grid, offset=(6, 3))
            await wizard.settle()
        assert grid.cursor == 2
        assert screen.ticks.selection != before
