"""What `check --watch` tells of a run, by what it remembers of the last one."""

from __future__ import annotations

from dataclasses import replace

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.commands.watch import changes, from_text, to_text

OK = Finding("hub.account", Status.OK, "It is the hub.", "111111111111")
DENIED = Finding(
    "spoke.assume-role",
    Status.FAILED,
    "It cannot be assumed.",
    "333333333333",
    "c",
    cause="trust-or-role-missing",
    remedy="Make the role.",
)
FORGOTTEN = Finding(
    "organization.accounts",
    Status.WARNING,
    "Account 999999999999 has no profile.",
    "999999999999",
    cause="account-without-profile",
)
SAMPLE = Finding("files.profile", Status.OK, "It leads there.", "333333333333", "c")


def told(before: list[Finding], now: list[Finding]) -> list[str]:
    return list(changes(from_text(to_text(before)), now))


def test_the_first_time_everything_that_is_not_well_is_told() -> None:
    assert told([], [OK, DENIED]) == [
        "✗ failed spoke.assume-role c: It cannot be assumed.\n  Make the role."
    ]


def test_the_same_findings_again_are_no_news_whatever_their_words() -> None:
    found = [OK, DENIED, FORGOTTEN]
    reworded = [replace(each, message="Other words.") for each in found]
    assert told(found, reworded) == []


def test_a_repair_and_a_problem_that_nobody_asks_for_now_are_told() -> None:
    repaired = replace(DENIED, status=Status.OK, message="It can.", cause="", remedy="")
    assert told([OK, DENIED, FORGOTTEN], [OK, repaired]) == [
        "✓ ok spoke.assume-role c: It can.",
        "– no longer asked, warning before: organization.accounts 999999999999",
    ]


def test_another_sample_that_is_well_is_no_news() -> None:
    other = replace(SAMPLE, account="444444444444", profile="d")
    assert told([SAMPLE], [other]) == []


def test_a_damaged_state_file_only_repeats_findings() -> None:
    assert from_text('no json\n["a"]\n{}\n') == frozenset()
