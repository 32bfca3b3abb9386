"""List every sentence that a person can meet: `python -m tests.sentences`.

The list comes from the source, the causes, the README, the changelog and the generated
files, as the golden files hold them. A sentence is a text of at least two words.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "carto_wizard"
GOLDEN = ROOT / "tests" / "render" / "golden"

_TWO_WORDS = re.compile(r"[A-Za-z’'}\d)]{2,}[,.:;–]? [A-Za-z({]")
_COMMAND = re.compile(r"(aws|sh|sudo|curl|export|unset|docker|env|ls|icacls) [-a-z./{]")
_CODE = {"posix", "powershell", "command", "windows", "macos"}
"""Keywords and keys whose value is a command; the golden files have what it says."""
_STYLES = {"CSS", "DEFAULT_CSS"}

Found = Iterator[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text that a person can meet, and where it is written."""

    path: str
    line: int
    text: str


def sentences() -> Iterator[Sentence]:
    """Yield every sentence, file by file; what several files share comes once."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from _read(path, lambda text: iter(sorted(_in_source(ast.parse(text)))))
    yield from _read(PACKAGE / "checks" / "causes.toml", _in_causes)
    yield from _read(ROOT / "README.md", _in_markdown)
    yield from _read(ROOT / "CHANGELOG.md", _in_markdown)
    seen: set[str] = set()
    for path in sorted(GOLDEN.iterdir()):
        for sentence in _read(path, _in_generated):
            if sentence.text not in seen:
                seen.add(sentence.text)
                yield sentence


def _read(path: Path, find: Callable[[str], Found]) -> Iterator[Sentence]:
    for line, text in find(path.read_text(encoding="utf-8")):
        if _TWO_WORDS.search(text) and not _COMMAND.match(text):
            name = path.relative_to(ROOT).as_posix()
            yield Sentence(name, line, " ".join(text.split()))


def _in_source(node: ast.AST) -> Found:
    """The texts of a module, without docstrings, patterns, styles and commands."""
    match node:
        case ast.Constant(value=str(text)):
            yield from enumerate(text.splitlines(), node.lineno)
        case ast.JoinedStr(values=values):
            yield node.lineno, "".join(map(_shown, values))
        case ast.Expr(value=ast.Constant()):
            pass
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
            pass
        case ast.keyword(arg=arg) if arg in _CODE:
            pass
        case ast.Assign(targets=[ast.Name(id=name)]) if name in _STYLES:
            pass
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _in_source(child)


def _shown(part: ast.expr) -> str:
    """A piece of an f-string; an expression as it is in the source."""
    match part:
        case ast.FormattedValue(value=value):
            return f"{{{ast.unparse(value)}}}"
        case _:
            return str(ast.literal_eval(part))


def _in_causes(text: str) -> Found:
    for number, line in enumerate(text.splitlines(), 1):
        key, _, value = line.partition(" = ")
        if value and key not in _CODE:
            yield number, tomllib.loads(line)[key]


def _in_markdown(text: str) -> Found:
    """The paragraphs, list entries and table rows."""
    number = 1
    for block in re.split(r"(\n\s*\n|\n(?=[|\-*]))", text):
        yield number, block
        number += block.count("\n")


def _in_generated(text: str) -> Found:
    """The read-me, and the comments and quoted texts of the other files."""
    kind = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("##### "):
            kind = line.split()[1]
        elif kind == "read-me" or line.startswith("# "):
            yield number, line
        else:
            yield from ((number, quoted) for quoted in re.findall(r'"([^"]+)"', line))


def main() -> None:
    """Print the list."""
    for sentence in sentences():
        print(f"{sentence.path}:{sentence.line}: {sentence.text}")  # noqa: T201


if __name__ == "__main__":
    main()
