"""A long ARN or path breaks where a person would break it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.tui.widgets.long_words import LongWords, broken
from carto_wizard.tui.widgets.overflow import Overflow
from tests.tui.wizard import HUB, SPOKE_ID, opened

ACCOUNT = f"arn:aws:sts::{SPOKE_ID}:"
ROLE = f"{ACCOUNT}assumed-role/cartography-read-only/carto-wizard-check"


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (76, [f"{ACCOUNT}assumed-role/cartography-read-only/", "carto-wizard-check"]),
        (45, [f"{ACCOUNT}assumed-role/", "cartography-read-only/carto-wizard-check"]),
        (
            30,
            [ACCOUNT, "assumed-role/", "cartography-read-only/", "carto-wizard-check"],
        ),
    ],
)
def test_it_breaks_after_a_colon_or_a_slash(width: int, lines: list[str]) -> None:
    shown = broken(Content(f"User: {ROLE} is not"), width).plain
    assert shown == "User: " + "\n".join(lines) + " is not"


def test_a_part_that_fills_its_line_ends_it() -> None:
    """Left to Textual, the break put the next word's space before it."""
    text = broken(Content("see ab:cd/ef:gh/ now"), 6)
    assert text.plain == "see ab:cd/\nef:gh/ now"


def test_what_fits_or_has_no_parts_stays_and_colours_go_on() -> None:
    text = Content(f"{ROLE} a/b {'x' * 50}")
    assert broken(text, len(ROLE)) == text
    assert broken(Content("x" * 50), 20).plain == "x" * 50
    # A part of two lines and a half leaves room for the next in its last line.
    assert broken(Content(f"{'x' * 50}/abc/defghijkl"), 20).plain.endswith(
        "/abc/\ndefghijkl"
    )
    pieces = broken(Content.styled(ROLE, "bold"), 45).split("\n")
    assert [[span.style for span in piece.spans] for piece in pieces] == [["bold"]] * 2


@pytest.mark.parametrize(("width", "rows"), [(20, 1), (10, 2), (6, 3)])
async def test_shown_before_it_has_a_size_it_gets_the_rows_that_it_needs(
    width: int, rows: int
) -> None:
    class Page(App[None]):
        def compose(self) -> ComposeResult:
            with Overflow() as area:
                area.styles.width = width
                text = LongWords(id="text")
                text.show(Content("~/.aws/config"))
                yield text

    async with Page().run_test() as pilot:
        await pilot.pause()
        assert pilot.app.query_one(Overflow).size == (width, rows)


async def test_the_details_of_a_check_break_an_arn_between_its_parts(
    home: Path,
) -> None:
    denied = Finding(
        "spoke.assume-role",
        Status.FAILED,
        "It failed.",
        SPOKE_ID,
        cause="trust-or-role-missing",
        evidence=f"AccessDenied: User: {ROLE} is not authorized.",
    )
    async with opened(home, HUB) as wizard:
        wizard.state.findings = [denied]
        wizard.state.checked = wizard.state.answers.rendered
        await wizard.show("check")
        await wizard.press("enter")
        for size, line in (
            ((80, 24), f"{ACCOUNT}assumed-role/cartography-read-only/"),
            ((120, 40), f"{ACCOUNT}assumed-role/"),
        ):
            await wizard.pilot.resize_terminal(*size)
            await wizard.settle()
            shown = wizard.screen().splitlines()
            assert line in [row.rpartition("│")[2].strip() for row in shown], shown
