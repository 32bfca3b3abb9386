"""What the screens say about keys is what the keys do."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.actions import parse
from textual.binding import Binding, BindingType

from carto_wizard import tui
from carto_wizard.checks.results.results import Results
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.setup.answers import Answers
from carto_wizard.tui import keys
from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.dialogs.why import Why
from carto_wizard.tui.run_status import left_to_do
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps import BODIES, body_for
from carto_wizard.tui.steps.accounts import text as accounts_text
from carto_wizard.tui.steps.check.text import counts
from carto_wizard.tui.work.checking import Checking
from tests.tui.wizard import HUB, app_on, opened

NAMED = re.compile(
    r"\b(?:Enter|Esc|Ctrl|Shift|Tab|Del|F\d{1,2})\b"
    r"|(?<![\w%{'\"])(?:[B-HJ-Z](?=:| [a-z]+s\b)|A (?=asks\b))"
)
"""A key in a sentence: `Ctrl+G goes on`, `X stops`, `M: merge`; `A region` is none."""


def sentences(path: Path) -> Iterator[str]:
    """Every text in a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in skipped:
            yield str(node.value)


@pytest.mark.parametrize(
    "text",
    ["Ctrl+G continues without.", "X stops", "·  K skips it", "A asks all.", "M: x"],
)
def test_a_key_in_a_sentence_is_seen(text: str) -> None:
    assert NAMED.search(text)


def test_no_sentence_names_a_key_by_hand() -> None:
    folder = Path(tui.__file__).parent
    found = {
        (path.name, text)
        for path in folder.rglob("*.py")
        if path.name != "keys.py"
        for text in sentences(path)
        if NAMED.search(text)
    }
    assert found == set()


def test_a_sentence_cannot_name_a_key_that_no_binding_has() -> None:
    with pytest.raises(LookupError, match="fly"):
        keys.key(keys.CHECK, "fly")


@pytest.mark.parametrize(
    ("pressed", "name"),
    [
        ("x", "X"),
        ("ctrl+z", "Ctrl+Z"),
        ("shift+tab", "Shift+Tab"),
        ("delete,d", "Del"),
        ("escape", "Esc"),
        ("slash", "/"),
        ("f5", "F5"),
    ],
)
def test_keys_are_spelled_as_people_write_them(pressed: str, name: str) -> None:
    assert keys.spelled(Binding(pressed, "act")) == name


@contextmanager
def on_f9(bindings: list[BindingType], action: str) -> Iterator[None]:
    """Put an action on another key."""
    before = list(bindings)
    bindings[:] = [
        replace(each, key="f9")
        if isinstance(each, Binding) and each.action == action
        else each
        for each in before
    ]
    yield
    bindings[:] = before


def counted() -> str:
    return counts(Results(Answers()).tally, None, Checking(running=True), "").plain


def unchecked() -> str:
    state = WizardState(Path(), {}, Path(), StateFolder(Path()), HUB)
    return left_to_do(state)


@pytest.mark.parametrize(
    ("bindings", "action", "says", "text"),
    [
        (keys.CHECK, "stop", counted, "F9 stops"),
        (keys.ACCOUNTS, "edit", lambda: accounts_text.waiting(2), "F9 edits"),
        (keys.WIZARD, "go_to", unchecked, "Press F9 to go there"),
    ],
)
def test_a_key_that_changes_changes_the_sentence(
    bindings: list[BindingType],
    action: str,
    says: Callable[[], str],
    text: str,
) -> None:
    assert text not in says()
    with on_f9(bindings, action):
        assert text in says()


async def test_the_help_page_follows_the_keys_too(home: Path) -> None:
    async with opened(home, HUB, "accounts") as wizard:
        with on_f9(keys.WIZARD, "go_to"):
            await wizard.press("f1")
        assert isinstance(wizard.app.screen, Why)
        assert re.search(r"F9 +Go to a step", wizard.dialog_text())


@pytest.mark.parametrize("step", BODIES)
def test_every_key_of_a_page_does_something(step: str, home: Path) -> None:
    app = app_on(home, HUB)
    body = body_for(step, app.state)
    for binding in body.BINDINGS:
        assert isinstance(binding, Binding)
        _, name, _ = parse(binding.action)
        assert hasattr(body, f"action_{name}")


def test_every_key_of_the_wizard_does_something() -> None:
    for binding in CartoWizard.BINDINGS:
        assert isinstance(binding, Binding)
        _, name, _ = parse(binding.action)
        assert hasattr(CartoWizard, f"action_{name}")
