"""Signature Version 4, checked from the server's side.

Source: AWS IAM user guide, "Create a signed AWS API request".
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote

from carto_wizard.demo.protocols import Call

ALLOWED_SKEW = 300
"""Seconds that a client's clock may be off."""

_HEADER = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<key>[^/,\s]+)/(?P<date>\d{8})/(?P<region>[^/]+)"
    r"/(?P<service>[^/]+)/aws4_request,\s*SignedHeaders=(?P<headers>[^,\s]+),"
    r"\s*Signature=(?P<signature>[0-9a-f]+)"
)
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Credential:
    """What the Authorization header claims."""

    key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


def parse(header: str) -> Credential | None:
    """The claim of an Authorization header, None where it is not SigV4."""
    match = _HEADER.fullmatch(header.strip())
    if match is None:
        return None
    return Credential(
        match["key"],
        match["date"],
        match["region"],
        match["service"],
        tuple(match["headers"].split(";")),
        match["signature"],
    )


def is_authentic(call: Call, claim: Credential, secret: str) -> bool:
    """Whether the claim was signed with this secret."""
    scope = f"{claim.date}/{claim.region}/{claim.service}/aws4_request"
    to_sign = "\n".join(
        [
            "AWS4-HMAC-SHA256",
            call.headers.get("x-amz-date", ""),
            scope,
            _digest(_canonical(call, claim).encode()),
        ]
    )
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    expected = hmac.digest(key, to_sign.encode(), "sha256").hex()
    return hmac.compare_digest(expected, claim.signature)


def _canonical(call: Call, claim: Credential) -> str:
    query = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(call.query, keep_blank_values=True)
    )
    headers = (
        f"{name}:{' '.join(call.headers.get(name, '').split())}\n"
        for name in claim.signed_headers
    )
    return "\n".join(
        [
            call.method,
            quote(call.path or "/", safe="/-_.~"),
            "&".join(f"{name}={value}" for name, value in query),
            "".join(headers),
            ";".join(claim.signed_headers),
            _digest(call.body),
        ]
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def clock_problem(call: Call, now: float) -> str:
    """AWS's own sentence about a request signed too long ago or too early, or empty."""
    stamp = call.headers.get("x-amz-date", "")
    try:
        signed = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return "Date must be in ISO-8601 'basic format'."
    if signed < now - ALLOWED_SKEW:
        limit = _stamp(now - ALLOWED_SKEW)
        return (
            f"Signature expired: {stamp} is now earlier than {limit}"
            f" ({_stamp(now)} - 5 min.)"
        )
    if signed > now + ALLOWED_SKEW:
        limit = _stamp(now + ALLOWED_SKEW)
        return (
            f"Signature not yet current: {stamp} is still later than {limit}"
            f" ({_stamp(now)} + 5 min.)"
        )
    return ""


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(_STAMP)
