"""The session file as TOML: parse, render, update."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from carto_wizard.errors import SessionDamaged, SessionError
from carto_wizard.setup.answers import CHOICES, Account, Answers
from carto_wizard.setup.ownership import valid_setup_id
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.session_blocks import (
    is_written,
    new_block,
    quoted,
    writable,
    writable_account,
)
from carto_wizard.setup.session_update import (
    PLACE,
    SessionText,
    cut,
    with_old_as_comment,
)
from carto_wizard.setup.steps import KEYS
from carto_wizard.setup.text import one_line

VERSION = 1
_last: dict[str, SessionText] = {}
"""What was made last, by its text: a file that is still the same is not cut again."""
_MANY_LINES = re.compile("\"\"\"|'''")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A key that needs no quotes."""


@dataclass(frozen=True, slots=True)
class LoadedSession:
    """The answers, and the keys that this version does not know."""

    answers: Answers
    unknown: tuple[str, ...] = ()


def parse(text: str, path: Path) -> LoadedSession:
    """Read the text of a session file; see `load` for what it raises."""
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        raise SessionDamaged(f"{path} is not valid TOML: {error}.") from None
    except RecursionError:
        raise SessionDamaged(f"{path} is nested too deeply to be a session.") from None
    version = data.pop("version", None)
    # `type`, since True is an int as well.
    if type(version) is int and version > VERSION:
        raise SessionError(
            f"{path} was written by a newer carto-wizard (session version {version}, "
            f"this one reads {VERSION}).",
            "Upgrade carto-wizard, or start another session with --session FILE.",
        )
    if type(version) is not int or version != VERSION:
        raise SessionDamaged(f"{path} has no `version = {VERSION}`.")
    unknown: list[str] = []
    try:
        answers = _read(Answers(), data, "", unknown)
        _check_names(answers)
    except ValueError as error:
        raise SessionDamaged(f"{path}: {error}") from None
    return LoadedSession(answers, tuple(unknown))


def _check_names(answers: Answers) -> None:
    for key, value, names in (
        ("step", answers.step, KEYS),
        ("partition", answers.partition, PARTITIONS),
    ):
        if value not in names:
            raise ValueError(
                f"{key}: {_quoted(value)} is not one of {', '.join(names)}."
            )
    if not valid_setup_id(answers.setup_id):
        raise ValueError(
            f"setup_id: {_quoted(answers.setup_id)} is not 1 to 32 small letters, "
            "digits and dashes."
        )


def _read(default: Any, data: dict[str, Any], place: str, unknown: list[str]) -> Any:
    """Read a table into a dataclass like `default`, and collect unknown keys."""
    known = {field.name for field in fields(default)}
    unknown.extend(place + key for key in data if key not in known)
    values = {
        key: _value(getattr(default, key), value, place + key, unknown)
        for key, value in data.items()
        if key in known
    }
    return type(default)(**{f: values.get(f, getattr(default, f)) for f in known})


def _value(default: Any, value: Any, key: str, unknown: list[str]) -> Any:
    if is_dataclass(default):
        if not isinstance(value, dict):
            raise ValueError(f"{key} must be a table, [{key}].")
        return _read(default, value, f"{key}.", unknown)
    if key == "choices":
        return _choices(value)
    if key == "tags":
        return _tags(value)
    if key == "accounts":
        if not (isinstance(value, list) and all(isinstance(v, dict) for v in value)):
            raise ValueError("accounts must be tables, [[accounts]].")
        return tuple(
            _read(Account(""), item, f"accounts.{index}.", unknown)
            for index, item in enumerate(value)
        )
    if isinstance(default, tuple):
        if not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            raise ValueError(f"{key} must be a list of strings.")
        return tuple(value)
    if isinstance(default, StrEnum):
        names = [str(member) for member in type(default)]
        if value not in names:
            raise ValueError(
                f"{key}: {_quoted(value)} is not one of {', '.join(names)}."
            )
        return type(default)(value)
    if type(value) is not type(default):
        kinds = {str: "a string", int: "a whole number", bool: "true or false"}
        raise ValueError(f"{key} must be {kinds[type(default)]}, not {_quoted(value)}.")
    return value


