"""The HTTP endpoint: authenticate and authorise a call, then answer it or ask moto."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from carto_wizard.demo.admission import CONTROL, TOKEN_HEADER, refusal
from carto_wizard.demo.authenticate import authenticate
from carto_wizard.demo.authorise import authorise
from carto_wizard.demo.aws_state import AwsState, LoggedCall, Principal
from carto_wizard.demo.fault_api import FaultApi
from carto_wizard.demo.faults import InjectedFault, broken_off
from carto_wizard.demo.protocols import (
    PROTOCOLS,
    AwsError,
    Call,
    Reply,
    failure,
    read_params,
    success,
    whole_number,
)
from carto_wizard.demo.services import account, ec2, iam, organizations, sts
from carto_wizard.demo.signature import parse

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_Action = Callable[[AwsState, Principal, Call], Any]

_ACTIONS: dict[str, Mapping[str, _Action]] = {
    "sts": sts.ACTIONS,
    "ec2": ec2.ACTIONS,
    "organizations": organizations.ACTIONS,
    "account": account.ACTIONS,
    "iam": iam.ACTIONS,
}
_LONGEST_BODY = 1 << 20
"""Bytes; the largest document that AWS takes in these calls has a hundredth of it."""
_TOKEN = f"HTTP_{TOKEN_HEADER.replace('-', '_').upper()}"
_ERROR_CODE = re.compile(rb"<Code>([^<]*)</Code>")


class AwsEndpoint:
    """The WSGI application that stands for all of AWS, with moto's IAM behind it."""

    def __init__(
        self,
        aws: AwsState,
        moto_iam: Application,
        token: str,
        more: Mapping[str, Mapping[str, _Action]] | None = None,
    ) -> None:
        """Take services beside those of the demo, by name."""
        self._aws = aws
        self._actions = _ACTIONS | dict(more or {})
        self._moto_iam = moto_iam
        self._fault_api = FaultApi(aws, token)

    def set_baseline(self) -> None:
        """Make the present state the one without faults, and the call log empty."""
        self._fault_api.set_baseline()
        self._aws.calls.clear()

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer one HTTP request."""
        reply = self._reply(environ)
        status, kind, body = reply.status, reply.content_type, reply.body
        fault = reply.fault or InjectedFault("")
        if fault.ending or fault.raw:
            status, kind, body = fault.instead(status, kind, body)
        start_response(
            f"{status} {HTTPStatus(status).phrase}",
            [
                ("Content-Type", kind),
                ("Content-Length", str(len(body))),
                *reply.headers,
            ],
        )
        if fault.ending in ("", "truncated"):
            return [body]
        connection = environ["werkzeug.socket"]
        return broken_off(fault.ending, body, fault.delay, connection)

    def _reply(self, environ: Environ) -> Reply:
        origins = [environ["HTTP_ORIGIN"]] if "HTTP_ORIGIN" in environ else []
        host = environ.get("HTTP_HOST", "")
        if why := refusal(int(environ["SERVER_PORT"]), [host], origins):
            return _plain(403, why)
        length = whole_number(environ.get("CONTENT_LENGTH") or "0")
        if length is None or length > _LONGEST_BODY:
            return _plain(400, "The length of the body is no number, or too large.")
        body = environ["wsgi.input"].read(length)
        path = environ.get("PATH_INFO", "/")
        if path.startswith(CONTROL):
            method, token = environ["REQUEST_METHOD"], environ.get(_TOKEN, "")
            return self._fault_api.answer(method, path, token, body)
        return self._answer(environ, body)

    def _answer(self, environ: Environ, body: bytes) -> Reply:
        claim = parse(environ.get("HTTP_AUTHORIZATION", ""))
        # An unsigned call names no service; STS answers it as the others would.
        service, region = (
            ("sts", "") if claim is None else (claim.service, claim.region)
        )
        code, caller, call, fault = "", None, None, None
        try:
            call = _read(environ, body, service, region)
            caller = authenticate(self._aws, call)
            fault = self._inject(caller, call)
            authorise(self._aws, caller, call)
            reply, code = self._serve(environ, caller, call)
        except AwsError as error:
            reply, code = failure(service, error), error.code
        if call is not None:
            who = ("", "") if caller is None else (caller.account, caller.arn)
            self._aws.calls.append(LoggedCall(call.permission, *who, call.region, code))
        return replace(reply, fault=fault)

    def _inject(self, caller: Principal, call: Call) -> InjectedFault | None:
        fault = self._aws.faults.take(call.permission, _target_account(caller, call))
        if fault is None:
            return None
        if fault.ending != "stalled":
            time.sleep(fault.delay)
        if fault.code:
            raise AwsError(fault.code, fault.message, fault.status)
        return fault

    def _serve(
        self, environ: Environ, caller: Principal, call: Call
    ) -> tuple[Reply, str]:
        if call.service == "ec2" and call.text("DryRun") == "true":
            message = "Request would have succeeded, but DryRun flag is set."
            raise AwsError("DryRunOperation", message, 412)
        action = self._actions.get(call.service, {}).get(call.action)
        if action is not None:
            result = action(self._aws, caller, call)
            return success(call.service, call.action, result), ""
        if call.service != "iam":
            message = f"The action {call.action} is not emulated by the demo."
            raise AwsError("InvalidAction", message)
        iam.check_documents(self._aws, call)
        return forwarded(self._moto_iam, environ, caller, call)


def _plain(status: int, text: str) -> Reply:
    return Reply(status, "text/plain;charset=UTF-8", f"{text}\n".encode())


def _read(environ: Environ, body: bytes, service: str, region: str) -> Call:
    if service not in PROTOCOLS:
        raise AwsError("InvalidAction", f"The demo does not emulate {service}.")
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    path, query = environ.get("PATH_INFO", "/"), environ.get("QUERY_STRING", "")
    action, params = read_params(PROTOCOLS[service], headers, path, query, body)
    method = environ["REQUEST_METHOD"]
    return Call(service, action, region, params, method, path, query, headers, body)


def _target_account(caller: Principal, call: Call) -> str:
    """The account that a call is about: the role's own for AssumeRole."""
    parts = call.text("RoleArn").split(":")
    if call.permission == "sts:AssumeRole" and len(parts) == 6:
        return parts[4]
    return caller.account


def forwarded(
    app: Application, environ: Environ, caller: Principal, call: Call
) -> tuple[Reply, str]:
    """Let moto answer; it takes the account from a header instead of the key ID."""
    environ["wsgi.input"] = io.BytesIO(call.body)
    environ["HTTP_X_MOTO_ACCOUNT_ID"] = caller.account
    started: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        started.extend([status, headers])

    body = b"".join(app(environ, start))
    status, headers = int(started[0].split()[0]), dict(started[1])
    kind = headers.get("Content-Type", "text/xml")
    found = _ERROR_CODE.search(body) if status >= 400 else None
    return Reply(status, kind, body), found[1].decode() if found else ""
