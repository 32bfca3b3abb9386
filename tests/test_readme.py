from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from carto_wizard.checks.finding import Effect
from carto_wizard.commands.arguments import parser
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.refresh import Change
from carto_wizard.setup.session_toml import parse
from carto_wizard.setup.steps import KEYS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)


def keys(value: Any) -> dict[str, Any]:
    """The names of a dataclass's fields, nested as they are."""
    if not is_dataclass(value):
        return {}
    return {field.name: keys(getattr(value, field.name)) for field in fields(value)}


def test_the_two_commands_are_one_line_each_and_need_only_python() -> None:
    lines = [text.strip() for language, text in BLOCKS if language == "sh"]
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("python3 -m venv .venv && .venv/bin/pip install")
        assert "\n" not in line


@pytest.mark.parametrize("page", [ROOT / "README.md", *ROOT.glob(".github/*.md")])
def test_every_file_a_page_names_is_there(page: Path) -> None:
    paths = re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [path for path in paths if not (page.parent / path).exists()] == []


def test_every_test_it_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", README))
    paths = (ROOT / "tests").rglob("test_*.py")
    there = "".join(path.read_text(encoding="utf-8") for path in paths)
    assert len(named) > 20
    assert {name for name in named if f"def {name}(" not in there} == set()


def test_its_session_file_is_one_and_names_every_key() -> None:
    text = next(text for language, text in BLOCKS if language == "toml")
    loaded = parse(text, Path("session.toml"))
    assert loaded.unknown == ()
    for table, names in keys(Answers()).items():
        for name in names:
            assert re.search(rf"^{name} = ", text, re.MULTILINE), f"{table}.{name}"
    for field in fields(Account):
        assert re.search(rf"^{field.name} = ", text, re.MULTILINE)


def test_its_command_block_parses_with_every_option_it_names() -> None:
    block = next(text for _, text in BLOCKS if text.startswith("carto-wizard [--"))
    for line in block.splitlines():
        usage = line.split("  ")[0].removeprefix("carto-wizard ")
        command = usage.split()[0] if usage[0].isalpha() else ""
        for option in re.findall(r"--[a-z-]+", line):
            if option in ("--version", "--help"):
                continue
            value = ["x"] if re.search(rf"{option} [A-Z]", line) else []
            parser().parse_args([*([command] if command else []), option, *value])


def test_every_step_has_a_row() -> None:
    assert [step for step in KEYS if f"| {step} |" not in README] == []


def test_its_pictures_are_those_that_are_made() -> None:
    named = set(re.findall(r"screenshots/[\w-]+\.\w+", README))
    made = {f"screenshots/{path.name}" for path in (ROOT / "screenshots").glob("*")}
    assert named == made


def test_every_effect_has_its_name_there() -> None:
    assert [effect for effect in Effect if f"`{effect}`" not in README] == []


def test_every_change_of_an_account_has_its_name_there() -> None:
    assert [change for change in Change if f"`{change}`" not in README] == []