def _choices(table: Any) -> dict[str, str]:
    """What is done about each file or profile, after which a digest may stand."""
    if not isinstance(table, dict):
        raise ValueError("choices must be a table, [choices].")
    for name, value in table.items():
        if not isinstance(value, str) or value.partition(" ")[0] not in CHOICES:
            raise ValueError(
                f"choices, {_quoted(name)}: {_quoted(value)} is not one of "
                f"{', '.join(CHOICES)}."
            )
    return table


def _tags(table: Any) -> dict[str, str]:
    """The tags; what IAM would not take is named on their step."""
    texts = isinstance(table, dict) and all(isinstance(v, str) for v in table.values())
    if not texts:
        raise ValueError("tags must be a table of strings, [tags].")
    found: dict[str, str] = table
    return found


def _quoted(value: Any) -> str:
    return one_line(repr(value), 60)


def render(answers: Answers) -> str:
    """Write these answers as TOML, without comments."""
    blocks = (new_block(writable_account(each)) for each in answers.accounts)
    return _rest(answers) + "".join(f"{each.above}{each.text}" for each in blocks)


def _rest(answers: Answers) -> str:
    """All but the accounts."""
    data = _values(answers)
    tables = {key: data.pop(key) for key in list(data) if isinstance(data[key], dict)}
    blocks = ["".join(_lines({"version": VERSION, **data}))]
    blocks += [
        f"[{key}]\n" + "".join(_lines(table))
        for key, table in tables.items()
        if is_written(key, table)
    ]
    return "\n".join(blocks)


def _lines(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield f"{key if _BARE.fullmatch(key) else quoted(key)} = {_toml(value)}\n"


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def _values(answers: Answers) -> dict[str, Any]:
    """All but the accounts as plain values."""
    found: dict[str, Any] = _as_tables(replace(answers, accounts=()))
    del found["accounts"]
    return found


def _as_tables(value: Any) -> Any:
    """Turn dataclasses into dicts, in the order of their fields."""
    if is_dataclass(value):
        return {f.name: _as_tables(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {writable(key): writable(text) for key, text in value.items()}
    if isinstance(value, tuple):
        return [_as_tables(item) for item in value]
    return writable(str(value)) if isinstance(value, str) else value


def updated(old: str, answers: Answers) -> str:
    """Put these answers into the old text; comments and unknown keys stay.

    Raises SessionError for the text of a newer version.
    """
    try:
        return _updated(old, answers)
    except (SessionDamaged, ValueError):
        # Damaged since it was opened, or in a form that cannot be changed in place.
        return with_old_as_comment(old, render(answers))


def prepare(text: str) -> None:
    """Do now what the first change of this text would need longest for."""
    with suppress(ValueError):
        session = _last[text] = cut(text)
        if "#" in session.rest:
            import tomlkit  # noqa: F401


def _updated(old: str, answers: Answers) -> str:
    session = _last.get(old) or cut(old or render(Answers()))
    rest = parse(session.rest, Path())
    if rest.answers.accounts:
        raise ValueError("The accounts are not written as tables.")
    if rest.unknown != (PLACE,) or "#" in session.rest:
        session = session.with_rest(_values(answers))
    else:
        session = session.with_place(_rest(answers))
    session = session.with_accounts(answers.accounts)
    new = session.joined()
    if _values(parse(session.rest, Path()).answers) != _values(answers):
        raise ValueError("The answers are not what was put in.")
    if _MANY_LINES.search(new) and parse(new, Path()).answers != answers:
        raise ValueError("Strings of many lines look like tables.")
    _last.clear()
    _last[new] = session
    return new
