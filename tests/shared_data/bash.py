"""The completion of bash."""

from __future__ import annotations

from collections.abc import Iterable

from carto_wizard.commands.options import COMMANDS, PROGRAM
from tests.shared_data.options import Option, options

FRAME = """\
# bash completion of {program}, made by `python -m tests.shared_data`.

_carto_wizard() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
    local command='' known='' i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${{COMP_WORDS[i]}} in
            --session) ((i++)) ;;
            {commands})
                command=${{COMP_WORDS[i]}}
                break
                ;;
        esac
    done
    case $before in
{values}
    esac
    case $command in
{known}
    esac
    mapfile -t COMPREPLY < <(compgen -W "$known" -- "$word")
}}

complete -F _carto_wizard {program}
"""


def text() -> str:
    """The file that bash-completion loads."""
    every = [option for command in options().values() for option in command]
    return FRAME.format(
        program=PROGRAM,
        commands=" | ".join(filter(None, COMMANDS)),
        values="\n".join(_values(every)),
        known="\n".join(_known()),
    )


def _values(every: Iterable[Option]) -> Iterable[str]:
    """What comes after an option that takes a value."""
    for path, then in ((True, "compopt -o default; return"), (False, "return")):
        names = {
            name
            for option in every
            if option.value and option.path is path and not option.choices
            for name in option.names
        }
        yield f"        {' | '.join(sorted(names))})"
        yield f"            {then}"
        yield "            ;;"
    for option in every:
        if option.choices:
            yield f"        {option.names[-1]})"
            yield f"            known='{' '.join(option.choices)}'"
            yield "            command=none"
            yield "            ;;"


def _known() -> Iterable[str]:
    """What may come next, by the command that was typed."""
    for name, taken in options().items():
        words = [names[-1] for option in taken if (names := option.names)]
        if not name:
            words += filter(None, COMMANDS)
        yield f"        {name or repr('')})"
        yield f"            known='{' '.join(words)}'"
        if any(option.path and not option.names for option in taken):
            yield "            [[ $word == -* ]] || compopt -o default"
        yield "            ;;"
