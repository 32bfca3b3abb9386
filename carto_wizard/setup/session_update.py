"""Change the answers in a session file, and keep its comments and unknown keys.

A session is cut into its accounts and the rest. The rest is short: tomlkit changes it.
Of 10,000 accounts tomlkit would need ten seconds, so each keeps its lines as they are
until it is another one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from carto_wizard.setup.answers import Account

Table = dict[str, Any]
KEYS = ("id", "name", "region")
"""Of an account."""

PLACE = "place-of-the-accounts"
"""The table that stands for the accounts in the rest."""
_PLACE = f"[{PLACE}]\n"
_HEADER = re.compile(r"(\[\[?)[ \t]*([^\]\[\n#,]*?)[ \t]*\]")
_WRITTEN = re.compile(
    r"\[\[accounts\]\]\n"
    r'id = "([^"\\\n]*)"\nname = "([^"\\\n]*)"\nregion = "([^"\\\n]*)"\n'
)
"""An account as the wizard writes it."""
_LINES = re.compile(
    r"\[\[accounts\]\][ \t]*(?:#.*)?\n"
    r'(?:(?:[\w-]+[ \t]*=[ \t]*"[^"\\\n]*"[ \t]*)?(?:#.*)?\n)*',
    re.ASCII,
)
"""One with comments and keys of others, one on each line."""
_KEY = re.compile(r'^([\w-]+)[ \t]*=[ \t]*"([^"\\\n]*)"', re.ASCII | re.MULTILINE)


class Block(NamedTuple):
    """One account of a session: the comments above it, its lines, what they say."""

    above: str
    text: str
    account: Account


class SessionText(NamedTuple):
    """The text of a session, cut in two."""

    rest: str
    """All but the accounts; the table `PLACE` is where they go."""
    blocks: tuple[Block, ...]

    def joined(self) -> str:
        """The whole text."""
        before, place, after = self.rest.partition(_PLACE)
        if not place or _PLACE in after:
            raise ValueError("The place of the accounts is lost.")
        parts = [before]
        for above, text, _ in self.blocks:
            parts += (above, text)
        return "".join((*parts, after))

    def with_rest(self, values: Table) -> SessionText:
        """With these values in all but the accounts."""
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        try:
            document = tomlkit.parse(self.rest)
            _update(document, values)
            _drop_others(document, values)
            return self._replace(rest=tomlkit.dumps(document))
        except (TOMLKitError, TypeError) as error:
            raise ValueError(str(error)) from None

    def with_place(self, rest: str) -> SessionText:
        """With another rest, below which the accounts go."""
        return self._replace(rest=rest + _PLACE)

    def with_accounts(self, accounts: Sequence[Account]) -> SessionText:
        """With these accounts; the comments about others stay."""
        old = self.blocks
        accounts = [writable_account(account) for account in accounts]
        if [block.account for block in old] == accounts:
            return self
        matches = _matches([block.account for block in old], accounts)
        above, below = _comments_above(old, set(matches.values()))
        blocks = []
        for number, account in enumerate(accounts):
            match = matches.get(number)
            if match is None:
                blocks.append(Block("\n", block_text(account), account))
            else:
                text = _changed(old[match], account)
                blocks.append(Block(above[match], text, account))
        rest = self.rest.replace(_PLACE, _PLACE + below, 1)
        return SessionText(rest, tuple(blocks))


def cut(text: str) -> SessionText:
    """Cut the text of a session; raises ValueError where that cannot be."""
    rest: list[str] = []
    blocks: list[Block] = []
    for name, above, body in _tables(text):
        if name == "[[accounts":
            if not blocks:
                rest.append(_PLACE)
            blocks.append(Block(above, body, _read(body)))
        elif name.startswith("[accounts.") and blocks:
            last = blocks[-1]
            blocks[-1] = last._replace(text=last.text + above + body)
        else:
            rest += (above, body)
    if not blocks:
        rest.append(_PLACE)
    return SessionText("".join(rest), tuple(blocks))


def with_old_as_comment(old: str, new: str) -> str:
    """Return the new text with the old one below it, commented out."""
    lines = [f"# {line}".rstrip() for line in old.splitlines()]
    note = "# The previous content, before carto-wizard wrote the answers above:"
    return "\n".join((new, note, *lines, ""))


def block_text(account: Account) -> str:
    """An account as the wizard writes it."""
    id, name, region = quoted(account.id), quoted(account.name), quoted(account.region)
    return f"[[accounts]]\nid = {id}\nname = {name}\nregion = {region}\n"


def writable(text: str) -> str:
    """Without lone surrogates: neither TOML nor UTF-8 has what a bad paste may hold."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def writable_account(account: Account) -> Account:
    """The account as a file can hold it."""
    texts = account.id, account.name, account.region
    return account if "".join(texts).isascii() else Account(*map(writable, texts))


