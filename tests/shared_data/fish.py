"""The completion of fish."""

from __future__ import annotations

from collections.abc import Iterator

from carto_wizard.commands.options import COMMANDS, PROGRAM
from tests.shared_data.options import Option, options

START = f"complete -c {PROGRAM}"


def text() -> str:
    """The file that fish loads."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f"# fish completion of {PROGRAM}, made by `python -m tests.shared_data`."
    yield f"{START} -f"
    for name, does in COMMANDS.items():
        if name:
            yield f"{START} -n __fish_use_subcommand -a {name} -d {_quoted(does)}"
    for name, taken in options().items():
        when = f"'__fish_seen_subcommand_from {name}'" if name else ""
        for option in taken:
            yield f"{START} -n {when or '__fish_use_subcommand'} {_rest(option)}"


def _rest(option: Option) -> str:
    if not option.names:
        return "-F"
    names = " ".join(
        f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
        for name in option.names
    )
    return " ".join(filter(None, (names, _value(option), f"-d {_quoted(option.help)}")))


def _value(option: Option) -> str:
    """Whether a value follows, and which."""
    if not option.value or option.optional:
        return ""
    if option.choices:
        return f"-xa {_quoted(' '.join(option.choices))}"
    return "-rF" if option.path else "-x"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
