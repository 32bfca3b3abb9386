"""Wrong credentials, in the words of each service's own protocol."""

from __future__ import annotations

from typing import Any

import pytest

from carto_wizard.demo.launch import Demo
from tests.demo.client import Clients, admin, clients, ends, fetch, hub, spoke

SPOKE = "333333333333"
GULF = "777777777777"
OPERATIONS = {
    "sts": "get_caller_identity",
    "iam": "list_users",
    "ec2": "describe_regions",
    "organizations": "describe_organization",
    "account": "list_regions",
}
SERVICES = list(OPERATIONS)


def call(client: Clients, service: str, region: str = "us-east-1") -> Any:
    return getattr(client(service, region), OPERATIONS[service])()


UNKNOWN = {
    "sts": ("InvalidClientTokenId", 403),
    "iam": ("InvalidClientTokenId", 403),
    "ec2": ("AuthFailure", 401),
    "organizations": ("UnrecognizedClientException", 400),
    "account": ("UnrecognizedClientException", 403),
}
MISMATCH = {
    "sts": ("SignatureDoesNotMatch", 403),
    "iam": ("SignatureDoesNotMatch", 403),
    "ec2": ("AuthFailure", 401),
    "organizations": ("InvalidSignatureException", 400),
    "account": ("InvalidSignatureException", 403),
}
EXPIRED = {
    "sts": ("ExpiredToken", 403),
    "iam": ("ExpiredToken", 403),
    "ec2": ("RequestExpired", 400),
    "organizations": ("ExpiredTokenException", 400),
    "account": ("ExpiredTokenException", 403),
}
CLOCK = MISMATCH | {"ec2": ("RequestExpired", 400)}


def expect(client: Clients, service: str, table: Any, region: str = "us-east-1") -> str:
    code, status = table[service]
    with ends(code) as ending:
        call(client, service, region)
    assert ending.status == status
    return ending.message


@pytest.mark.parametrize("service", SERVICES)
def test_an_unknown_key(healthy_aws: Demo, service: str) -> None:
    for key in ("AKIAIOSFODNN7EXAMPLE", "x", "AKIA" + "A" * 16, "ASIA" + "7" * 16):
        expect(clients(healthy_aws, key, "s" * 40), service, UNKNOWN)


@pytest.mark.parametrize("service", SERVICES)
def test_a_wrong_secret(healthy_aws: Demo, service: str) -> None:
    key = healthy_aws.admin[SPOKE].key
    message = expect(clients(healthy_aws, key, "s" * 40), service, MISMATCH)
    assert "expired" not in message.lower()


@pytest.mark.parametrize("service", SERVICES)
def test_a_wrong_or_foreign_token(healthy_aws: Demo, service: str) -> None:
    given = hub(healthy_aws)("sts").assume_role(
        RoleArn=f"arn:aws:iam::{SPOKE}:role/cartography-read-only",
        RoleSessionName="test",
    )["Credentials"]
    key, secret = given["AccessKeyId"], given["SecretAccessKey"]
    for token in (None, "another", given["SessionToken"] + "x"):
        expect(clients(healthy_aws, key, secret, token), service, UNKNOWN)
    long_term = healthy_aws.admin[SPOKE]
    token = given["SessionToken"]
    mixed = clients(healthy_aws, long_term.key, long_term.secret, token)
    expect(mixed, service, UNKNOWN)


@pytest.mark.parametrize("service", SERVICES)
def test_an_expired_session(healthy_aws: Demo, service: str) -> None:
    reader = spoke(healthy_aws, SPOKE)
    healthy_aws.fault("expire", accounts=[SPOKE])
    expect(reader, service, EXPIRED)
    call(spoke(healthy_aws, SPOKE), "sts")


def test_the_instance_gets_new_credentials_after_the_old_ones_expire(
    healthy_aws: Demo,
) -> None:
    old = hub(healthy_aws)
    healthy_aws.fault("expire")
    expect(old, "sts", EXPIRED)
    call(hub(healthy_aws), "sts")


