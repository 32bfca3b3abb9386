from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Status
from carto_wizard.demo.launch import Demo
from carto_wizard.setup.answers import (
    Answers,
    CredentialSource,
    Identity,
    Mode,
    Single,
    Target,
)
from tests.checks.bench import AUDIT, HUB_ROLE, Bench, statement
from tests.checks.runs import bench_on, findings, troubles

USER = "reader"
GROUP = "readers"


def _answers(demo: Demo, **single: object) -> Answers:
    account = demo.answers.hub.account_id
    base = Single(account, demo.region, Identity.USER, USER)
    return Answers(
        mode=Mode.SINGLE,
        target=Target(credentials=CredentialSource.PROFILE),
        single=replace(base, **single),  # type: ignore[arg-type]
    )


@pytest.fixture
def bench(healthy_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    """A user without policies, its keys in the credentials file."""
    answers = _answers(healthy_aws)
    account = answers.single.account_id
    with bench_on(healthy_aws, tmp_path, answers) as made:
        made.iam(account, "create_user", UserName=USER)
        made.later(account, "delete_user", UserName=USER)
        key = made.iam(account, "create_access_key", UserName=USER)["AccessKey"]
        key_id = key["AccessKeyId"]
        made.later(account, "delete_access_key", UserName=USER, AccessKeyId=key_id)
        Path(made.where.credentials_file).write_text(
            f"[default]\naws_access_key_id = {key_id}\n"
            f"aws_secret_access_key = {key['SecretAccessKey']}\n"
        )
        yield made


def _attach(bench: Bench) -> None:
    account = bench.answers.single.account_id
    bench.iam(account, "attach_user_policy", UserName=USER, PolicyArn=AUDIT)
    bench.later(account, "detach_user_policy", UserName=USER, PolicyArn=AUDIT)


def _join(bench: Bench) -> None:
    account = bench.answers.single.account_id
    bench.iam(account, "create_group", GroupName=GROUP)
    bench.later(account, "delete_group", GroupName=GROUP)
    bench.iam(account, "attach_group_policy", GroupName=GROUP, PolicyArn=AUDIT)
    bench.later(account, "detach_group_policy", GroupName=GROUP, PolicyArn=AUDIT)
    both = {"GroupName": GROUP, "UserName": USER}
    bench.iam(account, "add_user_to_group", **both)
    bench.later(account, "remove_user_from_group", **both)


def test_a_user_with_security_audit_passes(bench: Bench) -> None:
    _attach(bench)
    found = findings(bench.request)
    assert [f for f in found if f.status is not Status.OK] == []
    assert {f.check for f in found} >= {"single.identity", "single.permissions"}


def test_a_call_that_would_end_the_run_is_named(bench: Bench) -> None:
    _attach(bench)
    account = bench.answers.single.account_id
    policy = {"UserName": USER, "PolicyName": "less"}
    deny = json.dumps(statement("Deny", "s3:ListAllMyBuckets"))
    bench.iam(account, "put_user_policy", PolicyDocument=deny, **policy)
    bench.later(account, "delete_user_policy", **policy)
    found = findings(bench.request)
    (denied,) = [f for f in found if f.status is not Status.OK]
    assert (denied.check, denied.cause) == ("single.permissions", "explicit-deny")
    assert "s3:ListAllMyBuckets" in denied.message


def test_a_user_may_have_it_from_a_group(bench: Bench) -> None:
    _join(bench)
    assert troubles(findings(bench.request)) == set()
    single = replace(bench.answers.single, identity=Identity.GROUP, name=GROUP)
    answers = replace(bench.answers, single=single)
    assert troubles(findings(replace(bench.request, answers=answers))) == set()


def test_without_security_audit_that_is_the_cause(bench: Bench) -> None:
    found = findings(bench.request)
    assert {cause for _, _, cause in troubles(found)} == {"security-audit-missing"}
    fix = next(f for f in found if f.cause == "security-audit-missing")
    assert fix.command.startswith(
        "aws iam attach-user-policy --region us-east-1 --user-name reader"
    )


def test_another_user_and_another_account_are_named(bench: Bench) -> None:
    _attach(bench)
    other = replace(bench.answers, single=replace(bench.answers.single, name="ann"))
    found = findings(replace(bench.request, answers=other))
    assert ("single.identity", bench.answers.single.account_id, "wrong-identity") in (
        troubles(found)
    )
    wrong = replace(bench.answers.single, account_id="123456789012")
    answers = replace(bench.answers, single=wrong)
    found = findings(replace(bench.request, answers=answers))
    assert {cause for _, _, cause in troubles(found)} == {"wrong-account"}
    message = next(f.message for f in found if f.cause == "wrong-account")
    assert "123456789012" in message and bench.answers.single.account_id in message


def test_credentials_of_somebody_else_are_judged_as_what_they_are(
    bench: Bench,
) -> None:
    """What the planned identity may do says nothing of those that will be used."""
    _attach(bench)
    other = replace(bench.answers, single=replace(bench.answers.single, name="ann"))
    found = findings(replace(bench.request, answers=other))
    assert {cause for _, _, cause in troubles(found)} == {"wrong-identity"}


def test_an_instance_role_picked_up_by_accident_is_the_one_that_is_asked_about(
    bench: Bench,
) -> None:
    Path(bench.where.credentials_file).unlink()
    found = findings(bench.request)
    causes = {cause for _, _, cause in troubles(found)}
    assert causes >= {"wrong-identity", "security-audit-missing"}
    told = {f.check: f for f in found}
    audit = told["single.security-audit"]
    assert HUB_ROLE in audit.message
    assert "attach-role-policy" in audit.command
    assert f"--role-name {HUB_ROLE}" in audit.command
    assert USER not in audit.message + audit.remedy + audit.command


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_a_variable_that_names_no_profile_does_not_make_ours_missing(
    bench: Bench, variable: str
) -> None:
    _attach(bench)
    bench.environ[variable] = "other"
    found = findings(bench.request)
    assert not [f for f in found if f.cause == "source-profile-missing"]
    assert {f.check for f in found if f.status is Status.FAILED} == {
        "machine.environment"
    }
    with bench.config.open("a") as config:
        config.write("[profile other]\nregion = us-east-1\n")
    with Path(bench.where.credentials_file).open("a") as keys:
        keys.write("[other]\naws_access_key_id = AKIAX\naws_secret_access_key = x\n")
    told = {f.check: f.cause for f in findings(bench.request)}
    # It is there, and Cartography would start from it.
    assert told["machine.environment"] == "profile-variable-overrides"
    assert told["single.credentials"] == "credentials-unknown"


def test_a_temporary_key_without_its_token_is_not_called_unknown(bench: Bench) -> None:
    path = Path(bench.where.credentials_file)
    path.write_text(path.read_text().replace("AKIA", "ASIA"))
    found = findings(bench.request)
    (seen,) = [f for f in found if f.status is Status.FAILED]
    assert (seen.check, seen.cause) == ("single.credentials", "credentials-incomplete")
    assert "session token is not set" in seen.evidence


def test_a_missing_profile_is_named(bench: Bench) -> None:
    single = replace(bench.answers.single, profile="ghost")
    answers = replace(bench.answers, single=single)
    found = findings(replace(bench.request, answers=answers))
    assert {cause for _, _, cause in troubles(found)} == {"profile-missing"}


def test_the_role_of_an_instance_is_a_single_identity_too(bench: Bench) -> None:
    account = bench.answers.single.account_id
    put = {"RoleName": HUB_ROLE, "PolicyArn": AUDIT}
    bench.iam(account, "attach_role_policy", **put)
    bench.later(account, "detach_role_policy", **put)
    single = replace(bench.answers.single, identity=Identity.ROLE, name=HUB_ROLE)
    answers = replace(bench.answers, single=single, target=Target())
    found = findings(replace(bench.request, answers=answers))
    assert [f for f in found if f.status is not Status.OK] == []
    assert "instance.role" in {f.check for f in found}


@pytest.mark.parametrize("source", ["", "source_profile = default\n"])
def test_a_form_that_cartography_does_not_have_is_never_good(
    bench: Bench, source: str
) -> None:
    """Our own botocore is newer and would take it."""
    # Else the role of the instance would be found instead.
    bench.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    Path(bench.where.credentials_file).unlink()
    role = f"role_arn = arn:aws:iam::111111111111:role/x\n{source}" if source else ""
    bench.config.write_text(
        "[default]\nregion = us-east-1\nlogin_session = arn:aws:iam::1:user/x\n"
        f"[profile reader]\nregion = us-east-1\n{role}"
    )
    name = "reader" if source else "default"
    single = replace(bench.answers.single, profile=name)
    answers = replace(bench.answers, single=single)
    found = findings(replace(bench.request, answers=answers))
    failed = [f for f in found if f.status is Status.FAILED]
    assert {f.cause for f in failed} == {"credentials-form-unknown"}
    evidence = next(f.evidence for f in failed if f.check == "single.credentials")
    assert "default has only login_session" in evidence
