"""The journey through the steps: what is still missing, and what was said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from carto_wizard.setup import questions, validate
from carto_wizard.setup.accounts import HUB_NAME
from carto_wizard.setup.answers import Account, Answers, Mode, Platform
from carto_wizard.setup.profile_names import profile_names
from carto_wizard.setup.steps import BY_KEY, STEPS, Problem, Step, beside, path
from carto_wizard.setup.text import count, one_line

__all__ = [
    "BY_KEY",
    "STEPS",
    "Problem",
    "Step",
    "beside",
    "missing",
    "path",
    "problems",
    "region_of",
    "settled",
    "summary",
]


THIS_MACHINE = {"darwin": Platform.MACOS, "win32": Platform.WINDOWS}


def settled(answers: Answers, *, system: str = sys.platform) -> Answers:
    """Answers with what follows from others: this machine's platform, the hub's place.

    `system` is the platform of this machine, as `sys.platform` names it.
    """
    if answers.target.here:
        platform = THIS_MACHINE.get(system, Platform.LINUX)
        answers = replace(answers, target=replace(answers.target, platform=platform))
    hub = answers.hub.account_id
    if answers.mode is not Mode.HUB or validate.account_id(hub):
        return answers
    if any(account.id == hub for account in answers.accounts):
        return answers
    # The entry made here comes first and follows the hub when its ID is corrected.
    first = answers.accounts[:1]
    made_here = first and (first[0].name, first[0].region) == (HUB_NAME, "")
    others = answers.accounts[1:] if made_here else answers.accounts
    return replace(answers, accounts=(Account(hub, HUB_NAME), *others))


def region_of(answers: Answers, account: Account) -> str:
    """The region an account's profile gets."""
    return account.region or answers.hub.region


def problems(
    answers: Answers, step: str, regions: Collection[str] = ()
) -> tuple[Problem, ...]:
    """What is still missing on one step; `regions` are those that exist, if known."""
    found = [
        Problem(step, q.key, message)
        for q in questions.questions(step, answers)
        if (message := questions.problem(q, answers))
    ]
    extra = _EXTRA.get(step)
    return tuple(found) + (tuple(extra(answers, regions)) if extra else ())


def missing(answers: Answers, regions: Collection[str] = ()) -> tuple[Problem, ...]:
    """Everything that keeps the files from being written, in the order of the steps."""
    return tuple(
        problem
        for step in path(answers)
        for problem in problems(answers, step.key, regions)
    )


def _account_problems(answers: Answers, regions: Collection[str]) -> list[Problem]:
    found = []
    seen: dict[str, int] = {}
    for number, account in enumerate(answers.accounts, start=1):
        reason = validate.account_id(account.id)
        if not reason and account.id in seen:
            reason = f"{account.id} is in the list twice: {seen[account.id]}, {number}."
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
    return [
        Problem("regions", f"accounts.{index}", f"{_named(account)}: {reason}")
        for index, account in enumerate(answers.accounts)
        if (
            reason := validate.region(
                region_of(answers, account), answers.partition, regions
            )
        )
    ]


def _named(account: Account) -> str:
    return f"{account.id} {one_line(account.name, 30)}".strip()


_EXTRA: dict[str, Callable[[Answers, Collection[str]], list[Problem]]] = {
    "accounts": _account_problems,
    "regions": _region_problems,
}


def summary(answers: Answers) -> tuple[tuple[str, str, str], ...]:
    """Every answer in a line: (step, label, value), for the preview's links."""
    lines = [
        (q.step, q.label, _shown(q, answers))
        for step in path(answers)
        for q in questions.questions(step.key, answers)
    ]
    if answers.mode is Mode.SINGLE:
        lines.append(("regions", "Region", one_line(answers.single.region, 60) or "–"))
    else:
        names = profile_names(answers.accounts)
        regions = sorted({region_of(answers, a) for a in answers.accounts})
        lines.append(("accounts", count(len(names), "account"), _some(names)))
        lines.append(("regions", count(len(regions), "region"), _some(regions)))
    order = list(BY_KEY)
    return tuple(sorted(lines, key=lambda line: order.index(line[0])))


def _some(names: Sequence[str]) -> str:
    listed = ", ".join(one_line(name, 40) for name in names[:3])
    return listed + (" …" if len(names) > 3 else "")


def _shown(question: questions.Question, answers: Answers) -> str:
    text = questions.as_text(question, answers)
    labels = {choice.value: choice.label for choice in question.choices}
    if question.kind is questions.FieldKind.MANY:
        return one_line(text.replace(",", ", "), 60) or "none"
    return one_line(labels.get(text, text), 60) or "–"
