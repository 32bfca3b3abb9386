"""A step that is a form: the questions of the catalogue, one field each."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from carto_wizard.setup import questions
from carto_wizard.setup.answers import Answers, put
from carto_wizard.setup.questions import FieldKind, Question
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.validate import clean_account_id
from carto_wizard.tui.keys import FIELD, key
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.steps.region_choice import region_picker
from carto_wizard.tui.widgets.field import LISTS, Field
from carto_wizard.tui.widgets.region_picker import RegionPicker
from carto_wizard.tui.widgets.text_input import TextInput


class FormBody(StepBody):
    """Every question of one step; those that do not apply are hidden, not lost."""

    def __init__(self, step: str, state: WizardState) -> None:
        super().__init__(step, state)
        self.questions = tuple(q for q in questions.QUESTIONS if q.step == step)

    def compose(self) -> ComposeResult:
        """One field for each question, in one scrolling column."""
        answers = self.state.answers
        with VerticalScroll(can_focus=False):
            for question in self.questions:
                text = self.state.drafts.get(question.key)
                if text is None:
                    text = questions.as_text(question, answers)
                regions = None
                if question.kind is FieldKind.REGION:
                    regions = region_picker(self.state, text)
                field = Field(question, text, regions)
                field.display = question.applies(answers)
                yield field

    @property
    def shown(self) -> list[Field]:
        """The fields that apply, in order."""
        return [field for field in self.query(Field) if field.display]

    def collect(self, answers: Answers) -> Answers:
        """Put every field's text in; what is no answer yet stays a draft."""
        for field in self.query(Field):
            answers = self._put(answers, field.question, field.text)
        return answers

    def _put(self, answers: Answers, question: Question, text: str) -> Answers:
        self.state.drafts.pop(question.key, None)
        text = text if question.kind in LISTS else text.strip()
        parsed = question.kind in (FieldKind.NUMBER, FieldKind.TAGS)
        if parsed and question.check(text, answers):
            self.state.drafts[question.key] = text
            return answers
        if question.kind is FieldKind.ACCOUNT_ID and question.check(text, answers):
            return put(answers, question.key, text)
        return put(answers, question.key, questions.from_text(question, text))

    def problems(self, answers: Answers) -> Sequence[Problem]:
        """The catalogue's problems, and drafts that are no answers."""
        drafts = [
            Problem(self.step, field.question.key, message)
            for field in self.shown
            if (text := self.state.drafts.get(field.question.key)) is not None
            and (message := field.question.check(text, answers))
        ]
        return [*drafts, *super().problems(answers)]

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Show each problem under its field and go to the first."""
        by_key = {problem.key: problem.message for problem in reversed(problems)}
        for field in self.shown:
            field.show_problem(by_key.get(field.question.key, ""))
        for field in self.shown:
            if field.problem:
                field.control.focus()
                field.scroll_visible(animate=False)
                return True
        return False

    def focus_first(self) -> None:
        """Start at the first field, or the first that still needs an answer."""
        fields = self.shown
        empty = [field for field in fields if self._needs_answer(field.question)]
        if fields:
            first = (empty or fields)[0]
            # At the top nothing has to scroll, and the title stays in sight.
            first.control.focus(scroll_visible=first is not fields[0])

    def _needs_answer(self, question: Question) -> bool:
        answers = self.state.answers
        given = self.state.drafts.get(question.key) or questions.as_text(
            question, answers
        )
        return not given and question.check("", answers) is not None

    def next_asked(self) -> bool:
        """Ask for a region that was typed and not taken, as Enter does."""
        for field in self.shown:
            for picker in field.query(RegionPicker):
                if picker.undecided:
                    picker.focus()
                    picker.accept()
                    return True
        return False

    @on(Field.Edited)
    def _edited(self, event: Field.Edited) -> None:
        event.stop()
        answers = self.collect(self.state.answers)
        for field in self.query(Field):
            field.display = field.question.applies(answers)
        if event.field.problem:
            question = event.field.question
            event.field.show_problem(question.check(event.field.text, answers) or "")
        self.post_message(self.Changed(answers))

    @on(Field.Done)
    def _done(self, event: Field.Done) -> None:
        """Enter accepts the field: to the next one, or on from the last."""
        event.stop()
        field, answers = event.field, self.collect(self.state.answers)
        if field.question.kind not in LISTS:
            message = field.question.check(field.text.strip(), answers) or ""
            message += self._offer(field)
            field.show_problem(message)
            self.post_message(self.Trouble(""))
            if message:
                return
        self._tidy(field, answers)
        self._go_on_from(field)

    @on(RegionPicker.Chosen)
    def _chosen(self, event: RegionPicker.Chosen) -> None:
        from carto_wizard.tui.dialogs.region import take

        event.stop()
        field = next(f for f in self.shown if event.picker in f.query(RegionPicker))

        def taken() -> None:
            field.show_problem("")
            self.post_message(self.Changed(self.collect(self.state.answers)))
            self._go_on_from(field)

        take(self.app, event, "the hub account", taken)

    def _go_on_from(self, field: Field) -> None:
        self.post_message(self.Trouble(""))
        fields = self.shown
        place = fields.index(field)
        if place + 1 < len(fields):
            fields[place + 1].control.focus()
        else:
            self.go_next()

    def _offer(self, field: Field) -> str:
        """An account ID that lost its zeros: put them back, for Enter to accept."""
        if field.question.kind is not FieldKind.ACCOUNT_ID:
            return ""
        offer = clean_account_id(field.text).offer
        if offer:
            # What is said of the offer stays until another key is typed.
            with self.app.prevent(TextInput.Changed):
                field.query_one(TextInput).put(offer)
            self.post_message(self.Changed(self.collect(self.state.answers)))
        return f" {key(FIELD, 'submit')} accepts that." if offer else ""

    def _tidy(self, field: Field, answers: Answers) -> None:
        """Show an account ID as it was understood."""
        if field.question.kind is FieldKind.ACCOUNT_ID:
            field.query_one(TextInput).put(questions.as_text(field.question, answers))
