"""Each remedy of the live checks carried out: the finding is gone afterwards.

Where a finding has a command that repairs, a real shell runs it as it is printed, with
the AWS CLI and the credentials that the sentence names. Where only words say what to
do, `HANDS` does it. What no test can carry out is in `ELSEWHERE`, with the reason.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.metadata import probe
from carto_wizard.checks.catalogue import CHECKS, Scope
from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.setup import judge_files
from carto_wizard.commands.planning import Incomplete
from carto_wizard.demo.launch import Demo
from carto_wizard.setup.answers import (
    Account,
    CredentialSource,
    Identity,
    Mode,
    Single,
    Target,
)
from carto_wizard.setup.profile_names import profile_names
from tests.checks.bench import HUB_ROLE, ROLE, Bench, statement
from tests.checks.faults import Fault
from tests.checks.faults_aws import grants
from tests.checks.person import change_accounts, run_command, settle_in, write_files
from tests.checks.runs import bench_on, findings
from tests.checks.test_lint_remedies import CARRIED_OUT as BY_THE_LINT
from tests.checks.test_lint_remedies import ELSEWHERE as NOT_BY_THE_LINT
from tests.checks.test_lint_remedies import follow
from tests.checks.test_matrix import ALL

Hand = Callable[[Bench, Finding], None]


@pytest.fixture
def bench(small_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    """A machine of an AWS on which all is well, with all files written."""
    with bench_on(small_aws, tmp_path) as made:
        settle_in(made)
        yield made
        # What a remedy put right needs no undoing.
        with contextlib.suppress(CallFailed):
            made.undo.close()


def _detached(b: Bench) -> None:
    association = "iip-assoc-0c0ffee0c0ffee000"
    b.ec2("disassociate_iam_instance_profile", AssociationId=association)


def _emptied(b: Bench) -> None:
    names = {"InstanceProfileName": HUB_ROLE, "RoleName": HUB_ROLE}
    b.iam(b.hub, "remove_role_from_instance_profile", **names)


def _deleted(b: Bench) -> None:
    _emptied(b)
    b.iam(b.hub, "delete_instance_profile", InstanceProfileName=HUB_ROLE)


def _distrusted(b: Bench) -> None:
    trust = statement("Allow", "sts:AssumeRole")
    del trust["Statement"][0]["Resource"]
    trust["Statement"][0]["Principal"] = {"Service": "lambda.amazonaws.com"}
    names = {"RoleName": HUB_ROLE, "PolicyDocument": json.dumps(trust)}
    b.iam(b.hub, "update_assume_role_policy", **names)


def _another(b: Bench, *, filled: bool) -> None:
    """Another instance profile is on the instance, which other machines may have."""
    name = {"InstanceProfileName": "web"}
    b.later(b.hub, "delete_instance_profile", **name)
    b.iam(b.hub, "create_instance_profile", **name)
    if filled:
        role = {"RoleName": "web"}
        trust = statement("Allow", "sts:AssumeRole")
        del trust["Statement"][0]["Resource"]
        trust["Statement"][0]["Principal"] = {"Service": "ec2.amazonaws.com"}
        document = json.dumps(trust)
        b.later(b.hub, "delete_role", **role)
        b.iam(b.hub, "create_role", AssumeRolePolicyDocument=document, **role)
        b.later(b.hub, "remove_role_from_instance_profile", **name, **role)
        b.iam(b.hub, "add_role_to_instance_profile", **name, **role)
    _detached(b)
    b.ec2(
        "associate_iam_instance_profile",
        InstanceId=b.demo.instance,
        IamInstanceProfile={"Name": "web"},
    )


def _single(b: Bench, name: str = "reader") -> None:
    """One account, read by a user whose keys are in the credentials file."""
    single = Single(b.hub, b.demo.region, Identity.USER, name)
    target = Target(credentials=CredentialSource.PROFILE)
    b.answers = replace(b.answers, mode=Mode.SINGLE, single=single, target=target)


def _other_keys(b: Bench) -> None:
    _single(b)
    b.environ["AWS_ACCESS_KEY_ID"] = b.demo.admin[b.hub].key


def _other_profile(b: Bench) -> None:
    _single(b)
    b.environ["AWS_PROFILE"] = next(iter(profile_names(b.answers.accounts)))


def _other_user(b: Bench) -> None:
    _single(b)
    key = b.demo.admin[b.hub]
    Path(b.where.credentials_file).write_text(
        f"[default]\naws_access_key_id = {key.key}\n"
        f"aws_secret_access_key = {key.secret}\n"
    )


def _without_grant(b: Bench) -> None:
    grants(b, "inspector2:ListMembers")
    b.answers = replace(b.answers, accounts=b.answers.accounts[:1])


REAL = (
    Fault("nothing attached", "instance-profile-missing", _detached),
    Fault("attached and deleted", "instance-profile-deleted", _deleted),
    Fault("attached and empty", "instance-profile-empty", _emptied),
    Fault("EC2 is not trusted", "instance-role-trust", _distrusted),
    Fault("another role", "wrong-role", partial(_another, filled=True)),
    Fault("a grant is missing", "grant-missing", _without_grant),
    Fault("single: keys in the way", "keys-variable-overrides", _other_keys),
    Fault("single: profile in the way", "profile-variable-overrides", _other_profile),
    Fault("single: another user", "wrong-identity", _other_user),
)
"""States of EC2 and IAM where the matrix has answers of a broken metadata service;
what takes long in many accounts; and a single account's own causes."""


