"""Why a call to AWS failed, in one value whoever raised it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

_THROTTLES = re.compile(r"throttl|toomanyrequests|requestlimitexceeded|slowdown", re.I)


class FailureKind(StrEnum):
    """What sort of thing went wrong, before anybody asks which."""

    REFUSED = "refused"
    """AWS answered with an error code."""
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    """The answer was that of a server that fails."""
    UNREADABLE = "unreadable"
    """Something answered, and it is not what AWS answers."""
    NAME = "name"
    """The host name has no address here."""
    UNREACHABLE = "unreachable"
    BROKEN = "broken"
    """The connection ended before the whole answer was there."""
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
    STOPPED = "stopped"
    """Whoever asked did not want to wait any longer."""
    OTHER = "other"


# By class name, because the names also arrive from a child process.
_KINDS = {
    "ClientError": FailureKind.REFUSED,
    "EndpointConnectionError": FailureKind.UNREACHABLE,
    "ConnectionRefusedError": FailureKind.UNREACHABLE,
    "ConnectionClosedError": FailureKind.BROKEN,
    "ConnectionResetError": FailureKind.BROKEN,
    "BrokenPipeError": FailureKind.BROKEN,
    "IncompleteRead": FailureKind.BROKEN,
    "RemoteDisconnected": FailureKind.BROKEN,
    "ResponseStreamingError": FailureKind.BROKEN,
    "BadStatusLine": FailureKind.UNREADABLE,
    "ResponseParserError": FailureKind.UNREADABLE,
    "ConnectTimeoutError": FailureKind.TIMEOUT,
    "ReadTimeoutError": FailureKind.TIMEOUT,
    "TimeoutError": FailureKind.TIMEOUT,
    "ProxyConnectionError": FailureKind.PROXY,
    "InvalidProxiesConfigError": FailureKind.PROXY,
    "SSLError": FailureKind.TLS,
    "NoCredentialsError": FailureKind.NO_CREDENTIALS,
    "CredentialRetrievalError": FailureKind.NO_CREDENTIALS,
    "MetadataRetrievalError": FailureKind.NO_CREDENTIALS,
    "PartialCredentialsError": FailureKind.PARTIAL_CREDENTIALS,
    "ProfileNotFound": FailureKind.NO_PROFILE,
    "ConfigParseError": FailureKind.CONFIG,
    "ConfigNotFound": FailureKind.CONFIG,
    "InvalidConfigError": FailureKind.CONFIG,
    "NoRegionError": FailureKind.NO_REGION,
    "InvalidRegionError": FailureKind.NO_REGION,
    "UnauthorizedSSOTokenError": FailureKind.EXPIRED_LOGIN,
    "SSOTokenLoadError": FailureKind.EXPIRED_LOGIN,
    "TokenRetrievalError": FailureKind.EXPIRED_LOGIN,
    "UnknownCredentialForm": FailureKind.UNKNOWN_FORM,
}


class HttpAnswer(NamedTuple):
    """What may be told of an answer; its content may hold secrets."""

    status: int
    content_type: str
    size: int
    promised: str = ""
    """The size that its head told, if it did."""

    @property
    def cut(self) -> bool:
        """Whether the connection ended before the whole of it was there."""
        return self.promised.isdecimal() and self.size < int(self.promised)

    def __str__(self) -> str:
        size = f"{self.size} of {self.promised}" if self.cut else str(self.size)
        return f"HTTP {self.status}, {self.content_type}, {size} bytes"


class CallFailed(Exception):
    """One call to AWS that brought no answer of use; `code` is AWS's own, or empty."""

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        *,
        code: str = "",
        operation: str = "",
        url: str = "",
        others_answered: bool = False,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.code = code
        self.operation = operation
        self.url = url
        """The endpoint that was asked, where one is known."""
        self.others_answered = others_answered
        """Whether that endpoint answered other calls of the same run."""

    @property
    def is_answer(self) -> bool:
        """Whether AWS answered the question, if only to refuse."""
        return self.kind is FailureKind.REFUSED

    @property
    def evidence(self) -> str:
        """What was seen, as a person may quote it."""
        place = f"{self.operation}: " if self.operation else ""
        code = f"{self.code}: " if self.code else ""
        return f"{place}{code}{self.message}"


def from_exception(
    error: Exception,
    operation: str = "",
    *,
    answer: HttpAnswer | None = None,
    url: str = "",
    others_answered: bool = False,
) -> CallFailed:
    """The failure behind whatever a call raised; `answer` is what had come by then."""
    response: Any = getattr(error, "response", None)
    if isinstance(response, dict):
        part = response.get("Error", {})
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code, message = str(part.get("Code", "")), str(part.get("Message", ""))
        kind = kind_of_code(code, status)
        if kind is FailureKind.UNREADABLE:
            code, message = (
                "",
                (f"{answer or f'HTTP {status}'}, not a response from AWS."),
            )
    else:
        name, code, message = type(error).__name__, "", _whole(error)
        kind = kind_of(name, message)
        if kind is FailureKind.OTHER and not _is_botocore(error):
            # Its text may quote the answer, or the request.
            message = name
            kind = FailureKind.UNREADABLE if answer else kind
        if kind is FailureKind.UNREADABLE:
            message = f"{answer or 'The response'} cannot be read ({name})."
            if answer and answer.cut:
                kind = FailureKind.BROKEN
            elif answer and answer.status >= 500:
                kind = FailureKind.UNAVAILABLE
    return CallFailed(
        kind,
        message,
        code=code,
        operation=operation,
        url=url,
        others_answered=others_answered,
    )


def raise_if_throttled(failure: CallFailed) -> None:
    """Raise what is no answer, so that the same is asked again later."""
    if failure.kind is FailureKind.THROTTLED:
        raise failure


def is_throttle(code: str) -> bool:
    """Whether an error code of AWS asks the caller to slow down."""
    return bool(_THROTTLES.search(code))


def kind_of_code(code: str, status: int) -> FailureKind:
    """What an error code means, whatever was asked."""
    if is_throttle(code):
        return FailureKind.THROTTLED
    if status >= 500:
        return FailureKind.UNAVAILABLE
    # botocore puts the status where an answer holds no code of AWS.
    return FailureKind.UNREADABLE if code.isdigit() or not code else FailureKind.REFUSED


def kind_of(name: str, message: str) -> FailureKind:
    """What an exception class of this name and text stands for."""
    kind = _KINDS.get(name, FailureKind.OTHER)
    if kind is FailureKind.UNREACHABLE and _no_address(message):
        return FailureKind.NAME
    return kind


def needed(answer: Mapping[str, Any], name: str, kind: type = object) -> Any:
    """A part of an answer; whatever answered without it is not AWS."""
    found = answer.get(name)
    if found is None or not isinstance(found, kind):
        raise CallFailed(
            FailureKind.UNREADABLE,
            f"The response has no {name}. A response from AWS would have one.",
        )
    return found


def _is_botocore(error: Exception) -> bool:
    return type(error).__module__.startswith("botocore")


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
