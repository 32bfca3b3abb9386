"""Every check, in the order that makes a failure explain what follows it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.probes import (
    accounts,
    files,
    hub,
    machine,
    organization,
    single,
)
from carto_wizard.checks.run.context import CheckContext, world
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.work.pool import in_background
from carto_wizard.work.progress import Progress

_PROGRESS_SECONDS = 0.2
_BEFORE = ("machine.", "instance.", "hub.")


def run(
    answers: Answers,
    places: Places,
    emit: Callable[[Finding], None],
    *,
    cancel: threading.Event,
    only: Collection[str] | None = None,
    environ: Mapping[str, str] = os.environ,
    progress: Callable[[Progress], None] | None = None,
    pauses: Sequence[float] = (),
    skip_waiting: threading.Event | None = None,
    look_with: str = "",
) -> None:
    """Ask everything and emit findings as they come; returns within 200 ms of `cancel`.

    `only` holds account IDs, names of checks, or both: named checks of accounts hold
    for these accounts. `emit` and `progress` are called from this thread alone, never
    after it returned. With `pauses` (`PROPAGATION`) roles that may be too new are asked
    again, until `skip_waiting` is set. `look_with` names a role that the hub may become
    in denied accounts, to look at the role which was denied.
    """
    asked = world(answers, places, cancel=cancel, only=only or (), environ=environ)
    asked.pauses = tuple(pauses)
    asked.skip_waiting = skip_waiting or asked.skip_waiting
    asked.look_with = look_with
    tell = _Telling(asked, progress) if progress else _nothing
    for finding in in_background(lambda: _phases(asked), cancel, tell):
        if _is_asked_for(asked, finding):
            emit(finding)
    if progress and not cancel.is_set():
        progress(asked.meter.now())


def _nothing() -> None:
    """No progress was asked for."""


class _Telling:
    """Tells the progress five times a second, however often it is called."""

    def __init__(
        self, asked: CheckContext, progress: Callable[[Progress], None]
    ) -> None:
        self._asked = asked
        self._progress = progress
        self._next = 0.0

    def __call__(self) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _PROGRESS_SECONDS
            self._progress(self._asked.meter.now())


def _phases(asked: CheckContext) -> Iterator[Finding]:
    surroundings = list(machine.environment(asked))
    yield from surroundings
    yield from machine.cartography(asked)
    network = list(machine.network(asked))
    yield from network
    reachable = not any(finding.status is Status.FAILED for finding in network)
    if asked.answers.mode is Mode.SINGLE:
        if reachable:
            yield from single.check(asked)
        return
    if reachable:
        yield from _hub_and_spokes(asked)
    else:
        message = "Not asked: AWS cannot be reached, or refuses this clock."
        yield from accounts.skipped(asked, "after-failure", message)
    if asked.wants_any("files."):
        mapped = list(files.account_map(asked))
        yield from mapped
        yield from files.samples(asked, [*surroundings, *mapped])


def _hub_and_spokes(asked: CheckContext) -> Iterator[Finding]:
    keys = yield from hub.check(asked)
    if keys is None:
        here = asked.answers.target.here
        cause = "after-failure" if here else "check-on-target"
        message = "Not asked: there are no credentials of the hub here."
        yield from accounts.skipped(asked, cause, message)
        return
    wanted = asked.wants_any("organization.")
    # Beside the accounts: of thousands it takes as long as they do.
    listing = organization.begin(asked, keys) if wanted else None
    if asked.wants_any("spoke."):
        yield from accounts.check(asked, keys)
    else:
        asked.answering = list(asked.spokes)
    if listing is not None:
        yield from organization.check(asked, listing)


def _is_asked_for(asked: CheckContext, finding: Finding) -> bool:
    if not asked.wants(finding.check):
        # What keeps the rest from being asked is told all the same.
        return finding.status is Status.FAILED and finding.check.startswith(_BEFORE)
    about_accounts = finding.check.startswith("spoke.") and asked.accounts
    return not about_accounts or finding.account in asked.accounts
