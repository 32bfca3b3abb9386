"""Change the answers in a session file, and keep its comments and unknown keys.

A session is cut into its accounts and the rest. The rest is short: tomlkit changes it.
Of 10,000 accounts tomlkit would need ten seconds, so each keeps its lines as they are
until it is another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from carto_wizard.setup.answers import Account
from carto_wizard.setup.session_blocks import (
    Block,
    Table,
    comments_in,
    new_block,
    read_block,
    update_table,
    writable_account,
)

PLACE = "place-of-the-accounts"
"""The table that stands for the accounts in the rest."""
_PLACE = f"[{PLACE}]\n"
_HEADER = re.compile(r"(\[\[?)[ \t]*([^\]\[\n#,]*?)[ \t]*\]")


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
        for block in self.blocks:
            parts += block[:2]
        return "".join((*parts, after))

    def with_rest(self, values: Table) -> SessionText:
        """With these values in all but the accounts."""
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        try:
            document = tomlkit.parse(self.rest)
            update_table(document, values)
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
        if [block.account.id for block in old] == [each.id for each in accounts]:
            pairs = zip(old, accounts, strict=True)
            return self._replace(blocks=tuple(b.changed(a) for b, a in pairs))
        matches = _matches([block.account for block in old], accounts)
        above, below = _comments_above(old, set(matches.values()))
        blocks = []
        for number, account in enumerate(accounts):
            match = matches.get(number)
            if match is None:
                blocks.append(new_block(account))
            else:
                block = old[match]._replace(above=above[match])
                blocks.append(block.changed(account))
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
            blocks.append(read_block(above, body))
        elif name.startswith("[accounts.") and blocks:
            last = blocks[-1]
            blocks[-1] = last._replace(text=last.text + above + body, form=None)
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


def _drop_others(document: Any, values: Table) -> None:
    """Take out the choices and tags that are no more; their comments stay."""
    import tomlkit

    for key in ("choices", "tags"):
        table = document.get(key, {})
        for name in [name for name in table if name not in values[key]]:
            comment = table[name].trivia.comment
            table.remove(name)
            if comment:
                table.add(tomlkit.comment(comment.removeprefix("#").strip()))


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
            waiting += comments_in(block)
    return found, waiting
