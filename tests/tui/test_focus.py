"""Where the focus is can be seen without colour, and only one cursor is bright."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.strip import Strip
from textual.widgets import Input, OptionList

from carto_wizard.tui.themes import ANSI, DARK, LIGHT
from carto_wizard.tui.widgets.grid import Grid
from carto_wizard.tui.widgets.text_input import TextInput
from tests.sample import sample
from tests.tui.wizard import HUB, SINGLE, Wizard, opened

LOOKS = [DARK.name, LIGHT.name, ANSI, "NO_COLOR"]
PAGES = [
    *((HUB, step) for step in ("welcome", "mode", "target", "hub", "accounts")),
    *((HUB, step) for step in ("regions", "access", "retry")),
    (SINGLE, "identity"),
    (SINGLE, "regions"),
]


def bare(wizard: Wizard) -> list[tuple[str, bool, bool, bool]]:
    """What the body shows, as text and the styles that are left without colour."""
    return _bare(wizard.app.screen._compositor.render_strips()[2:-1])


def _bare(strips: list[Strip]) -> list[tuple[str, bool, bool, bool]]:
    found = []
    for strip in strips:
        for text, style, _ in strip:
            marks = [bool(style and getattr(style, name)) for name in STYLES]
            found += [(char, *marks) for char in text]
    return found  # type: ignore[return-value]


STYLES = ("bold", "reverse", "underline")


@pytest.mark.parametrize("look", sample(LOOKS, "NO_COLOR"))
async def test_the_focus_is_seen_without_colour(look: str, home: Path) -> None:
    environ = {"NO_COLOR": "1"} if look == "NO_COLOR" else {}
    for answers, step in PAGES:
        async with opened(home, answers, step, environ=environ) as wizard:
            if look != "NO_COLOR":
                wizard.app.theme = look
            for widget in wizard.app.screen.focus_chain:
                if not isinstance(widget, (Input, OptionList, Grid)):
                    continue
                wizard.app.screen.set_focus(None)
                await wizard.settle()
                widget.scroll_visible(animate=False)
                await wizard.settle()
                without = bare(wizard)
                widget.focus()
                await wizard.settle()
                assert bare(wizard) != without, (step, widget)


@pytest.mark.parametrize("size", [(60, 15), (80, 24)], ids=str)
async def test_a_scrolling_area_with_the_focus_is_seen_without_colour(
    size: tuple[int, int], home: Path
) -> None:
    """It has no cursor; the footer names what its keys do there."""
    seen = set()
    for step in ("welcome", "preview", "write", "check", "finish"):
        async with opened(home, HUB, environ={"NO_COLOR": "1"}, size=size) as wizard:
            await wizard.show(step)
            for widget in wizard.app.screen.focus_chain:
                if not isinstance(widget, VerticalScroll):
                    continue
                wizard.app.screen.set_focus(None)
                await wizard.settle()
                without = _bare(wizard.app.screen._compositor.render_strips())
                widget.focus(scroll_visible=False)
                await wizard.settle()
                now = _bare(wizard.app.screen._compositor.render_strips())
                assert now != without, (step, widget)
                seen.add((step, widget.id))
    assert {("write", "page"), ("finish", "scroll")} <= seen, seen


async def test_a_list_that_lost_the_focus_shows_no_bright_cursor(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        assert "▸ hub" not in wizard.screen()
        assert "› hub" in wizard.screen()
        wizard.grid.focus()
        await wizard.settle()
        assert "▸ hub" in wizard.screen()


async def test_the_cursor_of_a_long_text_is_in_sight(home: Path) -> None:
    """Without colours nothing else shows which field has the focus."""
    long = replace(HUB, target=replace(HUB.target, config_file="~/" + "long/" * 40))
    async with opened(home, long, "target") as wizard:
        field = wizard.one("#field-target-config_file TextInput", TextInput)
        field.focus()
        await wizard.settle()
        assert field.scroll_offset.x > 0
