"""Which form fits, and what each of them has a person do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

import pytest

from carto_wizard.render.hand_off import hand_off
from carto_wizard.render.hand_over import FEW, fitting, repair, ways
from carto_wizard.render.parts import text_of
from carto_wizard.render.plan import plan
from carto_wizard.render.policies import hub_inline, spoke_trust
from carto_wizard.render.policy_json import to_json
from carto_wizard.setup.answers import (
    Account,
    ChosenOrganization,
    Form,
    Mode,
    Trust,
    put,
)
from carto_wizard.setup.ownership import MARK, setup_id
from tests.render.cases import CASES, HERE, HUB_EC2, SINGLE_ROLE

HUB, SINGLE = HUB_EC2, SINGLE_ROLE
MANY = replace(
    HUB,
    accounts=tuple(Account(f"{3 * 10**11 + n}", f"a{n}") for n in range(FEW + 1)),
    organization=ChosenOrganization("o-exampleorgid"),
)


def test_the_form_that_fits() -> None:
    assert fitting(HUB) is Form.DIRECT
    assert fitting(MANY) is Form.STACKSET
    assert fitting(replace(MANY, partition="aws-cn")) is Form.DIRECT
    assert fitting(SINGLE) is Form.DIRECT
    # Nothing is known of an organization behind a typed list.
    typed = replace(MANY, organization=ChosenOrganization())
    assert fitting(typed) is Form.DIRECT
    assert "if they are in one, the StackSet is less work" in ways(typed)[0].when
    assert "For a few accounts" in ways(HUB)[0].when


def test_a_hub_that_manages_the_organization_is_reached_by_nobody_else() -> None:
    chosen = ChosenOrganization("o-exampleorgid", HUB.hub.account_id)
    (way, *_) = ways(replace(MANY, organization=chosen))
    assert "--through" not in " ".join(way.commands)
    assert "not verified" in ways(put(MANY, "partition", "aws-eusc"))[0].when


def test_the_chosen_form_is_first_and_one_that_cannot_be_is_not() -> None:
    chosen = put(MANY, "access.form", "hand-off")
    assert ways(chosen)[0].form is Form.HAND_OFF
    assert {way.form for way in ways(chosen)} == set(Form) - {Form.UNKNOWN}
    china = replace(put(MANY, "access.form", "stackset"), partition="aws-cn")
    assert Form.STACKSET not in {way.form for way in ways(china)}
    assert fitting(china) is Form.DIRECT


def test_the_files_follow_from_no_choice_of_a_form() -> None:
    for answers in (HUB, MANY, SINGLE):
        for form in Form:
            chosen = put(answers, "access.form", form)
            assert plan(chosen, HERE) == plan(answers, HERE)


@pytest.mark.parametrize("name", CASES)
def test_every_file_that_a_command_names_is_planned(name: str) -> None:
    answers, places = CASES[name]
    folder = PurePath(places.folder)
    names = {
        PurePath(file.path).relative_to(folder).as_posix()
        for file in plan(answers, places)
        if PurePath(file.path).is_relative_to(folder)
    }
    for way in ways(answers):
        for command in way.commands:
            for word in re.findall(r"[\w./-]+\.(?:sh|ps1|json|tf|md)\b", command):
                assert word.removeprefix(".").lstrip("/\\") in names, command


@pytest.mark.parametrize("form", sorted(set(Form) - {Form.UNKNOWN}))
def test_the_repair_is_a_line_of_the_form(form: Form) -> None:
    answers = put(HUB, "access.form", form)
    for account in (answers.hub.account_id, "222222222222"):
        line = repair(answers, account)
        if form is Form.HAND_OFF:
            assert line == f"Send hand-off.md to the owner of account {account}."
        else:
            commands = ways(answers)[0].commands
            assert any(command.startswith(line) for command in commands)


@pytest.mark.parametrize("name", CASES)
def test_the_packet_says_what_is_asked_in_full(name: str) -> None:
    answers, _ = CASES[name]
    text = text_of(hand_off(answers))
    for heading in ("Why it is safe", "How to make it", "How to see", "How to remove"):
        assert f"### {heading}" in text
    assert f"`{MARK}` = `{setup_id(answers)}`" in text or "group" in text
    if answers.mode is Mode.HUB:
        assert to_json(spoke_trust(answers)) in text
        assert to_json(hub_inline(answers)) in text
    assert not [line for line in text.splitlines() if not line.isprintable()]


def test_the_packet_tells_of_trust_and_grants_as_they_are() -> None:
    answers = put(put(HUB, "access.trust", Trust.HUB_ROLE), "access.external_id", "x-1")
    answers = put(answers, "access.grants", ("glue:GetConnections",))
    text = text_of(hand_off(answers))
    assert "Only the role cartography-service of account 111111111111" in text
    assert "only with the external ID in the trust policy" in text
    assert "`glue:GetConnections`. The response can contain the passwords" in text


def test_what_a_console_cannot_do_is_said() -> None:
    text = text_of(hand_off(put(HUB, "access.path", "team")))
    assert "it cannot set a path" in text
