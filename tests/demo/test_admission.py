"""What a browser's page, a stranger or junk gets from the demo's servers: nothing."""

from __future__ import annotations

import json
import socket
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carto_wizard.demo.admission import CONTROL, TOKEN_HEADER
from carto_wizard.demo.launch import Demo
from tests.demo.client import admin, fetch, metadata

HUB = "111111111111"
FAULT = f"{CONTROL}fault"
CALLS = f"{CONTROL}calls"
TTL = {"X-aws-ec2-metadata-token-ttl-seconds": "60"}
TOKEN = "/latest/api/token"


def send(
    url: str, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, bytes]:
    """One request with exactly these headers and the length of the body."""
    address = urlsplit(url)
    assert address.hostname and address.port
    line = HTTPConnection(address.hostname, address.port, timeout=20)
    try:
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        length = {"Content-Length": str(len(body))}
        for name, value in (length | headers).items():
            line.putheader(name, value)
        line.endheaders(body)
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def own(url: str) -> str:
    return urlsplit(url).netloc


def post(demo: Demo, body: bytes, **headers: str) -> tuple[int, bytes]:
    known = {"Host": own(demo.endpoint), TOKEN_HEADER: demo.control}
    return send(demo.endpoint, "POST", FAULT, known | headers, body)


def state(demo: Demo) -> tuple[Any, ...]:
    """What a fault could have changed, as far as the hub sees it."""
    caller = admin(demo, HUB)
    regions = caller("ec2").describe_regions(AllRegions=True)["Regions"]
    accounts = caller("organizations").list_accounts()["Accounts"]
    arn = caller("sts").get_caller_identity()["Arn"]
    units = caller("organizations").list_organizational_units_for_parent(
        ParentId="r-demo"
    )
    return arn, regions, accounts, units["OrganizationalUnits"]


FOREIGN = {
    "another name": {"Host": "evil.example"},
    "another name with this port": {"Host": "evil.example:{port}"},
    "no port": {"Host": "127.0.0.1"},
    "another port": {"Host": "127.0.0.1:1"},
    "a name that begins alike": {"Host": "127.0.0.1:{port}.evil.example"},
    "a user before it": {"Host": "evil.example@127.0.0.1:{port}"},
    "no host": {},
    "a page of another site": {
        "Host": "127.0.0.1:{port}",
        "Origin": "http://evil.example",
    },
    "a page without origin": {"Host": "127.0.0.1:{port}", "Origin": "null"},
    "a page of another server here": {
        "Host": "127.0.0.1:{port}",
        "Origin": "http://127.0.0.1:1",
    },
}


@pytest.mark.parametrize("case", FOREIGN)
def test_both_servers_refuse_what_a_page_makes_a_browser_send(
    small_aws: Demo, case: str
) -> None:
    for url, method, path, more in (
        (small_aws.endpoint, "POST", "/", {}),
        (small_aws.endpoint, "GET", CALLS, {TOKEN_HEADER: small_aws.control}),
        (small_aws.endpoint, "POST", FAULT, {TOKEN_HEADER: small_aws.control}),
        (small_aws.imds, "PUT", TOKEN, TTL),
        (small_aws.imds, "GET", "/latest/meta-data/instance-id", {}),
        (small_aws.imds, "GET", "/task-role/cartography-task", {}),
    ):
        port = str(urlsplit(url).port)
        named = {k: v.format(port=port) for k, v in FOREIGN[case].items()}
        status, answer = send(url, method, path, named | more, b'{"kind": "root"}')
        assert (status, answer.startswith(b"This server answers ")) == (403, True)


def test_two_hosts_are_none(small_aws: Demo) -> None:
    for url, path in ((small_aws.endpoint, "/"), (small_aws.imds, TOKEN)):
        text = (
            f"PUT {path} HTTP/1.1\r\nHost: {own(url)}\r\nHost: evil.example\r\n"
            "X-aws-ec2-metadata-token-ttl-seconds: 60\r\nContent-Length: 0\r\n\r\n"
        )
        assert raw(url, text.encode()).startswith(b"HTTP/1.1 403 ")


def raw(url: str, data: bytes) -> bytes:
    """The first bytes that come back for these; none where the line is closed."""
    address = urlsplit(url)
    with socket.create_connection(("127.0.0.1", address.port or 0), timeout=20) as line:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        try:
            return line.recv(4096)
        except ConnectionResetError:
            return b""


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_programs_on_this_machine_are_answered(small_aws: Demo, name: str) -> None:
    host = f"{name}:{urlsplit(small_aws.imds).port}"
    page = {"Host": host, "Origin": f"http://{host}"}
    assert send(small_aws.imds, "PUT", TOKEN, TTL | {"Host": host})[0] == 200
    assert send(small_aws.imds, "PUT", TOKEN, TTL | page)[0] == 200


