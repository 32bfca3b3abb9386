"""The questions of the catalogue as line prompts."""

from __future__ import annotations

from carto_wizard.plain.console import Back
from carto_wizard.plain.regions import ask_region
from carto_wizard.plain.walk import Walk
from carto_wizard.setup import questions, validate
from carto_wizard.setup.answers import Answers, put
from carto_wizard.setup.questions import FieldKind, Question
from carto_wizard.setup.text import one_line

CHOICES = (FieldKind.CHOICE, FieldKind.FLAG, FieldKind.MANY)


def ask_step(walk: Walk) -> None:
    """Ask what applies on this step, in order; each answer may change what follows."""
    index = 0
    while index < len(applying := questions.questions(walk.step, walk.answers)):
        try:
            walk.answers = ask_question(walk, applying[index])
            index += 1
        except Back:
            if index == 0:
                raise
            index -= 1


def ask_question(walk: Walk, question: Question) -> Answers:
    """The answers with a valid one to this question."""
    say = walk.console.say
    say()
    say(question.help)
    for number, choice in enumerate(question.choices, start=1):
        say(f"  {number}  {choice.label}" + (f": {choice.help}" if choice.help else ""))
    default = questions.as_text(question, walk.answers)
    if question.kind is FieldKind.REGION:
        explanation = _explanation(walk, question)
        where = "the hub account"
        text = ask_region(walk, question.label, default, where, explanation)
        return put(walk.answers, question.key, text)
    prompt = f"{question.label} [{_default(question, default)}]:"
    while True:
        typed = walk.console.ask(prompt, _explanation(walk, question))
        text = _as_answer(question, typed, default)
        if question.kind is FieldKind.ACCOUNT_ID:
            text = _clean_account_id(walk, text)
        problem = _problem(walk, question, text)
        if problem is None:
            value = questions.from_text(question, text)
            return put(walk.answers, question.key, value)
        say(f"! {problem}")


def _default(question: Question, text: str) -> str:
    """The answer that Enter keeps: the numbers of choices, the text of the rest."""
    if question.kind not in CHOICES:
        return one_line(text, 60)
    given = text.split(",")
    numbers = [
        str(number)
        for number, choice in enumerate(question.choices, start=1)
        if choice.value in given
    ]
    return ",".join(numbers)


def _as_answer(question: Question, typed: str, default: str) -> str:
    """What was typed as an answer: Enter keeps, `-` empties, numbers choose."""
    if not typed:
        return default
    if typed == "-":
        return ""
    if question.kind not in CHOICES:
        return typed
    parts = [part.strip() for part in typed.split(",")]
    return ",".join(_choice(question, part) for part in parts if part)


def _choice(question: Question, text: str) -> str:
    if text.isascii() and text.isdigit() and 0 < int(text) <= len(question.choices):
        return question.choices[int(text) - 1].value
    return text


def _clean_account_id(walk: Walk, text: str) -> str:
    """An account ID, with a note about what was changed and an offer of lost zeros."""
    cleaned = validate.clean_account_id(text)
    if cleaned.note:
        walk.console.say(f"Note: {cleaned.note}.")
    if cleaned.offer and walk.console.agreed(f"{cleaned.problem} Use it?"):
        return cleaned.offer
    return text


def _problem(walk: Walk, question: Question, text: str) -> str | None:
    problem = question.check(text, walk.answers)
    if problem or question.kind not in CHOICES:
        return problem
    if question.kind is not FieldKind.MANY and not text:
        return f"Choose a number from 1 to {len(question.choices)}."
    value = questions.from_text(question, text)
    offered = {choice.value for choice in question.choices}
    given = set(text.split(",")) - {""}
    if not given <= offered:
        unknown = one_line(", ".join(sorted(given - offered)), 60)
        return f"{unknown} is not a choice from 1 to {len(question.choices)}."
    return questions.problem(question, put(walk.answers, question.key, value))


def _explanation(walk: Walk, question: Question) -> str:
    example = f" For example: {question.example}." if question.example else ""
    keys = "Enter keeps the value in brackets, - clears it, < goes back."
    return f"{walk.why()}\n{question.help}{example}\n{keys}"
