"""Every answer in one line, for the preview and the demo's story."""

from __future__ import annotations

from collections.abc import Sequence

from carto_wizard.setup import questions
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.profile_names import profile_names
from carto_wizard.setup.steps import KEYS, steps_for
from carto_wizard.setup.text import count, one_line


def summary(answers: Answers) -> tuple[tuple[str, str, str], ...]:
    """Each answer as (step, label, value), in the order of the steps."""
    lines = [
        (q.step, q.label, _shown(q, answers))
        for step in steps_for(answers)
        for q in questions.questions(step.key, answers)
    ]
    if answers.mode is Mode.SINGLE:
        lines.append(("regions", "Region", one_line(answers.single.region, 60) or "–"))
    else:
        names = profile_names(answers.accounts)
        regions = sorted({answers.region_of(a) for a in answers.accounts})
        lines.append(("accounts", count(len(names), "account"), _some(names)))
        lines.append(("regions", count(len(regions), "region"), _some(regions)))
    return tuple(sorted(lines, key=lambda line: KEYS.index(line[0])))


def _some(names: Sequence[str]) -> str:
    listed = ", ".join(one_line(name, 40) for name in names[:3])
    return listed + (" …" if len(names) > 3 else "")


def _shown(question: questions.Question, answers: Answers) -> str:
    text = questions.as_text(question, answers)
    labels = {choice.value: choice.label for choice in question.choices}
    if question.kind is questions.FieldKind.MANY:
        return one_line(text.replace(",", ", "), 60) or "none"
    if question.unit:
        return count(int(text), question.unit)
    return one_line(labels.get(text, text), 60) or "–"