def _keys_of_the_role(b: Bench, _: Finding) -> None:
    """Set the variables to credentials of the role that the sentence names."""
    role = probe(b.environ).credentials
    assert role is not None
    b.environ |= {
        "AWS_ACCESS_KEY_ID": role.id,
        "AWS_SECRET_ACCESS_KEY": role.secret,
        "AWS_SESSION_TOKEN": role.token,
    }


def _keys_of_the_user(b: Bench, finding: Finding) -> None:
    """Type keys of the user that the sentence names."""
    user = {"UserName": "reader"}
    assert "user reader of account" in finding.remedy
    b.later(b.hub, "delete_user", **user)
    b.iam(b.hub, "create_user", **user)
    key = b.iam(b.hub, "create_access_key", **user)["AccessKey"]
    b.later(b.hub, "delete_access_key", AccessKeyId=key["AccessKeyId"], **user)
    run_command(b, finding, f"{key['AccessKeyId']}\n{key['SecretAccessKey']}\n\n\n")


def _typed_keys(b: Bench, finding: Finding) -> None:
    key = b.demo.admin[b.hub]
    run_command(b, finding, f"{key.key}\n{key.secret}\n\n\n")


def _no_proxy_for_host(b: Bench, finding: Finding) -> None:
    host = finding.remedy.partition(" to NO_PROXY")[0].rpartition(" ")[2]
    b.environ |= {"NO_PROXY": f"127.0.0.1,{host}", "no_proxy": f"127.0.0.1,{host}"}


def _without_account(b: Bench, finding: Finding) -> None:
    change_accounts(b, *(a for a in b.answers.accounts if a.id != finding.account))


def _with_account(b: Bench, finding: Finding) -> None:
    assert finding.account is not None
    change_accounts(b, *b.answers.accounts, Account(finding.account, "added"))


def _region_that_exists(b: Bench, finding: Finding) -> None:
    accounts = b.answers.accounts
    change_accounts(b, *(replace(account, region="") for account in accounts))


def _organization_gives_in(b: Bench, _: Finding) -> None:
    b.demo.clear()


def _without_boundary(b: Bench, finding: Finding) -> None:
    role = ROLE if finding.evidence.find(HUB_ROLE) < 0 else HUB_ROLE
    account = b.hub if role == HUB_ROLE else finding.account or b.hub
    b.iam(account, "delete_role_permissions_boundary", RoleName=role)


def _without_deny(b: Bench, _: Finding) -> None:
    b.iam(b.hub, "delete_role_policy", RoleName=HUB_ROLE, PolicyName="deny")


def _a_file_again(b: Bench, finding: Finding) -> None:
    run_command(b, finding)
    b.config.rmdir()
    write_files(b)


def _as_worded(b: Bench, finding: Finding) -> None:
    follow(finding)


def _without_section(b: Bench, finding: Finding) -> None:
    header = f"[profile {finding.profile}]\n"
    b.rewrite(lambda text: text.partition(header)[0])


def _looked_again(b: Bench, _: Finding) -> None:
    """Wait, which costs a test nothing: the fault is for one call only."""


HANDS: dict[str, Hand] = {
    "account-closed": _without_account,
    "account-twice": _without_section,
    "account-unknown": _without_account,
    "account-without-profile": _with_account,
    "file-not-regular": _a_file_again,
    "profile-without-credentials": _without_section,
    "text-before-section": _as_worded,
    "credentials-expired": _keys_of_the_role,
    "credentials-incomplete": _keys_of_the_role,
    "credentials-unknown": _keys_of_the_role,
    "explicit-deny": _without_deny,
    "no-credentials": _keys_of_the_role,
    "organization-policy-denied": _organization_gives_in,
    "permissions-boundary-denied": _without_boundary,
    "profile-unexpected": _without_section,
    "proxy-failed": _no_proxy_for_host,
    "region-unknown": _region_that_exists,
    "root-credentials": _keys_of_the_role,
    "secret-mismatch": _keys_of_the_role,
    "source-profile-missing": _typed_keys,
    "still-propagating": _looked_again,
    "wrong-account": _keys_of_the_role,
    "wrong-identity": _keys_of_the_user,
}
"""What the words say, by cause, where no command does all of it."""

