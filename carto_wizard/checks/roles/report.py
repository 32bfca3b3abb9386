"""What is there already, as lines for a person: what needs a look comes first."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any

from carto_wizard.checks.roles.comparison import Compared, Standing
from carto_wizard.checks.roles.look import AccountRoles
from carto_wizard.files.diff import DiffLine
from carto_wizard.setup.text import count, one_line

ORDER = (Standing.FOREIGN, Standing.DIFFERS, Standing.CREATE, Standing.SAME)
_KINDS = dict(zip(ORDER, "!!+ ", strict=True))
_MOST_NAMED = 10
"""Accounts of a kind that need no look; all others are named."""
_PROSE = 60
"""Cells of a line: as many as the preview has beside its list."""


def summary(results: Sequence[AccountRoles]) -> str:
    """How many of each, such as `2 differ · 1 create · 3 not looked at`."""
    number = Counter(each.standing for found in results for each in found.compared)
    parts = [f"{number[each]:,} {each}" for each in ORDER if number[each]]
    unknown = sum(not found.compared for found in results)
    if unknown:
        parts.append(f"{count(unknown, 'account')} not looked at")
    return " · ".join(parts)


def worst(results: Sequence[AccountRoles]) -> Standing | None:
    """What needs a look most; None: that is not known, since not all were seen."""
    standings = {each.standing for found in results for each in found.compared}
    found = next((each for each in ORDER if each in standings), None)
    urgent = found in (Standing.FOREIGN, Standing.DIFFERS)
    return found if urgent or all(each.compared for each in results) else None


def lines(results: Sequence[AccountRoles]) -> Iterator[DiffLine]:
    """Every thing that is wanted, once for all accounts where it is alike."""
    groups: dict[Compared, list[str]] = {}
    reasons: dict[str, list[str]] = {}
    for found in results:
        name = f"{one_line(found.account, 20)} {one_line(found.profile, 64)}".strip()
        for each in found.compared:
            groups.setdefault(each, []).append(name)
        if not found.compared:
            reasons.setdefault(found.problem, []).append(name)
    for compared in sorted(groups, key=lambda each: ORDER.index(each.standing)):
        yield from _about(compared, sorted(groups[compared]))
    for reason, names in reasons.items():
        yield DiffLine("!", "not looked at")
        yield from _prose(reason)
        yield from _accounts(sorted(names), len(names))


def lines_of(found: AccountRoles) -> Iterator[DiffLine]:
    """Everything that is wanted in one account; a sentence is one line."""
    for compared in sorted(found.compared, key=lambda e: ORDER.index(e.standing)):
        yield from _about(compared, (), sys.maxsize)
    if not found.compared:
        yield DiffLine(" ", f"Not looked at: {found.problem}")


def as_document(results: Iterable[AccountRoles]) -> list[dict[str, Any]]:
    """The same for programs: one entry for each account."""
    return [
        {
            "account": found.account,
            "profile": found.profile,
            "problem": found.problem,
            "found": [
                {
                    "what": each.what,
                    "standing": str(each.standing),
                    "remarks": list(each.remarks),
                    "differences": [
                        {
                            "what": difference.what,
                            "diff": [f"{d.kind}{d.text}" for d in difference.lines],
                        }
                        for difference in each.differences
                    ],
                }
                for each in found.compared
            ],
        }
        for found in results
    ]


def _about(
    compared: Compared, names: Sequence[str], cells: int = _PROSE
) -> Iterator[DiffLine]:
    kind = _KINDS[compared.standing]
    yield DiffLine(kind, f"{compared.standing}: {compared.what}")
    urgent = compared.standing in (Standing.FOREIGN, Standing.DIFFERS)
    yield from _accounts(names, len(names) if urgent else _MOST_NAMED)
    for remark in compared.remarks:
        yield from _prose(remark, cells)
    for difference in compared.differences:
        yield DiffLine("@", f"  {difference.what}: - as it is, + as it must be")
        for number, line in enumerate(difference.lines):
            if line.kind != "@":
                yield DiffLine(line.kind, f"  {line.text}")
            elif number:
                yield DiffLine("@", "  …")


def _prose(text: str, cells: int = _PROSE) -> Iterator[DiffLine]:
    """A sentence in lines of whole words, which a view of code would break anywhere."""
    for line in wrap(text, cells):
        yield DiffLine(" ", f"  {line}")


def _accounts(names: Sequence[str], most: int) -> Iterator[DiffLine]:
    for name in names[:most]:
        yield DiffLine(" ", f"  {name}")
    if len(names) > most:
        yield DiffLine(" ", f"  and {len(names) - most:,} more")
