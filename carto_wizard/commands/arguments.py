"""The arguments of every command."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser
from pathlib import Path

from carto_wizard import __version__
from carto_wizard.commands.usage import HELP

FLAGS = {
    "preview": ("--session", "--json", "--aws"),
    "write": ("--session", "--yes"),
    "check": (
        "--session",
        "--json",
        "--markdown",
        "--redact",
        "--watch",
        "--wait",
        "--allow-helper",
    ),
    "refresh": ("--session", "--yes", "--json"),
    "lint": ("--session", "--container", "--json"),
    "undo": ("--session", "--history", "--remove-backups", "--yes"),
    "demo": ("--no-input",),
}


class _Parser(ArgumentParser):
    """argparse with our own help: it says what a person does, not what options are."""

    def format_help(self) -> str:
        return HELP

    def format_usage(self) -> str:
        return "Usage: see carto-wizard --help.\n"


def parser() -> ArgumentParser:
    """The parser of the whole command line."""
    top = _Parser("carto-wizard", allow_abbrev=False)
    top.add_argument("--version", action="version", version=__version__)
    top.add_argument("--session", type=Path)
    for flag in ("--fresh", "--plain", "--no-mouse"):
        top.add_argument(flag, action="store_true")
    commands = top.add_subparsers(dest="command", parser_class=_Parser)
    for name, flags in FLAGS.items():
        command = commands.add_parser(name, allow_abbrev=False)
        for flag in flags:
            if flag == "--session":
                # SUPPRESS: an absent one leaves the one before the command alone.
                command.add_argument(flag, type=Path, default=SUPPRESS)
            else:
                command.add_argument(flag, action="store_true")
    commands.choices["lint"].add_argument("config", type=Path, nargs="*")
    for name in ("check", "preview"):
        commands.choices[name].add_argument("--look-with", metavar="ROLE", default="")
    for name in ("preview", "refresh"):
        commands.choices[name].add_argument("--profile", metavar="NAME", default="")
    for option, metavar in (("--ou", "UNIT"), ("--tag", "KEY=VALUE")):
        commands.choices["refresh"].add_argument(
            option, metavar=metavar, action="append", default=[]
        )
    commands.choices["write"].add_argument(
        "--choose", metavar="NAME=HOW", action="append", default=[]
    )
    commands.choices["demo"].add_argument("--scenario")
    commands.choices["demo"].add_argument("--mode", default="hub")
    commands.choices["demo"].add_argument("--directory", type=Path)
    return top
