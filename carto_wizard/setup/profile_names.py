"""Turn account names into profile names, by one rule that the screens show.

Every AWS SDK reads the result (AWS SDKs reference, "file format").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from carto_wizard.setup.answers import ID_LENGTH, Account

RULE = (
    "Letters, digits, - and _ are kept, accents are dropped, and anything else "
    "becomes a single -. An empty or duplicate name gets the account ID."
)
MAX_LENGTH = 64


def profile_names(accounts: Sequence[Account]) -> tuple[str, ...]:
    """A unique profile name for each account, in order.

    Names that differ only in case count as taken: people mix them up.
    """
    taken: dict[str, int] = {"default": 1}
    names = []
    for account in accounts:
        # The ID may be wrong still: the preview shows it until it is corrected.
        suffix = _plain(account.id)[:ID_LENGTH]
        name = _plain(account.name) or f"account-{suffix}"
        if name.casefold() in taken:
            name = _with_suffix(name, suffix, taken)
        taken[name.casefold()] = 1
        names.append(name)
    return tuple(names)


def _plain(name: str) -> str:
    """The name with the rule applied; may be empty."""
    ascii_only = _without_escapes(name)
    if not ascii_only.isascii():
        folded = unicodedata.normalize("NFKD", ascii_only)
        ascii_only = "".join(char for char in folded if not unicodedata.combining(char))
    return re.sub(r"[^A-Za-z0-9_-]+", "-", ascii_only).strip("-_")[:MAX_LENGTH]


def _without_escapes(name: str) -> str:
    """Drop terminal escape sequences with their letters, such as the m of ESC[31m."""
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
