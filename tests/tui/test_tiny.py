"""Terminals of a few cells: every page, dialog and the palette live through them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from carto_wizard.files.foreign_config import ForeignSetting
from carto_wizard.setup.steps import KEYS
from carto_wizard.tui.dialogs.account import EditAccount
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.dialogs.foreign_config import AllowForeign
from carto_wizard.tui.dialogs.import_accounts import ImportAccounts
from carto_wizard.tui.dialogs.look_with import LookWith
from carto_wizard.tui.dialogs.region import ChooseRegion
from carto_wizard.tui.dialogs.who_looks import LookAtRoles, LookAtStackSet
from carto_wizard.tui.organization.look import LookAtOrganization
from carto_wizard.tui.organization.screen import OrganizationScreen
from carto_wizard.tui.organization.ticks import first_ticks
from tests.organizations import LATER, LISTED, nobody
from tests.sample import sample
from tests.tui.wizard import HUB, SINGLE, Wizard, opened

# Up and down in both directions; each leads on from what the one before left.
SIZES = [(1, 1), (20, 4), (4, 1), (1, 10), (8, 5)]
OVERLAYS = {"page": [], "why": ["f1"], "steps": ["ctrl+g"], "palette": ["ctrl+p"]}
DIALOGS: dict[str, Callable[[Wizard], Dialog[Any]]] = {
    "account": lambda w: EditAccount(
        HUB.accounts[1], HUB.accounts[:1], HUB, w.state.regions()
    ),
    "import": lambda w: ImportAccounts(w.state.home),
    "region": lambda w: ChooseRegion(
        "Region", w.state.regions(), "", "us-east-1", "the account"
    ),
    "look": lambda w: LookWith(""),
    "organization": lambda w: LookAtOrganization(w.state),
    "tree": lambda w: OrganizationScreen(first_ticks(LATER, LISTED), LISTED, nobody()),
    "who": lambda w: LookAtRoles(w.state),
    "stack-set": lambda w: LookAtStackSet(w.state),
    "foreign": lambda w: AllowForeign(
        [ForeignSetting("/repo/config", 3, "credential_process", "x" * 300)]
    ),
}


async def shrunk(wizard: Wizard) -> None:
    """Through all the sizes, with a key in each, and back."""
    for size in SIZES:
        await wizard.pilot.resize_terminal(*size)
        await wizard.pilot.press("down")
        wizard.screen()
    await wizard.pilot.resize_terminal(80, 24)


@pytest.mark.parametrize("step", sample(KEYS, "accounts", "preview", "finish"))
async def test_a_page_with_all_that_opens_above_it(step: str, home: Path) -> None:
    answers = SINGLE if step == "identity" else HUB
    async with opened(home, answers, environ={"HOME": str(home)}) as wizard:
        # The checks are over: nothing is asked here.
        wizard.state.checked = wizard.answers.rendered
        if step != "welcome":
            await wizard.show(step)
        for keys in OVERLAYS.values():
            await wizard.pilot.press(*keys)
            await shrunk(wizard)
            if keys:
                await wizard.press("escape")
        assert len(wizard.app.screen_stack) == 1
        assert wizard.step == step


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", DIALOGS)
async def test_a_dialog(name: str, home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        wizard.app.push_screen(DIALOGS[name](wizard))
        await wizard.settle()
        await shrunk(wizard)
        await wizard.press("escape")
        assert len(wizard.app.screen_stack) == 1


async def test_a_palette_with_words_typed_into_it(home: Path) -> None:
    async with opened(home, HUB, "hub") as wizard:
        await wizard.press("ctrl+p", "g", "o")
        await shrunk(wizard)
        await wizard.press("escape")


@pytest.mark.parametrize("size", sample(SIZES[:4], (1, 1)), ids=str)
@pytest.mark.parametrize("keys", [["f1"], ["ctrl+g"], ["ctrl+p"]], ids=str)
async def test_one_that_is_tiny_from_the_start(
    size: tuple[int, int], keys: list[str], home: Path
) -> None:
    async with opened(home, HUB, "hub", size=size) as wizard:
        await wizard.press(*keys)
        await shrunk(wizard)
        await wizard.press("escape")
        assert wizard.step == "hub"


@pytest.mark.parametrize("size", [(1, 1), (1, 10)], ids=str)
@pytest.mark.parametrize("step", sample(KEYS, "finish"))
async def test_a_page_at_rest_is_not_laid_out_again(
    step: str, size: tuple[int, int], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = SINGLE if step == "identity" else HUB
    environ = {"HOME": str(home)}
    async with opened(home, answers, environ=environ, size=size) as wizard:
        wizard.state.checked = wizard.answers.rendered
        if step != "welcome":
            await wizard.show(step)
        layouts: list[object] = []
        arrange = Screen._refresh_layout

        def counted(self: Screen[Any], *args: Any, **kwargs: Any) -> None:
            layouts.append(self)
            arrange(self, *args, **kwargs)

        monkeypatch.setattr(Screen, "_refresh_layout", counted)
        for _ in range(4):
            layouts.clear()
            await wizard.settle()
        # A bar that comes and goes makes one at every turn, for ever.
        assert len(layouts) < 2
