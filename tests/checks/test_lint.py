from __future__ import annotations

import re
from pathlib import Path

import pytest

from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint import run as run_lint
from carto_wizard.checks.lint.run import lint
from tests.checks.lint_case import Case, expecting
from tests.checks.lint_cases_environment import ENVIRONMENT_CASES
from tests.checks.lint_cases_files import FILE_CASES
from tests.checks.lint_cases_profiles import REGION_CASES, SOURCE_CASES
from tests.checks.lint_cases_values import ACCOUNT_CASES, VALUE_CASES
from tests.checks.test_errors import code_of, code_of_causes

TABLES = {
    "file": FILE_CASES,
    "region": REGION_CASES,
    "source": SOURCE_CASES,
    "value": VALUE_CASES,
    "account": ACCOUNT_CASES,
    "environment": ENVIRONMENT_CASES,
}
CASES = [
    pytest.param(case, id=f"{table}-{case.name}")
    for table, cases in TABLES.items()
    for case in cases
]


def run(case: Case, folder: Path) -> tuple[Finding, ...]:
    config, credentials = folder / "config", folder / "credentials"
    if case.config is not None:
        config.write_bytes(case.config)
    if case.credentials is not None:
        credentials.write_bytes(case.credentials)
    return lint(
        config,
        credentials,
        case.environ,
        expected=expecting(case.expected),
        **case.options,
    )


def line_of(finding: Finding) -> int:
    found = re.match(r"/\S+/(?:config|credentials):(\d+): ", finding.message)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("case", CASES)
def test_the_lint_names_each_trouble_and_its_line(case: Case, tmp_path: Path) -> None:
    findings = [each for each in run(case, tmp_path) if each.status is not Status.OK]
    said = sorted((finding.cause, line_of(finding)) for finding in findings)
    assert said == sorted(case.found), [finding.message for finding in findings]


@pytest.mark.parametrize("case", CASES)
def test_every_finding_has_a_known_cause_and_a_way_out(
    case: Case, tmp_path: Path
) -> None:
    for finding in run(case, tmp_path):
        if finding.status is Status.OK:
            assert not finding.cause
            continue
        assert finding.cause in CAUSES
        assert finding.remedy.endswith((".", "?"))
        texts = (finding.message, finding.evidence, finding.remedy, finding.command)
        assert all(text.isprintable() for text in texts)
        assert "s3cr3t" not in "".join(texts)


def test_every_cause_of_the_lint_is_shown_by_a_case() -> None:
    shown = {
        cause for cases in TABLES.values() for case in cases for cause, _ in case.found
    }
    # Those of whole files are in test_lint_files.
    elsewhere = {"config-unreadable", "container-unreadable"}
    elsewhere |= {"file-not-regular", "file-too-large"}
    code = code_of(Path(run_lint.__file__).parent) + code_of_causes()
    named = {cause for cause in CAUSES if f'"{cause}"' in code}
    assert named - elsewhere == shown - elsewhere
