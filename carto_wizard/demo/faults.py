"""Faults that a test or a curious person injects into the running AWS."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

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
"""What the metadata service can do wrong; empty: nothing."""


@dataclass(slots=True)
class Injected:
    """An answer given instead of the real one."""

    permission: str
    """`sts:AssumeRole`, or a pattern such as `ec2:*`."""
    account: str = "*"
    """The account that is called: the role's account for AssumeRole."""
    code: str = ""
    """Empty: only the delay."""
    message: str = "Injected fault."
    status: int = 400
    times: int = -1
    """How often; -1: always."""
    delay: float = 0.0
    """Seconds before the answer."""

    def fits(self, permission: str, account: str) -> bool:
        """Whether this call is meant and the fault is not used up."""
        return (
            self.times != 0
            and fnmatchcase(permission, self.permission)
            and fnmatchcase(account, self.account)
        )


@dataclass(slots=True)
class Faults:
    """Everything that is wrong right now."""

    clock: float = 0.0
    """Seconds that AWS's clock is ahead of this machine's."""
    imds: str = ""
    injected: list[Injected] = field(default_factory=list)
    roots: set[str] = field(default_factory=set)
    """Accounts whose users' keys are those of the root user instead."""
    behind: dict[str, str] = field(default_factory=dict)
    """Accounts whose roles turn out to be another's, as behind a wrong endpoint."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self, permission: str, account: str) -> Injected | None:
        """The first fault for this call, counted as used."""
        with self._lock:
            for fault in self.injected:
                if fault.fits(permission, account):
                    fault.times = max(fault.times - 1, -1)
                    return fault
        return None

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self.clock, self.imds = 0.0, ""
        self.injected.clear()
        self.roots.clear()
        self.behind.clear()
