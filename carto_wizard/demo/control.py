"""The switchboard: faults and facts of the running AWS, set over HTTP by tests."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from carto_wizard.demo.faults import IMDS_FAULTS, Injected
from carto_wizard.demo.wire import Reply
from carto_wizard.demo.world import AwsState, MemberAccount

PREFIX = "/carto-wizard/"

_Details = dict[str, Any]


class Control:
    """Everything that `/carto-wizard/…` answers."""

    def __init__(self, world: AwsState) -> None:
        self._world = world
        self._start: tuple[dict[str, MemberAccount], str, str]
        self.remember()

    def remember(self) -> None:
        """Take the present as the state that `clear` goes back to."""
        world = self._world
        self._start = (
            copy.deepcopy(world.members),
            world.management,
            world.profile_name,
        )

    def answer(self, method: str, path: str, body: bytes) -> Reply:
        """One request: `GET …/calls`, or `POST …/fault` with `kind` and details."""
        if (method, path) == ("GET", f"{PREFIX}calls"):
            return _json(200, [asdict(call) for call in list(self._world.calls)])
        if (method, path) != ("POST", f"{PREFIX}fault"):
            return _json(404, {"error": "Ask for calls, or post a fault."})
        try:
            details = json.loads(body)
            self._set(details.pop("kind"), details)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return _json(400, {"error": f"{type(error).__name__}: {error}"})
        return _json(200, {})

    def _set(self, kind: str, details: _Details) -> None:
        if kind == "clear":
            self._clear()
        elif kind == "remember":
            self.remember()
        else:
            _KINDS[kind](self._world, **details)

    def _clear(self) -> None:
        world = self._world
        world.faults.clear()
        members, world.management, world.profile_name = self._start
        world.members = copy.deepcopy(members)


def _clock(world: AwsState, seconds: float) -> None:
    world.faults.clock = float(seconds)


def _imds(world: AwsState, fault: str) -> None:
    if fault not in IMDS_FAULTS:
        raise ValueError(f"{fault} is none of {IMDS_FAULTS}")
    world.faults.imds = fault


def _call(world: AwsState, **details: Any) -> None:
    world.faults.injected.append(Injected(**details))


def _scp(world: AwsState, account: str, document: _Details | None) -> None:
    """A service control policy's Deny statements; None takes all away."""
    denials = world.members[account].denials
    if document is None:
        denials.clear()
    else:
        denials.append(json.dumps(document))


def _region(world: AwsState, account: str, region: str, enabled: bool) -> None:
    if enabled:
        world.members[account].opted.add(region)
    else:
        world.members[account].opted.discard(region)


def _status(world: AwsState, account: str, status: str) -> None:
    world.members[account].status = status


def _expire(world: AwsState, accounts: list[str] | None = None) -> None:
    world.expire(accounts)


def _root(world: AwsState, account: str) -> None:
    world.faults.roots.add(account)


def _behind(world: AwsState, account: str, other: str) -> None:
    world.faults.behind[account] = other


def _profile(world: AwsState, name: str) -> None:
    world.profile_name = name


def _organization(world: AwsState, management: str) -> None:
    world.management = management


def _forget(world: AwsState) -> None:
    world.calls.clear()


_KINDS: dict[str, Callable[..., None]] = {
    "clock": _clock,
    "imds": _imds,
    "call": _call,
    "scp": _scp,
    "region": _region,
    "status": _status,
    "expire": _expire,
    "root": _root,
    "behind": _behind,
    "profile": _profile,
    "organization": _organization,
    "forget": _forget,
}


def _json(status: int, document: Any) -> Reply:
    return Reply(status, "application/json", json.dumps(document).encode())
