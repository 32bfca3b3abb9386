from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    "argparse",
    "boto3",
    "botocore",
    "filelock",
    "moto",
    "pathlib",
    "platformdirs",
    "textual",
    "tomlkit",
)


def loaded(code: str) -> set[str]:
    """The top-level modules that running this code loads."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys, json, os; {_PATH}; {code}; {_SAY}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


# -S: an editable install of something else must not load modules before us.
_PATH = f"sys.path += {sys.path!r}"
_SAY = "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"


def test_the_command_line_loads_nothing_heavy() -> None:
    assert loaded("import carto_wizard.cli") & set(HEAVY) == set()


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_version_and_help_load_nothing_heavy(flag: str) -> None:
    code = f"from carto_wizard.cli import main; main([{flag!r}])"
    assert loaded(code) & set(HEAVY) == set()


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("carto_wizard.setup.session", {"tomlkit", "boto3", "textual"}),
        ("carto_wizard.setup.problems", {"tomlkit", "boto3", "textual"}),
        ("carto_wizard.render.plan", {"boto3", "botocore", "textual", "tomlkit"}),
        ("carto_wizard.files.changes", {"boto3", "botocore", "textual", "filelock"}),
        ("carto_wizard.files.locations", {"boto3", "textual", "platformdirs"}),
        ("carto_wizard.checks.run.engine", {"boto3", "botocore", "textual"}),
        ("carto_wizard.checks.lint", {"boto3", "botocore", "textual"}),
        ("carto_wizard.commands.preview", {"boto3", "textual", "tomlkit"}),
        ("carto_wizard.commands.write", {"boto3", "textual", "filelock"}),
        ("carto_wizard.commands.check", {"boto3", "botocore", "textual"}),
        ("carto_wizard.commands.refresh", {"boto3", "botocore", "textual", "tomlkit"}),
        ("carto_wizard.commands.demo", {"boto3", "textual", "moto"}),
        ("carto_wizard.plain", {"boto3", "botocore", "textual", "tomlkit"}),
        ("carto_wizard.tui.app", {"boto3", "botocore", "moto", "tomlkit"}),
    ],
)
def test_a_room_does_not_load_what_it_may_never_need(
    module: str, never: set[str]
) -> None:
    assert loaded(f"import {module}") & never == set()
