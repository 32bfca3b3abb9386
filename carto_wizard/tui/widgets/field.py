"""One question on a form: its label, its control, and a line of help or problem."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static

from carto_wizard.setup.questions import FieldKind, Question
from carto_wizard.tui.widgets.choices import Choices
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.region_picker import RegionPicker
from carto_wizard.tui.widgets.text_input import TextInput

LISTS = (FieldKind.CHOICE, FieldKind.FLAG, FieldKind.MANY)


class Field(Vertical):
    """A question as a person meets it; knows its text, not what the text is for."""

    DEFAULT_CSS = """
    Field {
        height: auto; margin-bottom: 1;
        & > .label { text-style: bold; }
        & > TextInput { background: $surface; padding: 0 1; max-width: 60; }
        & > TextInput:focus { background: $panel; }
        & > RegionPicker { height: 7; }
        & > TextInput:ansi { text-style: underline; }
        & > .help { color: $text-muted; }
        &.-problem > .help { color: $text-error; }
    }
    """

    @dataclass
    class Edited(Message):
        """The answer in this field is another one."""

        field: Field

    @dataclass
    class Done(Message):
        """Enter was pressed: on to the next field."""

        field: Field

    def __init__(
        self, question: Question, text: str, regions: RegionPicker | None = None
    ) -> None:
        super().__init__(id=f"field-{question.key.replace('.', '-')}")
        self.question = question
        self._text = text
        self._regions = regions
        self.problem = ""
        """What is shown to be wrong with the answer."""

    def compose(self) -> ComposeResult:
        """Label, control, help."""
        question = self.question
        yield Static(question.label, classes="label", markup=False)
        if self._regions is not None:
            yield self._regions
        elif question.kind in LISTS:
            many = question.kind is FieldKind.MANY
            chosen = self._text.split(",") if many else [self._text]
            yield Choices(question.choices, chosen, many=many)
        else:
            yield TextInput(
                self._text,
                placeholder=question.example and f"e.g. {question.example}",
            )
        yield ChangingText(question.help, classes="help")

    @property
    def control(self) -> Widget:
        """What takes the focus."""
        if self._regions is not None:
            return self._regions.input
        return self.query_one(Choices if self.question.kind in LISTS else TextInput)

    @property
    def text(self) -> str:
        """The answer as typed, or as chosen."""
        if self._regions is not None:
            return self._regions.chosen or ""
        if self.question.kind in LISTS:
            return ",".join(self.query_one(Choices).chosen)
        return self.query_one(TextInput).value

    def show_problem(self, message: str) -> None:
        """Show what is wrong in place of the help; empty: all is well."""
        self.problem = message
        self.set_class(bool(message), "-problem")
        self._show_help()

    def _show_help(self) -> None:
        text = f"! {self.problem}" if self.problem else self.question.help
        if not self.problem and self.question.kind in LISTS:
            choices = self.query_one(Choices)
            # What the highlighted line means matters more once one looks at it.
            text = (choices.help_text if choices.has_focus else "") or text
        self.query_one(".help", Static).update(text)

    def on_descendant_focus(self) -> None:
        """Explain what is under the cursor."""
        self._show_help()
        self._show_whole()

    def _show_whole(self) -> None:
        """Scroll the help into sight, and all of a list, where there is room."""
        self.call_after_refresh(self.scroll_visible, animate=False)

    def on_descendant_blur(self) -> None:
        """Go back to the question's own help."""
        self._show_help()

    @on(OptionList.OptionHighlighted)
    def _explain(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._show_help()
        if self.query_one(Choices).has_focus:
            self._show_whole()

    @on(Choices.Changed)
    @on(TextInput.Changed)
    def _edited(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Edited(self))

    @on(Choices.Submitted)
    @on(TextInput.Submitted)
    def _done(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Done(self))
