from __future__ import annotations

import pytest

from tests.sentences import sentences

EVERY = tuple(sentences())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("carto_wizard/setup/questions.py", "Hub account ID"),
        ("carto_wizard/tui/", "Enlarge the terminal"),
        ("carto_wizard/commands/usage.py", "Exit codes: 0 fine"),
        ("carto_wizard/checks/causes.toml", "The file is UTF-16"),
        ("carto_wizard/checks/lint/", "Unset the variable."),
        ("carto_wizard/files/", "the disk is full"),
        ("carto_wizard/render/scripts/", "The script goes on after a failure"),
        ("tests/render/golden/", "Read access to AWS for Cartography"),
        ("tests/render/golden/", "This is not the hub account $HUB_ACCOUNT."),
        ("README.md", "carto-wizard"),
        ("CHANGELOG.md", "carto-wizard"),
    ],
)
def test_a_sentence_of_each_kind_is_listed(path: str, text: str) -> None:
    assert any(s.path.startswith(path) and text in s.text for s in EVERY)


def test_code_is_not_listed() -> None:
    texts = " ".join(sentence.text for sentence in EVERY)
    assert "The texts of a module, without docstrings" not in texts
    assert "sudo timedatectl set-ntp true" not in texts
    assert "put-role-policy --role-name" not in texts


def test_the_list_is_the_same_each_time() -> None:
    assert tuple(sentences()) == EVERY
