from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from carto_wizard.setup import questions
from carto_wizard.setup.answers import (
    AccessKeyChoice,
    Answers,
    CredentialSource,
    Identity,
    Mode,
    Platform,
    get,
    put,
)
from carto_wizard.setup.questions import QUESTIONS, FieldKind, Question
from carto_wizard.setup.steps import KEYS
from tests.setup import strategies

each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.key)
CHOSEN = (FieldKind.CHOICE, FieldKind.FLAG, FieldKind.MANY)


@each
def test_a_question_has_a_place_in_the_answers_and_on_a_step(
    question: Question,
) -> None:
    assert get(Answers(), question.key) is not None
    assert question.step in KEYS
    assert [q for q in QUESTIONS if q.key == question.key] == [question]


@each
def test_the_help_fits_a_line(question: Question) -> None:
    assert question.help.endswith(".")
    assert "!" not in question.label + question.help
    assert len(question.help) <= 78


@each
def test_choices_are_given_where_one_chooses(question: Question) -> None:
    assert bool(question.choices) is (question.kind in CHOSEN)
    values = [choice.value for choice in question.choices]
    assert len(set(values)) == len(values)
    assert all(choice.label for choice in question.choices)


@each
def test_every_choice_is_an_answer(question: Question) -> None:
    for choice in question.choices:
        value = questions.from_text(question, choice.value)
        answers = put(Answers(), question.key, value)
        assert questions.as_text(question, answers) == choice.value
        assert questions.problem(question, answers) is None


@each
def test_the_example_passes_its_own_check(question: Question) -> None:
    if question.example:
        assert question.check(question.example, Answers()) is None


@each
def test_a_default_is_kept_by_writing_it_out(question: Question) -> None:
    text = questions.as_text(question, Answers())
    if questions.problem(question, Answers()) is None:
        value = questions.from_text(question, text)
        assert put(Answers(), question.key, value) == Answers()


@given(strategies.answers)
def test_a_problem_is_a_sentence_on_one_line(answers: Answers) -> None:
    for question in QUESTIONS:
        problem = questions.problem(question, answers)
        assert problem is None or problem.isprintable()
        assert problem is None or problem.endswith(".")


@pytest.mark.parametrize(
    ("key", "value", "asked", "not_asked"),
    [
        ("target.here", False, "target.platform", None),
        ("target.here", True, None, "target.platform"),
        ("target.credentials", CredentialSource.PROFILE, "target.profile", None),
        ("target.credentials", CredentialSource.EC2, None, "target.profile"),
    ],
)
def test_a_question_comes_and_goes_with_another(
    key: str, value: Any, asked: str | None, not_asked: str | None
) -> None:
    keys = {q.key for q in questions.questions("target", put(Answers(), key, value))}
    assert asked is None or asked in keys
    assert not_asked is None or not_asked not in keys


@pytest.mark.parametrize(
    ("identity", "credentials", "asked"),
    [
        (Identity.USER, CredentialSource.PROFILE, True),
        (Identity.GROUP, CredentialSource.PROFILE, True),
        (Identity.ROLE, CredentialSource.PROFILE, False),
        (Identity.USER, CredentialSource.EC2, False),
    ],
)
def test_keys_are_asked_for_only_where_they_can_be_used(
    identity: Identity, credentials: CredentialSource, asked: bool
) -> None:
    answers = put(Answers(mode=Mode.SINGLE), "single.identity", identity)
    answers = put(answers, "target.credentials", credentials)
    keys = {q.key for q in questions.questions("identity", answers)}
    assert ("single.keys" in keys) is asked


def test_put_casts_to_the_type_of_the_field() -> None:
    answers = put(Answers(), "single.keys", "write")
    assert answers.single.keys is AccessKeyChoice.WRITE
    assert put(answers, "access.grants", ["a", "b"]).access.grants == ("a", "b")
    assert put(answers, "mode", "single-account").mode is Mode.SINGLE
    with pytest.raises(ValueError, match="neither"):
        put(answers, "single.keys", "neither")


def test_paths_are_judged_for_the_machine_that_reads_them() -> None:
    (config,) = [q for q in QUESTIONS if q.key == "target.config_file"]
    there = replace(Answers().target, here=False, platform=Platform.WINDOWS)
    answers = replace(Answers(), target=there)
    assert config.check(r"C:\aws\config", answers) is None
    assert config.check("/etc/aws/config", answers)
    here = replace(answers, target=replace(there, here=True))
    assert config.check("/etc/aws/config", here) is None
