from __future__ import annotations

import inspect
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

import carto_wizard.checks
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.checks.catalogue import CHECKS
from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.diagnosis.errors import cause_of, denial
from carto_wizard.checks.finding import Effect
from carto_wizard.checks.finding_maker import FindingMaker, Subject
from carto_wizard.checks.remedy_words import PARTS, TEMPLATES, base_words
from carto_wizard.checks.results.redaction import safe_evidence, without_accounts
from carto_wizard.files import aws_variables
from carto_wizard.files.config import read_errors
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import (
    Answers,
    CredentialSource,
    Hub,
    Mode,
    Platform,
    Target,
)
from carto_wizard.setup.partitions import PARTITIONS, Partition

USER = "User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: x"
PLACES = Places("/c", "/d", "/it's here", "/c", "/d", "/e")


def _refused(code: str, message: str = "") -> CallFailed:
    return CallFailed(FailureKind.REFUSED, message, code=code)


@pytest.mark.parametrize(
    ("tail", "cause"),
    [
        ("", ""),
        (
            " because no identity-based policy allows the x action",
            "hub-permission-missing",
        ),
        (" with an explicit deny in an identity-based policy", "explicit-deny"),
        (
            " with an explicit deny in an identity-based policy: arn:aws:iam::1:p/q",
            "explicit-deny",
        ),
        (
            " with an explicit deny in a service control policy",
            "organization-policy-denied",
        ),
        (
            " because no service control policy allows the x action",
            "organization-policy-denied",
        ),
        (
            " with an explicit deny in a resource control policy",
            "organization-policy-denied",
        ),
        (
            " with an explicit deny in a permissions boundary",
            "permissions-boundary-denied",
        ),
        (
            " because no permissions boundary allows the x action",
            "permissions-boundary-denied",
        ),
        (
            " because no role trust policy allows the sts:AssumeRole action",
            "trust-does-not-name-hub",
        ),
        (
            " with an explicit deny in the role trust policy",
            "trust-does-not-name-hub",
        ),
        (
            " because no resource-based policy allows the x action",
            "trust-does-not-name-hub",
        ),
    ],
)
def test_a_denial_means_what_its_reason_says(tail: str, cause: str) -> None:
    assert cause_of(_refused("AccessDenied", USER + tail)) == cause


def test_a_denial_without_a_reason_has_none() -> None:
    assert denial(USER) is None


@pytest.mark.parametrize(
    ("code", "message", "cause"),
    [
        (
            "AccessDenied",
            "Roles may not be assumed by root accounts.",
            "root-credentials",
        ),
        ("ExpiredToken", "", "credentials-expired"),
        ("RequestExpired", "", "credentials-expired"),
        ("InvalidClientTokenId", "", "credentials-unknown"),
        ("AuthFailure", "", "credentials-unknown"),
        ("RegionDisabledException", "", "region-not-enabled"),
        (
            "SignatureDoesNotMatch",
            "Signature expired: 20261123T1 is now earlier than 20261123T2",
            "clock-skew",
        ),
        ("SignatureDoesNotMatch", "Signature not yet current: x", "clock-skew"),
        ("SignatureDoesNotMatch", "The request signature", "secret-mismatch"),
        ("InvalidSignatureException", "The request signature", "secret-mismatch"),
        ("ValidationError", "arn:x is invalid", "role-arn-invalid"),
        ("ValidationError", "DurationSeconds exceeds", "session-too-long"),
        ("SomethingNew", "", "unrecognized"),
    ],
)
def test_an_error_code_means_what_the_documents_say(
    code: str, message: str, cause: str
) -> None:
    assert cause_of(_refused(code, message)) == cause


@pytest.mark.parametrize("kind", FailureKind)
def test_every_kind_of_failure_has_a_cause_in_the_vocabulary(kind: FailureKind) -> None:
    assert cause_of(CallFailed(kind, "")) in CAUSES


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("cause", CAUSES)
def test_remedies_and_commands_are_filled_in(
    cause: str, platform: Platform, mode: Mode
) -> None:
    answers = Answers(
        mode=mode,
        target=Target(platform=platform),
        hub=Hub("111111111111", "us-east-1"),
    )
    maker = FindingMaker(base_words(answers, PLACES))
    found = maker.problem(Subject("hub.role"), cause, "A sentence.")
    assert not re.search(r"(?<!\$)\{\w+\}", found.remedy + found.command)
    assert "\n" not in found.command
    assert CAUSES[cause].title and CAUSES[cause].meaning.endswith(".")


