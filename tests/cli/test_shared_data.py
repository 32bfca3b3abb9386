from __future__ import annotations

import subprocess

import pytest

from carto_wizard.commands.options import COMMANDS
from tests.shared_data.files import FOLDER, made
from tests.shared_data.options import options

MADE = made()
ALL_COMMANDS = {name for name in COMMANDS if name}


def test_the_files_are_those_that_the_parser_makes() -> None:
    paths = [path for path in FOLDER.rglob("*") if path.is_file()]
    there = {path.relative_to(FOLDER).as_posix() for path in paths}
    assert there == set(MADE)
    for path, text in MADE.items():
        assert (FOLDER / path).read_text(encoding="utf-8") == text, (
            "Run `python -m tests.shared_data`."
        )


@pytest.mark.parametrize("path", MADE)
def test_every_file_names_every_command_and_option(path: str) -> None:
    text = MADE[path].replace("\\-", "-").replace("-l ", "--")
    for command, taken in options().items():
        assert command in text
        for option in taken:
            assert not option.names or option.names[-1] in text


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("carto-wizard ", {*ALL_COMMANDS, "--session", "--fresh", "--plain"}),
        ("carto-wizard re", {"refresh"}),
        ("carto-wizard --session check ch", {"check"}),
        ("carto-wizard --session s.toml write --y", {"--yes"}),
        ("carto-wizard check --w", {"--watch", "--wait"}),
        ("carto-wizard check --look-with ", set()),
        ("carto-wizard demo --scenario ", {"troubled", "healthy", "empty"}),
        ("carto-wizard demo --mode single --no", {"--no-input"}),
        ("carto-wizard lint --", {"--session", "--container", "--json", "--help"}),
    ],
)
def test_bash_completes(typed: str, offered: set[str]) -> None:
    script = """
        source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        _carto_wizard; ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
    """
    file = FOLDER / "bash-completion" / "completions" / "carto-wizard"
    done = subprocess.run(
        ["bash", "-euc", script, "bash", str(file), *typed.split(" ")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    found = done.stdout.split()
    assert offered <= set(found)
    assert len(found) == len(set(found))
    assert typed.endswith("wizard ") or set(found) == offered
