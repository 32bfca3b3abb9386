from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import Status
from carto_wizard.checks.results.groups import Groups
from carto_wizard.checks.results.report import as_json, as_markdown, as_text
from carto_wizard.checks.results.verdict import verdict
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import MISTAKES, Mistake
from tests.checks.runs import bench_on, findings, troubles


def test_the_healthy_organization_passes_every_check(
    healthy_aws: Demo, tmp_path: Path
) -> None:
    with bench_on(healthy_aws, tmp_path) as bench:
        found = findings(bench.request)
    assert [f for f in found if f.status is not Status.OK] == []
    asked = {f.check for f in found}
    assert {"spoke.assume-role", "files.profile", "files.account-map"} <= asked
    accounts = {f.account for f in found if f.check == "spoke.permissions"}
    assert accounts == {account.id for account in healthy_aws.answers.accounts}


def test_the_troubled_organization_names_each_trouble_and_nothing_else(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    with bench_on(troubled_aws, tmp_path) as bench:
        found = findings(bench.request)
    assert troubles(found) == {
        (
            "spoke.assume-role",
            MISTAKES[Mistake.ROLE_MISSING],
            "trust-or-role-missing",
        ),
        ("spoke.assume-role", MISTAKES[Mistake.OTHER_HUB], "trust-or-role-missing"),
        (
            "spoke.region",
            MISTAKES[Mistake.REGION_NOT_ENABLED],
            "region-not-enabled",
        ),
        (
            "spoke.security-audit",
            MISTAKES[Mistake.NO_SECURITY_AUDIT],
            "security-audit-missing",
        ),
    }
    for finding in found:
        assert finding.status is Status.OK or finding.cause in CAUSES
        assert "{" not in finding.remedy + finding.command
    denied = Groups(found).by_urgency()[0]
    assert denied.cause == "trust-or-role-missing"
    assert denied.size == "2 accounts"
    assert "Ruled out: the hub role has no permission" in denied.findings[0].evidence


def test_no_secret_and_no_control_character_is_in_any_report(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    # An account that has no profile is named in a finding, by the name it has in AWS.
    left_out = MISTAKES[Mistake.MARKUP_NAME]
    name = "[red]x[/b]\n\x1b[31msandbox"
    troubled_aws.fault("member", account=left_out, name=name)
    accounts = tuple(a for a in troubled_aws.answers.accounts if a.id != left_out)
    answers = replace(troubled_aws.answers, accounts=accounts)
    with bench_on(troubled_aws, tmp_path, answers) as bench:
        judged = verdict(findings(bench.request), None)
    assert "[red]x[/b]" in "".join(as_text(judged))
    for text in (
        "".join(as_text(judged)),
        "".join(as_markdown(judged)),
        "".join(as_json(judged)),
    ):
        assert "\x1b" not in text
        assert "SecretAccessKey" not in text
        assert not any(key.secret in text for key in troubled_aws.admin.values())
    document = json.loads("".join(as_json(judged, redact=True)))
    assert not any(
        account.id in json.dumps(document) for account in troubled_aws.answers.accounts
    )


def test_only_the_chosen_accounts_are_asked_again(
    troubled_aws: Demo, tmp_path: Path
) -> None:
    chosen = MISTAKES[Mistake.ROLE_MISSING]
    with bench_on(troubled_aws, tmp_path) as bench:
        found = findings(bench.request.only([chosen]))
    accounts = {f.account for f in found if f.check.startswith("spoke.")}
    assert accounts == {chosen}
    denied = [f for f in found if f.status is Status.FAILED]
    assert [f.cause for f in denied] == ["trust-or-role-missing"]
    assert "the IAM simulator says allowed" in denied[0].evidence
