"""A document whose every value says why it is there, and its JSON, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from carto_wizard.render.parts import Part

VERSION = "2012-10-17"
_BRACKET = (
    "Opens or closes a part of the policy.",
    "The text is not valid JSON, and AWS rejects it.",
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A value of a document, what it is for and what breaks without it."""

    value: str | int | dict[str, Explained] | list[Explained]
    why: str
    without: str


Statement = dict[str, Explained]


def policy(*statements: Statement) -> Explained:
    """Return the document that these statements make up."""
    version = Explained(
        VERSION,
        "The version of the policy language.",
        "AWS uses the policy language of 2008, which lacks elements that are used "
        "here.",
    )
    listed = Explained(
        [Explained(statement, *_BRACKET) for statement in statements],
        "The list of what is allowed.",
        "AWS rejects the policy, because it has no statement.",
    )
    return Explained({"Version": version, "Statement": listed}, *_BRACKET)


def to_json(document: Explained) -> str:
    """Return the document as the text of a file: two spaces, ASCII, a final newline."""
    return json.dumps(document, indent=2, default=attrgetter("value")) + "\n"


def policy_parts(document: Explained) -> tuple[Part, ...]:
    """Return the document line by line."""
    lines = to_json(document).splitlines(keepends=True)
    return tuple(
        Part(line, value.why, value.without)
        for line, value in zip(lines, _by_line(document), strict=True)
    )


def _by_line(value: Explained) -> Iterator[Explained]:
    """Give the value behind each line: json.dumps begins one for every value.

    An object or a list that is not empty ends on its own line.
    """
    yield value
    if isinstance(value.value, str | int) or not value.value:
        return
    inner = value.value
    for each in inner.values() if isinstance(inner, dict) else inner:
        yield from _by_line(each)
    yield Explained("", *_BRACKET)
