"""Account names as profile names: one stated rule.

The names are those that every AWS SDK reads (AWS SDKs reference, "file format").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from carto_wizard.setup.answers import ID_LENGTH, Account

RULE = (
    "Letters, digits, - and _ stay; accents are dropped; anything else becomes one -. "
    "A name that is empty or taken gets the account ID."
)
MAX_LENGTH = 64


def profile_names(accounts: Sequence[Account]) -> tuple[str, ...]:
    """A unique profile name for each account, in order.

    Names that differ only in case count as taken: people mix them up.
    """
    taken: dict[str, int] = {"default": 1}
    names = []
    for account in accounts:
        # An ID that is not one yet is shown as well, until it is corrected.
        suffix = _plain(account.id)[:ID_LENGTH]
        name = _plain(account.name) or f"account-{suffix}"
        if name.casefold() in taken:
            name = _with_suffix(name, suffix, taken)
        taken[name.casefold()] = 1
        names.append(name)
    return tuple(names)


def _plain(name: str) -> str:
    """The name with the rule applied; may be empty."""
    folded = unicodedata.normalize("NFKD", _without_escapes(name))
    ascii_only = "".join(char for char in folded if not unicodedata.combining(char))
    return re.sub(r"[^A-Za-z0-9_-]+", "-", ascii_only).strip("-_")[:MAX_LENGTH]


def _without_escapes(name: str) -> str:
    """Drop terminal escape sequences whole, so that their letters do not stay."""
    return re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])?", "", name)


def _with_suffix(name: str, suffix: str, taken: dict[str, int]) -> str:
    stem = name[: MAX_LENGTH - 1 - len(suffix)]
    first = candidate = f"{stem}-{suffix}"
    while candidate.casefold() in taken:
        # Counted per name: the same account 10,000 times is still quick.
        taken[first.casefold()] += 1
        stem = name[: MAX_LENGTH - 7 - len(suffix)]
        candidate = f"{stem}-{suffix}-{taken[first.casefold()]}"
    return candidate
