"""Which checks a request wants, by account and by name."""

from __future__ import annotations

import pytest

from carto_wizard.checks.catalogue import CHECKS, Scope
from carto_wizard.checks.request import CheckRequest
from carto_wizard.checks.results.results import COLUMNS
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers

ACCOUNT = "111111111111"
EVERYTHING = CheckRequest(Answers(), Places("/c", "/d", "/f", "/c", "/d", "/e"), {})
BEFORE = {Scope.MACHINE, Scope.INSTANCE, Scope.HUB}


@pytest.mark.parametrize(
    ("names", "scopes"),
    [
        ((), set(Scope)),
        # What comes before an account is asked again with it.
        ((ACCOUNT,), {*BEFORE, Scope.SPOKE}),
        (("files.profile",), {Scope.FILES}),
        (("spoke.region",), {Scope.SPOKE}),
        ((ACCOUNT, "files.profile"), {Scope.FILES, Scope.SPOKE}),
        ((ACCOUNT, "machine.clock"), {Scope.MACHINE, Scope.SPOKE}),
    ],
)
def test_names_choose_the_scopes_that_are_asked(
    names: tuple[str, ...], scopes: set[Scope]
) -> None:
    request = EVERYTHING.only(names)
    assert {scope for scope in Scope if request.wants_any(scope)} == scopes


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (("spoke.region",), {"spoke.region"}),
        ((ACCOUNT, "spoke.region"), {"spoke.region"}),
        (("machine.clock", "hub.role"), {"machine.clock", "hub.role"}),
    ],
)
def test_a_named_check_leaves_out_the_others(
    names: tuple[str, ...], wanted: set[str]
) -> None:
    request = EVERYTHING.only(names)
    assert {check for check in CHECKS if request.wants(check)} == wanted


def test_each_check_of_an_account_is_shown_in_one_column() -> None:
    shown = [check for checks in COLUMNS.values() for check in checks]
    spoke = [check.id for check in CHECKS.values() if check.scope is Scope.SPOKE]
    assert sorted(shown) == sorted(spoke)
