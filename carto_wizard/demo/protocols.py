"""AWS's protocols: read calls from HTTP, write answers and errors for each service."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from carto_wizard.demo.faults import InjectedFault


class Protocol(StrEnum):
    """The protocols of the emulated services, as botocore names them."""

    QUERY = "query"
    EC2 = "ec2"
    JSON = "json"
    REST = "rest-json"


PROTOCOLS = {
    "sts": Protocol.QUERY,
    "iam": Protocol.QUERY,
    "cloudformation": Protocol.QUERY,
    "ec2": Protocol.EC2,
    "organizations": Protocol.JSON,
    "account": Protocol.REST,
}

_NAMESPACES = {
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "cloudformation": "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    "ec2": "http://ec2.amazonaws.com/doc/2016-11-15/",
}


class AwsError(Exception):
    """An error of AWS; `failure` writes it in the service's format."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class Call:
    """One call: an action of a service, with everything its signature covers."""

    service: str
    action: str
    region: str
    params: Mapping[str, Any]
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @property
    def permission(self) -> str:
        """The action as policies name it."""
        return f"{self.service}:{self.action}"

    def text(self, name: str) -> str:
        """A parameter of a form, empty where it was not sent."""
        return str(self.params.get(name, ""))

    def members(self, name: str) -> list[str]:
        """A list parameter of a form: `Name.member.1` (sts, iam) or `Name.1` (ec2)."""
        dot = f"{name}." if self.service == "ec2" else f"{name}.member."
        found = [(k, v) for k, v in self.params.items() if k.startswith(dot)]
        return [
            v for k, v in sorted(found, key=lambda kv: _index(kv[0].removeprefix(dot)))
        ]


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    fault: InjectedFault | None = None
    """What is to become of it on its way."""


def _index(text: str) -> int:
    return whole_number(text) or 0


def whole_number(text: str) -> int | None:
    """The number of these digits; None: it is none, or past every limit."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def read_json(data: str | bytes) -> Any:
    """The JSON document; raises ValueError, also for one nested beyond all sense."""
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("It is nested too deep.") from None


def read_params(
    protocol: Protocol, headers: Mapping[str, str], path: str, query: str, body: bytes
) -> tuple[str, dict[str, Any]]:
    """The action and its parameters, from a form or a JSON document."""
    if protocol in (Protocol.QUERY, Protocol.EC2):
        form = parse_qsl(query, keep_blank_values=True)
        form += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        params: dict[str, Any] = dict(form)
        return str(params.get("Action", "")), params
    try:
        document = read_json(body or b"{}")
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise AwsError("SerializationException", "The request is not a JSON object.")
    if protocol is Protocol.JSON:
        return headers.get("x-amz-target", "").rpartition(".")[2], document
    name = path.strip("/")
    return name[:1].upper() + name[1:], document


def success(service: str, action: str, result: Any) -> Reply:
    """A result in the format of the service; keys are named as in the protocol."""
    protocol = PROTOCOLS[service]
    if protocol in (Protocol.JSON, Protocol.REST):
        kind = "json" if protocol is Protocol.REST else "x-amz-json-1.1"
        return Reply(200, f"application/{kind}", json.dumps(result).encode())
    if protocol is Protocol.EC2:
        inside = {"requestId": _request_id(), **result}
    else:
        metadata = {"RequestId": _request_id()}
        inside = {f"{action}Result": result, "ResponseMetadata": metadata}
    return _xml_reply(200, f"{action}Response", inside, _NAMESPACES[service])


def failure(service: str, error: AwsError) -> Reply:
    """An error in the format of the service."""
    protocol = PROTOCOLS.get(service, Protocol.JSON)
    if protocol in (Protocol.JSON, Protocol.REST):
        # Organizations spells Message with a capital, like many older services.
        key = "Message" if protocol is Protocol.JSON else "message"
        body = json.dumps({"__type": error.code, key: error.message}).encode()
        headers = (("x-amzn-ErrorType", error.code),)
        return Reply(error.status, "application/x-amz-json-1.1", body, headers)
    inside = {"Code": error.code, "Message": error.message}
    if protocol is Protocol.EC2:
        document = {"Errors": {"Error": inside}, "RequestID": _request_id()}
        return _xml_reply(error.status, "Response", document)
    document = {"Error": {"Type": "Sender", **inside}, "RequestId": _request_id()}
    return _xml_reply(error.status, "ErrorResponse", document, _NAMESPACES[service])


def _xml_reply(status: int, tag: str, value: Any, namespace: str = "") -> Reply:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{_xml(tag, value, namespace)}'
    # JSON can hold halves of characters, and an error may quote one.
    body = text.encode(errors="replace")
    return Reply(status, "text/xml;charset=UTF-8", body)


def _xml(tag: str, value: Any, namespace: str = "") -> str:
    if isinstance(value, list):
        return "".join(_xml(tag, item) for item in value)
    if isinstance(value, dict):
        inside = "".join(_xml(name, item) for name, item in value.items())
    elif isinstance(value, bool):
        inside = str(value).lower()
    else:
        inside = escape(str(value))
    start = f'{tag} xmlns="{namespace}"' if namespace else tag
    return f"<{start}>{inside}</{tag}>"


def _request_id() -> str:
    return str(uuid.uuid4())
