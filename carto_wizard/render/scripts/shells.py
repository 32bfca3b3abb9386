"""The two languages of the scripts, side by side, so that both do the same.

POSIX means plain sh as dash reads it; its documents stand in quoted here-documents, so
the shell expands nothing in them. PowerShell means version 5.1 and later; lines end
with LF, which every PowerShell reads: one text, the same bytes on every system.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from carto_wizard.render import quoting
from carto_wizard.render.parts import BLANK, Part
from carto_wizard.setup.answers import Platform


class Shell(StrEnum):
    """What runs a script."""

    POSIX = "posix"
    POWERSHELL = "powershell"

    @classmethod
    def of(cls, platform: Platform) -> Shell:
        """Return the shell that every machine of a platform has."""
        return cls.POWERSHELL if platform is Platform.WINDOWS else cls.POSIX


@dataclass(frozen=True, slots=True)
class Snippet:
    """Some lines of a script in both shells; empty where a shell needs none."""

    why: str
    without: str
    posix: str = ""
    powershell: str = ""


def parts_for(shell: Shell, *snippets: Snippet) -> tuple[Part, ...]:
    """Return the lines of one shell."""
    posix = shell is Shell.POSIX
    every = (
        Part(each.posix if posix else each.powershell, each.why, each.without)
        for each in snippets
    )
    return tuple(part for part in every if part.text)


_INTERPRETER = Snippet(
    "Any POSIX shell can run it. It does not need bash.",
    "The system does not know which program runs the file.",
    posix="#!/bin/sh\n",
)

_STOP_AT_FAILURE = Snippet(
    "Stops at the first command that fails or variable that is not set.",
    "The script continues after a failure and reports success.",
    posix="set -eu\n",
)

_STOP_AT_ERROR = Snippet(
    "Stops at the first error.",
    "The script continues after a failure and reports success.",
    powershell="$ErrorActionPreference = 'Stop'\n",
)

_NO_NATIVE_ERRORS = Snippet(
    "Lets the script handle a failed program, in every version of PowerShell.",
    "Newer versions could stop where the script has a better answer.",
    powershell="$PSNativeCommandUseErrorActionPreference = $false\n",
)

STOP = Snippet(
    "Prints the reason and exits with an error.",
    "The script would continue after a problem.",
    posix=r"""
stop() {
  printf '%s\n' "$*" >&2
  exit 1
}
""",
)


def head(about: tuple[str, ...], *parameters: Snippet) -> tuple[Snippet, ...]:
    """Return how a script begins: what it is about, and that it stops at a failure."""
    text = "".join(f"# {line}\n" for line in about)
    comment = Snippet(
        "Describes what the script does and needs.",
        "A person who gets the file would have to read all of it first.",
        posix=text,
        powershell=text,
    )
    return (
        _INTERPRETER,
        comment,
        *parameters,
        _STOP_AT_FAILURE,
        _STOP_AT_ERROR,
        _NO_NATIVE_ERRORS,
    )


def constant(name: str, value: str, why: str, without: str) -> Snippet:
    """Return the line that gives a value the name that the functions use."""
    return Snippet(
        why,
        without,
        posix=f"{name}={quoting.posix(value, name)}\n",
        powershell=f"${camel(name)} = {quoting.powershell(value, name)}\n",
    )


def document(
    shell: Shell, name: str, content: Iterable[Part], why: str, without: str
) -> tuple[Part, ...]:
    """Return a text inside the script: a function of sh, or a PowerShell variable.

    Only END alone on a line, or '@ that begins one, could end the text early.
    """
    if shell is Shell.POSIX:
        start, end = f"{name}() {{\n  cat <<'END'\n", "END\n}\n"
    else:
        start, end = f"${camel(name)} = @'\n", "'@\n"
    return (BLANK, Part(start, why, without), *content, Part(end, why, without))


def camel(name: str) -> str:
    """The name as PowerShell spells it."""
    return "".join(word.capitalize() for word in name.lower().split("_"))
