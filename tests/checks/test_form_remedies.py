"""What sets an account right is what the chosen form does."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import Finding
from carto_wizard.checks.finding_maker import FindingMaker, Subject
from carto_wizard.checks.form_remedies import FormRemedies
from carto_wizard.checks.remedy_words import base_words
from carto_wizard.render.hand_over import repair
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers, Form
from tests.render.cases import HUB_EC2

PLACES = Places("/c", "/d", "/srv/my folder", "/c", "/d", "/e")
FORMS = [form for form in Form if form]
ROLE = "spoke.assume-role"


def of_form(form: Form) -> Answers:
    return replace(HUB_EC2, access=replace(HUB_EC2.access, form=form))


def made(cause: str, check: str = ROLE) -> Finding:
    """As a probe makes it, before any form is thought of."""
    answers = of_form(Form.DIRECT)
    account = answers.accounts[-1].id
    maker = FindingMaker(base_words(answers, PLACES))
    return maker.problem(Subject(check, account), cause, "A sentence.")


@pytest.mark.parametrize(("before", "now"), product(FORMS, FORMS), ids=str)
def test_it_follows_the_form_that_is_chosen_now(before: Form, now: Form) -> None:
    plain = made("role-missing")
    earlier = FormRemedies(of_form(before), PLACES).of(plain)
    found = FormRemedies(of_form(now), PLACES).of(earlier)
    line = repair(of_form(now), plain.account or "")
    if now is Form.DIRECT:
        assert found == plain
    elif now is Form.HAND_OFF:
        assert (found.remedy, found.command) == (line, "")
    else:
        assert found.command == f"cd '/srv/my folder' && {line}"
        assert f"account {plain.account}." in found.remedy


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_stack_does_not_attach_what_was_detached_behind_it(form: Form) -> None:
    plain = made("security-audit-missing", "spoke.security-audit")
    found = FormRemedies(of_form(form), PLACES).of(plain)
    assert (found == plain) is (form not in (Form.TERRAFORM, Form.HAND_OFF))


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_stack_sees_no_change_that_was_made_behind_it(form: Form) -> None:
    plain = made("trust-does-not-name-hub")
    found = FormRemedies(of_form(form), PLACES).of(plain)
    direct = "behind the stack; then this sets it right, with administrator "
    said = direct in found.remedy and found.remedy.endswith(plain.command)
    assert said is (form in (Form.STACKSET, Form.TEMPLATE))


def test_what_no_form_repairs_stays_as_it_is() -> None:
    remedies = FormRemedies(of_form(Form.TERRAFORM), PLACES)
    others = [name for name, cause in CAUSES.items() if not cause.form_repairs]
    for each in [made(name) for name in others]:
        assert remedies.of(each) is each
    # That of a single account is not a role of the list.
    alone = made("grant-missing", "single.permissions")
    assert remedies.of(alone) is alone


def test_a_folder_that_cannot_be_shown_is_in_no_command() -> None:
    places = replace(PLACES, folder="/srv/\x1b[31m")
    found = FormRemedies(of_form(Form.STACKSET), places).of(made("role-missing"))
    assert found.remedy and not found.command
