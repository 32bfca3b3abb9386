"""Clients of the embedded AWS, and a way to say how a call must end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from carto_wizard.demo.launch import Demo

Clients = Callable[..., Any]
_CONFIG = Config(retries={"total_max_attempts": 1}, read_timeout=20, proxies={})
_SESSION = boto3.Session()


def clients(demo: Demo, key: str, secret: str, token: str | None = None) -> Clients:
    def client(service: str, region: str = "us-east-1") -> Any:
        make: Any = _SESSION.client
        return make(
            service,
            endpoint_url=demo.endpoint,
            region_name=region,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=_CONFIG,
        )

    return client


def admin(demo: Demo, account: str) -> Clients:
    key = demo.admin[account]
    return clients(demo, key.key, key.secret)


def hub(demo: Demo, role: str = "cartography-service") -> Clients:
    """With the credentials of the hub's instance, or of a single account's."""
    given = json.loads(metadata(demo, f"{CREDENTIALS}{role}")[1])
    return clients(demo, given["AccessKeyId"], given["SecretAccessKey"], given["Token"])


def spoke(demo: Demo, account: str, **details: Any) -> Clients:
    """With the credentials of an account's read-only role, assumed from the hub."""
    return assumed(demo, hub(demo), account, "cartography-read-only", **details)


def assumed(
    demo: Demo, by: Clients, account: str, role: str, **details: Any
) -> Clients:
    region = details.pop("region", "us-east-1")
    given = by("sts", region).assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/{role}",
        RoleSessionName="test",
        **details,
    )["Credentials"]
    return clients(
        demo, given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
    )


CREDENTIALS = "meta-data/iam/security-credentials/"


def metadata(demo: Demo, path: str, timeout: float = 10) -> tuple[int, str]:
    token = fetch(
        f"{demo.imds}/latest/api/token",
        "PUT",
        {"X-aws-ec2-metadata-token-ttl-seconds": "60"},
        timeout,
    )[1]
    headers = {"X-aws-ec2-metadata-token": token}
    return fetch(f"{demo.imds}/latest/{path}", "GET", headers, timeout)


def fetch(
    url: str, method: str, headers: dict[str, str], timeout: float = 10
) -> tuple[int, str]:
    request = Request(url, method=method, headers=headers)
    try:
        with urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


@dataclass
class Ending:
    message: str = ""
    status: int = 200
    headers: dict[str, str] | None = None


@contextmanager
def ends(code: str) -> Iterator[Ending]:
    """The block ends with this error code of AWS; empty: it succeeds."""
    ending = Ending()
    try:
        yield ending
        found = ""
    except ClientError as error:
        found = str(error.response["Error"]["Code"])
        ending.message = str(error.response["Error"]["Message"])
        ending.status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        ending.headers = error.response["ResponseMetadata"]["HTTPHeaders"]
    assert found == code, ending.message or "the call succeeded"
