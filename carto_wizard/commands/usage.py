"""What `--help` says."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import TextWrapper

from carto_wizard.commands.options import (
    COMMANDS,
    EXIT_CODES,
    OPTIONS,
    PURPOSE,
    program,
)

_WIDTH = 79
_LONGEST_NAME = 24


def help_of(command: str) -> str:
    """The whole `--help` of a command; that of the wizard leads to the others."""
    if command:
        parts = [f"{program(command)}: {COMMANDS[command]}", _columns(OPTIONS[command])]
    else:
        called = {program(name): does for name, does in COMMANDS.items()}
        parts = [
            PURPOSE,
            _columns(called.items()),
            "New here? `carto-wizard demo` needs no AWS account.\n"
            "Every command has its own help, such as `carto-wizard check --help`.",
            "Options of the wizard:\n" + _columns(OPTIONS[""]),
            "Exit codes:\n" + _columns(EXIT_CODES.items()),
        ]
    return "\n\n".join(parts) + "\n"


def _columns(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what they mean; a long name has a line to itself."""
    shown = list(rows)
    indent = 4 + max(len(name) for name, _ in shown if len(name) <= _LONGEST_NAME)
    lines = []
    for name, text in shown:
        start = f"  {name}".ljust(indent)
        if len(start) > indent:
            lines.append(start)
            start = " " * indent
        wrapper = TextWrapper(_WIDTH, start, " " * indent, break_on_hyphens=False)
        lines.append(wrapper.fill(text))
    return "\n".join(lines)
