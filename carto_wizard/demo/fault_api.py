"""Change the running AWS over HTTP: inject faults, and list the calls so far.

Only who started the demo may: it was given a token that nobody else can read.
"""

from __future__ import annotations

import copy
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, get_type_hints

from carto_wizard.demo.admission import CONTROL, TOKEN_HEADER
from carto_wizard.demo.aws_state import AwsState, MemberAccount
from carto_wizard.demo.change_organization import change_member, change_organization
from carto_wizard.demo.faults import ENDINGS, IMDS_FAULTS, InjectedFault
from carto_wizard.demo.organization_state import OrganizationState
from carto_wizard.demo.policy_validation import validate_identity_policy
from carto_wizard.demo.protocols import AwsError, Reply, read_json

_MOST_REPEATED = 10_000
_MOST_SECONDS = 10 * 365 * 86_400.0
"""Ten years: dates stay dates, and no call waits for longer than anybody lives."""


class FaultApi:
    """Answer the paths below `/carto-wizard/`."""

    def __init__(self, aws: AwsState, token: str) -> None:
        self._aws = aws
        self._token = token.encode()
        self.set_baseline()

    def set_baseline(self) -> None:
        """Keep the present state; `clear` goes back to it."""
        aws = self._aws
        self._baseline = copy.deepcopy(
            (aws.members, aws.organization, aws.profile_name),
        )

    def answer(self, method: str, path: str, token: str, body: bytes) -> Reply:
        """Answer `GET …/calls`, and `POST …/fault` with a `kind` and its details."""
        if not hmac.compare_digest(token.encode(), self._token):
            return _json(403, {"error": f"{TOKEN_HEADER} is missing or wrong."})
        if (method, path) == ("GET", f"{CONTROL}calls"):
            return _json(200, [asdict(call) for call in list(self._aws.calls)])
        if (method, path) != ("POST", f"{CONTROL}fault"):
            return _json(404, {"error": "Ask for calls, or post a fault."})
        try:
            details = read_json(body)
            kind = details.pop("kind")
            if kind == "clear":
                self._clear()
            else:
                inject = _KINDS[kind]
                _check_types(_DETAILS.get(kind, inject), details)
                inject(self._aws, **details)
        except (ValueError, LookupError, TypeError, AttributeError, AwsError) as error:
            return _json(400, {"error": f"{type(error).__name__}: {error}"[:300]})
        return _json(200, {})

    def _clear(self) -> None:
        aws = self._aws
        aws.faults.clear()
        baseline = copy.deepcopy(self._baseline)
        aws.members, aws.organization, aws.profile_name = baseline


def _check_types(taker: Callable[..., object], details: Mapping[str, Any]) -> None:
    """Refuse what is not of the type that `taker` declares: it would fail later on."""
    for name, wanted in get_type_hints(taker).items():
        if name not in details or not isinstance(wanted, type):
            continue
        value = details[name]
        if wanted is float:
            # Neither NaN nor infinity is within the limit.
            right = type(value) in (int, float) and abs(value) <= _MOST_SECONDS
        else:
            right = type(value) is wanted
        if not right:
            raise TypeError(f"{name} is no {wanted.__name__} that can be used here")


def _clock(aws: AwsState, seconds: float) -> None:
    aws.faults.clock = seconds


def _imds(aws: AwsState, fault: str) -> None:
    if fault not in IMDS_FAULTS:
        raise ValueError(f"{fault} is none of {IMDS_FAULTS}")
    aws.faults.imds = fault


def _call(aws: AwsState, **details: Any) -> None:
    fault = InjectedFault(**details)
    HTTPStatus(fault.status)
    if fault.delay < 0 or not re.fullmatch(r"[A-Za-z0-9.]*", fault.code):
        raise ValueError("A delay is not negative, and a code is letters and digits.")
    if fault.ending not in ENDINGS or not 0 < fault.repeat <= _MOST_REPEATED:
        raise ValueError(f"An ending is one of {ENDINGS}; repeat is a small number.")
    if not re.fullmatch(r"[\w/.+-]*", fault.content_type, re.ASCII):
        raise ValueError("The type of the content is none.")
    aws.faults.injected.append(fault)


def _scp(aws: AwsState, account: str, document: dict[str, Any]) -> None:
    text = json.dumps(document)
    validate_identity_policy(aws, text)
    aws.members[account].denials.append(text)


def _region(aws: AwsState, account: str, region: str, enabled: bool) -> None:
    if aws.opt_status(account, region) is None:
        raise ValueError(f"{region} is no region.")
    opted = aws.members[account].opted
    (opted.add if enabled else opted.discard)(region)


def _root(aws: AwsState, account: str) -> None:
    aws.faults.root_keys.add(aws.members[account].id)


def _other_account(aws: AwsState, account: str, other: str) -> None:
    aws.faults.other_accounts[aws.members[account].id] = aws.members[other].id


def _forget_calls(aws: AwsState) -> None:
    aws.calls.clear()


_KINDS: dict[str, Callable[..., None]] = {
    "clock": _clock,
    "imds": _imds,
    "call": _call,
    "scp": _scp,
    "region": _region,
    "member": change_member,
    "expire": AwsState.expire,
    "root": _root,
    "other-account": _other_account,
    "organization": change_organization,
    "forget-calls": _forget_calls,
}

_DETAILS: dict[str, type] = {
    "call": InjectedFault,
    "member": MemberAccount,
    "organization": OrganizationState,
}
"""Whose fields the details are, where they are not the parameters."""


def _json(status: int, document: Any) -> Reply:
    return Reply(status, "application/json", json.dumps(document).encode())
