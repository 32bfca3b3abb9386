"""A text or a menu is shown whole, whenever it changes."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import OptionList

from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.menu import Menu


class Page(App[None]):
    """A text and a menu."""

    CSS = "#text, #menu { height: auto; }"

    def compose(self) -> ComposeResult:
        yield ChangingText(id="text")
        yield Menu(id="menu")

    def lay_out(self) -> None:
        """What a sibling that changes does, before what is below is idle."""
        self.screen._clear_arrangement_cache()
        self.screen._refresh_layout()

    def show(self, lines: int) -> None:
        names = [f"line {number}" for number in range(lines)]
        self.query_one(ChangingText).update("\n".join(names))
        menu = self.query_one(Menu)
        menu.clear_options()
        menu.add_options(names)

    @property
    def heights(self) -> tuple[int, int]:
        text, menu = self.query_one(ChangingText), self.query_one(OptionList)
        return text.size.height, menu.size.height


async def test_a_page_that_is_laid_out_between_two_changes_shows_the_second() -> None:
    page = Page()
    async with page.run_test() as pilot:
        await pilot.pause()
        page.show(2)
        page.lay_out()
        page.show(5)
        await pilot.pause()
        assert page.heights == (5, 5)


async def test_a_text_that_changes_before_it_is_mounted_is_shown_whole() -> None:
    page = Page()
    async with page.run_test() as pilot:
        await pilot.pause()
        text = page.query_one(ChangingText)
        text._is_mounted = False
        text.update("a\nb\nc")
        text._is_mounted = True
        await pilot.pause()
        assert text.size.height == 3
