"""All accounts side by side; what AWS held back is asked again."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from carto_wizard.aws.clients import Credentials
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import HELD_BACK, Subject
from carto_wizard.checks.probes.spoke import SpokeProbe, SpokeResult
from carto_wizard.checks.run.context import WORKERS, CheckContext, Spoke
from carto_wizard.work.pool import side_by_side

# Passes in a row without a single answer before the rest is given up.
_FRUITLESS = 3
# How long AWS may let nothing through at all before the rest is given up.
_STARVED_SECONDS = 60.0


def check(context: CheckContext, credentials: Credentials) -> Iterator[Finding]:
    """Findings as they come, in no particular order."""
    probe = SpokeProbe(context, credentials)
    fruitless = 0
    throttled = yield from _pass(context, probe, context.spokes)
    while throttled and fruitless < _FRUITLESS and not _starved(context):
        if context.cancel.wait(2**fruitless):
            break
        left = yield from _pass(context, probe, tuple(throttled))
        fruitless = fruitless + 1 if len(left) == len(throttled) else 0
        throttled = left
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
) -> Generator[Finding, None, dict[Spoke, tuple[Finding, ...]]]:
    """Ask once; returns what AWS held back, each with what was found all the same."""
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
        _count(context, result)
        yield from result.findings
    return left


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
