from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.results.groups import Groups
from carto_wizard.checks.results.report import (
    as_json,
    as_markdown,
    as_text,
    summary,
)
from carto_wizard.checks.results.verdict import verdict

OK = Finding("hub.account", Status.OK, "It is the hub.", "111111111111")
WARNING = Finding(
    "organization.accounts",
    Status.WARNING,
    "Account 999999999999 ([red]x[/b]) has no profile.",
    "999999999999",
    cause="account-without-profile",
)


def _denied(account: str, profile: str) -> Finding:
    return Finding(
        "spoke.assume-role",
        Status.FAILED,
        "It cannot be assumed.",
        account,
        profile,
        "us-east-1",
        "trust-or-role-missing",
        Effect.SKIPPED,
        "AccessDenied",
        f"Run this in account {account}.",
        "sh create-roles.sh spoke",
        0.12345,
    )


AUDIT = Finding(
    "spoke.security-audit",
    Status.FAILED,
    "It is not attached.",
    "222222222222",
    cause="security-audit-missing",
)
FOUND = [OK, WARNING, AUDIT, _denied("333333333333", "c"), _denied("444444444444", "d")]


def test_the_json_document_is_the_documented_one() -> None:
    document = json.loads(
        "".join(as_json(verdict([_denied("222222222222", "prod")], None)))
    )
    assert document == {
        "version": 1,
        "ok": False,
        "complete": True,
        "summary": {"ok": 0, "warning": 0, "failed": 1, "skipped": 0},
        "findings": [
            {
                "check": "spoke.assume-role",
                "account": "222222222222",
                "profile": "prod",
                "region": "us-east-1",
                "status": "failed",
                "cause": "trust-or-role-missing",
                "effect": "skips-account",
                "message": "It cannot be assumed.",
                "evidence": "AccessDenied",
                "remedy": "Run this in account 222222222222.",
                "command": "sh create-roles.sh spoke",
                "seconds": 0.123,
            }
        ],
    }
    assert list(document["findings"][0])[:3] == ["check", "account", "profile"]


def test_warnings_and_skipped_checks_do_not_fail_a_run() -> None:
    assert verdict([OK, WARNING], None).ok
    assert not verdict(FOUND, None).ok
    assert summary(FOUND) == {"ok": 1, "warning": 1, "failed": 3, "skipped": 0}


def test_findings_of_one_cause_are_one_group_what_to_fix_first_on_top() -> None:
    found = Groups(FOUND).by_urgency()
    assert [group.cause for group in found] == [
        "trust-or-role-missing",
        "security-audit-missing",
        "account-without-profile",
    ]
    assert found[0].accounts == ("333333333333", "444444444444")
    assert found[0].size == "2 accounts"
    assert found[0].commands == ("sh create-roles.sh spoke",)


def test_the_text_report_says_what_to_do() -> None:
    text = "".join(as_text(verdict(FOUND, None)))
    assert text.startswith("✓ 1 ok   ✗ 3 failed   ! 1 warning   – 0 skipped")
    assert "Run this in each of these accounts." in text
    assert "sh create-roles.sh spoke" in text
    assert "All checks passed." in "".join(as_text(verdict([OK], None)))


def test_markdown_keeps_other_peoples_names_from_being_markup() -> None:
    text = "".join(as_markdown(verdict(FOUND, None)))
    assert r"\[red\]x\[/b\]" in text
    assert "| `spoke.assume-role` |" in text


def test_a_report_of_thousands_is_there_at_once() -> None:
    found = [
        _denied(str(300_000_000_000 + number), f"account-{number}")
        for number in range(5_000)
    ]
    started = time.monotonic()
    text = "".join(as_markdown(verdict(found, None)))
    # A fraction of a second; half a minute where each looks at all the others.
    assert time.monotonic() - started < 5
    assert text.count("each of these accounts") == 1


@pytest.mark.parametrize("redact", [False, True])
@pytest.mark.parametrize("found", [[], [OK], FOUND])
def test_a_report_of_a_run_that_did_not_end_says_so_first(
    found: list[Finding], redact: bool
) -> None:
    judged = verdict(found, {"c": "333333333333"}, complete=False)
    text = "".join(as_text(judged, redact=redact))
    asked = any(each.account == "333333333333" for each in found)
    words = "is not verified yet" if asked else "was not asked"
    assert text.startswith(f"Not finished: the account {words}.\n")
    assert "passed" not in text
    markdown = "".join(as_markdown(judged, redact=redact))
    assert markdown.splitlines()[2].startswith("Not finished: ")
    document = json.loads("".join(as_json(judged, redact=redact)))
    assert (document["ok"], document["complete"]) == (False, False)
    assert document["summary"]["asked"] == asked


def test_no_number_is_beside_a_noun_that_does_not_fit_it() -> None:
    for number, text in ((0, "! 0 warnings"), (1, "! 1 warning"), (2, "! 2 warnings")):
        headline = "".join(as_text(verdict([WARNING] * number, None)))
        assert f"{text}   – 0 skipped" in headline


def test_redacted_reports_hold_no_account() -> None:
    for report in (as_text, as_markdown, as_json):
        text = "".join(report(verdict(FOUND, None), redact=True))
        assert "333333333333" not in text
        assert "xxxxxxxxxx33" in text


def _ignored(line: int, remedy: str) -> Finding:
    message = f"config:{line}: it is no profile."
    return Finding(
        "lint.section",
        Status.FAILED,
        message,
        cause="section-ignored",
        remedy=remedy,
    )


def test_each_finding_of_a_group_has_its_own_fix_where_they_differ() -> None:
    found = [_ignored(1, "Write [profile dev]."), _ignored(3, "Close the quote.")]
    for text in (
        "".join(as_text(verdict(found, None))),
        "".join(as_markdown(verdict(found, None))),
    ):
        told = [line.strip(" -") for line in text.replace("\\", "").splitlines()]
        at = told.index("config:1: it is no profile.")
        assert told[at : at + 4] == [
            "config:1: it is no profile.",
            "To do: Write [profile dev].",
            "config:3: it is no profile.",
            "To do: Close the quote.",
        ]
    same = [_ignored(1, "Write it."), _ignored(3, "Write it.")]
    assert "".join(as_text(verdict(same, None))).count("To do: Write it.") == 1


def test_no_profile_name_reaches_the_terminal_as_it_is() -> None:
    found = Finding("lint.section", Status.FAILED, "x", profile="\x1b[31mred")
    found = replace(found, cause="section-ignored")
    assert "\x1b" not in "".join(as_text(verdict([found], None)))
