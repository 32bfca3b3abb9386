"""The organization of the embedded AWS: its units, and who may look at it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from carto_wizard.setup.organization import Unit

ORGANIZATION = "o-cartodemo1"
ROOT = "r-demo"


@dataclass(slots=True)
class OrganizationState:
    """What is true of the organization, and how its AWS answers."""

    management: str = ""
    """The management account; empty: there is no organization."""
    units: dict[str, Unit] = field(default_factory=lambda: {ROOT: Unit(ROOT, "Root")})
    delegated: dict[str, list[str]] = field(default_factory=dict)
    """The services for which each delegated administrator is one."""
    resource_policy: str = ""
    paths: bool = True
    """Whether accounts and units come with their paths, as since 2026-03-31."""
    older_status: bool = False
    """Whether accounts have a Status instead of a State, as before 2025-09-09."""
    empty_pages: bool = False
    """Whether an empty page comes before every page, as the API reference allows."""
    rate: float = 0.0
    """Calls a second that are let through; 0: any number."""

    def way_down(self, unit: str) -> list[str]:
        """The IDs from the root to this unit."""
        way = [unit]
        while parent := self.units[way[-1]].parent:
            # It may be a wrong one, that leads in a circle.
            if parent in way:
                raise ValueError(f"{unit} is in itself.")
            way.append(parent)
        return way[::-1]

    def below(self, unit: str) -> Iterator[Unit]:
        """The units that are directly in this one."""
        return (each for each in self.units.values() if each.parent == unit)


@dataclass(slots=True)
class Bucket:
    """A token bucket, as AWS limits calls."""

    burst: float = 2.0
    clock: Callable[[], float] = time.monotonic
    _tokens: float = 0.0
    _at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self, rate: float) -> bool:
        """Take a token, of which `rate` a second come; False: there is none."""
        with self._lock:
            now = self.clock()
            self._tokens = min(self._tokens + (now - self._at) * rate, self.burst)
            self._at = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True