BY_COMMAND = frozenset(
    {
        "config-missing",
        "config-variable-empty",
        "credentials-variable-empty",
        "external-id-not-required",
        "external-id-refused",
        "grant-missing",
        "hub-permission-missing",
        "instance-profile-deleted",
        "instance-profile-empty",
        "instance-profile-missing",
        "instance-role-trust",
        "keys-variable-overrides",
        "metadata-disabled",
        "metadata-hop-limit",
        "metadata-switched-off",
        "path-quoted",
        "profile-missing",
        "profile-variable-missing",
        "profile-variable-overrides",
        "profile-wrong-account",
        "proxy-hides-metadata",
        "region-missing",
        "region-not-enabled",
        "region-variable-overrides",
        "retry-variable-invalid",
        "role-missing",
        "security-audit-missing",
        "sts-region-disabled",
        "trust-does-not-name-hub",
        "trust-or-role-missing",
        "wrong-role",
    }
)
"""Causes whose command alone repairs."""

ELSEWHERE = {
    "aborting-permission-missing": "AWS's own policy would have to lack the call",
    "after-failure": "the failure before it is the one that has a remedy",
    "answer-unreadable": "what stands in AWS's place is not this machine's",
    "aws-unavailable": "AWS itself has to get well",
    "call-unanswered": "a network or a firewall",
    "cartography-too-old": "a package index",
    "check-on-target": "another machine",
    "clock-skew": "a clock",
    "credentials-form-unknown": "a login in a browser",
    "config-unparsable": "the lint names what is wrong, and that is carried out",
    "config-unreadable": "a user other than root",
    "defect": "a defect of the wizard itself",
    "endpoint-timeout": "a firewall or a route",
    "endpoint-unreachable": "a network",
    "metadata-blocked": "a firewall",
    "metadata-strange": "what stands in the place of the metadata service",
    "name-not-resolved": "a DNS server",
    "not-allowed-to-look": "nothing is known to be wrong",
    "not-on-ec2": "another machine",
    "not-asked": "more changed profiles than a test should ask",
    "profile-fails": "what AWS says to one profile and not to our own question",
    "role-arn-invalid": "AWS refuses a role name that the wizard accepts",
    "session-too-long": "we never ask for long sessions; the lint's is carried out",
    "throttled": "the time until AWS answers again",
    "tls-failed": "a certificate of a company",
    "unrecognized": "nobody knows what is wrong",
    "wrong-account-behind-role": "what stands in for AWS",
    "wrong-partition": "an AWS of another partition",
}
"""Causes that no test can carry out, and what it would take."""

NOT_THESE = {
    "imds: no-profile": "REAL has it",
    "imds: no-role": "REAL has it",
    "imds: profile-not-found": "REAL has it",
    "imds: unauthorized": "REAL has it",
    "imds: wrong-account": "another machine",
    "imds: wrong-role": "REAL has it",
    "no task role": "the definition of an ECS task",
    "task role gone": "the definition of an ECS task",
    "another task role": "the definition of an ECS task",
    "keys of a person": "the keys of a role are set, as for other wrong keys",
    "grant not given": "REAL has it, with one account",
    "another external ID": "the command of a missing role is the same",
    "trust names another hub": "the command of a missing role is the same",
    "trust names another hub, seen": "the same as in the hub's own account",
    "hub may assume in its own account only": "the same as where it may nothing",
}
"""Faults whose cause is carried out, but not as made here."""


def _is_injected(fault: Fault) -> bool:
    return fault.name.startswith(("sts:", "ec2:", "iam:"))


FAULTS = [
    fault
    for fault in (*ALL, *REAL)
    if fault.cause not in ELSEWHERE
    and fault.name not in NOT_THESE
    and not _is_injected(fault)
]


def _repair(bench: Bench, found: list[Finding]) -> None:
    """Do what each finding says; a command that several have is typed once."""
    done = set()
    for finding in found:
        hand = HANDS.get(finding.cause)
        what = finding.command, finding.remedy
        if hand is not None and not finding.command.startswith("carto-wizard write"):
            hand(bench, finding)
        elif what not in done:
            assert finding.command, finding
            run_command(bench, finding)
        done.add(what)


NOT_OF_FILES = frozenset(
    check.id for check in CHECKS.values() if check.scope is not Scope.FILES
)


def _of(cause: str, found: list[Finding]) -> list[Finding]:
    return [f for f in found if f.cause == cause and f.status is not Status.OK]


