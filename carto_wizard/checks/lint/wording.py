"""How the lint words a finding: the place first, secrets never."""

from __future__ import annotations

import shlex

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import Place
from carto_wizard.files.mask import mask_line
from carto_wizard.setup.text import one_line

WIDTH = 80
"""No name or value of a file is shown longer."""


def lint_finding(
    check: str,
    cause: str,
    place: Place,
    message: str,
    *,
    status: Status = Status.FAILED,
    profile: str | None = None,
    account: str | None = None,
    evidence: str = "",
    remedy: str = "",
    command: str = "",
) -> Finding:
    """A finding whose message begins with `file:line:`."""
    return Finding(
        check=check,
        status=status,
        message=f"{spelled(place)}: {message}" if place.path else message,
        account=account,
        profile=profile,
        cause=cause,
        evidence=evidence,
        remedy=remedy,
        command=command,
    )


def spelled(place: Place) -> str:
    """`path:line`, or the path alone."""
    path = one_line(place.path)
    return f"{path}:{place.line}" if place.line else path


def shown(text: str) -> str:
    """A name or value on one line, cut, with anything that looks secret hidden."""
    return mask_line(one_line(text.partition("\n")[0], WIDTH))


def command(*words: str) -> str:
    """Words quoted for a POSIX shell; nothing where one cannot be shown as it is."""
    if all(word.isprintable() for word in words):
        return shlex.join(words)
    return ""


def lines(numbers: list[int]) -> str:
    """`line 3`, `lines 3, 4 and 9`, `lines 3, 4, 5 and 120 more`."""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    first = ", ".join(str(number) for number in numbers[:3])
    if len(numbers) > 4:
        return f"lines {first} and {len(numbers) - 3:,} more"
    head, tail = numbers[:-1], numbers[-1]
    return f"lines {', '.join(str(number) for number in head)} and {tail}"
