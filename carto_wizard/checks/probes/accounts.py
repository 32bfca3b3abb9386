"""All accounts side by side; what AWS held back is asked again."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence

from carto_wizard.aws.clients import Credentials
from carto_wizard.checks.diagnosis.wording import Subject
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.probes.spoke import Examined, Examiner
from carto_wizard.checks.run.context import WORKERS, CheckContext, Spoke
from carto_wizard.setup.text import count
from carto_wizard.work.pool import POLL_SECONDS, side_by_side

# Passes in a row without a single answer before the rest is given up.
_FRUITLESS = 3
# So long AWS may let nothing at all through before the rest is given up.
_STARVED_SECONDS = 60.0
_MAY_BE_NEW = frozenset({"trust-or-role-missing", "role-missing", "still-propagating"})


def check(context: CheckContext, keys: Credentials) -> Iterator[Finding]:
    """Findings as they come, in no particular order."""
    examiner = Examiner(context, keys)
    new: list[Examined] = []
    fruitless = 0
    again = yield from _pass(context, examiner, context.spokes, new)
    while again and fruitless < _FRUITLESS and context.pace.starved < _STARVED_SECONDS:
        if context.cancel.wait(2**fruitless):
            break
        left = yield from _pass(context, examiner, again, new)
        fruitless = fruitless + 1 if len(left) == len(again) else 0
        again = left
    yield from _propagated(context, examiner, new)
    if not context.cancel.is_set():
        yield from (_given_up(context, spoke) for spoke in again)


def skipped(context: CheckContext, cause: str, message: str) -> Iterator[Finding]:
    """One finding an account, where none can be asked."""
    for spoke in context.spokes:
        yield context.findings.skipped(_place(spoke), cause, message)


def _pass(
    context: CheckContext,
    examiner: Examiner,
    spokes: Sequence[Spoke],
    new: list[Examined],
) -> Generator[Finding, None, list[Spoke]]:
    """Ask once; returns what was throttled, puts aside what may just be too new."""
    # As keys, because a dictionary keeps their order.
    left = dict.fromkeys(spokes)
    results = side_by_side(
        spokes,
        examiner.examine,
        workers=min(WORKERS, len(spokes)),
        cancel=context.cancel,
    )
    for result in results:
        if result.findings is None:
            if context.pace.starved >= _STARVED_SECONDS:
                break
            continue
        del left[result.spoke]
        if context.request.pauses and any(
            f.cause in _MAY_BE_NEW for f in result.findings
        ):
            new.append(result)
        else:
            _remember(context, result)
            yield from result.findings
    return list(left)


def _propagated(
    context: CheckContext, examiner: Examiner, new: list[Examined]
) -> Iterator[Finding]:
    """Ask those again that a minute may cure; the person may skip the waiting."""
    for index, pause in enumerate(context.request.pauses):
        if not new or not _waited(
            context, len(new), pause, sum(context.request.pauses[index:])
        ):
            break
        earlier, new = {result.spoke: result for result in new}, []
        throttled = yield from _pass(context, examiner, tuple(earlier), new)
        # Nothing is known beyond what was said before.
        new += [earlier[spoke] for spoke in throttled]
    context.progress.waiting = ""
    for result in new:
        _remember(context, result)
        yield from result.findings or ()


def _waited(context: CheckContext, number: int, pause: float, left: float) -> bool:
    """Let the time pass with a countdown; False when cancelled or skipped."""
    ends = time.monotonic() + pause
    while (now := time.monotonic()) < ends:
        seconds = round(left - pause + ends - now)
        who = count(number, "new role")
        context.progress.waiting = (
            f"Waiting for {who} to reach all of AWS: {seconds} s."
        )
        if context.skip_waiting.wait(POLL_SECONDS) or context.cancel.is_set():
            return False
    return True


def _remember(context: CheckContext, result: Examined) -> None:
    context.progress.finished()
    if all(f.status is not Status.FAILED for f in result.findings or ()):
        context.answering.append(result.spoke)


def _given_up(context: CheckContext, spoke: Spoke) -> Finding:
    context.progress.finished()
    message = "AWS limits how fast we may ask and gave no answer yet."
    return context.findings.skipped(_place(spoke), "throttled", message)


def _place(spoke: Spoke) -> Subject:
    return Subject("spoke.assume-role", spoke.account.id, spoke.profile, spoke.region)
