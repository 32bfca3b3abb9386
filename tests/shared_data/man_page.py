"""The man page, in the macros of man(7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from textwrap import fill

from carto_wizard.commands.options import (
    COMMANDS,
    EXIT_CODES,
    PROGRAM,
    PURPOSE,
    program,
)
from tests.shared_data.options import Option, options

REVISED = "2026-11-25"
"""The day on which what is only in this page was last changed."""
DESCRIPTION = """\
Cartography maps a company's cloud into a graph. To let it read AWS, somebody creates
roles and policies in one account or in thousands, and writes an AWS config file.
This program asks what that needs, shows every file before it writes it, keeps existing
files intact, and then checks with live calls that Cartography can read exactly the
accounts it should.
It changes nothing in AWS: the scripts that it writes do that when somebody runs them.
"""
FILES = {
    "~/.aws/config": "the AWS config file that is edited, unless another one is named",
    "~/cartography-setup": "scripts, templates and environment for Cartography and for "
    "the administrator of AWS",
    "~/.local/state/carto-wizard": "answers without secrets, the journal and "
    "backups, on Linux",
}
ENVIRONMENT = {
    "AWS_CONFIG_FILE": "the AWS config file, instead of ~/.aws/config",
    "AWS_SHARED_CREDENTIALS_FILE": "the credentials file, instead of "
    "~/.aws/credentials",
    "AWS_PROFILE": "the profile of your own credentials",
    "TERM": "with the value dumb, line prompts instead of screens",
    "NO_COLOR": "no colors",
}


def text() -> str:
    """The page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield '.\\" Made by `python -m tests.shared_data`.'
    yield f".TH {PROGRAM.upper()} 1 {REVISED}\n.nh\n.ad l"
    purpose = PURPOSE.partition(":")[0]
    yield f".SH NAME\n{PROGRAM} \\- {_escaped(purpose[0].lower() + purpose[1:])}"
    yield ".SH SYNOPSIS"
    for name, taken in options().items():
        if name:
            yield ".br"
        yield f".B {_escaped(program(name))}"
        yield from (
            _synopsis(option) for option in taken if option.names[-1:] != ("--help",)
        )
    yield f".SH DESCRIPTION\n{_escaped(DESCRIPTION)}"
    yield ".SH COMMANDS"
    for name, does in COMMANDS.items():
        yield f".SS {_escaped(program(name))}\n{_escaped(does[0].upper() + does[1:])}."
        for option in options()[name]:
            yield f".TP\n{_name(option)}\n{_escaped(option.help)}"
    for title, rows in (
        ("EXIT STATUS", EXIT_CODES),
        ("FILES", FILES),
        ("ENVIRONMENT", ENVIRONMENT),
    ):
        yield f".SH {title}"
        yield from _tagged(rows)
    yield ".SH SEE ALSO\n.BR aws (1)"


def _tagged(rows: Mapping[str, str]) -> Iterator[str]:
    for name, does in rows.items():
        yield f".TP\n.B {_escaped(name)}\n{_escaped(does)}"


def _synopsis(option: Option) -> str:
    return f"[{_name(option)}]" if option.names else _name(option)


def _name(option: Option) -> str:
    """An option as the table writes it, in bold and italics."""
    name = f"\\fB{_escaped(option.names[-1])}\\fR" if option.names else ""
    value = "|".join(f"\\fI{part}\\fR" for part in option.value.split("|"))
    if not option.value:
        return name
    value += " \\&...\\&" if option.repeated else ""
    value = f"[{value}]" if option.optional else value
    return f"{name} {value}".lstrip()


def _escaped(words: str) -> str:
    """Text that roff sets as it is, in lines that begin with a word."""
    words = fill(words, 72, break_on_hyphens=False)
    words = words.replace("\\", "\\e").replace("-", "\\-").replace("…", "...")
    words = words.replace("'", "\\(aq").replace("~", "\\(ti")
    return re.sub(r"^(?=\.)", r"\\&", words, flags=re.MULTILINE)
