"""The list draws a row once and again only where it differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.strip import Strip

from carto_wizard.tui.widgets.grid import Cell, Column, Grid, without_middle

ROWS = 1_000


class Listed(App[None]):
    """A list alone, whose rows can change."""

    def __init__(self) -> None:
        super().__init__()
        self.word = "one"

    def compose(self) -> ComposeResult:
        yield Grid(Column("Number", 8), Column("Word"), id="grid")

    def on_mount(self) -> None:
        self.grid.show(ROWS, self.row)

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    def row(self, index: int) -> tuple[Cell, ...]:
        return (str(index), (self.word, "ok"))


def painted(grid: Grid) -> list[Strip]:
    return grid.render_lines(grid.size.region)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Cell, ...]]:
    """The rows that were put together meanwhile."""
    seen: list[tuple[Cell, ...]] = []
    plain = Grid._row

    def row(self: Grid, cells: tuple[Cell, ...], here: bool) -> Strip:
        seen.append(cells)
        return plain(self, cells, here)

    monkeypatch.setattr(Grid, "_row", row)
    return seen


async def test_a_row_is_put_together_once(drawn: list[tuple[Cell, ...]]) -> None:
    app = Listed()
    async with app.run_test(size=(40, 12)) as pilot:
        app.grid.action_move(20)
        await pilot.pause()
        drawn.clear()
        app.grid.action_move(1)
        await pilot.pause()
        # The row that comes into sight with its cursor, and the one that lost it.
        assert {cells[0] for cells in drawn} == {"20", "21"}


async def test_another_look_width_or_text_is_drawn_anew() -> None:
    app = Listed()
    async with app.run_test(size=(40, 12)) as pilot:
        app.theme = "textual-dark"
        await pilot.pause()
        dark = painted(app.grid)
        app.theme = "textual-light"
        await pilot.pause()
        assert painted(app.grid)[2] != dark[2]
        await pilot.resize_terminal(60, 12)
        width = app.grid.scrollable_content_region.width
        assert app.grid.render_line(2).cell_length == width > 40
        app.word = "two"
        app.grid.show(ROWS, app.row)
        await pilot.pause()
        assert "two" in painted(app.grid)[3].text


async def test_the_cursor_row_shows_where_the_keys_go() -> None:
    app = Listed()
    async with app.run_test(size=(40, 12)) as pilot:
        app.grid.focus()
        await pilot.pause()
        with_keys = painted(app.grid)[1]
        app.screen.set_focus(None)
        await pilot.pause()
        without = painted(app.grid)[1]
        assert with_keys.text.startswith("▸ ")
        assert without.text == with_keys.text.replace("▸", "›")


@given(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P"])),
    st.integers(0, 50),
)
def test_what_loses_its_middle_fits_and_keeps_its_end(text: str, width: int) -> None:
    short = without_middle(text, width)
    assert cell_len(short) <= width
    if cell_len(text) <= width:
        assert short == text
    elif width > 4:
        assert "…" in short and (short[-1] == text[-1] or cell_len(text[-1]) > 1)


@pytest.mark.parametrize(
    ("path", "width", "shown"),
    [
        ("/tmp/carto-wizard-demo-4qh2hvca/aws/config", 26, "/tmp/…/aws/config"),
        (
            "/tmp/carto-wizard-demo-4qh2hvca/aws/credentials",
            26,
            "/tmp/…/aws/credentials",
        ),
        ("~/team/aws/cartography/config", 24, "…/aws/cartography/config"),
        ("/a-folder-of-a-long-name/config", 16, "/…/config"),
        ("C:\\Users\\somebody\\.aws\\config", 20, "C:\\…\\.aws\\config"),
        ("/tmp/a-name-that-is-too-long-itself", 20, "/tmp…too-long-itself"),
    ],
)
def test_a_path_loses_whole_folders(path: str, width: int, shown: str) -> None:
    assert without_middle(path, width) == shown
