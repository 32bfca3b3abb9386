"""The CloudFormation templates: resolved by another's evaluator, and linted."""

from __future__ import annotations

from dataclasses import replace

import cloudformation_validate
import pytest
from cfnlint.api import ManualArgs, lint

from carto_wizard.render.cloudformation import (
    hub_and_read_only_template,
    read_only_template,
    single_template,
)
from carto_wizard.render.policy_json import to_json
from carto_wizard.setup.answers import Answers, Identity
from carto_wizard.setup.partitions import PARTITIONS
from tests.equality.matrix import HUB, SPOKE, cells, wanted
from tests.equality.test_forms import EVERYTHING, MISTAKES, spoilt
from tests.render.cases import SINGLE_ROLE, SINGLE_USER
from tests.validators.template_state import resolve, resolve_text


def templates(answers: Answers) -> list[str]:
    made = (read_only_template(answers), hub_and_read_only_template(answers))
    return [to_json(each) for each in made]


@pytest.mark.parametrize("partition", PARTITIONS)
def test_the_templates_make_what_is_wanted(partition: str) -> None:
    region = PARTITIONS[partition].home_region
    for answers in cells(partition):
        both = resolve(hub_and_read_only_template(answers), HUB, region)
        assert both == wanted(answers, HUB)
        one = resolve(read_only_template(answers), SPOKE, region)
        assert one == wanted(answers, SPOKE)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_template_is_found(mistake: str) -> None:
    text = spoilt(to_json(read_only_template(EVERYTHING)), mistake)
    assert resolve_text(text, SPOKE, "us-east-1") != wanted(EVERYTHING, SPOKE)


# The least and everything, with tags as IAM takes them, and single accounts.
LINTED = [
    replace(cells(each)[number], tags={"Team": "Sécurité 1", "a:b/c=d+e-f@g": ""})
    for each in PARTITIONS
    for number in (0, -2)
]
SINGLE = {
    "single-role": SINGLE_ROLE,
    "single-user": SINGLE_USER,
}


def linted() -> list[tuple[str, str]]:
    every = [
        (text, PARTITIONS[answers.partition].home_region)
        for answers in LINTED
        for text in templates(answers)
    ]
    single = [to_json(single_template(answers)) for answers in SINGLE.values()]
    return every + [(text, "us-east-1") for text in single]


def test_cfn_lint_finds_nothing() -> None:
    for text, region in linted():
        found = {
            each.rule.id for each in lint(text, config=ManualArgs(regions=[region]))
        }
        # Its pattern for principals does not know the youngest partition.
        assert found <= ({"E3530"} if region.startswith("eusc-") else set())


def test_cfn_lint_finds_a_mistake() -> None:
    (text, _), *_ = linted()
    wrong = text.replace('"RoleName"', '"RoleNames"')
    assert lint(wrong, config=ManualArgs(regions=["us-east-1"]))


def test_cloudformation_validate_finds_nothing() -> None:
    engine = cloudformation_validate.RegoEngine()
    for text, _ in linted():
        assert problems(engine, text) == []


def test_cloudformation_validate_finds_a_mistake() -> None:
    (text, _), *_ = linted()
    engine = cloudformation_validate.RegoEngine()
    assert problems(engine, text.replace('"RoleName"', '"RoleNames"'))


ACCEPTED = {
    # Which properties replace the role.
    "I9001",
    # Metadata of another tool.
    "I4010",
    # The templates are literals: the partition is an answer.
    "I3042",
    # The account in a trust policy is the hub, not the account of the stack.
    "W9013",
}


def problems(engine: cloudformation_validate.RegoEngine, text: str) -> list[str]:
    content = cloudformation_validate.TemplateContent(text)
    report = engine.validate_template(content)
    return [
        f"{each.rule_id} {each.message}"
        for each in report.diagnostics
        if each.rule_id not in ACCEPTED
    ]


def test_every_identity_of_a_single_account_is_linted() -> None:
    kinds = {answers.single.identity for answers in SINGLE.values()}
    assert kinds == {Identity.ROLE, Identity.USER}
