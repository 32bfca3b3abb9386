"""Faults of a single account: its keys, whose they are, and what they may do."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from carto_wizard.aws.clients import Credentials
from tests.checks import faults_aws as aws
from tests.checks import faults_machine as machine
from tests.checks.bench import AUDIT, Bench, statement
from tests.checks.clean_setups import USER, write_keys
from tests.checks.faults import ENVIRONMENT, NETWORK, Fault, Make
from tests.checks.faults_answers import answers


def _account(b: Bench) -> str:
    return b.answers.single.account_id


def _keys_file(b: Bench) -> Path:
    return Path(b.where.credentials_file)


def _edited(pattern: str, new: str) -> Make:
    def make(b: Bench) -> None:
        text = _keys_file(b).read_text()
        _keys_file(b).write_text(re.sub(pattern, new, text))

    return make


def _no_keys(b: Bench) -> None:
    _keys_file(b).unlink()
    b.environ["AWS_EC2_METADATA_DISABLED"] = "true"


def _of_another_account(b: Bench) -> None:
    other = next(a for a in b.demo.admin if a != _account(b))
    key = b.demo.admin[other]
    write_keys(b, Credentials(key.key, key.secret))


def _of_root(b: Bench) -> None:
    key = b.demo.admin[_account(b)]
    write_keys(b, Credentials(key.key, key.secret))
    b.demo.fault("root", account=_account(b))


def _planned(name: str = USER, region: str = "us-east-1") -> Make:
    def make(b: Bench) -> None:
        single = replace(b.answers.single, name=name, region=region)
        b.answers = replace(b.answers, single=single)
        b.write_config()

    return make


def _ghost(b: Bench) -> None:
    """The answers name a profile that was never written."""
    single = replace(b.answers.single, profile="ghost")
    b.answers = replace(b.answers, single=single)


def _login(b: Bench) -> None:
    _no_keys(b)
    b.rewrite(lambda text: f"{text}login_session = arn:aws:iam::1:user/x\n")


def _detached(b: Bench) -> None:
    both = {"UserName": USER, "PolicyArn": AUDIT}
    b.later(_account(b), "attach_user_policy", **both)
    b.iam(_account(b), "detach_user_policy", **both)


def _denied(action: str) -> Make:
    def make(b: Bench) -> None:
        policy = {"UserName": USER, "PolicyName": "less"}
        document = json.dumps(statement("Deny", action))
        b.later(_account(b), "delete_user_policy", **policy)
        b.iam(_account(b), "put_user_policy", PolicyDocument=document, **policy)

    return make


def _scp(b: Bench) -> None:
    other = next(a for a in b.demo.accounts if a != _account(b))
    b.demo.fault("organization", management=other)
    aws.scp(b, _account(b), "iam:ListRoles")


def _environment_keys(b: Bench) -> None:
    text = _keys_file(b).read_text()
    for name in ("aws_access_key_id", "aws_secret_access_key"):
        found = re.search(rf"{name} = (.+)", text)
        assert found is not None
        b.environ[name.upper()] = found[1]


KEYS = (
    Fault("no keys", "no-credentials", _no_keys),
    Fault("half a key", "credentials-incomplete", _edited(r"aws_secret.*\n", "")),
    Fault("unknown key", "credentials-unknown", _edited("AKIA", "AKIB")),
    Fault("temporary, no token", "credentials-incomplete", _edited("AKIA", "ASIA")),
    Fault("wrong secret", "secret-mismatch", _edited("key = .*", "key = " + "x" * 40)),
    Fault("a form of ours only", "credentials-form-unknown", _login),
    Fault("profile gone", "profile-missing", _ghost),
    Fault("keys in the shell too", "keys-variable-overrides", _environment_keys),
    Fault("clock", "clock-skew", lambda b: machine.clock(b, 1200)),
)
WHOSE = (
    Fault("of another account", "wrong-account", _of_another_account),
    Fault("of root", "root-credentials", _of_root),
    Fault("of another user", "wrong-identity", _planned(name="ann")),
)
MAY = (
    Fault("SecurityAudit detached", "security-audit-missing", _detached),
    Fault("a call denied", "explicit-deny", _denied("s3:ListAllMyBuckets")),
    Fault("SCP", "organization-policy-denied", _scp),
    Fault("region off", "region-not-enabled", _planned(region="me-central-1")),
    Fault("no such region", "region-unknown", _planned(region="us-east-9")),
)
ANSWERS = answers(
    _account,
    "sts:GetCallerIdentity",
    "iam:ListAttachedUserPolicies",
    "ec2:DescribeRegions",
    blamed=False,
)
SINGLE = (*NETWORK[:4], *ENVIRONMENT[3:4], *KEYS, *WHOSE, *MAY, *ANSWERS)