@pytest.mark.parametrize("token", ["", "x", "é", "x" * 9_000], ids=len)
def test_the_fault_api_wants_its_token(small_aws: Demo, token: str) -> None:
    before = state(small_aws)
    wrong = {TOKEN_HEADER: token} if token else {}
    known = {"Host": own(small_aws.endpoint)}
    body = b'{"kind": "organization", "management": ""}'
    for method, path in (("GET", CALLS), ("POST", FAULT)):
        status, answer = send(small_aws.endpoint, method, path, known | wrong, body)
        assert status == 403, answer
        assert small_aws.control.encode() not in answer
    assert state(small_aws) == before
    assert small_aws.control not in repr(small_aws)


JUNK: dict[str, Any] = {
    "seconds in words": {"kind": "clock", "seconds": "soon"},
    "seconds as text": {"kind": "clock", "seconds": "5"},
    "seconds yes": {"kind": "clock", "seconds": True},
    "no seconds": {"kind": "clock"},
    "null seconds": {"kind": "clock", "seconds": None},
    "a list of seconds": {"kind": "clock", "seconds": [1]},
    "seconds of no number": {"kind": "clock", "seconds": float("nan")},
    "endless seconds": {"kind": "clock", "seconds": float("inf")},
    "a clock past all dates": {"kind": "clock", "seconds": 1e300},
    "seconds of 400 digits": {"kind": "clock", "seconds": 10**400},
    "a delay in words": {"kind": "call", "permission": "*", "delay": "long"},
    "a delay back in time": {"kind": "call", "permission": "*", "delay": -1},
    "a status in words": {"kind": "call", "permission": "*", "status": "bad"},
    "no such status": {"kind": "call", "permission": "*", "status": 999},
    "times in words": {"kind": "call", "permission": "*", "times": "often"},
    "a code with a line": {"kind": "call", "permission": "*", "code": "A\r\nB: c"},
    "a permission of numbers": {"kind": "call", "permission": 5},
    "a call without permission": {"kind": "call"},
    "an unknown detail": {"kind": "clock", "seconds": 5, "aws": None},
    "an unknown kind": {"kind": "flood"},
    "a kind that is a list": {"kind": []},
    "no kind": {},
    "an unknown metadata fault": {"kind": "imds", "fault": "fire"},
    "an account of one digit": {"kind": "member", "account": "1", "state": "x"},
    "a state that is a list": {"kind": "member", "account": HUB, "state": []},
    "an unknown unit": {"kind": "member", "account": HUB, "unit": "ou-none"},
    "tags in a list": {"kind": "member", "account": HUB, "tags": ["a"]},
    "a tag of numbers": {"kind": "member", "account": HUB, "tags": {"a": 1}},
    "a fact that is none": {"kind": "member", "account": HUB, "opted": []},
    "a unit in an unknown one": {
        "kind": "organization", "units": [["ou-1", "one", "ou-none"]],
    },
    "a unit in itself": {
        "kind": "organization", "units": [["ou-1", "", "r-demo"], ["ou-1", "", "ou-1"]],
    },
    "half a unit": {"kind": "organization", "units": [["ou-1"]]},
    "units in a number": {"kind": "organization", "units": 5},
    "a delegated stranger": {"kind": "organization", "delegated": {"1": []}},
    "delegated in a list": {"kind": "organization", "delegated": [HUB]},
    "a resource policy of junk": {"kind": "organization", "resource_policy": "x"},
    "a rate below nothing": {"kind": "organization", "rate": -1.0},
    "a rate in words": {"kind": "organization", "rate": "fast"},
    "an account that is a map": {"kind": "root", "account": {}},
    "an unknown root": {"kind": "root", "account": "1"},
    "an unknown other": {"kind": "other-account", "account": HUB, "other": "1"},
    "an unknown management": {"kind": "organization", "management": "1"},
    "an unknown region": {
        "kind": "region", "account": HUB, "region": "mars-1", "enabled": True,
    },
    "a region enabled in words": {
        "kind": "region", "account": HUB, "region": "af-south-1", "enabled": "no",
    },
    "a policy of nothing": {"kind": "scp", "account": HUB, "document": {}},
    "a policy that is text": {"kind": "scp", "account": HUB, "document": "x"},
    "a policy of junk": {
        "kind": "scp", "account": HUB, "document": {"Statement": 5},
    },
    "expired accounts in a number": {"kind": "expire", "accounts": 5},
    "a list": [1],
    "a number": 5,
    "text": "clock",
    "nothing": None,
}  # fmt: skip


