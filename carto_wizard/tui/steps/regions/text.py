"""What the regions page says about its list and its changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from carto_wizard.setup.text import count, one_line
from carto_wizard.tui.keys import LIST, REGIONS, key


def help_text() -> str:
    """What the keys choose."""
    one, every = key(LIST, "select"), key(REGIONS, "choose_all")
    return (
        f"An account without a region uses the hub region. {one} sets the region of "
        f"the account under the cursor, {every} of all accounts shown."
    )


def counted(shown: int, total: int, regions: int) -> str:
    """What the filter leaves."""
    if not shown:
        return "No match"
    accounts = count(total, "account")
    if shown < total:
        accounts = f"{shown:,} of {accounts}"
    return f"{accounts} · {count(regions, 'region')}"


def changed(names: Sequence[str], before: Sequence[str], region: str) -> str:
    """What was done to how many, and the way back."""
    who = one_line(names[0], 40) if len(names) == 1 else count(len(names), "account")
    # Shown once it differs: an account that had this region already did not change.
    earlier = Counter(name for name in before if name != region)
    if not earlier:
        return f"{who}: {region} as before."
    (most, _), *others = earlier.most_common()
    instead = one_line(most, 40) or "none"
    if others:
        instead += f" and {count(len(others), 'other region')}"
    undo = key(REGIONS, "undo")
    return f"{who}: {region} instead of {instead}. {undo} undoes this."


def taken_back(number: int) -> str:
    """What an undo did."""
    if not number:
        return "There is nothing to undo."
    have = "has its" if number == 1 else "have their"
    return f"{count(number, 'account')} {have} earlier region again."
