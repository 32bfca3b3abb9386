"""Every way in which an answer can be none of AWS's, and what it is to be called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PAGE = "<!DOCTYPE html><html><head><title>Sign in<p>Welcome</html>"
WELL_FORMED = "<html><body>Welcome</body></html>"
STATUSES = (301, 307, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504)
HANG = 3.0
"""Seconds; far more than the tests let a call wait."""


@dataclass(frozen=True, slots=True)
class Strange:
    """One strange answer; `details` are those of an injected fault."""

    name: str
    cause: str
    details: dict[str, Any] = field(hash=False)


def _raw(name: str, status: int, body: str, kind: str = "text/html") -> Strange:
    cause = "aws-unavailable" if status >= 500 else "answer-unreadable"
    details = {"raw": True, "status": status, "body": body, "content_type": kind}
    return Strange(name, cause, details)


ANSWERS = (
    _raw("200 empty", 200, ""),
    _raw("200 HTML", 200, PAGE),
    _raw("200 HTML that is XML", 200, WELL_FORMED),
    _raw("200 JSON", 200, '{"message": [1]}', "application/json"),
    _raw("200 other XML", 200, "<a><b/></a>", "text/xml"),
    _raw("200 plain text", 200, "ok", "text/plain"),
    _raw("200 a list", 200, "[]", "application/x-amz-json-1.1"),
    _raw("204", 204, ""),
    *(_raw(f"{status} HTML", status, PAGE) for status in STATUSES),
    *(_raw(f"{status} empty", status, "") for status in STATUSES),
    *(_raw(f"{status} XML page", status, WELL_FORMED) for status in STATUSES),
    Strange("truncated", "answer-unreadable", {"ending": "truncated"}),
    Strange(
        "enormous",
        "answer-unreadable",
        {"raw": True, "status": 200, "body": "0123456789" * 200, "repeat": 10_000},
    ),
)
BREAKS = (
    Strange("cut in the middle", "call-unanswered", {"ending": "cut"}),
    Strange("reset before the answer", "call-unanswered", {"ending": "reset"}),
    Strange("half, then silence", "call-unanswered", {"ending": "stalled"}),
    Strange("silence", "call-unanswered", {"delay": HANG}),
)
FAILED_THERE = tuple(
    Strange(
        f"{status} {code}",
        "aws-unavailable",
        {"code": code, "status": status, "message": "Try again."},
    )
    for code, status in (
        ("InternalFailure", 500),
        ("ServiceUnavailable", 503),
        ("GatewayTimeout", 504),
    )
)
ALL = (*ANSWERS, *BREAKS, *FAILED_THERE)
for each in BREAKS[2:3]:
    each.details["delay"] = HANG
