from __future__ import annotations

from dataclasses import replace
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st

from carto_wizard.demo.protocols import Call
from carto_wizard.demo.signature import Credential, is_authentic, parse

tokens = st.text("abcXYZ019 _-.~/+=%&é\t", min_size=1, max_size=12)
queries = st.dictionaries(st.text("abcXYZ", min_size=1, max_size=5), tokens, max_size=3)
bodies = st.binary(max_size=60)


def signed(
    secret: str, body: bytes, query: dict[str, str], token: str | None
) -> tuple[Call, Credential]:
    """A call signed by botocore, as the server sees it."""
    from urllib.parse import quote, urlencode

    text = urlencode(query, quote_via=quote)
    url = f"http://127.0.0.1:8080/listRegions?{text}".rstrip("?")
    make: Any = AWSRequest
    request = make(method="POST", url=url, data=body, headers={"X-Extra": " a  b "})
    credentials = Credentials("AKIAIOSFODNN7EXAMPLE", secret, token)
    SigV4Auth(credentials, "account", "us-east-1").add_auth(request)
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    headers["host"] = "127.0.0.1:8080"
    claim = parse(headers["authorization"])
    assert claim is not None
    call = Call(
        "account",
        "ListRegions",
        "us-east-1",
        {},
        "POST",
        "/listRegions",
        text,
        headers,
        body,
    )
    return call, claim


@settings(max_examples=80, deadline=None)
@given(bodies, queries, st.one_of(st.none(), st.text("abc/+=", min_size=1)))
def test_what_botocore_signs_is_authentic(
    body: bytes, query: dict[str, str], token: str | None
) -> None:
    call, claim = signed("secret", body, query, token)
    assert claim.key_id == "AKIAIOSFODNN7EXAMPLE"
    assert is_authentic(call, claim, "secret")


@settings(max_examples=40, deadline=None)
@given(bodies, queries)
def test_whatever_is_changed_breaks_the_signature(
    body: bytes, query: dict[str, str]
) -> None:
    call, claim = signed("secret", body, query, "token")
    changed = [
        replace(call, body=body + b"x"),
        replace(call, query=f"{call.query}&extra=1"),
        replace(call, path="/other"),
        replace(call, method="PUT"),
        *(
            replace(call, headers={**call.headers, name: "changed"})
            for name in ("host", "x-amz-date", "x-amz-security-token", "x-extra")
        ),
    ]
    assert not any(is_authentic(other, claim, "secret") for other in changed)
    assert not is_authentic(call, claim, "another secret")
    assert not is_authentic(call, replace(claim, region="eu-west-1"), "secret")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120))
def test_no_header_is_too_odd_to_be_refused(header: str) -> None:
    assert parse(header) is None
