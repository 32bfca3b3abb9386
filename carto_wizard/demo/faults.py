"""Faults that can be injected into the running AWS."""

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
"""How the metadata service can misbehave; empty: it works."""


@dataclass(slots=True)
class InjectedFault:
    """An error or a delay instead of the real answer."""

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

    def applies(self, permission: str, account: str) -> bool:
        """Whether the fault applies to this call and is not used up."""
        return (
            self.times != 0
            and fnmatchcase(permission, self.permission)
            and fnmatchcase(account, self.account)
        )


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
