"""Change the answers in a session file, and keep its comments and unknown keys.

What tomlkit cannot change in place is kept as a comment: nothing that a person typed
may be lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Table = dict[str, Any]


def update_text(old: str, values: Table) -> str:
    """Put these plain values into the old text.

    Raises ValueError for text that cannot be changed in place, such as a list of
    accounts that is not written as tables.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(old)
        _update(document, {key: v for key, v in values.items() if key != "accounts"})
        _update_accounts(document, values["accounts"])
        return tomlkit.dumps(document)
    except (TOMLKitError, TypeError) as error:
        raise ValueError(str(error)) from None


def with_old_as_comment(old: str, new: str) -> str:
    """Return the new text with the old one below it, commented out."""
    lines = [f"# {line}".rstrip() for line in old.splitlines()]
    note = "# The previous content, before carto-wizard wrote the answers above:"
    return "\n".join((new, note, *lines, ""))


def _update(table: Any, values: Table) -> None:
    for key, value in values.items():
        if isinstance(value, dict) and key in table:
            _update(table[key], value)
        elif key not in table or table[key] != value:
            table[key] = value


def _update_accounts(document: Any, accounts: Sequence[Table]) -> None:
    """Change the account tables in place, so that their comments stay with them."""
    import tomlkit
    from tomlkit.items import AoT, Whitespace

    present = document.get("accounts")
    if present is not None and not isinstance(present, AoT):
        raise ValueError("accounts are not tables")
    old = list(present or ())
    matches = _matches(old, accounts)
    if matches == list(range(len(old))):
        for table, account in zip(old, accounts, strict=True):
            _update(table, account)
        return
    before_table, tail = _comments_before(old, {m for m in matches if m is not None})
    # As if parsed: tomlkit would put one more empty line above each at every change.
    tables = AoT([], "accounts", parsed=True)
    before: list[Any] = []
    body = before
    for account, match in zip(accounts, matches, strict=True):
        table = tomlkit.table() if match is None else old[match]
        body += [(None, Whitespace("\n"))] if match is None else before_table[match]
        _update(table, account)
        tables.append(table)
        body = tables[-1].value.body
    body += tail
    _put_tables(document, tables, before)


def _put_tables(document: Any, tables: Any, before: list[Any]) -> None:
    keys = [key.key if key else None for key, _ in document.body]
    place = keys.index("accounts") if "accounts" in keys else len(keys)
    if tables:
        document["accounts"] = tables
    elif "accounts" in keys:
        document.remove("accounts")
    # Last, since tomlkit's index does not know these lines.
    document.body[place:place] = before


def _matches(old: Sequence[Any], accounts: Sequence[Table]) -> list[int | None]:
    """Match each account with its old table: by ID, else by name."""
    matches: list[int | None] = [None] * len(accounts)
    free = dict.fromkeys(range(len(old)))
    for key in ("id", "name"):
        places: dict[Any, list[int]] = {}
        for index in reversed(free):
            places.setdefault(str(old[index].get(key)), []).append(index)
        for number, account in enumerate(accounts):
            if matches[number] is None and account[key] and places.get(account[key]):
                matches[number] = places[account[key]].pop()
        for match in matches:
            free.pop(match if match is not None else -1, None)
    return matches


def _comments_before(
    old: Sequence[Any], kept: set[int]
) -> tuple[dict[int, list[Any]], list[Any]]:
    """The comments before the header of each kept table, and those after the last.

    TOML counts the lines before a header to the table above it; people mean the one
    below.
    """
    leads: dict[int, list[Any]] = {}
    lead: list[Any] = []
    for index, table in enumerate(old):
        trail = _pop_trail(table.value.body)
        if index in kept:
            leads[index], lead = lead, trail
        else:
            lead = [*lead, *_comments_in(table), *trail]
    return leads, lead


def _pop_trail(body: list[Any]) -> list[Any]:
    """Take the comments and empty lines off the end of a table."""
    end = len(body)
    while end and body[end - 1][0] is None:
        end -= 1
    trail = body[end:]
    del body[end:]
    return trail


def _comments_in(table: Any) -> list[Any]:
    """The comments inside a table that is removed, each on its own line."""
    from tomlkit.items import Comment, Null, Trivia, Whitespace
    from tomlkit.items import Table as TomlTable

    found = [table.trivia.comment]
    for _, entry in table.value.body:
        if isinstance(entry, TomlTable):
            found += [comment.trivia.comment for _, comment in _comments_in(entry)]
        elif not isinstance(entry, (Whitespace, Null)):
            found.append(entry.trivia.comment)
    return [(None, Comment(Trivia(comment=text))) for text in found if text]
