"""Commands for the shell that a person has in front of them."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable

from carto_wizard.render import quoting
from carto_wizard.render.scripts.shells import Shell

HERE = Shell.POWERSHELL if os.name == "nt" else Shell.POSIX
"""The shell of this machine, for commands on what only this machine has."""

_BARE = re.compile(r"[A-Za-z0-9_./:\\+-]+")
"""What PowerShell takes as it is, where it is not at the start of a command."""


def quoted(value: str, shell: Shell) -> str:
    """One printable value as one word."""
    if shell is Shell.POSIX:
        return shlex.quote(value)
    bare = _BARE.fullmatch(value) and not value.startswith("-")
    return value if bare else quoting.powershell(value, "the value")


def command(*words: str, shell: Shell = HERE) -> str:
    """Words as one command; empty where one of them cannot be shown as it is."""
    if not all(word.isprintable() for word in words):
        return ""
    if shell is Shell.POSIX:
        return shlex.join(words)
    program, *rest = words
    return " ".join([program, *(quoted(word, shell) for word in rest)])


def unset(*names: str, shell: Shell = HERE) -> str:
    """Take variables out of the environment of this shell."""
    if shell is Shell.POSIX:
        return command("unset", *names, shell=shell)
    listed = ", ".join(f"Env:{name}" for name in names)
    return f"Remove-Item {listed} -ErrorAction Ignore"


def export(name: str, value: str, shell: Shell = HERE) -> str:
    """Give a variable another value; empty where that cannot be shown as it is."""
    if not value.isprintable():
        return ""
    if shell is Shell.POSIX:
        return f"export {name}={shlex.quote(value)}"
    return f"$env:{name} = {quoting.powershell(value, name)}"


def look_at(path: str, shell: Shell = HERE) -> str:
    """Show what is at a path, and whose it is."""
    words = ("ls", "-ld", path) if shell is Shell.POSIX else ("Get-Item", path)
    return command(*words, shell=shell)


def show_lines(path: str, first: int, last: int, shell: Shell = HERE) -> str:
    """Show some lines of a file, counted from 1."""
    if shell is Shell.POSIX:
        return command("sed", "-n", f"{first},{last}p", path, shell=shell)
    shown = command("Get-Content", path, shell=shell)
    return f"({shown})[{first - 1}..{last - 1}]" if shown else ""


def with_variables(values: Iterable[tuple[str, str]], shell: Shell = HERE) -> str:
    """What goes before a command that reads these variables."""
    if shell is Shell.POSIX:
        return "".join(f"{name}={shlex.quote(value)} " for name, value in values)
    return "".join(f"{export(name, value, shell)}; " for name, value in values)
