"""An input that other people's text cannot harm."""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.widgets import Input

from carto_wizard.setup.text import one_line


class TextInput(Input):
    """One line of text; control characters are shown, never sent to the terminal.

    A paste of several lines, or one that is too long, is not cut: it bubbles to the
    step.
    """

    LONGEST_PASTE = 5_000
    """Characters: more than any answer has, and few enough to be drawn at every key."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        enter: str = "Accept",
        id: str | None = None,
    ) -> None:
        super().__init__(
            one_line(value),
            placeholder=placeholder,
            password=password,
            compact=True,
            select_on_focus=False,
            id=id,
        )
        self.enter = enter
        """What Enter does, for the footer."""

    def on_mount(self) -> None:
        """Without animations the cursor does not blink either."""
        self.cursor_blink = self.app.animation_level != "none"

    def put(self, text: str) -> None:
        """Another text, the cursor at its end: one goes on typing there."""
        self.value = text
        self.cursor_position = len(text)

    def on_focus(self) -> None:
        """Bring the cursor into sight: of a first text Textual shows the beginning."""
        cursor = Region(self._cursor_offset, 0, 1, 1)
        self.scroll_to_region(cursor, force=True, animate=False)

    def _on_paste(self, event: events.Paste) -> None:
        text = event.text.strip("\r\n")
        # Textual would call Input's own handler as well.
        event.prevent_default()
        if len(text) > self.LONGEST_PASTE or "\n" in text or "\r" in text:
            return
        event.stop()
        self.replace(one_line(text), *self.selection)

    def action_copy(self) -> None:
        """Copy what is selected, unless it is hidden: then it is a secret."""
        if not self.password:
            super().action_copy()

    def action_cut(self) -> None:
        """Cut what is selected; a secret is deleted and goes nowhere."""
        if self.password:
            self.delete_selection()
        else:
            super().action_cut()

    def action_paste(self) -> None:
        """Paste what the app copied last, by the same rule."""
        self.post_message(events.Paste(self.app.clipboard))
