from __future__ import annotations

import pytest

from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.results.verdict import verdict

A, B = "111111111111", "222222222222"
EXPECTED = {"a": A, "b": B}
MAP = Finding("files.account-map", Status.OK, "")
NEEDED = ("assume-role", "account", "describe-regions", "region")
ANSWERED = [
    Finding(f"spoke.{check}", Status.OK, "", account, profile)
    for check in NEEDED
    for profile, account in EXPECTED.items()
]
WELL = [MAP, *ANSWERED]
UNPROVED = "The account could not be verified."
SINGLE_NEEDED = ("credentials", "account", "describe-regions", "region")


def _failed(
    check: str,
    effect: Effect,
    account: str | None = None,
    profile: str | None = None,
    status: Status = Status.FAILED,
) -> Finding:
    return Finding(check, status, "", account, profile, effect=effect)


def test_all_is_well_where_every_question_was_answered_well() -> None:
    judged = verdict(WELL, EXPECTED)
    assert judged.ok
    assert judged.verified == EXPECTED
    assert judged.sentence == "Cartography will read exactly the 2 accounts expected."


@pytest.mark.parametrize(
    ("found", "complete", "sentence"),
    [
        ([], True, "The account was not asked."),
        ([], False, "Not finished: the account was not asked."),
        ([_failed("spoke.region", Effect.SKIPPED, A)], True, UNPROVED),
        (ANSWERED[:1], False, "Not finished: the account is not verified yet."),
    ],
)
def test_one_account_is_spoken_of_without_a_number(
    found: list[Finding], complete: bool, sentence: str
) -> None:
    judged = verdict(found, {"a": A}, complete=complete)
    assert judged.sentence == sentence


def test_one_account_that_is_well_beside_a_failure() -> None:
    more = _failed("files.account-map", Effect.MORE, None, "x")
    judged = verdict([*WELL, more], {"a": A})
    assert not judged.ok
    assert judged.sentence == "The account is verified."


@pytest.mark.parametrize(
    ("more", "verified"),
    [
        ([_failed("spoke.region", Effect.SKIPPED, A, "a")], {"b"}),
        ([_failed("spoke.security-audit", Effect.STOPS, A, "a")], {"b"}),
        ([_failed("spoke.permissions", Effect.UNKNOWN, A, "a")], {"b"}),
        ([_failed("files.profile", Effect.SKIPPED, None, "b")], {"a"}),
        ([_failed("files.account-map", Effect.SKIPPED, B)], {"a"}),
        ([_failed("files.account-map", Effect.TWICE, B, "x")], {"a", "b"}),
        ([_failed("files.account-map", Effect.MORE, None, "x")], {"a", "b"}),
        ([_failed("files.account-map", Effect.NOTHING)], set()),
        ([_failed("files.profile", Effect.ENDS, None, "x")], set()),
        ([_failed("machine.environment", Effect.NOTHING)], set()),
        ([_failed("hub.credentials", Effect.NOTHING)], set()),
    ],
)
def test_what_failed_is_not_verified(more: list[Finding], verified: set[str]) -> None:
    judged = verdict([*WELL, *more], EXPECTED)
    assert not judged.ok
    assert set(judged.verified) == verified
    assert judged.sentence == f"{len(verified)} of 2 accounts verified."


@pytest.mark.parametrize("status", [Status.WARNING, Status.SKIPPED])
def test_a_warning_and_a_question_beside_it_cost_nothing(status: Status) -> None:
    more = _failed("spoke.permissions", Effect.UNKNOWN, A, "a", status)
    assert verdict([*WELL, more], EXPECTED).ok


@pytest.mark.parametrize("number", range(len(WELL)))
def test_an_account_that_was_not_asked_everything_is_not_promised(number: int) -> None:
    judged = verdict(WELL[:number] + WELL[number + 1 :], EXPECTED)
    assert not judged.ok
    assert set(judged.verified) == ({"a", "b"} - {WELL[number].profile}) - (
        {"a", "b"} if number == 0 else set()
    )


def test_everything_throttled_is_not_well() -> None:
    held = [
        _failed("spoke.assume-role", Effect.UNKNOWN, account, profile, Status.SKIPPED)
        for profile, account in EXPECTED.items()
    ]
    judged = verdict([MAP, *held], EXPECTED)
    assert not judged.ok
    assert judged.sentence == "0 of 2 accounts asked, 0 verified."


@pytest.mark.parametrize("number", [0, 1, 5, len(WELL)])
def test_a_run_that_did_not_end_is_never_well(number: int) -> None:
    judged = verdict(WELL[:number], EXPECTED, complete=False)
    assert not judged.ok
    asked = len({each.account for each in WELL[:number]} - {None})
    assert judged.asked == asked
    assert judged.sentence.startswith(f"Not finished: {asked} of 2 accounts asked, ")


def test_an_account_behind_a_failure_was_not_asked() -> None:
    more = [
        _failed("hub.credentials", Effect.NOTHING),
        _failed("spoke.assume-role", Effect.UNKNOWN, A, "a", Status.SKIPPED),
        _failed("spoke.assume-role", Effect.SKIPPED, B, "b"),
    ]
    judged = verdict([MAP, *more], EXPECTED)
    assert judged.asked == 1
    assert judged.sentence == "1 of 2 accounts asked, 0 verified."


def test_a_single_account_is_not_counted() -> None:
    found = [Finding(f"single.{name}", Status.OK, "", A, "a") for name in SINGLE_NEEDED]
    judged = verdict([MAP, *found], {"a": A})
    assert judged.sentence == "Cartography will read exactly the account expected."


def test_files_alone_are_judged_by_what_failed() -> None:
    assert verdict([MAP], None).ok
    assert verdict([], None).sentence == ""
    assert not verdict([_failed("lint.file", Effect.UNTOUCHED)], None).ok
