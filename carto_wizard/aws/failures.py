"""Why a call to AWS failed, in one value whoever raised it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

_THROTTLES = re.compile(r"throttl|toomanyrequests|requestlimitexceeded|slowdown", re.I)
# By class name, because the names also arrive from a child process.
_KINDS = {
    "ClientError": "refused",
    "EndpointConnectionError": "unreachable",
    "ConnectionClosedError": "unreachable",
    "ConnectTimeoutError": "timeout",
    "ReadTimeoutError": "timeout",
    "ProxyConnectionError": "proxy",
    "InvalidProxiesConfigError": "proxy",
    "SSLError": "tls",
    "NoCredentialsError": "no-credentials",
    "CredentialRetrievalError": "no-credentials",
    "MetadataRetrievalError": "no-credentials",
    "PartialCredentialsError": "partial-credentials",
    "ProfileNotFound": "no-profile",
    "ConfigParseError": "config",
    "ConfigNotFound": "config",
    "InvalidConfigError": "config",
    "NoRegionError": "no-region",
    "InvalidRegionError": "no-region",
    "UnauthorizedSSOTokenError": "expired-login",
    "SSOTokenLoadError": "expired-login",
    "TokenRetrievalError": "expired-login",
    "UnknownCredentialForm": "unknown-form",
}


class FailureKind(StrEnum):
    """What sort of thing went wrong, before anybody asks which."""

    REFUSED = "refused"
    """AWS answered with an error code."""
    THROTTLED = "throttled"
    NAME = "name"
    """The host name has no address here."""
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    PROXY = "proxy"
    TLS = "tls"
    NO_CREDENTIALS = "no-credentials"
    PARTIAL_CREDENTIALS = "partial-credentials"
    NO_PROFILE = "no-profile"
    NO_REGION = "no-region"
    CONFIG = "config"
    EXPIRED_LOGIN = "expired-login"
    UNKNOWN_FORM = "unknown-form"
    """Credentials that Cartography's own botocore does not take."""
    OTHER = "other"


class CallFailed(Exception):
    """One call to AWS that brought no answer of use; `code` is AWS's own, or empty."""

    def __init__(
        self, kind: FailureKind, message: str, *, code: str = "", operation: str = ""
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.code = code
        self.operation = operation

    @property
    def evidence(self) -> str:
        """What was seen, as a person may quote it."""
        place = f"{self.operation}: " if self.operation else ""
        return f"{place}{self.code}: {self.message}" if self.code else self.message


def from_botocore(error: Exception, operation: str = "") -> CallFailed:
    """The failure behind an exception of botocore."""
    response: Any = getattr(error, "response", None)
    if isinstance(response, dict):
        error_part = response.get("Error", {})
        return named(
            "ClientError",
            str(error_part.get("Message", "")),
            code=str(error_part.get("Code", "")),
            operation=operation,
        )
    return named(type(error).__name__, _whole(error), operation=operation)


def raise_if_throttled(failure: CallFailed) -> None:
    """Raise what is no answer, so that the same is asked again later."""
    if failure.kind is FailureKind.THROTTLED:
        raise failure


def is_throttle(code: str) -> bool:
    """Whether an error code of AWS asks the caller to slow down."""
    return bool(_THROTTLES.search(code))


def named(
    name: str, message: str, *, code: str = "", operation: str = ""
) -> CallFailed:
    """The failure that an exception class of this name and text stands for."""
    kind = FailureKind(_KINDS.get(name, "other"))
    if kind is FailureKind.REFUSED and is_throttle(code):
        kind = FailureKind.THROTTLED
    elif kind is FailureKind.UNREACHABLE and _no_address(message):
        kind = FailureKind.NAME
    return CallFailed(kind, message, code=code, operation=operation)


def needed(answer: Mapping[str, Any], name: str) -> Any:
    """A part of an answer; whatever answered without it is not AWS."""
    if answer.get(name) is None:
        raise CallFailed(
            FailureKind.OTHER, f"The answer holds no {name}, as AWS's would."
        )
    return answer[name]


def _whole(error: Exception) -> str:
    # EndpointConnectionError keeps the reason (DNS, refused) out of its own text.
    inner = getattr(error, "kwargs", {}).get("error")
    return (
        f"{error} ({inner})" if inner and str(inner) not in str(error) else str(error)
    )


def _no_address(message: str) -> bool:
    signs = ("name or service not known", "getaddrinfo", "nodename nor servname")
    low = message.lower()
    return any(s in low for s in (*signs, "failed to resolve", "name resolution"))
