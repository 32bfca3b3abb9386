"""The mark on what this set-up makes in AWS, by which it knows its own again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from carto_wizard.setup.answers import Answers
from carto_wizard.setup.text import one_line

MARK = "carto-wizard:setup"
"""The key of the tag; its value is the set-up's ID."""

MOST_TAGS = 49
"""Beside the mark; IAM takes 50 (IAM API reference, CreateRole)."""

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_TEXT = re.compile(r"[\w\s.:/=+@-]*")
_LONGEST_KEY, _LONGEST_VALUE = 128, 256


def setup_id(answers: Answers) -> str:
    """The ID of this set-up; one that was never kept follows from its main account.

    So a colleague who fills a session anew for the same hub goes on with the same one.
    """
    if answers.setup_id or not answers.account_id:
        return answers.setup_id
    where = f"{answers.partition} {answers.mode} {answers.account_id}"
    return hashlib.sha256(where.encode()).hexdigest()[:8]


def all_tags(answers: Answers) -> dict[str, str]:
    """The tags of everything that is made, the mark first."""
    return {MARK: setup_id(answers), **answers.tags}


def valid_setup_id(text: str) -> bool:
    """Whether it can be a part of names and tags; empty: none yet."""
    return not text or bool(_ID.fullmatch(text))


def tags_as_text(tags: Mapping[str, str]) -> str:
    """Tags as a person types them: `Team=Security, Stage=prod`."""
    return ", ".join(f"{key}={value}" for key, value in tags.items())


def tags_from_text(text: str) -> dict[str, str]:
    """The tags that a person typed, which `tags_problem` found nothing wrong with."""
    pairs = (part.partition("=") for part in text.split(",") if part.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


def tags_problem(text: str) -> str | None:
    """Refuse text that is no list of tags, or tags that IAM would not take."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        key, equals, _ = part.partition("=")
        if not (key.strip() and equals):
            return f"{one_line(part, 40)} is not KEY=VALUE. Separate tags with commas."
    tags = tags_from_text(text)
    if len(tags) < len(parts):
        return "A key is there twice. Use each key once."
    return tags_refused(tags)


def tags_refused(tags: Mapping[str, str]) -> str | None:
    """Refuse what IAM would not take as tags (IAM API reference, "Tag")."""
    seen: set[str] = set()
    for key, value in tags.items():
        shown = one_line(f"{key}={value}", 40)
        if not (_TEXT.fullmatch(key + value) and (key + value).isprintable()):
            return f"{shown}: a tag has letters, digits, spaces and _ . : / = + - @."
        if not 0 < len(key) <= _LONGEST_KEY or len(value) > _LONGEST_VALUE:
            return (
                f"{shown}: a key has 1 to {_LONGEST_KEY} characters, a value at most "
                f"{_LONGEST_VALUE}."
            )
        if key.lower().startswith("aws:") or key.lower() == MARK:
            return f"{one_line(key, 40)} is reserved. Choose another key."
        if key.lower() in seen:
            return f"{one_line(key, 40)} is there twice. IAM ignores case in keys."
        seen.add(key.lower())
    if len(seen) > MOST_TAGS:
        return f"There are {len(seen)} tags. At most {MOST_TAGS} fit beside our own."
    return None
