"""Calls to a service that allows few of them: one at a time, and again when refused."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from threading import Event
from typing import Any

from carto_wizard.aws.clients import Connection
from carto_wizard.aws.failures import CallFailed, FailureKind, needed
from carto_wizard.work.pace import Pace
from carto_wizard.work.pool import ahead

# Organizations does not publish its limits, but for ListRoots: 1 a second, 2 at once.
RATE = 4.0
BURST = 8
_LONGEST_PAUSE = 8.0
_ATTEMPTS = {
    FailureKind.THROTTLED: 8,
    FailureKind.UNAVAILABLE: 3,
    FailureKind.BROKEN: 3,
    # The network was there when the identity was asked for.
    FailureKind.UNREACHABLE: 3,
    FailureKind.NAME: 3,
    # Each of them takes until nobody waits any longer.
    FailureKind.TIMEOUT: 2,
}
"""How often a call is tried that may succeed with the next try."""


class PatientCalls:
    """Calls one after the other, at a pace; each ends at once with `cancel`."""

    def __init__(
        self,
        connection: Connection,
        service: str,
        cancel: Event,
        pace: Pace | None = None,
    ) -> None:
        self._connection = connection
        self._service = service
        self._cancel = cancel
        self._pace = pace or Pace(RATE, BURST)
        self._began = self._pace.clock()
        self._pages = 0

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """Make one call, again where it may help; raises `CallFailed`."""
        attempt = 0
        while True:
            attempt += 1
            turn = self._pace.turn()
            if attempt > 1:
                alone = random.random() * min(2.0 ** (attempt - 2), _LONGEST_PAUSE)
                turn = max(turn, alone)
            self._wait(turn)
            try:
                answer = self._once(operation, parameters)
            except CallFailed as failure:
                if failure.kind is FailureKind.THROTTLED:
                    self._pace.slow_down()
                if attempt >= _ATTEMPTS.get(failure.kind, 1):
                    raise
            else:
                self._pace.passed()
                return answer

    def pages(
        self, operation: str, key: str, **parameters: Any
    ) -> Iterator[list[Mapping[str, Any]]]:
        """Every page of a listing; an empty one may have others after it."""
        more: dict[str, Any] = {}
        while True:
            answer = self.call(operation, **parameters, **more)
            page, token = needed(answer, key, list), answer.get("NextToken")
            self._pages += bool(page or not token)
            yield page
            if not token:
                return
            if token == more.get("NextToken"):
                message = "The response leads to itself as the next page."
                raise CallFailed(FailureKind.UNREADABLE, message)
            more = {"NextToken": token}

    def seconds_for(self, pages: float) -> float:
        """How long so many pages take, by what they took so far.

        An empty page in between, and what was throttled, is part of the next.
        """
        took = (self._pace.clock() - self._began) / max(self._pages, 1)
        return pages * max(took, 1 / self._pace.rate)

    def _wait(self, seconds: float) -> None:
        if self._cancel.wait(seconds):
            raise CallFailed(FailureKind.STOPPED, "It was stopped.")

    def _once(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        # In a thread, which is left behind: a call on the wire cannot be ended.
        answer = ahead(
            lambda: self._connection.call(self._service, operation, **parameters),
            self._cancel,
        )()
        if answer is None:
            raise CallFailed(FailureKind.STOPPED, "It was stopped.")
        return answer
