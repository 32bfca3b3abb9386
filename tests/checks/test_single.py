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
