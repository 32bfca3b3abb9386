"""The completion of zsh."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from carto_wizard.commands.options import COMMANDS, PROGRAM
from tests.shared_data.options import Option, options

FRAME = """\
#compdef {program}
# Made by `python -m tests.shared_data`.

local context state state_descr line
typeset -A opt_args

_arguments -C \\
{wizard} \\
    '1:command:->command' \\
    '*::argument:->argument' && return

case $state in
    command)
        local -a commands=(
{commands}
        )
        _describe command commands
        ;;
    argument)
        case $words[1] in
{arguments}
        esac
        ;;
esac
"""


def text() -> str:
    """The file that compinit finds."""
    by_command = options()
    commands = [f"{name}:{does}" for name, does in COMMANDS.items() if name]
    return FRAME.format(
        program=PROGRAM,
        wizard=_specs(by_command[""], 4),
        commands="\n".join(f"            {shlex.quote(each)}" for each in commands),
        arguments="\n".join(
            line
            for name, taken in by_command.items()
            if name
            for line in (
                f"            {name})",
                "                _arguments \\",
                _specs(taken, 20),
                "                ;;",
            )
        ),
    )


def _specs(taken: Iterable[Option], indent: int) -> str:
    return " \\\n".join(f"{' ' * indent}{_spec(option)}" for option in taken)


def _spec(option: Option) -> str:
    """One option, in the notation of `_arguments`."""
    does = "".join(f"\\{c}" if c in "[]:\\" else c for c in option.help)
    then = ""
    if option.value:
        action = f"({' '.join(option.choices)})" if option.choices else ""
        action = "_files" if option.path else action
        action = "_directories" if option.value == "DIR" else action
        then = f"{':' * (1 + option.optional)}{option.value.lower()}:{action}"
    if not option.names:
        return shlex.quote(f"*:{option.value.lower()}:_files")
    if option.names[0] == "-h":
        return "'(- *)'{-h,--help}" + shlex.quote(f"[{does}]")
    return shlex.quote(f"{'*' * option.repeated}{option.names[-1]}[{does}]{then}")
