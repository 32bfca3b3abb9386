from __future__ import annotations

import re

import pytest

from tests.sentences import sentences

EVERY = tuple(sentences())
AWS_WORDS = "carto_wizard/demo/services/"
"""Where the demo answers in AWS's own words."""
GONE = (
    # archaisms and riddles
    (r"\bwhom\b", "the plain subject: who, whose or the name"),
    (r"\bis there for\b", "what the thing does"),
    (r"\bone asks\b", "you, or the name of who asks"),
    (r"\btake[sn]? back\b|\btakes (it|them) back\b", "undo"),
    (r"\bwithout a word\b", "reports no error"),
    (r"\bAWS's library\b", "botocore"),
    (r"\bof (its|their) own\b", "its own X, or leave it out"),
    (r"\bas if all were well\b", "exits with status 0"),
    (r"\bis well\b", "is correct, or passed"),
    (r"\w!(\s|$)", "a full stop"),
    (r"\w\(s\)", "setup.text.count"),
    # phrases of issue 10, with what is said instead
    (r"Part of AWS", "AWS partition"),
    (r"How patient", "How should failed AWS calls be retried?"),
    (r"How may Cartography enter", "How does Cartography access each account?"),
    (r"has no address here", "DNS cannot resolve"),
    (r"Every open one", "All N active accounts"),
    (r"\b(They|they) are those of\b", "These credentials are for"),
    (r"as planned", "Cartography would miss some accounts"),
    (r"say something else", "have the same name but different settings"),
    (r"Everything that was asked", "All checks passed."),
    (r"\d to come", "1 running"),
    (r"No variable overrides the files", "which variable is set, or that none is"),
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("carto_wizard/setup/questions.py", "Hub account ID"),
        ("carto_wizard/tui/", "Enlarge the terminal"),
        ("carto_wizard/commands/options.py", "print one JSON document to stdout"),
        ("carto_wizard/checks/causes.toml", "The file is UTF-16"),
        ("carto_wizard/checks/lint/", "Unset the variable."),
        ("carto_wizard/files/", "the disk is full"),
        ("carto_wizard/render/scripts/", "The script continues after a failure"),
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


@pytest.mark.parametrize(("pattern", "instead"), GONE)
def test_a_phrase_that_was_replaced_does_not_come_back(
    pattern: str, instead: str
) -> None:
    found = [
        s
        for s in EVERY
        if re.search(pattern, s.text) and not s.path.startswith(AWS_WORDS)
    ]
    assert not found, f"say instead: {instead}"
