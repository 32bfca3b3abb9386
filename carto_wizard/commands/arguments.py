"""The parser of the command line, made from the table of options."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from carto_wizard import __version__
from carto_wizard.commands.options import COMMANDS, OPTIONS, PROGRAM, program
from carto_wizard.commands.usage import help_of
from carto_wizard.setup.text import one_line

_DEFAULTS = {"--wait": "0", "--mode": "hub"}
_WAIT_WITHOUT_SECONDS = "60"


class _Parser(ArgumentParser):
    """argparse with our own help: it says what a person does, not what options are."""

    def format_help(self) -> str:
        return help_of(self.prog.removeprefix(PROGRAM).strip())

    def format_usage(self) -> str:
        return f"Usage: see {self.prog} --help.\n"

    def error(self, message: str) -> NoReturn:
        super().error(one_line(message, 300))


def parse(given: Sequence[str]) -> Namespace:
    """The arguments; leaves with 2, and the help to read, if they are wrong."""
    args, unknown = parser().parse_known_args(given)
    if unknown:
        # argparse would lead to the help of the wizard, which lists no such options.
        asked = _Parser(program(args.command or ""))
        asked.error(f"unrecognized arguments: {' '.join(unknown)}")
    return args


def parser() -> ArgumentParser:
    """The parser of the whole command line."""
    top = _Parser(PROGRAM, allow_abbrev=False, add_help=False)
    _add_options(top, "")
    commands = top.add_subparsers(dest="command", parser_class=_Parser, prog=PROGRAM)
    for name, does in COMMANDS.items():
        if name:
            command = commands.add_parser(
                name, allow_abbrev=False, add_help=False, help=does
            )
            _add_options(command, name)
    return top


def _add_options(parser: ArgumentParser, command: str) -> None:
    for written, does in OPTIONS[command]:
        name, _, value = written.partition(" ")
        if name == "[CONFIG":
            parser.add_argument("config", type=Path, nargs="*", help=does)
        elif name == "--help":
            parser.add_argument("-h", name, action="help", help=does)
        else:
            taken = _taken(name, value)
            if command and name == "--session":
                # An absent one leaves the one before the command alone.
                taken["default"] = SUPPRESS
            parser.add_argument(name, help=does, **taken)


def _taken(name: str, value: str) -> dict[str, Any]:
    """What argparse is told about the value of an option, if it takes one."""
    metavar = value.strip("[ …]")
    if name == "--version":
        return {"action": "version", "version": __version__}
    if not value:
        return {"action": "store_true"}
    if metavar in ("FILE", "DIR"):
        return {"metavar": metavar, "type": Path}
    if value.endswith("…"):
        return {"metavar": metavar, "action": "append", "default": []}
    taken = {"metavar": metavar, "default": _DEFAULTS.get(name, "")}
    if value.startswith("["):
        taken |= {"nargs": "?", "const": _WAIT_WITHOUT_SECONDS}
    return taken
