"""The session file as TOML: parse, render, update.

Only a file with comments or unknown keys is updated through tomlkit, which needs
0.3 s for 1,000 accounts; any other is rendered anew.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from carto_wizard.errors import SessionDamaged, SessionError
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.steps import KEYS
from carto_wizard.setup.text import one_line

VERSION = 1


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


def _quoted(value: Any) -> str:
    return one_line(repr(value), 60)


def render(answers: Answers) -> str:
    """Write these answers as TOML, without comments."""
    data = _as_tables(answers)
    accounts = data.pop("accounts")
    tables = {key: data.pop(key) for key in list(data) if isinstance(data[key], dict)}
    blocks = ["".join(_lines({"version": VERSION, **data}))]
    blocks += [f"[{key}]\n" + "".join(_lines(table)) for key, table in tables.items()]
    blocks += ["[[accounts]]\n" + "".join(_lines(account)) for account in accounts]
    return "\n".join(blocks)


def _lines(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield f"{key} = {_toml(value)}\n"


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    # JSON's strings, numbers and booleans are TOML's, but for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _as_tables(value: Any) -> Any:
    """Turn dataclasses into dicts, in the order of their fields."""
    if is_dataclass(value):
        return {f.name: _as_tables(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_as_tables(item) for item in value]
    if isinstance(value, str):
        # Neither TOML nor UTF-8 has lone surrogates, which a bad paste may hold.
        text = str(value)
        return text if text.isascii() else text.encode(errors="replace").decode()
    return value


def can_be_rendered(old: str) -> bool:
    """Whether the text has no comment and no unknown key that `render` would lose.

    Raises SessionError for the text of a newer version.
    """
    try:
        return not old or (not parse(old, Path()).unknown and "#" not in old)
    except SessionDamaged:
        return False


def updated(old: str, answers: Answers) -> str:
    """Put these answers into the old text; comments and unknown keys stay.

    Raises SessionError for the text of a newer version.
    """
    from carto_wizard.setup.session_update import update_text, with_old_as_comment

    try:
        parse(old, Path())
        values = _as_tables(answers)
        new = update_text(old, values)
        if _as_tables(parse(new, Path()).answers) == values:
            return new
    except (SessionDamaged, ValueError):
        # Damaged since it was opened, or in a form that tomlkit cannot change.
        pass
    return with_old_as_comment(old, render(answers))
