"""The script, Terraform and the one value ask for the same, over the whole matrix."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.render.parts import text_of
from carto_wizard.render.scripts.create_roles import create_roles
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.render.terraform import hub_module, read_only_module
from carto_wizard.render.wanted_iam import hub_role, read_only_role
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.partitions import PARTITIONS
from tests.equality.matrix import (
    HUB,
    RICHEST,
    SPOKE,
    cells,
    of_module,
    pairwise,
    wanted,
)
from tests.equality.script_state import run_script
from tests.equality.terraform_state import read_module
from tests.sample import sample

EVERYTHING = cells("aws")[RICHEST]


def script(answers: Answers) -> str:
    return text_of(create_roles(answers, Shell.POSIX))


def test_the_matrix_is_whole() -> None:
    access = EVERYTHING.access
    assert all((access.external_id, access.grants, access.path, EVERYTHING.tags))
    assert access.permissions_boundary == "limits/most"
    assert {len(set(map(str, cells(each)))) for each in PARTITIONS} == {48}
    assert len(pairwise()) <= 8


@pytest.mark.parametrize("partition", sample(PARTITIONS, "aws"))
def test_the_script_makes_what_is_wanted(tmp_path: Path, partition: str) -> None:
    for answers in cells(partition):
        made = run_script(tmp_path, script(answers), HUB, "hub")
        assert made == wanted(answers, HUB)


def test_the_script_makes_the_same_in_another_account(tmp_path: Path) -> None:
    made = run_script(tmp_path, script(EVERYTHING), SPOKE, "spoke")
    assert made == wanted(EVERYTHING, SPOKE)


@pytest.mark.parametrize("partition", sample(PARTITIONS, "aws-us-gov"))
def test_terraform_makes_what_is_wanted(partition: str) -> None:
    for answers in cells(partition):
        hub = read_module(text_of(hub_module(answers)), HUB)
        assert hub == of_module(hub_role(answers, HUB))
        spoke = read_module(text_of(read_only_module(answers)), SPOKE)
        assert spoke == of_module(read_only_role(answers, SPOKE))


@pytest.mark.parametrize("partition", PARTITIONS)
def test_security_audit_is_that_of_the_partition(partition: str) -> None:
    made = wanted(cells(partition)[0], SPOKE).roles["cartography-read-only"]
    assert made["managed"] == [f"arn:{partition}:iam::aws:policy/SecurityAudit"]


MISTAKES = {
    "a lost condition": ('"sts:ExternalId": "carto:2026/x+y=1"', ""),
    "a trust of another account": (f"::{HUB}:root", "::999999999999:root"),
    "another action": ("ses:ListEmailIdentities", "ses:SendEmail"),
    "a wrong ARN": ("policy/SecurityAudit", "policy/SecurityAudits"),
    "a dropped tag": ("equality", "equalit"),
    "another path": ("/team/x/", "/team/"),
    "another boundary": ("limits/most", "limits/more"),
    "another session": ("14400", "3600"),
}


def spoilt(text: str, mistake: str) -> str:
    right, wrong = MISTAKES[mistake]
    if mistake == "a lost condition":
        # With the comma before or after it, so that the JSON stays valid.
        start = text.index('"StringEquals": {')
        end = text.index("}", start) + 1
        assert right in text[start:end]
        return text[:start] + '"StringEquals": {}' + text[end:]
    assert right in text
    return text.replace(right, wrong)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_script_is_found(tmp_path: Path, mistake: str) -> None:
    text = spoilt(script(EVERYTHING), mistake)
    assert run_script(tmp_path, text, SPOKE, "spoke") != wanted(EVERYTHING, SPOKE)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_terraform_is_found(mistake: str) -> None:
    text = spoilt(text_of(read_only_module(EVERYTHING)), mistake)
    role = read_only_role(EVERYTHING, SPOKE)
    assert read_module(text, SPOKE) != of_module(role)


def test_an_instance_profile_is_part_of_what_is_compared(tmp_path: Path) -> None:
    made = run_script(tmp_path, script(EVERYTHING), HUB, "hub")
    assert made.profiles
    assert replace(made, profiles={}) != wanted(EVERYTHING, HUB)
