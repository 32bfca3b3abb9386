"""An account in the text of a session: its lines stay until it is another one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from carto_wizard.setup.answers import Account

Table = dict[str, Any]
KEYS = tuple(field.name for field in fields(Account))
"""Of an account."""
OPTIONAL = ("ou", "state", "aws_name")
"""Those that are written only where they say something."""

_TEXT = r'"([^"\\\n]*)"'
_WRITTEN = re.compile(
    r"\[\[accounts\]\]\n"
    + "".join(rf"{key} = {_TEXT}\n" for key in KEYS if key not in OPTIONAL)
    + "".join(rf"(?:{key} = {_TEXT}\n)?" for key in OPTIONAL)
)
"""An account as the wizard writes it."""
_LINES = re.compile(
    r"\[\[accounts\]\][ \t]*(?:#.*)?\n"
    r'(?:(?:[\w-]+[ \t]*=[ \t]*"[^"\\\n]*"[ \t]*)?(?:#.*)?\n)*',
    re.ASCII,
)
"""One with comments and keys of others, one on each line."""
_LINE_OF = {
    key: re.compile(rf'^{key}[ \t]*=[ \t]*"[^"\n]*"', re.MULTILINE) for key in KEYS
}
_COMMENT = re.compile(r'^[^"#\n]*(?:"[^"\n]*"[^"#\n]*)?(#.*)$', re.MULTILINE)
_KEY = re.compile(r'^([\w-]+)[ \t]*=[ \t]*"([^"\\\n]*)"', re.ASCII | re.MULTILINE)


class Block(NamedTuple):
    """One account of a session: the comments above it, its lines, what they say."""

    above: str
    text: str
    account: Account
    form: re.Pattern[str] | None
    """`_WRITTEN` or `_LINES`, where its lines are of that form."""

    def changed(self, account: Account) -> Block:
        """For another account: its comments and other keys stay."""
        if self.account == account:
            return self
        if self.form is _WRITTEN:
            return new_block(account, self.above)
        if self.form is not _LINES:
            text = _changed_by_tomlkit(self.text, account)
            return Block(self.above, text, account, None)
        text = self._with_lines_of(account) or _changed_by_tomlkit(self.text, account)
        return Block(self.above, text, account, None if "\\" in text else _LINES)

    def _with_lines_of(self, account: Account) -> str:
        """Its lines with what differs; empty: a line would have to come or go."""
        text = self.text
        for key in KEYS:
            old, new = getattr(self.account, key), getattr(account, key)
            if old == new:
                continue
            # A backslash in a value is no group of the expression.
            line = f"{key} = {quoted(new)}".replace("\\", r"\\")
            text, found = _LINE_OF[key].subn(line, text)
            if found != 1 or (key in OPTIONAL and not new):
                return ""
        return text


def read_block(above: str, body: str) -> Block:
    """The account that these lines are; raises ValueError."""
    if found := _WRITTEN.fullmatch(body):
        return Block(above, body, Account(*found.groups("")), _WRITTEN)
    pairs = _KEY.findall(body) if _LINES.fullmatch(body) else ()
    values: Mapping[str, Any] = dict(pairs)
    form = _LINES if pairs and len(values) == len(pairs) else None
    if form is None:
        (values,) = tomllib.loads(body)["accounts"]
    account = Account(*(values.get(key, "") for key in KEYS))
    return Block(above, body, account, form)


def new_block(account: Account, above: str = "\n") -> Block:
    """An account as the wizard writes it."""
    id, name, region = quoted(account.id), quoted(account.name), quoted(account.region)
    text = f"[[accounts]]\nid = {id}\nname = {name}\nregion = {region}\n"
    for key in OPTIONAL:
        if value := getattr(account, key):
            text += f"{key} = {quoted(value)}\n"
    return Block(above, text, account, None if "\\" in text else _WRITTEN)


def writable(text: str) -> str:
    """Without lone surrogates: neither TOML nor UTF-8 has what a bad paste may hold."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def writable_account(account: Account) -> Account:
    """The account as a file can hold it."""
    texts = [getattr(account, key) for key in KEYS]
    return account if "".join(texts).isascii() else Account(*map(writable, texts))


def _said(account: Account) -> dict[str, str]:
    """The values of an account by their keys, without those that say nothing."""
    values = {key: getattr(account, key) for key in KEYS}
    return {key: text for key, text in values.items() if text or key not in OPTIONAL}


def quoted(text: str) -> str:
    """A string of TOML: one of JSON, but for DEL."""
    return encode_basestring(text).replace("\x7f", "\\u007F")


def _changed_by_tomlkit(text: str, account: Account) -> str:
    import tomlkit

    document: Any = tomlkit.parse(text)
    table, values = document["accounts"][0], _said(account)
    update_table(table, values)
    for key in [key for key in OPTIONAL if key in table and key not in values]:
        table.remove(key)
    return tomlkit.dumps(document)


def update_table(table: Any, values: Table) -> None:
    """Put these values into a table, and leave all else."""
    for key, value in values.items():
        if isinstance(value, dict) and key in table:
            update_table(table[key], value)
        elif is_written(key, value) and (key not in table or table[key] != value):
            table[key] = value


def is_written(key: str, value: Any) -> bool:
    """Whether a value has to be there: some tables only where they say something."""
    if key == "organization":
        return any(value.values())
    return key not in ("choices", "tags") or bool(value)


def comments_in(block: Block) -> str:
    """The comments among the lines of an account that goes, each on its own line."""
    if "#" not in block.text:
        return ""
    if block.form is _LINES:
        return "".join(f"{comment}\n" for comment in _COMMENT.findall(block.text))
    import tomlkit

    document: Any = tomlkit.parse(block.text)
    return "".join(f"{comment}\n" for comment in _comments(document["accounts"][0]))


def _comments(table: Any) -> Iterator[str]:
    from tomlkit.items import Null, Whitespace
    from tomlkit.items import Table as TomlTable

    if table.trivia.comment:
        yield table.trivia.comment
    for _, entry in table.value.body:
        if isinstance(entry, TomlTable):
            yield from _comments(entry)
        elif not isinstance(entry, (Whitespace, Null)) and entry.trivia.comment:
            yield entry.trivia.comment
