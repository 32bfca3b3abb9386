"""All accounts side by side; what AWS held back is asked again."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence

from carto_wizard.aws.clients import Credentials
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import HELD_BACK, Subject
from carto_wizard.checks.probes.spoke import SpokeProbe, SpokeResult
from carto_wizard.checks.run.context import WORKERS, CheckContext, Spoke
from carto_wizard.setup.text import count
from carto_wizard.work.pool import POLL_SECONDS, side_by_side

# Passes in a row without a single answer before the rest is given up.
_FRUITLESS = 3
# How long AWS may let nothing through at all before the rest is given up.
_STARVED_SECONDS = 60.0
_MAY_BE_NEW = frozenset({"trust-or-role-missing", "role-missing", "still-propagating"})


def check(context: CheckContext, credentials: Credentials) -> Iterator[Finding]:
    """Findings as they come, in no particular order."""
    probe = SpokeProbe(context, credentials)
    new: list[SpokeResult] = []
    fruitless = 0
    throttled = yield from _pass(context, probe, context.spokes, new)
    while throttled and fruitless < _FRUITLESS and not _starved(context):
        if context.cancel.wait(2**fruitless):
            break
        left = yield from _pass(context, probe, tuple(throttled), new)
        fruitless = fruitless + 1 if len(left) == len(throttled) else 0
        throttled = left
    yield from _ask_new_roles_again(context, probe, new)
    if not context.cancel.is_set():
        for spoke, found in throttled.items():
            context.progress.finished()
            yield from found or (_not_asked(context, spoke),)


def skipped(context: CheckContext, cause: str, message: str) -> Iterator[Finding]:
    """One finding an account, where none can be asked."""
    for spoke in context.spokes:
        yield context.findings.skipped(_subject(spoke), cause, message)


def _pass(
    context: CheckContext,
    probe: SpokeProbe,
    spokes: Sequence[Spoke],
    new: list[SpokeResult],
) -> Generator[Finding, None, dict[Spoke, tuple[Finding, ...]]]:
    """Ask once; puts aside what may just be too new.

    Returns what AWS held back, each with what was found all the same.
    """
    left: dict[Spoke, tuple[Finding, ...]] = dict.fromkeys(spokes, ())
    results = side_by_side(
        spokes,
        probe.ask,
        workers=min(WORKERS, len(spokes)),
        cancel=context.cancel,
    )
    for result in results:
        if result.throttled:
            left[result.spoke] = result.findings
            if _starved(context):
                break
            continue
        del left[result.spoke]
        may_be_new = any(f.cause in _MAY_BE_NEW for f in result.findings)
        if context.request.pauses and may_be_new:
            new.append(result)
        else:
            _count(context, result)
            yield from result.findings
    return left


def _ask_new_roles_again(
    context: CheckContext, probe: SpokeProbe, new: list[SpokeResult]
) -> Iterator[Finding]:
    """Ask again where the role may just be too new; the person may skip the waiting."""
    pauses = context.request.pauses
    for index, pause in enumerate(pauses):
        if not new or not _waited(context, len(new), pause, sum(pauses[index:])):
            break
        earlier, new = {result.spoke: result for result in new}, []
        throttled = yield from _pass(context, probe, tuple(earlier), new)
        # Nothing is known beyond what was found before.
        new += [earlier[spoke] for spoke in throttled]
    context.progress.waiting = ""
    for result in new:
        _count(context, result)
        yield from result.findings


def _waited(context: CheckContext, number: int, pause: float, left: float) -> bool:
    """Let the time pass with a countdown; False when cancelled or skipped."""
    again = f"{count(number, 'denied account')} again"
    roles = "its role is" if number == 1 else "their roles are"
    ends = time.monotonic() + pause
    while (now := time.monotonic()) < ends:
        seconds = round(left - pause + ends - now)
        context.progress.waiting = f"Asking {again}, in case {roles} new: {seconds} s."
        if context.skip_waiting.wait(POLL_SECONDS) or context.cancel.is_set():
            return False
    return True


def _starved(context: CheckContext) -> bool:
    return context.pace.starved >= _STARVED_SECONDS


def _count(context: CheckContext, result: SpokeResult) -> None:
    context.progress.finished()
    if all(f.status is not Status.FAILED for f in result.findings):
        context.answering.append(result.spoke)


def _not_asked(context: CheckContext, spoke: Spoke) -> Finding:
    return context.findings.skipped(_subject(spoke), "throttled", HELD_BACK)


def _subject(spoke: Spoke) -> Subject:
    return Subject("spoke.assume-role", spoke.account.id, spoke.profile, spoke.region)