@pytest.mark.parametrize("minutes", [-20, 20])
@pytest.mark.parametrize("service", SERVICES)
def test_a_clock_that_is_wrong(healthy_aws: Demo, service: str, minutes: int) -> None:
    client = admin(healthy_aws, SPOKE)
    healthy_aws.fault("clock", seconds=60 * minutes)
    message = expect(client, service, CLOCK)
    if service == "ec2":
        assert message == "Request has expired."
    else:
        words = "expired" if minutes > 0 else "not yet current"
        assert message.startswith(f"Signature {words}: ")
        assert message.endswith("5 min.)")


def test_the_answer_carries_the_servers_time(healthy_aws: Demo) -> None:
    from datetime import UTC, datetime, timedelta
    from email.utils import parsedate_to_datetime

    healthy_aws.fault("clock", seconds=1200)
    with ends("SignatureDoesNotMatch") as ending:
        call(admin(healthy_aws, SPOKE), "sts")
    assert ending.headers is not None
    ahead = parsedate_to_datetime(ending.headers["date"]) - datetime.now(UTC)
    assert abs(ahead - timedelta(minutes=20)) < timedelta(seconds=30)


@pytest.mark.parametrize("minutes", [-4, 4])
def test_a_few_minutes_are_forgiven(healthy_aws: Demo, minutes: int) -> None:
    healthy_aws.fault("clock", seconds=60 * minutes)
    call(admin(healthy_aws, SPOKE), "sts")


@pytest.mark.parametrize("service", ["sts", "ec2"])
def test_a_region_that_is_not_enabled(healthy_aws: Demo, service: str) -> None:
    expect(spoke(healthy_aws, SPOKE), service, UNKNOWN, "me-central-1")
    call(spoke(healthy_aws, GULF), service, "me-central-1")


def test_assuming_a_role_in_a_region_that_only_the_hub_has(healthy_aws: Demo) -> None:
    with ends("RegionDisabledException") as ending:
        spoke(healthy_aws, SPOKE, region="me-central-1")
    assert f"for account:{SPOKE}." in ending.message
    assert ending.status == 403
    spoke(healthy_aws, GULF, region="me-central-1")
    healthy_aws.fault(
        "region", account="111111111111", region="me-central-1", enabled=False
    )
    with ends("InvalidClientTokenId"):
        spoke(healthy_aws, GULF, region="me-central-1")


@pytest.mark.parametrize("region", ["us-east-9", "cn-north-1", "us-gov-west-1"])
def test_a_region_of_nowhere_or_of_another_partition(
    healthy_aws: Demo, region: str
) -> None:
    expect(admin(healthy_aws, SPOKE), "ec2", UNKNOWN, region)


def test_a_deactivated_and_a_deleted_key(healthy_aws: Demo) -> None:
    iam = admin(healthy_aws, SPOKE)("iam")
    iam.create_user(UserName="leaver")
    made = iam.create_access_key(UserName="leaver")["AccessKey"]
    leaver = clients(healthy_aws, made["AccessKeyId"], made["SecretAccessKey"])
    who = leaver("sts").get_caller_identity()
    assert who["Arn"] == f"arn:aws:iam::{SPOKE}:user/leaver"
    with ends("AccessDenied"):
        leaver("iam").list_users()
    iam.update_access_key(
        UserName="leaver", AccessKeyId=made["AccessKeyId"], Status="Inactive"
    )
    expect(leaver, "sts", UNKNOWN)
    iam.delete_access_key(UserName="leaver", AccessKeyId=made["AccessKeyId"])
    expect(leaver, "sts", UNKNOWN)


@pytest.mark.parametrize("header", ["", "Bearer x", "AWS4-HMAC-SHA256 Credential=x"])
def test_a_call_without_a_signature(healthy_aws: Demo, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    address = f"{healthy_aws.endpoint}/?Action=GetCallerIdentity"
    status, body = fetch(address, "GET", headers)
    assert status == 403
    assert "<Code>MissingAuthenticationToken</Code>" in body
