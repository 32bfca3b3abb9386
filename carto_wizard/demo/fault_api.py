"""Change the running AWS over HTTP: inject faults, and list the calls so far."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from carto_wizard.demo.aws_state import AwsState
from carto_wizard.demo.faults import IMDS_FAULTS, InjectedFault
from carto_wizard.demo.protocols import Reply

PREFIX = "/carto-wizard/"


class FaultApi:
    """Answer the paths below `/carto-wizard/`."""

    def __init__(self, aws: AwsState) -> None:
        self._aws = aws
        self.set_baseline()

    def set_baseline(self) -> None:
        """Keep the present state; `clear` goes back to it."""
        aws = self._aws
        self._baseline = copy.deepcopy(
            (aws.members, aws.management, aws.profile_name),
        )

    def answer(self, method: str, path: str, body: bytes) -> Reply:
        """Answer `GET …/calls`, and `POST …/fault` with a `kind` and its details."""
        if (method, path) == ("GET", f"{PREFIX}calls"):
            return _json(200, [asdict(call) for call in list(self._aws.calls)])
        if (method, path) != ("POST", f"{PREFIX}fault"):
            return _json(404, {"error": "Ask for calls, or post a fault."})
        try:
            details = json.loads(body)
            kind = details.pop("kind")
            if kind == "clear":
                self._clear()
            else:
                _KINDS[kind](self._aws, **details)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return _json(400, {"error": f"{type(error).__name__}: {error}"})
        return _json(200, {})

    def _clear(self) -> None:
        aws = self._aws
        aws.faults.clear()
        baseline = copy.deepcopy(self._baseline)
        aws.members, aws.management, aws.profile_name = baseline


def _clock(aws: AwsState, seconds: float) -> None:
    aws.faults.clock = float(seconds)


def _imds(aws: AwsState, fault: str) -> None:
    if fault not in IMDS_FAULTS:
        raise ValueError(f"{fault} is none of {IMDS_FAULTS}")
    aws.faults.imds = fault


def _call(aws: AwsState, **details: Any) -> None:
    aws.faults.injected.append(InjectedFault(**details))


def _scp(aws: AwsState, account: str, document: dict[str, Any]) -> None:
    aws.members[account].denials.append(json.dumps(document))


def _region(aws: AwsState, account: str, region: str, enabled: bool) -> None:
    opted = aws.members[account].opted
    (opted.add if enabled else opted.discard)(region)


def _status(aws: AwsState, account: str, status: str) -> None:
    aws.members[account].status = status


def _root(aws: AwsState, account: str) -> None:
    aws.faults.root_keys.add(account)


def _other_account(aws: AwsState, account: str, other: str) -> None:
    aws.faults.other_accounts[account] = other


def _organization(aws: AwsState, management: str) -> None:
    aws.management = management


def _forget_calls(aws: AwsState) -> None:
    aws.calls.clear()


_KINDS: dict[str, Callable[..., None]] = {
    "clock": _clock,
    "imds": _imds,
    "call": _call,
    "scp": _scp,
    "region": _region,
    "status": _status,
    "expire": AwsState.expire,
    "root": _root,
    "other-account": _other_account,
    "organization": _organization,
    "forget-calls": _forget_calls,
}


def _json(status: int, document: Any) -> Reply:
    return Reply(status, "application/json", json.dumps(document).encode())
