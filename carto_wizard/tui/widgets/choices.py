"""One of several, or several of many: marks that stay readable without colour."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from carto_wizard.setup.questions import Choice


class Choices(OptionList):
    """A list of choices with `(•)` or, for several, `[x]`, before each."""

    DEFAULT_CSS = """
    Choices {
        height: auto; border: none; padding: 0; background: transparent;
        &:focus {
            border: none; background: transparent; background-tint: transparent;
        }
        & > .option-list--option { padding: 0; }
        & > .option-list--option-highlighted {
            background: transparent; text-style: none;
        }
        &:focus > .option-list--option-highlighted {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        /* Textual draws no reverse in the lines of such a list. */
        &:focus:ansi > .option-list--option-highlighted {
            text-style: bold underline;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Choose", show=False),
        Binding("enter", "accept", "Accept", show=False),
    ]

    enter = "Choose"
    """What Enter does, for the footer."""

    class Changed(Message):
        """Another choice was made."""

    class Submitted(Message):
        """Enter was pressed on what is chosen already."""

    def __init__(
        self,
        choices: Sequence[Choice],
        chosen: Collection[str],
        *,
        many: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id, markup=False, compact=True)
        self.choices = tuple(choices)
        self.chosen = tuple(c.value for c in choices if c.value in chosen)
        self.many = many
        self.add_options([Option(self._line(choice)) for choice in choices])
        first = self.chosen[0] if self.chosen else ""
        values = [choice.value for choice in choices]
        self.highlighted = values.index(first) if first and not many else 0

    @property
    def help_text(self) -> str:
        """What the highlighted choice means."""
        return "" if self.highlighted is None else self.choices[self.highlighted].help

    def _line(self, choice: Choice) -> str:
        on = choice.value in self.chosen
        mark = ("[x]" if on else "[ ]") if self.many else ("(•)" if on else "( )")
        return f"{mark} {choice.label}"

    def choose(self, chosen: Collection[str]) -> None:
        """Show another choice without telling anybody."""
        self.chosen = tuple(c.value for c in self.choices if c.value in chosen)
        for index, choice in enumerate(self.choices):
            self.replace_option_prompt_at_index(index, self._line(choice))

    def action_mark(self) -> None:
        """Choose, or with several switch, the highlighted line."""
        if self.highlighted is None:
            return
        value = self.choices[self.highlighted].value
        wanted = set(self.chosen) ^ {value} if self.many else {value}
        if wanted != set(self.chosen):
            self.choose(wanted)
            self.post_message(self.Changed())

    def action_select(self) -> None:
        """A click chooses."""
        self.action_mark()

    def action_accept(self) -> None:
        """Enter: choose the highlighted line, or go on from what is chosen."""
        if not self.many:
            self.action_mark()
        self.post_message(self.Submitted())
