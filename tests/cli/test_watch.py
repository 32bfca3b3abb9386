"""What `check --watch` tells of a run, by what it remembers of those before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.results.changes import Comparison
from carto_wizard.checks.results.remembered import from_text, to_text

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


ACCOUNTS = [f"{number:012}" for number in range(1, 41)]
SPOKES = [
    replace(SAMPLE, check=check, account=account, profile=f"p{account[-2:]}")
    for account in ACCOUNTS
    for check in ("spoke.assume-role", "spoke.security-audit")
]
NO_AUDIT = [
    replace(each, status=Status.FAILED, cause="security-audit-missing")
    for each in SPOKES
    if each.check == "spoke.security-audit" and each.account in ACCOUNTS[:5]
]
LIT = [*(each for each in SPOKES if each not in SPOKES[1:10:2]), *NO_AUDIT]
"""40 accounts, of which five lack SecurityAudit."""

REACHED = Finding("machine.endpoint", Status.OK, "sts answers.")
UNREACHED = Finding(
    "machine.endpoint",
    Status.FAILED,
    "sts cannot be reached from here.",
    cause="endpoint-unreachable",
)


def unanswered(cause: str, status: Status, number: int = 40) -> list[Finding]:
    """What a run finds where the first question to accounts is not answered."""
    asked = [each for each in SPOKES if each.check == "spoke.assume-role"]
    return [
        replace(each, status=status, cause=cause, message="No answer.")
        for each in asked[:number]
    ]


def told(*runs: list[Finding]) -> list[str]:
    """What the last of these runs tells."""
    remembered = from_text("")
    lines: list[str] = []
    for run in runs:
        compared = Comparison(remembered, run)
        lines = compared.lines()
        remembered = from_text(to_text(compared.after))
    return lines


def test_the_first_time_everything_that_is_not_well_is_told() -> None:
    assert told([OK, DENIED]) == [
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
        "– no longer checked, warning before: organization.accounts 999999999999",
    ]


def test_another_sample_that_is_well_is_no_news() -> None:
    other = replace(SAMPLE, account="444444444444", profile="d")
    assert told([SAMPLE], [other]) == []


def test_a_damaged_state_file_only_repeats_findings() -> None:
    assert from_text('no json\n["a"]\n{}\n') == frozenset()


def test_what_an_older_version_remembered_is_no_news() -> None:
    rows = "\n".join(
        f'["{f.check}", "{f.account}", "{f.profile}", "{f.status}", "{f.cause}"]'
        for f in LIT
    )
    assert Comparison(from_text(rows), LIT).lines() == []


def test_going_dark_is_one_line_and_coming_back_another() -> None:
    dark = [UNREACHED, *unanswered("after-failure", Status.SKIPPED)]
    light = [REACHED, OK, *LIT]
    assert told(light, dark) == [
        "✗ failed machine.endpoint: sts cannot be reached from here. Until this is"
        " solved, nothing is known about 40 accounts."
    ]
    assert told(light, dark, dark) == []
    assert told(light, dark, light) == [
        "✓ ok machine.endpoint: sts answers. 40 accounts can be checked again."
    ]
    assert told(light, dark, light, light) == []


def test_dark_from_the_start_the_light_tells_only_what_is_wrong() -> None:
    dark = [UNREACHED, *unanswered("after-failure", Status.SKIPPED)]
    assert told(dark) == [
        "✗ failed machine.endpoint: sts cannot be reached from here. Until this is"
        " solved, nothing is known about 40 accounts."
    ]
    audit, reached = told(dark, [REACHED, *LIT]), "machine.endpoint: sts answers."
    assert sum(reached in line for line in audit) == 1
    assert len(audit) == 2


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        ("throttled", Status.SKIPPED),
        ("endpoint-timeout", Status.FAILED),
        ("credentials-expired", Status.FAILED),
        ("unrecognized", Status.FAILED),
    ],
)
@pytest.mark.parametrize("number", [1, 17, 40])
def test_accounts_without_an_answer_are_one_line_for_each_cause(
    cause: str, status: Status, number: int
) -> None:
    missing = unanswered(cause, status, number)
    left = [each for each in LIT if each.account in ACCOUNTS[number:]]
    dark = [REACHED, *missing, *left]
    light = [REACHED, *LIT]
    (line,) = told(light, dark)
    assert line.startswith(f"– no answer for {number} account")
    assert told(light, dark, dark) == []
    (back,) = told(light, dark, light)
    assert back.startswith(f"✓ ok: {number} account")


def test_what_changed_in_the_dark_is_told_in_the_light() -> None:
    dark = [UNREACHED, *unanswered("after-failure", Status.SKIPPED)]
    repaired = [each for each in SPOKES if each.account != ACCOUNTS[0]]
    denied = replace(DENIED, account=ACCOUNTS[0], profile="p01", remedy="")
    lines = told([REACHED, *LIT], dark, [REACHED, denied, *repaired])
    assert [line.split(":")[0] for line in lines] == [
        "✓ ok machine.endpoint",
        "✗ failed spoke.assume-role p01",
        "✓ ok spoke.security-audit",
    ]
    assert "4 accounts (p02, p03, p04 and 1 more)" in lines[2]


def test_many_accounts_with_one_new_cause_are_one_line() -> None:
    denied = unanswered("trust-or-role-missing", Status.FAILED)
    light = [REACHED, *LIT]
    assert told(light, [REACHED, *denied]) == [
        "✗ failed spoke.assume-role: 40 accounts (p01, p02, p03 and 37 more). The"
        " role is missing, or its trust policy does not name the hub."
    ]
    # What could not be asked of them meanwhile is as it was.
    assert told(light, [REACHED, *denied], light) == [
        "✓ ok spoke.assume-role: 40 accounts (p01, p02, p03 and 37 more)."
    ]


def test_a_single_account_goes_dark_in_one_line_too() -> None:
    audit = Finding(
        "single.security-audit", Status.FAILED, "x", cause="security-audit-missing"
    )
    light = [REACHED, Finding("single.credentials", Status.OK, "x"), audit]
    assert len(told(light, [UNREACHED])) == 1
    assert len(told(light, [UNREACHED], light)) == 1
