"""Faults that can be injected into the running AWS."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from struct import pack
from typing import NamedTuple

IMDS_FAULTS = (
    "",
    "silent",
    "hop-limit",
    "forbidden",
    "no-profile",
    "profile-not-found",
    "no-role",
    "unauthorized",
    "wrong-role",
    "wrong-account",
)
"""How the metadata service can misbehave; empty: it works."""


ENDINGS = ("", "truncated", "cut", "reset", "stalled")
"""How an answer ends: whole; as a whole one that says half; its connection closed in
the middle, or reset before it; half of it, and the rest after `delay`."""


@dataclass(slots=True)
class InjectedFault:
    """An error, a delay or a strange answer instead of the real one."""

    permission: str
    """`sts:AssumeRole`, or a pattern such as `ec2:*`."""
    account: str = "*"
    """The account that is called: the role's account for AssumeRole."""
    code: str = ""
    """Empty: only the delay."""
    message: str = "Injected fault."
    status: int = 400
    times: int = -1
    """How many calls get it; -1: all."""
    delay: float = 0.0
    """Seconds before the answer."""
    raw: bool = False
    """Answer `body` as it stands, with `status` and `content_type`."""
    body: str = ""
    content_type: str = "text/html"
    repeat: int = 1
    """How often the body is repeated, for one that is far too long."""
    ending: str = ""
    """One of `ENDINGS`, of the real answer too."""

    def applies(self, permission: str, account: str) -> bool:
        """Whether the fault applies to this call and is not used up."""
        return (
            self.times != 0
            and fnmatchcase(permission, self.permission)
            and fnmatchcase(account, self.account)
        )

    def instead(self, status: int, content_type: str, body: bytes) -> SentAnswer:
        """What is answered in place of the real answer."""
        if self.raw:
            status, content_type = self.status, self.content_type
            body = self.body.encode() * self.repeat
        if self.ending == "truncated":
            body = body[: len(body) // 2]
        return SentAnswer(status, content_type, body)


class SentAnswer(NamedTuple):
    """An answer as it goes over the wire."""

    status: int
    content_type: str
    body: bytes


def broken_off(
    ending: str, body: bytes, delay: float, connection: socket.socket
) -> Iterator[bytes]:
    """As much of a body as is sent; then the connection is over."""
    if ending == "reset":
        # The peer is told of no end, but of an error.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))
    else:
        yield body[: len(body) // 2]
    if ending == "stalled":
        time.sleep(delay)
    connection.shutdown(socket.SHUT_RD if ending == "reset" else socket.SHUT_RDWR)
    raise ConnectionAbortedError


@dataclass(slots=True)
class Faults:
    """The faults in force."""

    clock: float = 0.0
    """Seconds that AWS's clock is ahead of this machine's."""
    imds: str = ""
    injected: list[InjectedFault] = field(default_factory=list)
    root_keys: set[str] = field(default_factory=set)
    """Accounts whose access keys belong to the root user."""
    other_accounts: dict[str, str] = field(default_factory=dict)
    """Accounts whose roles are answered by another account, as by a wrong endpoint."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self, permission: str, account: str) -> InjectedFault | None:
        """The first fault for this call, counted as used."""
        with self._lock:
            for fault in self.injected:
                if fault.applies(permission, account):
                    fault.times = max(fault.times - 1, -1)
                    return fault
        return None

    def clear(self) -> None:
        """Take back every fault."""
        self.clock, self.imds = 0.0, ""
        self.injected.clear()
        self.root_keys.clear()
        self.other_accounts.clear()