@pytest.mark.parametrize("partition", PARTITIONS.values(), ids=lambda each: each.id)
def test_commands_stay_in_their_partition(partition: Partition) -> None:
    hub = Hub("111111111111", partition.home_region)
    answers = Answers(partition=partition.id, hub=hub)
    maker = FindingMaker(base_words(answers, PLACES))
    subject = Subject("hub.role", region="me-south-1")
    for cause in CAUSES:
        command = maker.problem(subject, cause, "A sentence.").command
        assert set(re.findall(r"arn:([\w-]+):", command)) <= {partition.id}
        if re.search(r"\baws (iam|ec2|account) ", command):
            regions = re.findall(r"--region (\S+)", command)
            assert regions and set(regions) == {partition.home_region}


def test_values_in_commands_are_quoted_for_the_shell() -> None:
    maker = FindingMaker(base_words(Answers(), PLACES))
    place = Subject("spoke.region", region="x; rm -rf /")
    found = maker.problem(place, "region-not-enabled", "A sentence.")
    assert found.command.endswith("--region-name 'x; rm -rf /'")
    unprintable = maker.problem(place, "config-unreadable", "A sentence.")
    assert unprintable.command == "ls -ld /c"
    words = {**maker.words, "config": "/a\nb"}
    unprintable = FindingMaker(words).problem(place, "config-unreadable", "A sentence.")
    assert unprintable.command == ""
    spoke = maker.problem(Subject("spoke.assume-role"), "role-missing", "A sentence.")
    assert spoke.command == """sh '/it'"'"'s here/create-roles.sh' spoke"""


HOSTILE = ["a'b; >owned", "$(>owned)", "`>owned`", "-o owned", '"/x" > owned', "\\"]


@pytest.mark.parametrize("value", HOSTILE)
def test_no_command_does_harm_whatever_is_in_it(value: str, tmp_path: Path) -> None:
    work, stubs = tmp_path / "work", tmp_path / "stubs"
    for folder in (work, stubs):
        folder.mkdir()
    for name in ("aws", "carto-wizard", "curl", "env", "grep", "ls", "nslookup", "sh"):
        (stubs / name).write_text("#!/bin/sh\n")
        (stubs / name).chmod(0o755)
    path = f"/{value}"
    places = Places(path, path, path, path, path, path, dedicated=True)
    target = Target(credentials=CredentialSource.PROFILE, profile=value)
    answers = Answers(target=target, hub=Hub("1" * 12, value, value))
    maker = FindingMaker(base_words(answers, places))
    given: dict[str, Any] = {
        name: value
        for name in maker.words
        if name not in (*PARTS, *TEMPLATES, "platform", "kind", "variable")
    }
    given |= {"instance": value, "python": "/bin/true"}
    for cause in CAUSES:
        maker.words = {**maker.words, "variable": "AWS_X"}
        found = maker.problem(Subject("hub.role"), cause, "A sentence.", **given)
        shell = ["/bin/sh", "-c", found.command]
        done = subprocess.run(shell, cwd=work, env={"PATH": str(stubs)}, check=False)
        # 127: no such program here.
        assert done.returncode in (0, 127), found.command
        assert list(work.iterdir()) == [], found.command


def test_evidence_holds_no_secret_and_no_escape() -> None:
    token = "A1b/" * 40
    said = safe_evidence(
        f"x-amz-security-token:abc secret \x1b[31m {token}\nend", ["secret"]
    )
    assert said == "x-amz-security-token:[hidden] [hidden] ␛[31m [hidden]␊end"
    assert len(safe_evidence("word " * 1000)) <= 600


def test_redaction_keeps_two_digits_of_an_account() -> None:
    arn = "arn:aws:iam::123456789012:role/r in 1234567890123"
    assert without_accounts(arn) == "arn:aws:iam::xxxxxxxxxx12:role/r in 1234567890123"


NO_CAUSES = {check.name for check in CHECKS.values()} | {
    *Effect,
    *("get-caller-identity", "assumed-role", "resource-based", "sso-session"),
    "us-east-1",
    "carto-wizard",
    "foreign-source",
}
"""Words of the code that look like a cause and are none."""


def code_of(folder: Path) -> str:
    """All of the code, without the modules that only list the vocabulary."""
    return "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.py"))
        if path.name not in ("causes.py", "catalogue.py")
    )


def code_of_causes() -> str:
    """Modules below the checks that name causes: of what they read, not asked."""
    modules = (inspect.getsource(each) for each in (aws_variables, read_errors))
    return "\n".join(modules)


def test_the_vocabulary_of_causes_is_closed() -> None:
    code = code_of(Path(carto_wizard.checks.__file__).parent) + code_of_causes()
    words = set(re.findall(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"', code))
    assert words - NO_CAUSES - set(CAUSES) == set()
    assert [cause for cause in CAUSES if f'"{cause}"' not in code] == []


def test_every_check_is_used() -> None:
    code = code_of(Path(carto_wizard.checks.__file__).parent)
    names = {check.name for check in CHECKS.values()}
    assert [name for name in names if name not in code] == []
