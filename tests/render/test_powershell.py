from __future__ import annotations

import tree_sitter_powershell
from tree_sitter import Language, Parser

from carto_wizard.render.parts import text_of
from carto_wizard.render.scripts.create_roles import create_roles
from carto_wizard.render.scripts.shells import Shell
from tests.render.cases import many

PARSER = Parser(Language(tree_sitter_powershell.language()))


def has_error(text: str) -> bool:
    return PARSER.parse(text.encode()).root_node.has_error


def test_the_grammar_finds_an_open_bracket() -> None:
    assert has_error("function A { if (1 { }\n}")


def test_the_script_is_read_without_an_error() -> None:
    for text in {
        text_of(create_roles(answers, Shell.POWERSHELL)) for answers, _ in many()
    }:
        assert text.isascii() and "\r" not in text and "\t" not in text
        assert not has_error(text)