def quoted(text: str) -> str:
    """A string of TOML: one of JSON, but for DEL."""
    return encode_basestring(text).replace("\x7f", "\\u007F")


def _tables(text: str) -> Iterator[tuple[str, str, str]]:
    """The name, the comments above and the lines of each table.

    TOML counts the lines before a header to the table above it; people mean the one
    below.
    """
    # Not `splitlines`: for TOML, U+2028 and its like end no line.
    lines = [f"{line}\n" for line in text.removesuffix("\n").split("\n") if text]
    name, begin, start, above = "", 0, 0, -1
    for index, line in enumerate(lines):
        bare = line.lstrip(" \t")
        first = bare[0]
        if first == "[" and (header := _HEADER.match(bare)):
            first_above = above if above >= 0 else index
            yield name, *_joined(lines, begin, start, first_above)
            name, begin, start, above = "".join(header.groups()), first_above, index, -1
        elif first in "\n#":
            above = index if above < 0 else above
        else:
            above = -1
    end = above if above >= 0 and name else len(lines)
    yield name, *_joined(lines, begin, start, end)
    if end < len(lines):
        yield "", "", "".join(lines[end:])


def _joined(lines: Sequence[str], *at: int) -> tuple[str, str]:
    begin, start, end = at
    return "".join(lines[begin:start]), "".join(lines[start:end])


def _read(body: str) -> Account:
    """The account that these lines are; raises ValueError."""
    if found := _WRITTEN.fullmatch(body):
        return Account(*found.groups())
    pairs = _KEY.findall(body) if _LINES.fullmatch(body) else ()
    values: Mapping[str, Any] = dict(pairs)
    if not pairs or len(values) < len(pairs):
        (values,) = tomllib.loads(body)["accounts"]
    return Account(*(values.get(key, "") for key in KEYS))


def _changed(block: Block, account: Account) -> str:
    """The lines of a block for another account: its comments and other keys stay."""
    if block.account == account:
        return block.text
    if _WRITTEN.fullmatch(block.text):
        return block_text(account)
    found = dict(_KEY.findall(block.text)) if _LINES.fullmatch(block.text) else {}
    if not set(KEYS) <= found.keys():
        return _changed_by_tomlkit(block.text, account)
    text = block.text
    for key in KEYS:
        line = f"{key} = {quoted(getattr(account, key))}".replace("\\", r"\\")
        text = re.sub(rf'^{key}[ \t]*=[ \t]*"[^"\n]*"', line, text, flags=re.MULTILINE)
    return text


def _changed_by_tomlkit(text: str, account: Account) -> str:
    import tomlkit

    document: Any = tomlkit.parse(text)
    values = {key: getattr(account, key) for key in KEYS}
    _update(document["accounts"][0], values)
    return tomlkit.dumps(document)


def _update(table: Any, values: Table) -> None:
    for key, value in values.items():
        if isinstance(value, dict) and key in table:
            _update(table[key], value)
        elif value != {} and (key not in table or table[key] != value):
            table[key] = value


def _drop_others(document: Any, values: Table) -> None:
    """Take out the choices that are no more; their comments stay."""
    import tomlkit

    choices = document.get("choices", {})
    for name in [name for name in choices if name not in values["choices"]]:
        comment = choices[name].trivia.comment
        choices.remove(name)
        if comment:
            choices.add(tomlkit.comment(comment.removeprefix("#").strip()))


def _matches(old: Sequence[Account], accounts: Sequence[Account]) -> dict[int, int]:
    """The old place of each account, by its number: by ID, else by name."""
    matches: dict[int, int] = {}
    free = dict.fromkeys(range(len(old)))
    for key in ("id", "name"):
        places: dict[str, list[int]] = {}
        for index in reversed(free):
            places.setdefault(getattr(old[index], key), []).append(index)
        for number, account in enumerate(accounts):
            value = getattr(account, key)
            if number not in matches and value and places.get(value):
                matches[number] = places[value].pop()
                del free[matches[number]]
    return matches


def _comments_above(old: Sequence[Block], kept: set[int]) -> tuple[dict[int, str], str]:
    """The comments above each account that stays, and those below the last.

    Those of an account that goes stand above the next one.
    """
    found: dict[int, str] = {}
    waiting = ""
    for index, block in enumerate(old):
        waiting += block.above
        if index in kept:
            found[index], waiting = waiting, ""
        else:
            waiting += _comments_in(block.text)
    return found, waiting


def _comments_in(text: str) -> str:
    """The comments among the lines of an account that goes, each on its own line."""
    if "#" not in text:
        return ""
    import tomlkit

    document: Any = tomlkit.parse(text)
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
