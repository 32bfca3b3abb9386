"""The options of the parser, as the shells and the man page need them."""

from __future__ import annotations

from argparse import Action
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carto_wizard.commands.arguments import parser


@dataclass(frozen=True, slots=True)
class Option:
    """An option, or what a command takes without one."""

    names: tuple[str, ...]
    help: str
    value: str = ""
    """What it takes, as help shows it."""
    optional: bool = False
    repeated: bool = False
    path: bool = False

    @property
    def choices(self) -> list[str]:
        """The values that it takes, where they are a few."""
        return self.value.split("|") if "|" in self.value else []


def options() -> Mapping[str, list[Option]]:
    """The options by command; those of the wizard by an empty name."""
    top = parser()
    parsers: Any = top._subparsers
    commands = parsers._group_actions[0]
    by_command = {"": top, **commands.choices}
    return {
        name: [_option(a) for a in command._actions if a is not commands]
        for name, command in by_command.items()
    }


def _option(action: Action) -> Option:
    takes_value = action.nargs != 0
    return Option(
        names=tuple(action.option_strings),
        help=str(action.help),
        value=str(action.metavar or action.dest.upper()) if takes_value else "",
        optional=action.nargs in ("?", "*"),
        repeated=action.nargs == "*" or isinstance(action.default, list),
        path=action.type is Path,
    )
