"""A long ARN or path breaks where a person would break it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.content import Content

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.tui.steps.roles import RolesStep
from carto_wizard.tui.widgets.long_words import LongWords, broken
from carto_wizard.tui.widgets.overflow import Overflow
from tests.tui.wizard import HUB, SINGLE, SPOKE_ID, opened

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
    assert shown.replace(" \n", " ") == "User: " + "\n".join(lines) + " is not"


def test_a_part_that_fills_its_line_ends_it() -> None:
    """Left to Textual, the break put the next word's space before it."""
    text = broken(Content("see ab:cd/ef:gh/ now"), 6)
    assert text.plain == "see \nab:cd/\nef:gh/ \nnow"


def test_what_fits_or_has_no_parts_stays_and_colours_go_on() -> None:
    text = Content(f"{ROLE} a/b {'x' * 50}")
    assert broken(text, len(text)) == text
    assert broken(Content("x" * 50), 20).plain == "x" * 50
    # A part of two lines and a half leaves room for the next in its last line.
    assert broken(Content(f"{'x' * 50}/abc/defghijkl"), 20).plain.endswith(
        "/abc/\ndefghijkl"
    )
    pieces = broken(Content.styled(ROLE, "bold"), 45).split("\n")
    assert [[span.style for span in piece.spans] for piece in pieces] == [["bold"]] * 2


def test_what_is_indented_goes_on_below_its_first_word() -> None:
    command = "    aws ec2 associate-iam-instance-profile --instance-id i-0"
    rows = [
        "    aws ec2 ",
        "    associate-iam-instance-profile ",
        "    --instance-id i-0",
    ]
    assert broken(Content(f"Then\n{command}\n\nend"), 36).plain.split("\n") == [
        "Then",
        *rows,
        "",
        "end",
    ]
    # Where little room is left for it, it goes back to the edge.
    assert broken(Content(" " * 30 + "one two"), 36).plain.endswith("one \ntwo")


@given(st.text(st.sampled_from("ab:/, \n国"), max_size=80), st.integers(1, 40))
def test_nothing_is_lost_or_added_but_breaks(text: str, width: int) -> None:
    shown = broken(Content(text), width, "|").plain
    assert re.sub(r"\|\n *", "", shown) == text
    for row in shown.replace("|", "").split("\n"):
        # Only a part that is itself too wide is left to break anywhere.
        room = width - (len(row) - len(row.lstrip()))
        parts = re.findall("[^:/, ]*[:/,]+|[^:/, ]+", row)
        assert cell_len(row.strip()) <= width or max(map(cell_len, parts)) > room


async def test_a_command_marked_with_the_mouse_is_copied_as_one_line(
    home: Path,
) -> None:
    async with opened(home, SINGLE, "roles") as wizard:
        text = wizard.one("#way", LongWords)
        before, command = 4, wizard.one(".step-roles", RolesStep).way.commands[-1]
        first = next(y for y, row in enumerate(rows(text)) if row[4:8] == "aws ")
        assert all(row.startswith("    ") for row in rows(text)[first : first + 2])
        last = (before + len(rows(text)[first + 1].strip()), first + 1)
        await wizard.pilot.mouse_down(text, offset=(before, first))
        await wizard.pilot.hover(text, offset=last)
        await wizard.pilot.mouse_up(text, offset=last)
        await wizard.press("ctrl+c")
        assert wizard.app.clipboard.strip() == command


def rows(text: LongWords) -> list[str]:
    return text.render().plain.split("\n")


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
