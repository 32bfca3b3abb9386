"""All accounts side by side; what AWS throttled is asked again, more slowly."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from carto_wizard.aws.clients import Keys
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.pool import side_by_side
from carto_wizard.checks.spokes import Examined, Examiner
from carto_wizard.checks.teller import Place
from carto_wizard.checks.world import WORKERS, Spoke, World

# Passes in a row without a single answer before the rest is given up.
_FRUITLESS = 3
_SLOWER = 4


def check(world: World, keys: Keys) -> Iterator[Finding]:
    """Findings as they come, in no particular order."""
    examiner = Examiner(world, keys)
    fruitless = 0
    again = yield from _pass(world, examiner, list(world.spokes))
    while again and fruitless < _FRUITLESS and not world.cancel.is_set():
        world.pace.rate = max(world.pace.rate / _SLOWER, 1.0)
        left = yield from _pass(world, examiner, again)
        fruitless = fruitless + 1 if len(left) == len(again) else 0
        again = left
    if not world.cancel.is_set():
        yield from (_given_up(world, spoke) for spoke in again)


def skipped(world: World, cause: str, message: str) -> Iterator[Finding]:
    """One finding an account, where none can be asked."""
    for spoke in world.spokes:
        yield world.teller.skipped(_place(spoke), cause, message)


def _pass(
    world: World, examiner: Examiner, spokes: list[Spoke]
) -> Generator[Finding, None, list[Spoke]]:
    workers = min(WORKERS, len(spokes))
    again = []
    results = side_by_side(
        spokes, examiner.examine, workers=workers, cancel=world.cancel
    )
    for result in results:
        if result.findings is None:
            again.append(result.spoke)
            continue
        _remember(world, result)
        yield from result.findings
    return again


def _remember(world: World, result: Examined) -> None:
    world.meter.finished()
    if all(f.status is not Status.FAILED for f in result.findings or ()):
        world.answering.append(result.spoke)


def _given_up(world: World, spoke: Spoke) -> Finding:
    world.meter.finished()
    message = "AWS limits how fast we may ask and gave no answer yet."
    return world.teller.skipped(_place(spoke), "throttled", message)


def _place(spoke: Spoke) -> Place:
    return Place("spoke.assume-role", spoke.account.id, spoke.profile, spoke.region)