@pytest.mark.one_in(4)
@pytest.mark.parametrize("case", JUNK)
def test_junk_is_a_400_and_changes_nothing(small_aws: Demo, case: str) -> None:
    before = state(small_aws)
    status, answer = post(small_aws, json.dumps(JUNK[case]).encode())
    assert status == 400, answer
    assert json.loads(answer)["error"]
    assert state(small_aws) == before


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"{", b"[" * 100_000, b'{"a":' * 50_000]
)
def test_what_is_no_document_is_a_400(small_aws: Demo, body: bytes) -> None:
    assert post(small_aws, body)[0] == 400
    known = {"Host": own(small_aws.endpoint), "Content-Length": "2"}
    assert send(small_aws.endpoint, "POST", "/", known, b"[]")[0] == 403


@pytest.mark.parametrize(
    "length", ["-1", "x", "1e9", "99999999999999999999", "\xb2", "2000000"]
)
def test_a_length_that_is_none_is_a_400(small_aws: Demo, length: str) -> None:
    status, answer = post(small_aws, b"", **{"Content-Length": length})
    assert (status, b"length" in answer) == (400, True)


def test_brackets_to_a_service_are_its_own_refusal(small_aws: Demo) -> None:
    """Before anybody signed: the body is read to find out what is asked."""
    claim = (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/"
        "organizations/aws4_request, SignedHeaders=host, Signature=ab"
    )
    known = {"Host": own(small_aws.endpoint), "Authorization": claim}
    for body in (b"[" * 100_000, b"{", b"5", b'"\\ud800"'):
        status, answer = send(small_aws.endpoint, "POST", "/", known, body)
        assert (status, b"SerializationException" in answer) == (400, True)


@pytest.mark.parametrize("seconds", ["\xb2", "1" * 5_000, "-1", "6e1"])
def test_a_lifetime_that_is_no_number_is_a_400(small_aws: Demo, seconds: str) -> None:
    ttl = {"X-aws-ec2-metadata-token-ttl-seconds": seconds}
    known = {"Host": own(small_aws.imds)}
    assert send(small_aws.imds, "PUT", TOKEN, known | ttl)[0] == 400


many = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
kinds = st.sampled_from([
    "clock", "imds", "call", "scp", "region", "member", "expire", "root",
    "other-account", "organization",
])  # fmt: skip
names = st.sampled_from([
    "seconds", "fault", "account", "document", "region", "enabled", "state", "other",
    "units", "tags", "delegated", "resource_policy", "rate", "paths", "outside", "name",
    "management", "permission", "code", "message", "times", "delay", "accounts", "self",
])  # fmt: skip


@many
@given(kind=kinds, details=st.dictionaries(names, values, max_size=5))
def test_whatever_the_details_are_the_answer_is_200_or_400(
    small_aws: Demo, kind: str, details: dict[str, Any]
) -> None:
    """And the AWS goes on: a fault that was taken can be taken back."""
    delay = details.get("delay")
    if isinstance(delay, int | float) and delay > 0:
        details["delay"] = 0
    try:
        body = json.dumps({"kind": kind, **details}).encode()
        status, answer = post(small_aws, body)
        assert status in (200, 400), answer
        assert json.loads(answer) is not None
        status, _ = send(
            small_aws.endpoint, "POST", "/", {"Host": own(small_aws.endpoint)}
        )
        assert 400 <= status < 600
    finally:
        small_aws.clear()
    assert metadata(small_aws, "meta-data/instance-id")[0] == 200


@many
@given(data=st.binary(max_size=300))
def test_bytes_that_are_no_http_harm_neither_server(
    small_aws: Demo, data: bytes
) -> None:
    for url in (small_aws.endpoint, small_aws.imds):
        assert not raw(url, data).startswith(b"HTTP/1.1 2")
        assert fetch(url, "GET", {})[0] in (401, 403)


@many
@given(
    body=st.binary(max_size=300),
    path=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30),
    claim=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80),
    service=st.sampled_from(["sts", "iam", "ec2", "organizations", "account", "s3"]),
)
def test_any_unsigned_call_is_a_refusal_of_aws(
    small_aws: Demo, body: bytes, path: str, claim: str, service: str
) -> None:
    known = {"Host": own(small_aws.endpoint)}
    signed = (
        f"AWS4-HMAC-SHA256 Credential={'A' * 20}/20260101/us-east-1/{service}"
        "/aws4_request, SignedHeaders=host, Signature=ab"
    )
    for authorization in (claim.strip(), signed):
        headers = known | {"Authorization": authorization}
        try:
            status, _ = send(small_aws.endpoint, "POST", f"/{path}", headers, body)
        except HTTPException:
            continue
        assert 400 <= status < 500
