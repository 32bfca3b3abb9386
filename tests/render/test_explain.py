from __future__ import annotations

import pytest

from carto_wizard.render.explain import BLANK, NOT_OURS, explain
from carto_wizard.render.plan import plan
from carto_wizard.render.planned import PlannedFile
from tests.render.cases import CASES, HERE, HUB_EC2, KEYS, many


def unexplained(files: tuple[PlannedFile, ...]) -> list[str]:
    """Lines with text that nothing but a stand-in explains."""
    return [
        f"{file.key}:{number}: {line}"
        for file in files
        for number, line in enumerate(file.text.split("\n"), start=1)
        if line.strip() and explain(file, line, number) in (NOT_OURS, BLANK)
    ]


@pytest.mark.parametrize("case", CASES)
def test_every_line_of_a_representative_plan_is_explained(case: str) -> None:
    assert unexplained(plan(*CASES[case], KEYS)) == []


def test_every_line_of_every_combination_of_answers_is_explained() -> None:
    files = {
        (file.key, file.text): file
        for answers, places in many()
        for file in plan(answers, places, KEYS)
    }
    assert len(files) > 200
    assert unexplained(tuple(files.values())) == []


def planned(key: str) -> PlannedFile:
    return next(file for file in plan(HUB_EC2, HERE) if file.key == key)


@pytest.mark.parametrize(
    ("key", "line", "purpose"),
    [
        ("aws-config", "region = us-west-1", "first calls"),
        ("aws-config", "[profile prod]", "One account"),
        ("hub-trust-policy", '        "Service": "ec2.amazonaws.com"', "EC2 may"),
        ("create-roles-sh", "  ensure_spoke_role", "hub account needs"),
        ("create-roles-sh", '        "Service": "ec2.amazonaws.com"', "EC2 may"),
        ("create-roles-ps1", '        "Service": "ec2.amazonaws.com"', "EC2 may"),
        ("env-sh", "export CARTOGRAPHY_AWS_MAX_ATTEMPTS=9", "one less"),
        ("read-me", "    sh create-roles.sh hub", "administrator"),
    ],
)
def test_a_line_is_explained_by_what_it_says(key: str, line: str, purpose: str) -> None:
    found = explain(planned(key), line, 0)
    assert purpose in found.purpose
    assert found.without


def test_a_line_that_was_there_before_is_said_to_be_somebody_elses() -> None:
    assert explain(planned("aws-config"), "sso_session = home", 3) is NOT_OURS
    assert explain(planned("create-roles-sh"), "rm -rf /", 900) is NOT_OURS


def test_the_same_bracket_is_explained_by_the_place_it_stands_in() -> None:
    script = planned("create-roles-sh")
    lines = script.text.split("\n")
    ends = [number for number, line in enumerate(lines, start=1) if line == "}"]
    assert len({explain(script, "}", number).purpose for number in ends}) > 5
