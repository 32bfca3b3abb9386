"""Every key of the screens is one that every terminal sends as itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from carto_wizard import tui

SENT_AS_ITSELF = re.compile(
    # A letter, or Shift and Caps Lock would make it another key; a sign.
    r"[a-z]|slash|space"
    r"|up|down|left|right|home|end|pageup|pagedown|delete|enter|escape|(shift\+)?tab"
    r"|f([1-9]|1[0-2])"
    # Ctrl+H is Backspace, I is Tab, J and M are Enter.
    r"|ctrl\+[a-gk-ln-z]"
)


def classes_with_keys() -> Iterator[type[DOMNode]]:
    """Everything of ours that takes keys: the app, pages, dialogs, widgets."""
    for module in walk_packages(tui.__path__, f"{tui.__name__}."):
        for each in vars(import_module(module.name)).values():
            ours = isinstance(each, type) and each.__module__ == module.name
            if ours and issubclass(each, DOMNode) and each.__dict__.get("BINDINGS"):
                yield each


BOUND = [
    (each.__name__, binding)
    for each in classes_with_keys()
    for binding in each.BINDINGS
    if isinstance(binding, Binding)
]


@pytest.mark.parametrize(
    "key",
    [
        "ctrl+h",
        "ctrl+i",
        "ctrl+j",
        "ctrl+m",
        "ctrl+left_square_bracket",
        "ctrl+space",
        "ctrl+at",
        "ctrl+1",
        "ctrl+shift+a",
        "ctrl+enter",
        "shift+enter",
        "alt+a",
        "ctrl+slash",
        "ctrl+tab",
        "A",
        "f13",
    ],
)
def test_a_key_that_terminals_send_as_another_is_seen(key: str) -> None:
    assert not SENT_AS_ITSELF.fullmatch(key)


def test_every_class_with_keys_is_looked_at() -> None:
    assert {"CartoWizard", "AccountsBody", "EditAccount", "Rows"} <= {
        name for name, _ in BOUND
    }
    for each in classes_with_keys():
        assert all(isinstance(binding, Binding) for binding in each.BINDINGS)


def test_every_key_is_sent_as_itself() -> None:
    keys = {(name, key) for name, each in BOUND for key in each.key.split(",")}
    assert {each for each in keys if not SENT_AS_ITSELF.fullmatch(each[1])} == set()


def test_every_key_that_is_shown_says_what_it_does() -> None:
    silent = {(n, each.key) for n, each in BOUND if each.show and not each.description}
    assert silent == set()
