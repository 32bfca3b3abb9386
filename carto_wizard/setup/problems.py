"""What is missing or wrong in the answers, step by step."""

from __future__ import annotations

from collections.abc import Callable, Collection

from carto_wizard.setup import questions, validate
from carto_wizard.setup.answers import Account, Answers, Mode
from carto_wizard.setup.questions import FieldKind, Question
from carto_wizard.setup.steps import Problem, steps_for
from carto_wizard.setup.text import one_line


def step_problems(
    answers: Answers, step: str, regions: Collection[str] = ()
) -> tuple[Problem, ...]:
    """What is wrong on one step; `regions` are those that exist, if known."""
    found = [
        Problem(step, q.key, message)
        for q in questions.questions(step, answers)
        if (message := _problem(q, answers, regions))
    ]
    in_list = _LIST_PROBLEMS.get(step)
    return tuple(found) + (tuple(in_list(answers, regions)) if in_list else ())


def all_problems(
    answers: Answers, regions: Collection[str] = ()
) -> tuple[Problem, ...]:
    """What keeps the files from being written, in the order of the steps."""
    return tuple(
        problem
        for step in steps_for(answers)
        for problem in step_problems(answers, step.key, regions)
    )


def _problem(
    question: Question, answers: Answers, regions: Collection[str]
) -> str | None:
    if question.kind is FieldKind.REGION:
        text = questions.as_text(question, answers)
        return validate.region(text, answers.partition, regions)
    return questions.problem(question, answers)


def _account_problems(answers: Answers, regions: Collection[str]) -> list[Problem]:
    found = []
    seen: dict[str, int] = {}
    for number, account in enumerate(answers.accounts, start=1):
        reason = validate.account_id(account.id)
        if not reason and account.id in seen:
            reason = (
                f"{account.id} is in the list twice, as number {seen[account.id]} "
                f"and number {number}."
            )
        seen.setdefault(account.id, number)
        if reason:
            found.append(Problem("accounts", f"accounts.{number - 1}", reason))
    if not answers.accounts:
        found.append(Problem("accounts", "accounts", "Add at least one account."))
    return found


def _region_problems(answers: Answers, regions: Collection[str]) -> list[Problem]:
    if answers.mode is Mode.SINGLE:
        reason = validate.region(answers.single.region, answers.partition, regions)
        return [Problem("regions", "single.region", reason)] if reason else []
    # An account without a region has the hub's, which is judged where it is asked.
    return [
        Problem("regions", f"accounts.{index}", f"{_named(account)}: {reason}")
        for index, account in enumerate(answers.accounts)
        if account.region
        and (reason := validate.region(account.region, answers.partition, regions))
    ]


def _named(account: Account) -> str:
    return f"{account.id} {one_line(account.name, 30)}".strip()


_LIST_PROBLEMS: dict[str, Callable[[Answers, Collection[str]], list[Problem]]] = {
    "accounts": _account_problems,
    "regions": _region_problems,
}
