"""Every check, in the order that makes a failure explain what follows it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from carto_wizard.checks.catalogue import BEFORE_ACCOUNTS, Scope, scope_of
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.probes import (
    accounts,
    files,
    hub,
    machine,
    organization,
    single,
)
from carto_wizard.checks.probes.guarded import guarded
from carto_wizard.checks.request import CheckRequest
from carto_wizard.checks.run.context import CheckContext, new_context
from carto_wizard.files.foreign_config import refuse_foreign
from carto_wizard.setup.answers import Mode
from carto_wizard.work.pool import in_background
from carto_wizard.work.progress import Progress

_PROGRESS_SECONDS = 0.2


def run(
    request: CheckRequest,
    emit: Callable[[Finding], None],
    *,
    cancel: threading.Event,
    progress: Callable[[Progress], None] | None = None,
) -> None:
    """Emit the findings as they come; returns within 200 ms of `cancel`.

    `emit` and `progress` are called from this thread alone, never after it returned.
    Raises ForeignConfigError, before anything is asked, where files of somebody else
    would do what nobody allowed.
    """
    refuse_foreign(request.places, request.environ, request.allowed)
    context = new_context(request, cancel=cancel)
    last = 0.0

    def tick() -> None:
        nonlocal last
        now = time.monotonic()
        if progress and now - last >= _PROGRESS_SECONDS:
            last = now
            progress(context.progress.now())

    for finding in in_background(lambda: _phases(context), cancel, tick):
        if _is_asked_for(request, finding):
            emit(finding)
    if progress and not cancel.is_set():
        progress(context.progress.now())


def _phases(context: CheckContext) -> Iterator[Finding]:
    environment = list(
        _guarded(context, "machine.environment", machine.environment(context))
    )
    yield from environment
    mapped = list(_guarded(context, "files.account-map", files.account_map(context)))
    yield from mapped
    yield from _guarded(context, "machine.cartography", machine.cartography(context))
    network = list(_guarded(context, "machine.endpoint", machine.network(context)))
    yield from network
    # A defect of ours says nothing about the network.
    bad = [f for f in network if f.status is Status.FAILED and f.cause != "defect"]
    reachable = not bad
    if context.answers.mode is Mode.SINGLE:
        if reachable and not any(f.cause == "profile-missing" for f in mapped):
            yield from _guarded(context, "single.credentials", single.check(context))
        return
    if reachable:
        yield from _hub_and_spokes(context)
    else:
        message = (
            "Not checked: AWS cannot be reached, or the clock of this machine is wrong."
        )
        yield from accounts.skipped(context, "after-failure", message)
    if context.request.wants_any(Scope.FILES):
        samples = files.profiles(context, [*environment, *mapped])
        yield from _guarded(context, "files.profile", samples)


def _guarded(
    context: CheckContext, check: str, probe: Iterator[Finding]
) -> Iterator[Finding]:
    return guarded(context, Subject(check), probe)


def _hub_and_spokes(context: CheckContext) -> Iterator[Finding]:
    yield from _guarded(context, "hub.credentials", hub.check(context))
    credentials = context.credentials
    if credentials is None:
        here = context.answers.target.here
        cause = "after-failure" if here else "check-on-target"
        message = (
            "Not checked: no working credentials for the hub were found on this "
            "machine."
        )
        yield from accounts.skipped(context, cause, message)
        return
    wanted = context.request.wants_any(Scope.ORGANIZATION)
    # While the accounts are asked: to list thousands takes as long as to ask them.
    listing = organization.begin(context, credentials) if wanted else None
    if context.request.wants_any(Scope.SPOKE):
        asking = accounts.check(context, credentials)
        yield from _guarded(context, "spoke.assume-role", asking)
    else:
        context.answering = list(context.spokes)
    if listing is not None:
        check = organization.check(context, listing)
        yield from _guarded(context, "organization.accounts", check)


def _is_asked_for(request: CheckRequest, finding: Finding) -> bool:
    if request.wants(finding.check):
        return True
    # A failure that keeps the rest from being asked is always reported.
    return (
        finding.status is Status.FAILED and scope_of(finding.check) in BEFORE_ACCOUNTS
    )
