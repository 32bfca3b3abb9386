from __future__ import annotations

import pytest

from carto_wizard.checks.finding import Finding, Status
from tests.checks.account_coverage import covered

EXPECTED = {"a": "111111111111", "b": "222222222222"}
ASSUMED = [
    Finding("spoke.assume-role", Status.OK, "", account, profile)
    for profile, account in EXPECTED.items()
]


def _failed(
    check: str, account: str | None = None, profile: str | None = None
) -> Finding:
    return Finding(check, Status.FAILED, "", account, profile, cause="unrecognized")


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ([], {"a", "b"}),
        ([_failed("spoke.region", "111111111111", "a")], {"b"}),
        ([_failed("spoke.security-audit", "111111111111", "a")], {"a", "b"}),
        ([_failed("files.account-map", "222222222222", "b")], {"a"}),
        ([_failed("files.account-map", None, "foreign")], {"a", "b"}),
        ([_failed("files.account-map")], set()),
        ([_failed("machine.environment")], set()),
        ([_failed("hub.credentials")], set()),
    ],
)
def test_cartography_sees_what_nothing_takes_away(
    more: list[Finding], seen: set[str]
) -> None:
    assert set(covered([*ASSUMED, *more], EXPECTED)) == seen


def test_an_account_that_was_not_asked_is_not_promised() -> None:
    assert covered([], EXPECTED) == {}