@pytest.mark.one_in(3)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_after_the_remedy_the_finding_is_gone(fault: Fault, bench: Bench) -> None:
    before = bench.answers
    fault.make(bench)
    if bench.answers != before:
        # A mistake that the wizard sees itself was made in the session file.
        with contextlib.suppress(Incomplete):
            write_files(bench)
    # The files start a process that imports boto3: they are asked where it is theirs.
    checks = NOT_OF_FILES
    wrong = _of(fault.cause, findings(replace(bench.request, checks=checks)))
    if not wrong:
        checks = frozenset()
        wrong = _of(fault.cause, findings(bench.request))
    assert wrong
    _repair(bench, wrong)
    assert _of(fault.cause, findings(replace(bench.request, checks=checks))) == []


def test_an_instance_profile_of_others_is_replaced_and_not_filled(bench: Bench) -> None:
    _another(bench, filled=False)
    (empty,) = _of("instance-profile-empty", findings(bench.request))
    assert " && aws ec2 replace-iam-instance-profile-association " in empty.command
    assert f"--iam-instance-profile Name={HUB_ROLE}" in empty.command


def _last(change: Callable[[str], str]) -> Callable[[str], str]:
    """Change the last profile of the file alone."""

    def edit(text: str) -> str:
        at = text.rindex("[profile ")
        return text[:at] + change(text[at:])

    return edit


def _other(old: str, new: str) -> Callable[[str], str]:
    return _last(lambda section: re.sub(old, new, section, count=1, flags=re.M))


def _more(line: str) -> Callable[[str], str]:
    return _last(lambda section: f"{section.rstrip()}\n{line}\n")


MISTAKES = {
    "other role": _other("read-only", "readonly"),
    "other case": _other("cartography-read", "Cartography-read"),
    "path": _other("role/", "role/team/"),
    "other account": _other(r"\d{12}", "123456789012"),
    "eleven digits": _other(r"\d{12}", "12345678901"),
    "partition": _other("arn:aws:", "arn:aws-us-gov:"),
    "no role": _other("^role_arn.*\n", ""),
    "no region": _other("^region.*\n", ""),
    "other region": _other("^region.*", "region = eu-west-3"),
    "region with a comment": _other("^(region.*)", r"\1 # virginia"),
    "quoted region": _other("^region.*", 'region = "us-east-1"'),
    "zone": _other("^region.*", "region = us-east-1a"),
    "capitals": _other("^region.*", "region = US-EAST-1"),
    "other source": _other("Ec2InstanceMetadata", "Environment"),
    "source in small letters": _other("Ec2Instance", "ec2instance"),
    "no source": _other("^credential_source.*\n", ""),
    "two sources": _more("source_profile = default"),
    "source profile": _other("^credential_source.*", "source_profile = ghost"),
    "external ID": _more("external_id = other-id"),
    "two hours": _more("duration_seconds = 7200"),
    "a minute": _more("duration_seconds = 60"),
    "MFA": _more("mfa_serial = arn:aws:iam::111111111111:mfa/jo"),
    "token file": _more("web_identity_token_file = /nowhere/token"),
    "session name": _more("role_session_name = my run"),
    "attempts": _more("max_attempts = many"),
    "retries": _more("retry_mode = fast"),
    "endpoints of STS": _more("sts_regional_endpoints = local"),
    "gone": _last(lambda section: ""),
}
"""Ways in which a profile that was written stops working, made by hand."""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_writing_again_puts_a_changed_profile_right(mistake: str, bench: Bench) -> None:
    right = bench.config.read_text()
    bench.rewrite(MISTAKES[mistake])
    bench.rewrite(lambda text: f"# my own\n{text}")
    wrong = [f for f in _judged(bench) if f.status in (Status.FAILED, Status.WARNING)]
    assert wrong
    assert {finding.command for finding in wrong} == {"carto-wizard write"}
    write_files(bench)
    # A key that was gone comes back at the end of its section.
    lines = bench.config.read_text().split("\n")
    assert sorted(filter(None, lines)) == sorted(
        filter(None, ["# my own", *right.split("\n")])
    )
    assert [f for f in _judged(bench) if f.status is not Status.OK] == []


def _judged(bench: Bench) -> tuple[Finding, ...]:
    found = judge_files(bench.answers, bench.where, bench.environ).findings
    return tuple(each for each in found if each.check != "lint.environment")


def test_every_cause_is_carried_out_or_named_with_the_reason() -> None:
    carried = {fault.cause for fault in FAULTS}
    assert carried == BY_COMMAND | HANDS.keys()
    assert BY_COMMAND.isdisjoint(HANDS)
    named = ELSEWHERE.keys() | NOT_BY_THE_LINT.keys()
    assert CAUSES.keys() - carried - named - BY_THE_LINT == set()
    assert ELSEWHERE.keys() <= CAUSES.keys()
    assert ELSEWHERE.keys().isdisjoint(carried)
